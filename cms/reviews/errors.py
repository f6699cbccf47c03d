"""What the review clock refuses, in words for the person who asked."""

from django.utils.translation import gettext as _

from cms.errors import CmsError


class AlreadyReviewed(CmsError):
    """Somebody else recorded a review since this person looked."""

    code = "already_reviewed"

    def __init__(self, note=None):
        self.note = note
        super().__init__(_("A review of this was recorded since you opened it, so yours was not needed. Nothing was recorded twice."))


class TooLateToUndo(CmsError):
    """A review is not the newest one any more, or not this person's."""

    code = "too_late_to_undo"

    def __init__(self):
        super().__init__(_("This review can no longer be taken back: somebody has reviewed the item or changed its dates since."))
