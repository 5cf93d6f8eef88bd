"""
A force's records system answers the action items of a case, through the API.

It signs in as the system, names an officer, finds a case of theirs that waits for the police, and
answers each open action: with a document if one is given, else that it cannot be provided. Then it
reads the suspects' states and the officer's notices. If it ends without knowing whether an answer
was saved, run it again from the same folder within two days: it repeats the call, which is stored
there in asked-….json. Remove that file if you have found out otherwise whether it was saved.

Needs Python 3.11 or later and nothing else; docs/api.md describes the API. `make run` prints the
values for the demo:

    export RASSO_CLIENT_ID=… RASSO_SECRET=… RASSO_OFFICER=officer@avon-and-somerset.demo.example
    python docs/examples/answer_actions.py statement.pdf
"""

import base64
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

Json = dict[str, Any]  # an object as the API sends and takes it
Paths = Sequence[str]
TRIES = 5
# With these answers the call was not carried out, whatever happened to earlier tries.
DECIDED = (409, 412, 422)
ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Problem(Exception):
    """The API refused a call (RFC 9457): status, detail, and an error for each invalid answer."""

    def __init__(self, status: int, told: Json) -> None:
        self.status, self.detail = status, told.get("detail", "")
        self.errors = told.get("errors", [])
        lines = [f"{status} {told.get('title') or told.get('error')}: {self.detail}"]
        lines += [f"  {each['answer'] or 'as a whole'}: {each['detail']}" for each in self.errors]
        super().__init__("\n".join(lines))


class NoAnswer(Exception):
    """No final answer after all tries. A write may be saved: repeat the call with the same key."""

    def __init__(self, last: Exception, key: str | None = None) -> None:
        self.key = key
        told = "Not known whether it was done, make the same call again" if key else "No answer"
        super().__init__(f"{told}: {last}")


@dataclass
class Answer:
    """A response. version: the ETag of the row, to be sent back as If-Match."""

    body: Json
    version: str


class Stays(HTTPRedirectHandler):
    def redirect_request(self, *_told: object) -> None:
        """Follow no redirect, so that the token goes to no other server."""


class Rasso:
    """The API for one system, acting for one officer at a time."""

    def __init__(self, url: str, client_id: str, secret: str, officer: str) -> None:
        where = urlsplit(url)
        if where.scheme != "https" and where.hostname not in ON_THIS_MACHINE:
            raise ValueError("Call over HTTPS: whatever else is sent can be read on its way.")
        self.url, self.officer = url.rstrip("/"), officer
        self._credentials = f"{client_id}:{secret}".encode()
        self._token, self._ends = "", 0.0
        self._open = build_opener(Stays).open

    def get(self, path: str, **asked: str) -> Answer:
        """Get a resource. A path from a response, such as a list's `next`, is used as it is."""
        return self._call("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def pages(self, path: str, of: str, **asked: str) -> Iterator[Json]:
        """All rows of a list, page by page."""
        while path:
            page = self.get(path, **asked).body
            yield from page[of]
            path, asked = page["next"], {}

    def make(self, path: str, answers: Json, key: str) -> Answer:
        """
        Create a row. Calls with the same key within two days create one row only.

        key: str(uuid.uuid4()). Store it until the result is known: after NoAnswer, or if the
        program ended, repeat the call with the same key.
        """
        return self._call("POST", path, {"Idempotency-Key": key}, *_as_json(answers))

    def change(self, path: str, version: str, answers: Json, key: str, files: Paths = ()) -> Answer:
        """
        Change a row at this version. Raises Problem 412 if somebody has changed it since.

        key: as for make; version is part of the call. files: paths, for an action with documents.
        """
        sent = _as_form(answers, files) if files else _as_json(answers)
        return self._call("POST", path, {"Idempotency-Key": key, "If-Match": version}, *sent)

    def end(self) -> bool:
        """Revoke the token when the work is done. Returns whether that succeeded."""
        token, self._token = self._token, ""
        try:
            if token:
                self._ask_for("/api/token/end/", token=token)
        except (OSError, HTTPException, ValueError):
            return False  # it expires within a quarter of an hour
        return True

    def _call(
        self, method: str, path: str, about: dict[str, str] | None = None,
        body: bytes | None = None, kind: str = "application/json",
    ) -> Answer:  # fmt: skip
        headers = {"Content-Type": kind} | (about or {})
        key, doubt = headers.get("Idempotency-Key"), False
        last: Exception
        for n in range(1, TRIES + 1):
            try:
                return self._once(method, path, headers, body)
            except HTTPError as error:
                wait, last = _seconds_to_wait(error, n), Problem(error.code, _told(error))
                if error.code == 401:
                    self._token = ""  # it ended before its time, so the next try gets another
                doubt = doubt or error.code >= 500 or error.code == 409
                if wait is None and (error.code in DECIDED or not (key and doubt)):
                    raise last from None
            except (OSError, HTTPException, json.JSONDecodeError) as error:
                wait, last, doubt = n, error, True  # it may be done, and the answer lost on its way
            if wait is None or n == TRIES:
                break
            time.sleep(wait)
        raise NoAnswer(last, key)

    def _once(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        who = {"Authorization": f"Bearer {self._alive()}", "Rasso-Officer": self.officer}
        request = Request(self.url + path, body, headers | who, method=method)
        with self._open(request, timeout=60) as answer:
            return Answer(json.load(answer), answer.headers.get("ETag", ""))

    def _alive(self) -> str:
        """A token that is valid for at least half a minute."""
        if not self._token or time.monotonic() > self._ends - 30:
            given = self._ask_for("/api/token/", grant_type="client_credentials", scope="read act")
            self._token = given["access_token"]
            self._ends = time.monotonic() + given["expires_in"]
        return self._token

    def _ask_for(self, path: str, **asked: str) -> Json:
        headers = {"Authorization": f"Basic {base64.b64encode(self._credentials).decode()}"}
        request = Request(self.url + path, urlencode(asked).encode(), headers)
        with self._open(request, timeout=60) as answer:
            told: Json = json.loads(answer.read() or b"{}")
            return told


def _seconds_to_wait(error: HTTPError, n: int) -> int | None:
    """Seconds until the next try; None if another try would get the same answer."""
    told = error.headers.get("Retry-After", "")
    if error.code in (429, 500, 502, 503, 504) or (error.code == 409 and told):
        return int(told) if told.isdecimal() else n
    return 0 if error.code == 401 and n == 1 else None


def _told(error: HTTPError) -> Json:
    try:
        told = json.load(error)
    except (ValueError, OSError, HTTPException):
        told = None
    return told if isinstance(told, dict) else {"title": error.reason}


def _as_json(answers: Json) -> tuple[bytes, str]:
    return json.dumps(answers).encode(), "application/json"


def _as_form(answers: Json, files: Paths) -> tuple[bytes, str]:
    """Encode as multipart/form-data."""
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


def waits_for_the_police(rasso: Rasso) -> Json | None:
    """The case with an open action that is due first on the officer's worklist; or None."""
    for row in rasso.pages("/api/worklists/mine/", "rows"):
        case = rasso.get(f"/api/cases/{row['case']}/").body
        if any(item["status"] == "OPEN" for item in case["items"]):
            return case
    return None


def kept(rasso: Rasso) -> Path:
    """The file that stores the officer's last call until its result is known."""
    return Path(f"asked-{uuid.uuid5(uuid.NAMESPACE_URL, f'{rasso.url} {rasso.officer}')}.json")


def answer(rasso: Rasso, item: Json, files: Paths) -> str:
    """Answer one action; the actions of one plan have versions of their own."""
    path, files = f"/api/actions/{item['id']}/", [str(Path(each).resolve(True)) for each in files]
    asked = path, rasso.get(path).version, files, str(uuid.uuid4())
    kept(rasso).write_text(json.dumps(asked))  # before it is sent
    return send(rasso, *asked)


def send(
    rasso: Rasso, path: str, version: str, files: Paths, key: str, *, again: bool = False
) -> str:
    """Make a stored call, and remove it once its result is known."""
    said = {"answer": "CANNOT", "because": "Asked for; it was never recorded."}
    if files:
        said = {"answer": "DONE", "done": "See the document.", "mg_form": "MG11"}
    try:
        rasso.change(f"{path}answer/", version, said, key, files)
        told = rasso.get(path).body
    except Problem as no:
        if again and no.status not in DECIDED:  # at the first try it may have been saved
            raise NoAnswer(no, key) from None
        kept(rasso).unlink()
        raise
    kept(rasso).unlink()
    last = told["said"][-1]
    return f"    {told['status']}: {last['text']} Documents: {len(last['documents'])}"


def notices(rasso: Rasso, **after: str) -> Iterator[Json]:
    """All notices of the officer, page after page until one is empty."""
    while (page := rasso.get("/api/notices/", **after).body)["notices"]:
        yield from page["notices"]
        after = {"after": page["next"]}  # store the last one, to read only newer notices next time


def main(files: Paths) -> str | None:
    told = [os.environ[f"RASSO_{name}"] for name in ("CLIENT_ID", "SECRET", "OFFICER")]
    rasso = Rasso(os.environ.get("RASSO_URL", "http://127.0.0.1:8000"), *told)
    try:
        if not kept(rasso).exists():
            return answer_all(rasso, files)
        print(send(rasso, *json.loads(kept(rasso).read_text()), again=True))
        return "That was asked the last time. Run this again for what is still open."
    finally:
        if not rasso.end():
            print("The token could not be ended; it ends by itself.")


def answer_all(rasso: Rasso, files: Paths) -> str | None:
    """Answer all open actions. Returns None, or a text about those not answered."""
    if (case := waits_for_the_police(rasso)) is None:
        print(f"Nothing waits for {rasso.officer}.")
        return None
    print(f"{case['urn']}: {case['police_unit']} to {case['cps_unit']}")
    items, left = [each for each in case["items"] if each["status"] == "OPEN"], []
    for n, item in enumerate(items):
        print(f"  Action {item['number']}, due {item['due_on']}: {item['text']}")
        try:
            print(answer(rasso, item, files))
        except Problem as no:
            if no.status == 409:  # such as a request for a victim's phone
                print(f"    Left to the officer: {no.detail}")
                continue
            print("    Changed since it was read; run this again." if no.status == 412 else no)
            left.append(item["number"])
        except NoAnswer:
            print(f"  Not reached: {[each['number'] for each in items[n + 1 :]]}")
            raise
        files = ()  # the files go with one answer
    for suspect in rasso.get(f"/api/cases/{case['id']}/").body["suspects"]:
        print(f"  Suspect {suspect['number']}: {suspect['state_in_words']}")
    print(f"  Notices of {rasso.officer}: {len(list(notices(rasso)))}")
    return f"Not answered: {left}" if left else None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Problem, NoAnswer, OSError) as wrong:
        sys.exit(str(wrong))
    except KeyError as missing:
        sys.exit(f"Set {missing.args[0]}: make run prints it.")
