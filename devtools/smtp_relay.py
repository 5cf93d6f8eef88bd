"""A fake SMTP relay with look-up, which can be slow and remembers what it accepted."""

import asyncio
import json
import re
import socket
import ssl
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

NO_HOLD = 0.01


@dataclass(frozen=True)
class Mail:
    reference: str
    to: str
    subject: str
    text: str
    raw: bytes
    pid: int

    @property
    def heading(self) -> str:
        """Its subject and, of a notice, what it is about: "Due soon: 62RS0441726, suspect 1"."""
        found = re.match(r"Sign in and open (.+)\.$", self.text.partition("\n")[0].rstrip("\r"))
        return f"{self.subject}: {found[1]}" if found else self.subject


class MailRoom:
    """
    The relay. hold_…: seconds to wait at the envelope, before accepting the text and after it.

    tls: what it offers STARTTLS with; without it the relay offers none.
    """

    accepted: list[Mail]
    flights: dict[int, tuple[str, str]]  # process: (how far it is, address or reference)
    asked: list[str]
    say: str | None
    say_last: str | None
    hold_envelope: float
    hold_before: float
    hold_after: float

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.forget()
        self.smtp = Controller(self, hostname="127.0.0.1", port=free_port(), tls_context=tls)
        self.smtp.start()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), asking(self))
        threading.Thread(target=self.http.serve_forever, args=[0.02], daemon=True).start()

    def forget(self) -> None:
        self.accepted, self.flights, self.asked = [], {}, []
        self.by_tls: list[bool] = []  # of each recipient that was named to the relay
        # Answers given to the envelope and the text in place of the true ones.
        self.say = self.say_last = None
        self.is_dumb = False  # whether look-ups fail
        self.hurry()

    def hurry(self) -> None:
        self.hold_envelope = self.hold_before = self.hold_after = NO_HOLD

    def addresses(self) -> dict[str, str]:
        """The settings, or environment variables, that make this our relay."""
        return {
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(self.smtp.port),
            "MAIL_LOOKUP_URL": f"http://127.0.0.1:{self.http.server_port}",
        }

    def close(self) -> None:
        self.smtp.stop()
        self.http.shutdown()
        self.http.server_close()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.flights[pid_of(session)] = ("envelope", address)
        self.by_tls.append(session.ssl is not None)
        await asyncio.sleep(self.hold_envelope)
        envelope.rcpt_tos.append(address)
        return self.say or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = mail_from_envelope(envelope, pid_of(session))
        self.flights[mail.pid] = ("text", mail.reference)
        # A relay keeps a mail that it has read, even if the client is gone.
        await asyncio.shield(self.accept(mail))
        self.flights[mail.pid] = ("accepted", mail.reference)
        await asyncio.sleep(self.hold_after)
        self.flights.pop(mail.pid, None)
        return self.say_last or "250 OK"

    async def accept(self, mail: Mail) -> None:
        await asyncio.sleep(self.hold_before)
        self.accepted.append(mail)


def pid_of(session: Session) -> int:
    """The sender's process id, which our workers say in the greeting."""
    assert session.host_name is not None
    return int(session.host_name.split(".")[0].removeprefix("pid-"))


def mail_from_envelope(envelope: Envelope, pid: int) -> Mail:
    raw = envelope.original_content
    assert raw is not None
    message = message_from_bytes(raw, policy=policy.default)
    reference = message["Message-ID"].strip("<>").split("@")[0]
    text = message.get_content()
    return Mail(reference, envelope.rcpt_tos[0], message["Subject"], text, raw, pid)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def asking(room: MailRoom) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reference = self.path.rsplit("/", 1)[1]
            room.asked.append(reference)
            known = any(mail.reference == reference for mail in list(room.accepted))
            self.send_response(503 if room.is_dumb else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"accepted": known}).encode())

        def log_message(self, *args: object) -> None:
            pass

    return Answer
