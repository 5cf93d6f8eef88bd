"""
A force's records system answers the actions of a case, through the API.

It signs in as the system, names an officer, finds a case of hers that waits for the police, and
answers each open action of its plan: with a document where one is given, else that it cannot be
provided. Then it reads what has become of the suspects, and what the officer has been told.

Python 3.11 or later and nothing else. `make run` prints what it needs of the demo:

    export RASSO_CLIENT_ID=… RASSO_SECRET=… RASSO_OFFICER=officer@avon-and-somerset.demo.example
    python docs/examples/answer_actions.py statement.pdf

docs/api.md says what the API takes and answers.
"""

import base64
import json
import os
import sys
import time
import uuid
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TRIES = 5
ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Problem(Exception):
    """The API said no (RFC 9457): status and detail, and which answers could not be taken."""

    def __init__(self, status, told):
        self.status, self.detail = status, told.get("detail", "")
        self.errors = told.get("errors", [])
        lines = [f"{status} {told.get('title') or told.get('error')}: {self.detail}"]
        lines += [f"  {each['answer'] or 'as a whole'}: {each['detail']}" for each in self.errors]
        super().__init__("\n".join(lines))


@dataclass
class Answer:
    """What was answered. version: of the row that was read, to be sent back as If-Match."""

    body: dict
    version: str | None


class Stays(HTTPRedirectHandler):
    """A token is sent to nobody else: no redirect is followed."""

    def redirect_request(self, *_told):
        return None


class Rasso:
    """The API as one system calls it, for one officer at a time."""

    def __init__(self, url, client_id, secret, officer):
        where = urlsplit(url)
        if where.scheme != "https" and where.hostname not in ON_THIS_MACHINE:
            raise ValueError("Call over HTTPS: whatever else is sent can be read on its way.")
        self.url, self.officer = url.rstrip("/"), officer
        self._credentials = f"{client_id}:{secret}".encode()
        self._token, self._ends = "", 0.0
        self._open = build_opener(Stays).open

    def get(self, path, **asked):
        """Read. A path that was answered, such as a list's `next`, goes in as it is."""
        return self._call("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def pages(self, path, of, **asked):
        """The rows of a list, page by page, for as long as there are any."""
        while path:
            page = self.get(path, **asked).body
            yield from page[of]
            path, asked = page["next"], {}

    def make(self, path, answers):
        """Make a row. However often the network fails, there is one of it."""
        return self._act(path, {}, *_as_json(answers))

    def change(self, path, version, answers, files=()):
        """
        Do something to a row as it was read; Problem 412 where somebody has changed it since.

        files: paths, for an act that takes documents.
        """
        sent = _as_form(answers, files) if files else _as_json(answers)
        return self._act(path, {"If-Match": version}, *sent)

    def end(self):
        """End the token, as one does when the work is done."""
        if self._token:
            self._ask_for("/api/token/end/", token=self._token)
            self._token = ""

    def _act(self, path, headers, body, kind):
        # One key for one thing to do: where the answer is lost, the next try is told it again.
        headers |= {"Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
        return self._call("POST", path, headers, body)

    def _call(self, method, path, headers=None, body=None):
        n = 0
        while True:
            n += 1
            try:
                return self._once(method, path, headers or {}, body)
            except HTTPError as error:
                wait = _seconds_to_wait(error, n)
                if error.code == 401:
                    self._token = ""  # it ended before its time, so the next try gets another
                if wait is None or n == TRIES:
                    raise Problem(error.code, _told(error)) from None
            except (OSError, HTTPException):  # the network, or the answer was lost on its way
                if n == TRIES:
                    raise
                wait = n
            time.sleep(wait)

    def _once(self, method, path, headers, body):
        who = {"Authorization": f"Bearer {self._alive()}", "Rasso-Officer": self.officer}
        request = Request(self.url + path, body, headers | who, method=method)
        with self._open(request, timeout=60) as answer:
            return Answer(json.load(answer), answer.headers["ETag"])

    def _alive(self):
        """A token that lives for half a minute more at least."""
        if not self._token or time.monotonic() > self._ends - 30:
            asked = {"grant_type": "client_credentials", "scope": "read act"}
            given = self._ask_for("/api/token/", **asked)
            self._token = given["access_token"]
            self._ends = time.monotonic() + given["expires_in"]
        return self._token

    def _ask_for(self, path, **asked):
        told = base64.b64encode(self._credentials).decode()
        headers = {"Authorization": f"Basic {told}"}
        request = Request(self.url + path, urlencode(asked).encode(), headers)
        with self._open(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")


def _seconds_to_wait(error, n):
    """How long before another try, or None where another would be answered the same."""
    told = error.headers.get("Retry-After", "")
    if error.code in (429, 500, 502, 503, 504) or (error.code == 409 and told):
        return int(told) if told.isdecimal() else n
    return 0 if error.code == 401 and n == 1 else None


def _told(error):
    try:
        return json.load(error)
    except ValueError:
        return {"title": error.reason}


def _as_json(answers):
    return json.dumps(answers).encode(), "application/json"


def _as_form(answers, files):
    """multipart/form-data, as a browser sends it."""
    mark = uuid.uuid4().hex
    parts = [(f'name="{name}"', said.encode()) for name, said in answers.items()]
    for path in map(Path, files):
        called = path.name.replace("\\", "_").replace('"', "_")
        parts.append((f'name="documents"; filename="{called}"', path.read_bytes()))
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + said + b"\r\n"
        for name, said in parts
    )
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


# Journey 3


def waits_for_the_police(rasso):
    """A case of the officer's with an action that is open, soonest due first; or None."""
    for row in rasso.pages("/api/worklists/mine/", "rows"):
        case = rasso.get(f"/api/cases/{row['case']}/").body
        if any(item["status"] == "OPEN" for item in case["items"]):
            return case
    return None


def answer(rasso, item, files):
    """Answer one action; the actions of one plan have versions of their own."""
    path = f"/api/actions/{item['id']}/"
    version = rasso.get(path).version
    if files:
        said = {"answer": "DONE", "done": "See the document.", "mg_form": "MG11"}
    else:
        said = {"answer": "CANNOT", "because": "Asked for; it was never recorded."}
    rasso.change(f"{path}answer/", version, said, files)
    return rasso.get(path).body


def notices(rasso, **after):
    """What the officer has been told: page after page, until one has none."""
    while (page := rasso.get("/api/notices/", **after).body)["notices"]:
        yield from page["notices"]
        after = {"after": page["next"]}  # the last is kept, to be told next time what came since


def main(files):
    rasso = Rasso(
        os.environ.get("RASSO_URL", "http://127.0.0.1:8000"), os.environ["RASSO_CLIENT_ID"],
        os.environ["RASSO_SECRET"], os.environ["RASSO_OFFICER"],
    )  # fmt: skip
    case = waits_for_the_police(rasso)
    if case is None:
        print(f"Nothing waits for {rasso.officer}.")
        return
    print(f"{case['urn']}: {case['police_unit']} to {case['cps_unit']}")
    for item in case["items"]:
        if item["status"] != "OPEN":
            continue
        print(f"  Action {item['number']}, due {item['due_on']}: {item['text']}")
        try:
            told = answer(rasso, item, files)
        except Problem as no:
            if no.status != 409:
                raise
            print(f"    Left to the officer: {no.detail}")  # as where her phone is asked for
            continue
        files = ()  # it goes with one answer
        last = told["said"][-1]
        print(f"    {told['status']}: {last['text']} Documents: {len(last['documents'])}")
    for suspect in rasso.get(f"/api/cases/{case['id']}/").body["suspects"]:
        print(f"  Suspect {suspect['number']}: {suspect['state_in_words']}")
    print(f"  Notices of {rasso.officer}: {len(list(notices(rasso)))}")
    rasso.end()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(str(problem))
    except KeyError as missing:
        sys.exit(f"Set {missing.args[0]}: make run prints it.")
