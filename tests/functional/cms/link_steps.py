"""What somebody does who signs in by an e-mail link, for the tests of asking for one and of opening it."""

import re

from django.core import mail

ASK, SENT, OPEN = "/admin/sign-in/link/", "/admin/sign-in/link/sent/", "/admin/sign-in/link/open/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def ask(client, email="lead@example.org", **data):
    return client.post(ASK, {"email": email, **data}, headers={"user-agent": FIREFOX})


def link_in(message) -> str:
    """The address in an e-mail, without its host."""
    return re.search(r"https://testserver(/admin/sign-in/link/open/\?link=\S+)", message.body)[1]


def get_link(client, **data) -> str:
    ask(client, **data)
    return link_in(mail.outbox[-1])


def press(client, address, **data):
    """Opens the link and presses the button on its page."""
    client.get(address)
    return client.post(OPEN, data)


def is_inside(client) -> bool:
    return client.get("/admin/").status_code == 200
