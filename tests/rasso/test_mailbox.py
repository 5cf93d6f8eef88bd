"""The demo's mailbox has every mail it accepted, and listens on this machine only."""

import json
import os
import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from email.message import EmailMessage
from types import SimpleNamespace

import pytest

from rasso.settings.environment import ROOT


@contextmanager
def running_mailbox(folder):
    command = [sys.executable, "-m", "devtools.mailbox", folder, "--page-port", "0"]
    process = subprocess.Popen(command, cwd=ROOT)
    note = folder / "ports.json"
    try:
        while not (note.exists() and note.read_text()):
            assert process.poll() is None
            time.sleep(0.02)
        ports = json.loads(note.read_text())
        yield SimpleNamespace(smtp=ports["smtp"], page=f"http://127.0.0.1:{ports['page']}")
    finally:
        process.terminate()
        assert process.wait(10) == 0


@pytest.fixture
def mailbox(tmp_path):
    with running_mailbox(tmp_path) as mailbox:
        yield mailbox


def send_mail(mailbox, reference, subject="A referral needs you"):
    mail = EmailMessage()
    mail["Message-ID"] = f"<{reference}@rasso.example>"
    mail["From"], mail["To"] = "no-reply@rasso.example", "officer@police.example"
    mail["Subject"] = subject
    mail.set_content("Sign in to see <b>what</b> it is.")
    with smtplib.SMTP("127.0.0.1", mailbox.smtp) as door:
        door.send_message(mail)


def get_text(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read().decode()


def accepted_time(mailbox, reference):
    return json.loads(get_text(f"{mailbox.page}/messages/{reference}"))["accepted"]


def test_the_mailbox_knows_by_reference_what_it_accepted(mailbox):
    assert not accepted_time(mailbox, "one")
    send_mail(mailbox, "one")
    assert accepted_time(mailbox, "one") and not accepted_time(mailbox, "two")


def test_our_own_provider_can_send_to_it_and_ask(mailbox, settings):
    from timeliness.providers import AskableSmtp

    host, settings.MAIL_LOOKUP_URL = "127.0.0.1", mailbox.page
    settings.MAIL_HOST, settings.MAIL_PORT = host, mailbox.smtp
    provider = AskableSmtp()
    assert provider.sent("ours") is False
    provider.send("ours", "officer@police.example", "A referral needs you", "Sign in.")
    assert provider.sent("ours") is True


def test_the_mailbox_keeps_its_mails_between_runs(tmp_path):
    with running_mailbox(tmp_path) as mailbox:
        send_mail(mailbox, "one")
    with running_mailbox(tmp_path) as mailbox:
        assert accepted_time(mailbox, "one")
        send_mail(mailbox, "two")
        assert get_text(mailbox.page).count("/mail/") == 2


def test_the_mailbox_lists_the_newest_first_and_shows_one_mail_as_plain_text(mailbox):
    send_mail(mailbox, "one", "The first")
    send_mail(mailbox, "two", "The second")
    page = get_text(mailbox.page)
    assert page.index("The second") < page.index("The first")
    assert "&lt;b&gt;what&lt;/b&gt;" in get_text(f"{mailbox.page}/mail/000001")


@pytest.mark.parametrize("path", ["mail/000009", "mail/..%2Fports", "other"])
def test_there_are_no_other_pages(mailbox, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get_text(f"{mailbox.page}/{path}")


def test_a_page_of_a_stranger_cannot_read_it_under_another_name(mailbox):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get_text(mailbox.page, Host="stranger.example:8025")


def test_mails_are_closed_to_other_people(mailbox, tmp_path):
    send_mail(mailbox, "one")
    assert os.stat(tmp_path / "000001.eml").st_mode & 0o077 == 0
