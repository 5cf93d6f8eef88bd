"""Mails go to the relay by STARTTLS and a verified certificate; over a real relay on loopback."""

import ssl
import subprocess

import pytest
from django.core.mail import EmailMessage

from devtools.smtp_relay import MailRoom
from rasso import deployment_checks
from rasso.settings.environment import ROOT
from timeliness.providers import NotAccepted, Smtp

TO = "officer@force.example"


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    """The folder of the relay's authority, and one of another."""
    folders = tmp_path_factory.mktemp("relay"), tmp_path_factory.mktemp("other")
    for folder in folders:
        command = ["sh", ROOT / "deploy" / "certificates.sh", folder]
        subprocess.run(command, check=True, capture_output=True)
    return folders


@pytest.fixture(scope="module")
def secure_room(authorities):
    folder, _other = authorities
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "redis.crt", folder / "redis.key")  # for "localhost"
    room = MailRoom(context)
    yield room
    room.close()


@pytest.fixture
def relay(secure_room, authorities, settings):
    settings.MAIL_HOST, settings.MAIL_PORT = "localhost", secure_room.smtp.port
    settings.MAIL_CA = str(authorities[0] / "ca.crt")
    settings.MAIL_TLS_REQUIRED = True
    secure_room.forget()
    return secure_room


@pytest.mark.parametrize("is_required", [True, False])
def test_a_relay_that_offers_tls_is_spoken_to_by_tls(relay, settings, is_required):
    settings.MAIL_TLS_REQUIRED = is_required
    Smtp().send("ref", TO, "Due soon", "Sign in and open S1.")
    assert [mail.to for mail in relay.accepted] == [TO] and relay.by_tls == [True]


@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_relay_that_is_not_who_it_should_be_gets_nothing(relay, settings, authorities, wrong):
    if wrong == "authority":
        settings.MAIL_CA = str(authorities[1] / "ca.crt")
    else:
        settings.MAIL_HOST = "127.0.0.1"  # the certificate is for "localhost"
    with pytest.raises(NotAccepted):
        Smtp().send("ref", TO, "Due soon", "Sign in and open S1.")
    assert relay.accepted == [] and relay.by_tls == []


def test_a_relay_without_tls_gets_nothing_where_tls_is_required(mailroom, settings):
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", mailroom.smtp.port
    settings.MAIL_TLS_REQUIRED = True
    mailroom.forget()
    with pytest.raises(NotAccepted):
        Smtp().send("ref", TO, "Due soon", "Sign in and open S1.")
    assert mailroom.accepted == [] and mailroom.by_tls == []


def send_about_account(settings, relay):
    settings.EMAIL_BACKEND = "timeliness.providers.AccountMailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = settings.MAIL_HOST, settings.MAIL_PORT
    settings.EMAIL_USE_TLS = True
    headers = {"Message-ID": "<ref@rasso.example>"}
    message = EmailMessage("Your password", "It has been changed.", to=[TO], headers=headers)
    message.send()


def test_mails_about_accounts_go_the_same_way(relay, settings, authorities, monkeypatch):
    monkeypatch.setattr("devtools.smtp_relay.pid_of", lambda _session: 1)
    send_about_account(settings, relay)
    assert relay.by_tls == [True] and len(relay.accepted) == 1
    settings.MAIL_CA = str(authorities[1] / "ca.crt")
    with pytest.raises(ssl.SSLCertVerificationError):
        send_about_account(settings, relay)
    assert len(relay.accepted) == 1


@pytest.mark.parametrize(
    ("host", "is_required", "is_refused"),
    [
        ("relay.example", True, False),
        ("relay.example", False, True),
        ("127.0.0.1.relay.example", False, True),
        ("10.0.0.5", False, True),
        ("localhost", False, False),
        ("127.0.0.1", False, False),
    ],
)
def test_a_service_that_may_mail_in_clear_is_refused(settings, host, is_required, is_refused):
    settings.MAIL_HOST, settings.MAIL_TLS_REQUIRED = host, is_required
    assert bool(deployment_checks.relay_is_proven(None)) is is_refused
