"""The address of the mail server: what can be said, and that a bad one is named without its password."""

import pytest

from cms.settings.env import BadSetting
from cms.settings.mail import MailServer, mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("localhost", 25)),
        ("smtp+tls://mail.example.org", MailServer("mail.example.org", 587, use_tls=True)),
        ("smtps://mail.example.org:4465", MailServer("mail.example.org", 4465, use_ssl=True)),
        ("smtp+tls://way%40mark:p%2Fw%3A@mail.example.org:25", MailServer("mail.example.org", 25, "way@mark", "p/w:", use_tls=True)),
    ],
)
def test_address_is_read(url, server):
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://u:hidden@:25",
        "smtp://u:hidden@mail:port",
        "smtp://mail:0",
        "smtp://mail/x",
    ],
)
def test_a_bad_address_is_named_without_its_password(url):
    with pytest.raises(BadSetting, match="EMAIL_URL must be smtp://, smtp\\+tls:// or smtps:// with a host") as refused:
        mail_server(url)
    assert "hidden" not in str(refused.value)
