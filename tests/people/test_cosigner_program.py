"""The co-signer's program in the hands of strangers: its disk and its time are bounded."""

import socket
import time
from base64 import b64encode
from http.server import ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
from django.utils import timezone

from people.models import SignedHead
from people.sealing.keys import signing_key, verifier_keys
from people.sealing.signed_notes import Head, sign_head
from tests.support.cosigner_process import CoSignerProcess
from tests.support.sealed_log import sealed_in_batches
from tools import cosigner
from tools.cosigner import CoSigner, Key, Refused

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


@pytest.fixture
def signer(tmp_path):
    keys = [Key.from_text(key.text) for key in verifier_keys()]
    return CoSigner(tmp_path / "police", "police.example/cosigner", keys)


@pytest.fixture
def police(tmp_path):
    found = CoSignerProcess(tmp_path / "running")
    yield found
    found.stop()


@pytest.fixture
def police_of_half_a_second(signer, monkeypatch):
    """The program's own server in this process, in which the time is shorter."""
    monkeypatch.setattr(cosigner, "REQUEST_SECONDS", 0.5)
    with ThreadingHTTPServer(("127.0.0.1", 0), cosigner.handler(signer)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield SimpleNamespace(port=server.server_port)
        server.shutdown()


def refused(signer, body):
    with pytest.raises(Refused) as refusal:
        signer.add_checkpoint(body)
    return refusal.value.status


def kept(signer, kind):
    return len(list(signer.state.glob(f"refused-{kind}-*")))


def head_of(size, root):
    return sign_head(Head("rasso.example/audit", size, root, NOW), signing_key())


def test_a_refused_head_is_kept_once_whatever_is_sent_with_it(signer):
    sealed_in_batches(5, 4)
    five, nine = SignedHead.objects.order_by("size").values_list("note", flat=True)
    signer.add_checkpoint(f"old 0\n\n{five}")
    for n in range(20):
        wrong = b64encode(bytes([n]) * 32).decode()
        assert refused(signer, f"old 5\n{wrong}\n\n{nine}— more {n}\n") == 422
    assert kept(signer, "proof") == 1


def test_refused_heads_do_not_fill_the_disk_and_keep_no_fork_out(signer, monkeypatch):
    monkeypatch.setattr(cosigner, "MOST_KEPT", 5)
    signer.add_checkpoint(f"old 0\n\n{head_of(5, b'x' * 32)}")
    for size in range(6, 20):
        assert refused(signer, f"old 5\n\n{head_of(size, b'y' * 32)}") == 422
    assert refused(signer, f"old 5\n\n{head_of(5, b'z' * 32)}") == 409
    assert (kept(signer, "proof"), kept(signer, "fork")) == (5, 1)


def open_request(police, text):
    connection = socket.create_connection(("127.0.0.1", police.port), timeout=20)
    connection.sendall(text)
    return connection


def test_who_sends_slowly_holds_up_nobody(police):
    sealed_in_batches(5)
    note = SignedHead.objects.get().note
    heading = b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 16000\r\n\r\nold 0"
    slow = [open_request(police, text) for text in (heading, heading, b"POST /add-ch", b"")]
    begun = time.monotonic()
    assert police.post(f"old 0\n\n{note}")[0] == 200
    assert time.monotonic() - begun < 5
    for each in slow:
        each.close()


def test_who_drips_is_cut_off(police_of_half_a_second):
    heading = b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 16000\r\n\r\nold 0"
    connection, begun = open_request(police_of_half_a_second, heading), time.monotonic()
    with connection, pytest.raises(OSError):
        while time.monotonic() - begun < 5:
            connection.sendall(b"x")
            time.sleep(0.1)
    assert time.monotonic() - begun < 5
