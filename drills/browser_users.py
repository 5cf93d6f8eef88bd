"""People with browsers: they open a form, fill it in, and send it again until it succeeds."""

import hashlib
import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Protocol
from uuid import UUID, uuid4

import requests

PATIENCE = 90  # seconds; much longer than any fault lasts
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
# As requests takes them: {question: (name, content, type)}.
UploadedFiles = dict[str, tuple[str, bytes, str]]
PART = re.compile(r"\b(name|value)=\"([^\"]*)\"")


@dataclass(frozen=True)
class PromisedAct:
    """Something that a person was told is saved: a message or a document, with a unique text."""

    kind: str
    marker: str
    sha256: str = ""


@dataclass
class PromiseLedger:
    """What people were told is saved, recorded outside the service."""

    acts: list[PromisedAct] = field(default_factory=list)
    unfinished: list[PromisedAct] = field(default_factory=list)
    # Documents that the page said were not added.
    refused: list[PromisedAct] = field(default_factory=list)
    is_scanned: bool = False  # whether a document waits for a scan, as its page says
    # Start times of requests that got no answer or a 5xx.
    failed: list[float] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return len(self.failed)


class FormSender(Protocol):
    """Whoever fills in a form and sends it until the site says that it is saved."""

    def insist(
        self,
        path: str,
        act: PromisedAct,
        answers: dict[str, str],
        files: UploadedFiles | None = None,
    ) -> None: ...


class Visitor:
    """A signed-in person at one address of the site. carried: the last page's hidden inputs."""

    carried: dict[str, str]

    def __init__(self, site: str, cookie: str, ledger: PromiseLedger) -> None:
        self.site, self.ledger, self.http = site, ledger, requests.Session()
        self.http.cookies.set("sessionid", cookie)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response | None:
        """The response, or None if the site broke the connection or answered 5xx."""
        began = time.monotonic()
        try:
            answer = self.http.request(
                method, self.site + path, allow_redirects=False, timeout=75, **more
            )
        except requests.RequestException:
            answer = None
        if answer is None or answer.status_code >= 500:
            self.ledger.failed.append(began)
            return None
        return answer

    def open(self, path: str) -> requests.Response:
        """The page. AssertionError if the site broke the connection or answered 5xx."""
        answer = self.ask("GET", path)
        assert answer is not None, path
        return answer

    def find_form(self, path: str) -> dict[str, str] | None:
        """The hidden inputs of a form, such as its one-time key; None if the page never came."""
        return self.carried if self.until(lambda: self.ask("GET", path), 200) else None

    def form(self, path: str) -> dict[str, str]:
        """The same. AssertionError if the page never came."""
        found = self.find_form(path)
        assert found is not None, path
        return found

    def until(
        self, ask: Callable[[], requests.Response | None], status: int
    ) -> requests.Response | None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = ask()
            if answer is not None and answer.status_code == status:
                self.carried = hidden_inputs(answer.text)
                return answer
            time.sleep(0.2)
        return None

    def insist(
        self,
        path: str,
        act: PromisedAct,
        answers: dict[str, str],
        files: UploadedFiles | None = None,
    ) -> None:
        """
        Post one form until the site says that it is saved. The same form may be posted many times.
        """
        if form := self.find_form(path):
            data = form | answers
            if done := self.until(lambda: self.ask("POST", path, data=data, files=files), 302):
                is_refused = done.headers["Location"].endswith("/documents/sent/")
                is_refused = is_refused and not self.ledger.is_scanned
                (self.ledger.refused if is_refused else self.ledger.acts).append(act)
                return
        self.ledger.unfinished.append(act)


def hidden_inputs(html: str) -> dict[str, str]:
    """{name: value} of the hidden inputs of the page's last form."""
    found = (dict(PART.findall(tag)) for tag in HIDDEN.findall(html))
    return {each["name"]: unescape(each.get("value", "")) for each in found if "name" in each}


class Writers:
    """People who write messages and add documents until they are stopped."""

    def __init__(
        self,
        visitors: Sequence[Visitor],
        threads: Sequence[tuple[UUID, UUID]],
        mention: int,
        seed: int,
    ) -> None:
        self.threads, self.mention, self.ended = threads, mention, threading.Event()
        self.at_work = [
            threading.Thread(target=self.work, args=(visitor, random.Random(f"{seed}-{n}")))
            for n, visitor in enumerate(visitors)
        ]
        for each in self.at_work:
            each.start()

    def work(self, visitor: Visitor, chance: random.Random) -> None:
        while not self.ended.is_set():
            case, thread = chance.choice(self.threads)
            if chance.random() < 0.2:
                add_document(visitor, case)
            else:
                write_message(visitor, thread, self.mention)

    def go_home(self) -> None:
        """Stop, after what has begun is finished."""
        self.ended.set()
        for each in self.at_work:
            each.join()


def write_message(visitor: FormSender, thread: UUID, mention: int) -> None:
    act = PromisedAct("message", f"drill {uuid4()}")
    answers = {"text": act.marker, "mention": str(mention)}
    visitor.insist(f"/threads/{thread}/write/", act, answers)


def save_draft(visitor: Visitor, thread: UUID, text: str) -> dict[str, str]:
    """Save a draft as the page's script does. Returns the form."""
    path = f"/threads/{thread}/write/"
    form = visitor.form(path)
    visitor.ask("POST", path, data=form | {"text": text, "save_draft": "typing"})
    return form


def add_document(visitor: FormSender, case: UUID) -> None:
    name = uuid4()
    content = f"What was said, {name}.\n".encode() * 400
    act = PromisedAct("document", f"{name}.txt", hashlib.sha256(content).hexdigest())
    answers = {"batch-0-mg_form": "MG11"}
    files = {"batch-0-documents": (act.marker, content, "text/plain")}
    visitor.insist(f"/cases/{case}/documents/add/", act, answers, files)
