"""The client of ClamAV's daemon, and how it reads each answer."""

import io
import socket

import pytest

from cases.documents.clamav import ClamdClient, ScanReply, parse_scan_reply
from devtools.fake_clamav import LOCKED, SIGNATURE, VIRUS, listening

MORE_THAN_A_CHUNK = b"a statement\n" * 20_000


@pytest.fixture
def daemon():
    with listening() as found:
        yield found


def scan_content(address, content, seconds=5):
    return ClamdClient(address, seconds=seconds).scan(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (MORE_THAN_A_CHUNK, ScanReply.CLEAN),
        (MORE_THAN_A_CHUNK + VIRUS, ScanReply.INFECTED),
        (LOCKED, ScanReply.ENCRYPTED),
        (b"", ScanReply.CLEAN),
    ],
)
def test_a_file_is_sent_whole_and_the_answer_is_understood(daemon, content, said):
    assert scan_content(daemon.address, content).reply == said
    assert daemon.heard == 1


def test_the_name_of_what_was_found_comes_along(daemon):
    assert scan_content(daemon.address, VIRUS).signature == SIGNATURE


def test_more_than_the_daemon_takes_is_too_large(daemon):
    daemon.most = 100_000
    assert scan_content(daemon.address, MORE_THAN_A_CHUNK).reply == ScanReply.TOO_LARGE


def test_a_daemon_that_is_silent_or_not_there_has_said_nothing(daemon):
    daemon.silent = 0.5
    assert scan_content(daemon.address, b"x", seconds=0.1).reply == ScanReply.NOTHING
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = "{}:{}".format(*gone.getsockname())
    assert scan_content(address, b"x").reply == ScanReply.NOTHING
    assert scan_content("/nowhere/clamd.ctl", b"x").reply == ScanReply.NOTHING


def test_a_daemon_that_trickles_has_no_more_time_than_one_that_is_silent(daemon):
    daemon.trickle = 0.05
    assert scan_content(daemon.address, b"x", seconds=0.2).reply == ScanReply.NOTHING
    assert scan_content(daemon.address, b"x").reply == ScanReply.CLEAN


def test_a_socket_of_the_file_system_is_an_address_too(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        scanner = ClamdClient(path, seconds=0.1)
        # The daemon received the file and did not answer.
        assert scanner.scan(io.BytesIO(b"x")).reply == ScanReply.NOTHING
        assert server.accept()[0].recv(10) == b"zINSTREAM\0"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("stream: OK", ScanReply.CLEAN),
        ("stream: Eicar-Test-Signature FOUND", ScanReply.INFECTED),
        ("stream: Heuristics.Encrypted.Zip FOUND", ScanReply.ENCRYPTED),
        ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", ScanReply.TOO_LARGE),
        ("INSTREAM size limit exceeded. ERROR", ScanReply.TOO_LARGE),
        ("stream: Can't allocate memory ERROR", ScanReply.NOTHING),
        ("UNKNOWN COMMAND", ScanReply.NOTHING),
        ("stream: OK and more", ScanReply.NOTHING),
        ("", ScanReply.NOTHING),
    ],
)
def test_only_a_clear_answer_is_an_answer(answer, said):
    assert parse_scan_reply(answer).reply == said
