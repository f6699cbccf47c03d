"""What a teacher does in a staff course, for the tests of joining and of leaving."""

import re
from html import unescape
from io import StringIO
from smtplib import SMTPRecipientsRefused

from django.apps import apps
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection

from pd_tracks.models import Credential, Reflection

SUB = "teacher-4711"
SECRET = "the smooth answer fooled me twice"
"""A text that must be found nowhere but where it belongs."""
LATEST = object()
SITE = "https://waymark.example.org"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(browser, path: str) -> str:
    """A page without what differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", browser.get(path, secure=True).content.decode())


def inside(location: str, path: str) -> str:
    """A path inside the launch of this location."""
    return "/".join(location.split("/")[:3]) + path


def mark(client, prefix, module, which: str, on: str):
    return client.post(f"{prefix}/learning/{module.launch_key}/marks/", {"mark": which, "on": on}, secure=True)


def tables_with(*words: str) -> set[str]:
    """Every table in which one of these stands anywhere."""
    there = connection.introspection.table_names()
    return {
        model._meta.label
        for model in apps.get_models()
        if model._meta.db_table in there
        for row in model._base_manager.values()
        if any(word in str(value) for value in row.values() for word in words)
    }


def questions(client, prefix, module) -> list[str]:
    """What the module asks whoever joined."""
    page = client.get(f"{prefix}{module.get_url()}", secure=True).content.decode()
    return [unescape(each) for each in re.findall(r'name="question" value="([^"]+)"', page)]


def write(client, prefix, module, words: str = SECRET, *, seen=0, question: str = "", as_script: bool = False, **more):
    """Saves a text to a question, the first one where none is named. `seen=LATEST`: from a window that shows what is kept."""
    seen = Reflection.objects.latest("pk").revision if seen is LATEST else seen
    data = {"question": question or questions(client, prefix, module)[0], "text": words, "seen": seen, **more}
    headers = {"Accept": "application/json"} if as_script else {}
    return client.post(f"{prefix}/learning/{module.launch_key}/texts/", data, secure=True, headers=headers)


def written(client, prefix, module, **more) -> Reflection:
    """The same, and what is kept of it."""
    assert write(client, prefix, module, **more).status_code == 302
    return Reflection.objects.latest("pk")


def share(client, prefix, reflection, coach, name: str = "Ms. R."):
    return client.post(f"{prefix}/learning/texts/{reflection.key}/share/", {"coach": coach.pk, "name": name}, secure=True)


REQUEST = {"topic": "Feedback that is mine", "times": "Tuesdays", "note": "a private note of mine", "name": "Ms. R."}


def ask(client, prefix, page, whom, **changes):
    """Asks a coach about a module or a track."""
    data = {**REQUEST, "coach": whom.pk, **changes}
    return client.post(f"{prefix}/learning/{page.launch_key}/conversations/", data, secure=True)


def claimed(client, prefix, track, name: str = "Rosa Ruiz") -> Credential:
    answer = client.post(f"{prefix}/learning/{track.launch_key}/certificate/", {"name": name}, secure=True)
    row = Credential.objects.latest("pk")
    assert answer["Location"] == f"{prefix}/learning/mine/#certificate-{row.key}"
    return row


def choose(client, prefix, track, coach, name: str = "Ms. R."):
    """Lets a coach see how far one is in a track."""
    return client.post(f"{prefix}/learning/{track.launch_key}/coach/", {"coach": coach.pk, "name": name}, secure=True)


class MailIsDown(BaseEmailBackend):
    """A mail server that repeats the address it does not like, as many do."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"mailbox unavailable")})


def send_notices(*arguments) -> str:
    out = StringIO()
    call_command("send_learning_notices", *arguments, stdout=out)
    return out.getvalue().strip()


def links_in(message) -> list[str]:
    """The paths of the links in an e-mail."""
    return [link.removeprefix("https://testserver") for link in re.findall(r"https://testserver\S+", message.body)]
