import smtplib

import pytest

from timeliness import providers
from timeliness.providers import AskableSmtp, NotAccepted, ProviderRejected, Smtp, Unanswered

TO = "officer@force.example"


@pytest.fixture
def relay(mailroom, settings):
    for name, value in mailroom.addresses().items():
        setattr(settings, name, value)
    mailroom.forget()
    return mailroom


def test_a_message_arrives_under_our_reference_as_any_relay_would_take_it(relay):
    AskableSmtp().send("ref", TO, "Due soon: S1", "Mewngofnodwch ac agorwch S1 – nawr.\n.\n")
    mail = relay.accepted[0]
    assert (mail.reference, mail.to, mail.subject) == ("ref", TO, "Due soon: S1")
    assert mail.text.splitlines() == ["Mewngofnodwch ac agorwch S1 – nawr.", "."]
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")  # many relays refuse a bare line feed
    assert mail.raw.isascii() and b"Auto-Submitted: auto-generated" in mail.raw
    assert b"Date: " in mail.raw and b"From: no-reply@rasso.example" in mail.raw


@pytest.mark.parametrize(
    ("say", "error"), [("451 later", NotAccepted), ("550 never", ProviderRejected)]
)
def test_smtp_tells_later_from_never(relay, say, error):
    relay.say = say
    with pytest.raises(error):
        AskableSmtp().send("ref", TO, "Due soon: S1", "")
    assert not relay.accepted


def test_a_relay_that_is_not_there_certainly_took_nothing(relay, settings):
    settings.MAIL_PORT = "1"
    with pytest.raises(NotAccepted):
        AskableSmtp().send("ref", TO, "Due soon: S1", "")


def test_silence_after_the_text_is_doubt_and_the_relay_can_be_asked(relay, settings):
    relay.hold_after, settings.MAIL_TIMEOUT_SECONDS = 1, 0.3
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        AskableSmtp().send("ref", TO, "Due soon: S1", "")
    assert AskableSmtp().sent("ref") is True and AskableSmtp().sent("other") is False
    assert Smtp().sent("ref") is None


def test_nonsense_after_the_text_is_doubt_too(relay):
    relay.say_last = "what?"
    with pytest.raises(Unanswered):
        AskableSmtp().send("ref", TO, "Due soon: S1", "")
    assert AskableSmtp().sent("ref")


def test_a_relay_that_does_not_answer_leaves_the_doubt(relay, settings):
    settings.MAIL_LOOKUP_URL = "http://127.0.0.1:1"
    with pytest.raises(Unanswered):
        AskableSmtp().sent("ref")


def test_the_settings_name_the_provider(settings):
    settings.MAIL_PROVIDER = "timeliness.providers.AskableSmtp"
    assert isinstance(providers.current_provider(), AskableSmtp)
