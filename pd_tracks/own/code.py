"""Whether somebody's texts may be shown in this visit: where they set a code, only after it was given.

An administrator of a platform who signs in there as a teacher could open in a course whatever the teacher can; one of Waymark's could give an
account of a teacher another password and sign in with it. The code is what they do not have. A visit is a launch, or a sign-in on the site.
"""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from cms.models import User
from cms.viewer import viewer_for
from pd_tracks.models.reflections import PersonalCode

OPEN_SECONDS = 60 * 60
"""How long without use before the code is asked for again."""


def has_code(person: User) -> bool:
    """Whether this person set one."""
    return PersonalCode.objects.filter(person=person).exists()


def texts_are_open(request: HttpRequest, person: User) -> bool:
    """Whether what this person wrote may be shown here. One statement."""
    key = _key(request, person)
    # Where the cache is away, what it said is forgotten, and the code is asked for again.
    return key is None or cache.touch(key, OPEN_SECONDS)


def open_texts(request: HttpRequest, person: User) -> None:
    """From here on in this visit, and only in it. After the right code was given."""
    key = _key(request, person)
    if key is not None:
        cache.set(key, True, OPEN_SECONDS)


def _key(request: HttpRequest, person: User) -> str | None:
    """None where no code is needed. A code that is removed and set anew is another one."""
    viewer = viewer_for(request)
    visit = viewer.visit_key if viewer.in_launch else request.session.session_key
    hashed = PersonalCode.objects.filter(person=person).values_list("hashed", flat=True).first()
    return hashed and "own-texts:" + hashlib.sha256(f"{visit} {person.pk} {hashed}".encode()).hexdigest()
