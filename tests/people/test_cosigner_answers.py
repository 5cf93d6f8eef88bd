"""What a co-signer may answer that is no fork, and what it may not do to the service."""

import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from people.models import CoSignature, SignedHead
from people.sealing.actions import cosign
from people.sealing.cosigners import CoSigner, NotCoSigned, OtherSize
from people.sealing.queries.proofs import consistency_proof
from people.sealing.signed_notes import COSIGNED, VerifierKey
from rasso import readiness, tasks
from tests.support.cosigner_process import CoSignerProcess
from tests.support.sealed_log import sealed_in_batches, tamper

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FORGOT = "co-signer forgot what it signed"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


@pytest.fixture
def police(settings, tmp_path):
    found = CoSignerProcess(tmp_path / "police")
    settings.AUDIT_COSIGNERS = [(found.address, found.key)]
    yield found
    found.stop()


def counts():
    asked = cosign.ask_cosigners(at=NOW)
    return asked.signed, asked.refused, asked.forgot


def sizes():
    return list(CoSignature.objects.order_by("size").values_list("size", flat=True))


def key_of_cps():
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return VerifierKey("cps.example/cosigner", public, COSIGNED).text


@contextmanager
def answering(answer):
    """The address of a server on this machine that answers each request by `answer(handler)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        do_GET = do_POST

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def reply(handler, status, text, **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text.encode())


# What is no fork


def test_an_answer_that_was_lost_is_asked_for_again(police):
    """It has signed the newest head, and we do not know it."""
    sealed_in_batches(5)
    assert counts() == (1, 0, 0)
    sealed_in_batches(4)
    assert counts() == (1, 0, 0)
    tamper("DELETE FROM people_cosignature WHERE size = 9")
    assert counts() == (1, 0, 0) and sizes() == [5, 9]
    tamper("DELETE FROM people_cosignature")
    assert counts() == (1, 0, 0) and sizes() == [9]


def test_a_newer_head_that_another_task_had_signed_is_no_fork(police, monkeypatch):
    """Between our reading of the newest head and the co-signer's answer."""
    sealed_in_batches(5)
    ask = CoSigner.ask

    def ask_later(cosigner, head, note, **from_where):
        if head.size == 5:
            sealed_in_batches(4)
            newer = SignedHead.objects.get(size=9)
            monkeypatch.setattr(CoSigner, "ask", ask)
            cosign.ask_cosigners(at=NOW)
            assert newer.size in sizes()
            tamper("DELETE FROM people_cosignature")  # its task has yet to write it down
        return ask(cosigner, head, note, **from_where)

    monkeypatch.setattr(CoSigner, "ask", ask_later)
    assert counts() == (1, 0, 0) and sizes() == [9]


def test_a_log_longer_than_ours_is_a_fork(police, caplog):
    sealed_in_batches(5, 4)
    assert counts() == (1, 0, 0)
    tamper(
        "DELETE FROM people_cosignature", "DELETE FROM people_signedhead WHERE size > 5",
        "DELETE FROM people_sealedentry WHERE position > 4",
    )  # fmt: skip
    assert counts() == (0, 1, 0) and "has signed a longer log" in caplog.text


def test_it_is_asked_a_few_times_at_most(settings, police):
    asked = []

    def another_size(handler):
        asked.append(handler)
        reply(handler, 409, f"{len(asked)}\n")

    sealed_in_batches(9)
    with answering(another_size) as address:
        settings.AUDIT_COSIGNERS = [(address, police.key)]
        assert counts() == (0, 0, 0)
    assert len(asked) == cosign.ASKED_AT_MOST


@pytest.mark.parametrize("text", ["²", "-1", "1 2", "", "9" * 30])
def test_an_answer_that_is_no_size_is_no_fork(settings, police, text, caplog):
    sealed_in_batches(9)
    with answering(lambda handler: reply(handler, 409, text.encode().decode("latin-1"))) as address:
        settings.AUDIT_COSIGNERS = [(address, police.key)]
        assert counts() == (0, 0, 0) and "answered with 409" in caplog.text


# What it forgot


def test_a_co_signer_that_lost_what_it_remembered_is_told_of(police, caplog):
    sealed_in_batches(5, 4)
    assert counts() == (1, 0, 0)
    [remembered] = police.folder.glob("head-*")
    remembered.unlink()
    sealed_in_batches(3)
    tasks.have_log_cosigned()
    assert sizes() == [9, 12]
    assert "has signed 9 entries of the audit log, and now knows of 0" in caplog.text
    at = timezone.now()
    assert FORGOT in readiness.readiness_problems(at=at)
    assert FORGOT not in readiness.readiness_problems(at=at + timezone.timedelta(days=2))


def test_a_co_signer_that_remembers_is_not_told_of(police):
    sealed_in_batches(5)
    tasks.have_log_cosigned()
    assert FORGOT not in readiness.readiness_problems(at=timezone.now())


# What it may not do


def drip(handler):
    """An answer of a byte each tenth of a second, for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    while not handler.wfile.closed:
        try:
            handler.wfile.write(b"x")
        except OSError:
            return
        time.sleep(0.1)


def drip_headers(handler):
    for byte in b"HTTP/1.0 200 OK\r\nX: " + b"x" * 10_000:
        try:
            handler.wfile.write(bytes([byte]))
        except OSError:
            return
        time.sleep(0.1)


@pytest.mark.parametrize("slowly", [drip, drip_headers])
def test_one_that_drips_does_not_starve_the_next(settings, police, slowly):
    settings.COSIGN_SECONDS = 0.5
    sealed_in_batches(5)
    with answering(slowly) as address:
        settings.AUDIT_COSIGNERS = [(address, key_of_cps()), (police.address, police.key)]
        begun = time.monotonic()
        assert counts() == (1, 0, 0)
        assert time.monotonic() - begun < 5


def test_a_redirect_is_not_followed(settings, police):
    """It would carry the log's heads, and where the worker can reach, to an address of theirs."""
    sealed_in_batches(5)
    for status in (301, 302, 303, 307, 308):
        reached = []
        with (
            answering(lambda handler, reached=reached: reached.append(handler)) as elsewhere,
            answering(lambda h, to=elsewhere, code=status: reply(h, code, "", Location=to)) as here,
        ):
            [cosigner] = cosign.cosigners()
            moved = CoSigner(here, cosigner.key)
            head = cosign.read_head(SignedHead.objects.get().note, cosign.verifier_keys())
            with pytest.raises(NotCoSigned, match=f"answered with {status}"):
                moved.ask(head, SignedHead.objects.get().note, old=0, proof=[])
        assert not reached


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://cps.example/cosigner", True), ("http://127.0.0.1:8100", True),
        ("http://[::1]:8100", True), ("http://localhost:8100", True),
        ("http://cps.example", False), ("http://10.0.0.1", False),
        ("http://localhost.example", False), ("ftp://127.0.0.1", False), ("127.0.0.1:8100", False),
    ],
)  # fmt: skip
def test_it_is_asked_over_tls_or_on_this_machine(police, address, is_safe):
    [cosigner] = cosign.cosigners()
    assert CoSigner(address, cosigner.key).is_asked_safely == is_safe


def test_it_answers_the_size_that_it_was_asked_from_only_for_a_fork(police):
    sealed_in_batches(5, 4)
    notes = dict(SignedHead.objects.values_list("size", "note"))
    [cosigner] = cosign.cosigners()
    five, nine = (cosign.read_head(notes[n], cosign.verifier_keys()) for n in (5, 9))
    cosigner.ask(nine, notes[9], old=0, proof=[])
    with pytest.raises(OtherSize):
        cosigner.ask(five, notes[5], old=0, proof=[])
    with pytest.raises(OtherSize):
        cosigner.ask(nine, notes[9], old=5, proof=consistency_proof(5, 9))
    assert cosigner.ask(nine, notes[9], old=9, proof=[])
