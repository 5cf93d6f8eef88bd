"""
A mailbox for the local demo: it accepts every mail, forwards none, and shows them on a page.

It also answers look-ups: `GET /messages/<reference>` says whether the mail with that reference was
accepted. It listens on this machine only and is not part of a deployment.
"""

import argparse
import asyncio
import json
import os
import signal
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from aiosmtpd.smtp import SMTP, Envelope, Session

LOCALHOST = "127.0.0.1"
PAGE = """<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - local demo mailbox</title>
<style>
body {{ font: 19px/1.4 Arial, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .5em .5em .5em 0; border-bottom: 1px solid #b1b4b6 }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }}
a {{ color: #1d70b8 }} a:focus {{ background: #fd0; color: #0b0c0c; outline: 3px solid #fd0 }}
</style></head>
<body><main>
<p>Local demo mailbox: mails end here and reach nobody.</p>
<h1>{title}</h1>
{body}
</main></body></html>
"""


class Mailbox:
    """The accepted mails, one file each, kept between runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.writing = threading.Lock()
        self.references = {message_reference(path.read_bytes()) for path in self.newest_first()}

    def newest_first(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"), reverse=True)

    def accept(self, content: bytes) -> None:
        """Write a mail to disk, and return only once it is there."""
        with self.writing:
            newest = self.newest_first()
            path = self.folder / f"{int(newest[0].stem) + 1 if newest else 1:06}.eml"
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self.references.add(message_reference(content))

    def mail(self, number: str) -> EmailMessage | None:
        """The mail with this number, or None."""
        path = self.folder / f"{number}.eml"
        if not number.isdigit() or not path.exists():
            return None
        return message_from_bytes(path.read_bytes(), policy=policy.default)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)  # the server does not decode it
        self.accept(envelope.content)
        return "250 Kept"


def message_reference(content: bytes) -> str:
    """The sender's reference: the part of the Message-ID before the @."""
    named = message_from_bytes(content, policy=policy.default)["Message-ID"] or ""
    return str(named).strip().strip("<>").partition("@")[0]


class MailboxPages(BaseHTTPRequestHandler):
    """HTTP pages: the list, one mail, and the look-up of a reference."""

    mailbox: Mailbox

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").rpartition(":")[0]
        kind, _, name = unquote(self.path).strip("/").partition("/")
        # Protects against DNS rebinding by a web page elsewhere.
        if host not in ("localhost", LOCALHOST):
            self.answer(403, "text/plain", "local only")
        elif kind == "messages":
            accepted = name in self.mailbox.references
            self.answer(200, "application/json", json.dumps({"accepted": accepted}))
        elif kind == "mail" and (mail := self.mailbox.mail(name)):
            self.answer(200, "text/html", mail_page(mail))
        elif not kind:
            self.answer(200, "text/html", mail_list_page(self.mailbox))
        else:
            self.answer(404, "text/plain", "no such page")

    def answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def mail_list_page(mailbox: Mailbox) -> str:
    """The page of all mails, newest first."""
    rows = [
        f'<tr><td><a href="/mail/{path.stem}">{escaped_header(mail, "Subject")}</a></td>'
        f"<td>{escaped_header(mail, 'To')}</td><td>{escaped_header(mail, 'Date')}</td></tr>"
        for path in mailbox.newest_first()
        if (mail := mailbox.mail(path.stem))
    ]
    head = "<tr><th scope=col>Subject</th><th scope=col>To</th><th scope=col>Sent</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    return PAGE.format(title="Mails", body=table if rows else "<p>No mails yet.</p>")


def mail_page(mail: EmailMessage) -> str:
    """The page of one mail."""
    text = mail.get_body(("plain", "html"))
    body = (
        f"<p>To: {escaped_header(mail, 'To')}<br>Sent: {escaped_header(mail, 'Date')}</p>"
        f"<pre>{escape(text.get_content()) if text else ''}</pre>"
        '<p><a href="/">All mails</a></p>'
    )
    return PAGE.format(title=escaped_header(mail, "Subject"), body=body)


def escaped_header(mail: EmailMessage, header: str) -> str:
    return escape(str(mail[header] or ""))


def open_pages(mailbox: Mailbox, port: int) -> int:
    """Serve the pages on this port or, if it is taken, on a free one; returns the port."""
    pages = type("PagesOfMailbox", (MailboxPages,), {"mailbox": mailbox})
    try:
        server = ThreadingHTTPServer((LOCALHOST, port), pages)
    except OSError:
        server = ThreadingHTTPServer((LOCALHOST, 0), pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


async def serve_mailbox(folder: Path, page_port: int) -> None:
    """
    Accept and show mails until a signal; the ports are written to ports.json for the launcher.
    """
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    mailbox = Mailbox(folder)
    door = await loop.create_server(lambda: SMTP(mailbox, enable_SMTPUTF8=True), LOCALHOST, 0)
    smtp_port = door.sockets[0].getsockname()[1]
    note = folder / "ports.json"
    note.write_text(json.dumps({"smtp": smtp_port, "page": open_pages(mailbox, page_port)}))
    await ended.wait()
    note.unlink(missing_ok=True)
    door.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--page-port", type=int, default=8025)
    chosen = options.parse_args()
    asyncio.run(serve_mailbox(chosen.folder, chosen.page_port))
