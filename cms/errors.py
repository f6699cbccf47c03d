"""What the floor raises on purpose."""


class CmsError(Exception):
    """Base class: `code` is for machines, `message` is safe to show."""

    code = "cms_error"
    message = "Something is wrong with this page."

    def __init__(self, message: str = ""):
        super().__init__(message or self.message)
        self.message = message or self.message


class PublishedPagesStay(CmsError):
    """A page that platforms may link to, or one above it, was about to be deleted."""

    code = "published_pages_stay"
    message = "What has been published is withdrawn, never deleted."


class NotReadyToPublish(CmsError):
    """A page that does not keep the rules was about to go live. The administration says why (`cms.middleware`)."""

    code = "not_ready_to_publish"
    message = "This page cannot be published yet."

    def __init__(self, message: str = "", *, page=None):
        super().__init__(message)
        self.page = page


class VersionIsImmutable(CmsError):
    """A published version was about to be changed or deleted."""

    code = "version_immutable"
    message = "A published version never changes. Publish a new one instead."


class VersionNotWritten(CmsError):
    """Too many people published the same text at the same moment."""

    code = "version_not_written"
    message = "Somebody else is publishing this text at this moment. Publish it again."
