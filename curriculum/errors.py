"""What this app raises on purpose."""


class CurriculumError(Exception):
    """Base class: `code` is for machines, `message` is safe to show."""

    code = "curriculum_error"
    message = "Something is wrong with the teaching material."

    def __init__(self, message: str = ""):
        super().__init__(message or self.message)
        self.message = message or self.message


class VersionIsImmutable(CurriculumError):
    """A published version was about to be changed or deleted."""

    code = "version_immutable"
    message = "A published version never changes. Publish a new one instead."


class VersionNotWritten(CurriculumError):
    """Too many people published the same lesson at the same moment."""

    code = "version_not_written"
    message = "Somebody else is publishing this lesson at this moment. Publish it again."
