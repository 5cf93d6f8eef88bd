"""Clients that send half a request or read no answer occupy no thread; over raw sockets."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager

import pytest

from devtools.smtp_relay import free_port
from devtools.worker_processes import wait_for
from rasso.settings.environment import ROOT

HELD, SOON = 200, 1.0  # connections; seconds
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
HALVES = {
    "nothing": b"",
    "an unfinished head": b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "an unfinished form": b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
    + FORM + b"Content-Length: 100000\r\n\r\nlogin=a",
    "an unfinished upload": b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 250000000\r\n\r\n--x\r\n",
    "an upload to a call": b"POST /api/cases/x/documents/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 20000000\r\n\r\n--x\r\n",
    "a chunk": b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
}  # fmt: skip


@contextmanager
def running_gunicorn():
    """gunicorn with our pages and a service's number of threads."""
    port = free_port()
    env = os.environ | {"BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1", "WEB_THREADS": "8"}
    command = [sys.executable, "-m", "gunicorn", "--log-level", "error"]
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        wait_for(lambda: not socket.socket().connect_ex(("127.0.0.1", port)), 60, "gunicorn")
        seconds_until_answer(port, patience=60)  # warm-up
        yield port
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def port():
    with running_gunicorn() as port:
        yield port


def seconds_until_answer(port, patience=10):
    """Seconds until /livez answers."""
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=patience)) as line:
        line.request("GET", "/livez")
        assert line.getresponse().status == 200
    return time.monotonic() - began


@pytest.mark.parametrize("half", HALVES)
def test_two_hundred_halves_of_a_request_keep_no_other_waiting(port, half):
    with ExitStack() as held:
        for _ in range(HELD):
            line = held.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            line.sendall(HALVES[half])
        time.sleep(0.5)
        assert [
            each for each in (seconds_until_answer(port) for _ in range(3)) if each > SOON
        ] == []


def test_a_client_that_neither_reads_nor_hangs_up_keeps_no_other_waiting(port):
    with ExitStack() as held:
        for _ in range(HELD):
            line = held.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            line.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert seconds_until_answer(port) < 3 * SOON  # two hundred are answered first
        assert seconds_until_answer(port) < SOON


def test_a_request_in_small_pieces_is_answered(port):
    sent = b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\n" + FORM
    sent += b"Content-Length: 7\r\nConnection: close\r\n\r\nlogin=a"
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        for n in range(0, len(sent), 40):
            line.sendall(sent[n : n + 40])
            time.sleep(0.01)
        assert line.recv(100).startswith(b"HTTP/1.1 403")  # a form without its token


def test_two_requests_sent_in_one_breath_are_both_answered(port):
    one = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(one + one[:-2])
        time.sleep(0.2)
        line.sendall(one[-2:])
        answers = b""
        while answers.count(b"alive") < 2:
            part = line.recv(1000)
            assert part, answers
            answers += part


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/account/sign-in/", b"413"),
        (b"/nope/", b"413"),
        (b"/livez", b"413"),
        (b"/readyz", b"413"),
        (b"/readyz/reminders", b"413"),
    ],
)
def test_a_large_body_of_a_stranger_is_answered_before_it_is_sent(port, path, status):
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(HALVES["an unfinished upload"].replace(b"/account/sign-in/", path))
        began = time.monotonic()
        assert line.recv(100).startswith(b"HTTP/1.1 " + status)
        assert time.monotonic() - began < SOON


@pytest.mark.parametrize("path", [b"/livez", b"/nope/", b"/account/sign-in/", b"/static/x"])
def test_no_answer_says_which_program_it_comes_from(port, path):
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        request = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        line.sendall(b"GET " + path + request)
        head = line.recv(65536).partition(b"\r\n\r\n")[0].lower()
    assert head.startswith(b"http/1.1 ")
    assert b"\r\nserver:" not in head and b"gunicorn" not in head
