"""A fake SMTP relay with look-up, which can be slow and remembers what it accepted."""

import asyncio
import json
import socket
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

NO_HOLD = 0.01


@dataclass(frozen=True)
class Mail:
    reference: str
    to: str
    subject: str
    text: str
    raw: bytes
    pid: int


class MailRoom:
    """
    The relay. hold_…: seconds to wait at the envelope, before accepting the text and after it.
    """

    def __init__(self):
        self.forget()
        self.smtp = Controller(self, hostname="127.0.0.1", port=free_port())
        self.smtp.start()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), asking(self))
        threading.Thread(target=self.http.serve_forever, args=[0.02], daemon=True).start()

    def forget(self):
        self.accepted, self.flights, self.asked = [], {}, []
        # Answers given to the envelope and the text in place of the true ones.
        self.say = self.say_last = None
        self.is_dumb = False  # whether look-ups fail
        self.hurry()

    def hurry(self):
        self.hold_envelope = self.hold_before = self.hold_after = NO_HOLD

    def addresses(self):
        """The settings, or environment variables, that make this our relay."""
        return {
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(self.smtp.port),
            "MAIL_LOOKUP_URL": f"http://127.0.0.1:{self.http.server_port}",
        }

    def close(self):
        self.smtp.stop()
        self.http.shutdown()
        self.http.server_close()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.flights[pid_of(session)] = ("envelope", address)
        await asyncio.sleep(self.hold_envelope)
        envelope.rcpt_tos.append(address)
        return self.say or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = mail_from_envelope(envelope, pid_of(session))
        self.flights[mail.pid] = ("text", mail.reference)
        # A relay keeps a mail that it has read, even if the client is gone.
        await asyncio.shield(self.accept(mail))
        self.flights[mail.pid] = ("accepted", mail.reference)
        await asyncio.sleep(self.hold_after)
        self.flights.pop(mail.pid, None)
        return self.say_last or "250 OK"

    async def accept(self, mail):
        await asyncio.sleep(self.hold_before)
        self.accepted.append(mail)


def pid_of(session):
    """The sender's process id, which our workers say in the greeting."""
    return int(session.host_name.split(".")[0].removeprefix("pid-"))


def mail_from_envelope(envelope, pid):
    message = message_from_bytes(envelope.original_content, policy=policy.default)
    reference = message["Message-ID"].strip("<>").split("@")[0]
    text = message.get_content()
    to, subject, raw = envelope.rcpt_tos[0], message["Subject"], envelope.original_content
    return Mail(reference, to, subject, text, raw, pid)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def asking(room):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            reference = self.path.rsplit("/", 1)[1]
            room.asked.append(reference)
            known = any(mail.reference == reference for mail in list(room.accepted))
            self.send_response(503 if room.is_dumb else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"accepted": known}).encode())

        def log_message(self, *args):
            pass

    return Answer
