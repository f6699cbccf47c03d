"""Finishing something in a course, and what becomes of it in the gradebook. Nothing here asks the platform: see `lti.services.scores`."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from cms.progress import Progress
from lti.models import Completion, Context, PlatformUser, QueuedScore, ResourceLink

State = QueuedScore.State
# Said by the platform for all, and mended there or by a teacher: worth another try when somebody asks for it.
RETRIED = [State.FAILED, State.ASKS]


@transaction.atomic
def record(progress: Progress) -> None:
    """Keeps a completion, and queues it for every link of the course that returns completion for it, in one transaction with the
    progress itself. Doing it twice changes nothing. `done=False` takes back what has not been sent."""
    # Locked, so that nobody is erased between the look and the writing.
    people = PlatformUser.objects.select_for_update(no_key=True)
    user = people.filter(key=progress.person_key).first() if progress.person_key else None
    context = Context.objects.filter(key=progress.context_key).first() if progress.context_key else None
    if user is None or context is None:
        return
    if not progress.done:
        _take_back(user, context, progress.launch_key)
        return
    completion, _created = Completion.objects.get_or_create(user=user, context=context, launch_key=progress.launch_key)
    for link in _links(context, progress.launch_key):
        QueuedScore.objects.get_or_create(completion=completion, link=link)


def completion_of(user: PlatformUser, link: ResourceLink) -> Completion | None:
    """That this person finished what the link opens, in the link's context; None before they did. One statement."""
    return Completion.objects.filter(user=user, context=link.context_id, launch_key=link.opens).first()


def score_of(user: PlatformUser, link: ResourceLink) -> QueuedScore | None:
    """What became of this person's completion in this link's column; None before they finished. One statement."""
    return QueuedScore.objects.filter(link=link, completion__user=user, completion__launch_key=link.opens).first()


def is_in_course(user: PlatformUser, context: Context) -> bool:
    """Whether anything is kept of this person in this course."""
    return user.memberships.filter(context=context).exists() or user.completions.filter(context=context).exists()


def states_of(link: ResourceLink) -> dict[str, int]:
    """How many completions of this link are in each state. One statement, no names."""
    return Counter(QueuedScore.objects.filter(link=link).values_list("state", flat=True))


@transaction.atomic
def switch_completion(link: ResourceLink, *, is_on: bool) -> None:
    """On: those who have finished are queued, too. Off: what is waiting is stopped; what the gradebook has, it keeps."""
    link.returns_completion = is_on
    link.save(update_fields=["returns_completion"])
    if not is_on:
        QueuedScore.objects.filter(link=link, state__in=[State.WAITING, *RETRIED]).update(state=State.STOPPED, changed_at=timezone.now())
        return
    _again(QueuedScore.objects.filter(link=link, state=State.STOPPED))
    if link.context_id and link.opens:
        for completion in Completion.objects.filter(context=link.context_id, launch_key=link.opens).exclude(scores__link=link):
            QueuedScore.objects.get_or_create(completion=completion, link=link)


@transaction.atomic
def confirm_unread(link: ResourceLink) -> None:
    """The teacher said: send although the gradebook cannot be read first."""
    link.sends_unread = True
    link.save(update_fields=["sends_unread"])
    _again(QueuedScore.objects.filter(link=link, state=State.ASKS))


def send_again(link: ResourceLink) -> int:
    """Tries what failed once more; returns how many."""
    return _again(QueuedScore.objects.filter(link=link, state=State.FAILED))


def _again(scores) -> int:
    return scores.update(
        state=State.WAITING, reason="", attempts=0, next_attempt_at=timezone.now(), leased_until=None, changed_at=timezone.now()
    )


def _links(context: Context, launch_key) -> list[ResourceLink]:
    links = ResourceLink.objects.filter(context=context, returns_completion=True)
    return [link for link in links if link.opens and str(link.opens) == str(launch_key)]


def _take_back(user: PlatformUser, context: Context, launch_key) -> None:
    """Only while no attempt was made: what the gradebook may have is not taken out of it again."""
    found = Completion.objects.filter(user=user, context=context, launch_key=launch_key)
    # Locked, so that no worker begins between the look and the deletion.
    scores = QueuedScore.objects.select_for_update().filter(completion__in=found)
    if not any(score.attempts for score in scores):
        found.delete()
