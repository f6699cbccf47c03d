"""People who work in Waymark, and their phones."""

from django.contrib.auth.models import Group, Permission

from django_otp.oath import totp

from cms.groups import set_up_groups
from cms.models import AuthenticatorApp, DistrictSettings, User
from cms.signin.seal import seal
from cms.signin.services import make_recovery_codes, new_secret

PASSWORD = "river-stone-lantern-42"


def make_person(name: str = "lead", *, group: str = "Editors", **fields) -> User:
    """Somebody who may open the administration."""
    person = User.objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)
    person.groups.add(Group.objects.get_or_create(name=group)[0])
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def member_of(group: str, **fields) -> User:
    """Somebody who may do what this group may, and nothing else. The groups are those of `cms.groups`."""
    set_up_groups()
    person = User.objects.create_user(group.lower().replace(" ", "-"), f"{len(group)}@example.org", PASSWORD, **fields)
    person.groups.add(Group.objects.get(name=group))
    return person


def permissions(*codenames: str):
    return Permission.objects.filter(codename__in=codenames)


def give_phone(person: User) -> "Phone":
    """A phone whose app is this person's second factor, and their recovery codes."""
    secret = new_secret()
    AuthenticatorApp.objects.create(user=person, name="app", key=seal(secret), confirmed=True)
    return Phone(secret, make_recovery_codes(user=person))


class Phone:
    """Shows codes as an app does."""

    def __init__(self, secret: bytes, codes=()):
        self.secret, self.recovery_codes = secret, list(codes)

    def code(self, *, steps: int = 0) -> str:
        """The code of now, or of some half minutes earlier or later."""
        return f"{totp(self.secret, t0=-30 * steps):06d}"


def require_second_factor(*groups: str, superusers: bool = False) -> None:
    settings = DistrictSettings.load()
    settings.second_factor_for_superusers = superusers
    settings.save()
    settings.second_factor_groups.set(Group.objects.filter(name__in=groups))
