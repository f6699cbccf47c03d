"""What this app raises on purpose."""


class CurriculumError(Exception):
    """Base class: `code` is for machines, `message` is safe to show."""

    code = "curriculum_error"
    message = "Something is wrong with the teaching material."

    def __init__(self, message: str = ""):
        super().__init__(message or self.message)
        self.message = message or self.message


class VersionNotWritten(CurriculumError):
    """Too many people published the same lesson at the same moment."""

    code = "version_not_written"
    message = "Somebody else is publishing this lesson at this moment. Publish it again."


class BuildsOnRefused(CurriculumError):
    """A competency was about to build on one that is not of an earlier grade band."""

    code = "builds_on_refused"
    message = "A competency builds only on competencies of earlier grade bands."
