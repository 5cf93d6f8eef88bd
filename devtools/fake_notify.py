"""A fake of GOV.UK Notify on this machine, with the parts of its API that we call."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"rasso-{SERVICE}-{SECRET}"


Answer = tuple[int, dict[str, Any]]  # status, content


class Notify:
    """The fake service. taken: what it accepted; fails: how the next calls to send end."""

    server_class = ThreadingHTTPServer

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.fails: list[int | Literal["lost"]] = []
        self.status, self.is_dumb = "sending", False
        # Called before each request to send is answered.
        self.before: Callable[[], object] = lambda: None
        server = self.server_class(("127.0.0.1", 0), type("Handler", (Handler,), {"of": self}))
        self.address, self.server = f"http://127.0.0.1:{server.server_port}", server
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def take(self, sent: dict[str, Any]) -> Answer:
        """(status, answer) of a request to send. "lost": accepted, but answered with an error."""
        self.before()
        fails = self.fails.pop(0) if self.fails else None
        if isinstance(fails, int):
            return fails, {"status_code": fails, "errors": [{"error": "E", "message": "No"}]}
        self.taken.append(sent)
        if fails == "lost":
            return 500, {"status_code": 500, "errors": []}
        return 201, {"id": str(len(self.taken)), "reference": sent["reference"]}

    def look(self, reference: str) -> Answer:
        if self.is_dumb:
            return 503, {"status_code": 503, "errors": []}
        found = [sent for sent in self.taken if sent["reference"] == reference]
        rows = [{"id": "1", "reference": reference, "status": self.status} for _ in found]
        return 200, {"notifications": rows, "links": {}}


class Handler(BaseHTTPRequestHandler):
    of: Notify

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(*self.of.take(json.loads(content)))

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.answer(*self.of.look(asked["reference"][0]))

    def answer(self, status: int, said: dict[str, Any] | None) -> None:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        if not decode_jwt_token(token, SECRET) or said is None:
            status, said = 403, {"status_code": 403, "errors": []}
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *about: object) -> None:
        """Log nothing: tests read our own log."""
