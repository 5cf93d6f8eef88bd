"""A local server that answers as the API does, as far as docs/examples needs."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

CASE = {"id": "c1", "urn": "AV00000126", "police_unit": "Police", "cps_unit": "CPS", "suspects": []}
LOST = "done, but the connection ends before the answer"
HALF = "done, but the connection ends within the answer"
TOKEN = {"access_token": "t", "expires_in": 900}


class ExampleOffice:
    """A case with a plan, and the rows created at /api/made/.

    faults: {path: outcomes of its next calls}: LOST, HALF, or (status, headers) of an error.
    """

    def __init__(self, *actions):
        self.said = {each: [] for each in actions}
        self.made, self.calls, self.first_answers, self.faults = [], [], {}, {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (Handler,), {"of": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def keys(self, path):
        """The Idempotency-Key of each call to this path."""
        return [key for called, key in self.calls if called == path]

    def answer(self, path, headers, content):
        """(status, headers, content) of the response, or None if there is nothing."""
        key = headers["Idempotency-Key"]
        self.calls.append((path, key))
        faults = self.faults.get(path)
        fault = faults.pop(0) if faults else None
        if fault not in (None, LOST, HALF):
            told = *fault, {"title": f"Fault {fault[0]}", "detail": "Not done."}
        elif key is None:
            told = self.read(path)
        else:
            told = self.first_answers.get(key) or self.act(path, headers, content)
            self.first_answers[key] = told
        status, more, said = told
        sent = json.dumps(said).encode()
        return None if fault == LOST else (status, more, sent[:5] if fault == HALF else sent)

    def act(self, path, headers, content):
        if path == "/api/made/":
            self.made.append(content)
            return 201, {}, {"id": "made", "version": 1}
        action = path.split("/")[3]
        if headers["If-Match"] != self.version(action):
            return 412, {}, {"title": "Changed by someone else", "detail": "Read it again."}
        self.said[action].append(content)
        return 200, {}, {"id": action, "version": 2}

    def read(self, path):
        _root, _api, kind, *name, _end = path.split("/")
        if kind == "actions":
            return 200, {"ETag": self.version(*name)}, self.action(*name)
        items = [
            {"id": each, "number": n, "text": each, "due_on": "2026-12-01"} | self.action(each)
            for n, each in enumerate(self.said, start=1)
        ]
        waits = any(item["status"] == "OPEN" for item in items)
        told = {
            "token": {} if name else TOKEN,
            "worklists": {"rows": [{"case": "c1"}] if waits else [], "next": None},
            "cases": CASE | {"items": items},
            "notices": {"notices": [], "next": "n"},
        }
        return 200, {}, told[kind]

    def version(self, action):
        return f'"{1 + len(self.said[action])}"'

    def action(self, action):
        said = [
            {"text": "Said.", "documents": ["…"] if b"filename=" in each else []}
            for each in self.said[action]
        ]
        return {"status": "ANSWERED" if said else "OPEN", "said": said}


class Handler(BaseHTTPRequestHandler):
    """Answers the program's requests and records them in `of`."""

    of: ExampleOffice

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"] or 0))
        answer = self.of.answer(self.path, self.headers, content)
        if answer is None:
            return
        status, headers, content = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST

    def log_message(self, *_told):
        pass
