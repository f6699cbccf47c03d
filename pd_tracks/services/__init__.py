"""The only writers of what people do here. Each is one transaction and safe to repeat, and locks its person first, so that what several
windows ask comes one after the other."""

from pd_tracks.services.choosing import choose_coach, let_coach_go, look_at_choices
from pd_tracks.services.codes import remove_code, set_code, try_code
from pd_tracks.services.conversations import agree, ask_for_conversation, decline, hold, look_at_conversation, withdraw
from pd_tracks.services.credentials import claim, delete_credential, revoke
from pd_tracks.services.hours import Worked
from pd_tracks.services.joining import Gone, delete_all, join_track, leave_track, pause_track
from pd_tracks.services.marks import Mark, mark_module, mark_part, tell_gradebook
from pd_tracks.services.notices import choose_reminders, send_notice, stop_notices, switch_digest_on
from pd_tracks.services.reflections import delete_reflection, look_at_share, save_reflection, share_reflection, take_back

__all__ = [
    "Gone",
    "Mark",
    "Worked",
    "agree",
    "ask_for_conversation",
    "choose_coach",
    "choose_reminders",
    "claim",
    "decline",
    "delete_all",
    "delete_credential",
    "delete_reflection",
    "hold",
    "join_track",
    "leave_track",
    "let_coach_go",
    "look_at_choices",
    "look_at_conversation",
    "look_at_share",
    "mark_module",
    "mark_part",
    "pause_track",
    "remove_code",
    "revoke",
    "save_reflection",
    "send_notice",
    "set_code",
    "share_reflection",
    "stop_notices",
    "switch_digest_on",
    "take_back",
    "tell_gradebook",
    "try_code",
    "withdraw",
]
