"""People with browsers: they open a form, fill it in, and send it again until it succeeds."""

import hashlib
import random
import re
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import uuid4

import requests

PATIENCE = 90  # seconds; much longer than any fault lasts
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
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

    acts: list[Any] = field(default_factory=list)
    unfinished: list[Any] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)  # documents that the page said were not added
    is_scanned: bool = False  # whether a document waits for a scan, as its page says
    # Start times of requests that got no answer or a 5xx.
    failed: list[Any] = field(default_factory=list)

    @property
    def errors(self):
        return len(self.failed)


class Visitor:
    """A signed-in person at one address of the site."""

    def __init__(self, site, cookie, ledger):
        self.site, self.ledger, self.http = site, ledger, requests.Session()
        self.http.cookies.set("sessionid", cookie)

    def ask(self, method, path, **more):
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

    def form(self, path):
        """The hidden inputs of a form, such as its one-time key. Tries until the page comes."""
        return self.until(lambda: self.ask("GET", path), 200) and self.carried

    def until(self, ask, status):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = ask()
            if answer is not None and answer.status_code == status:
                self.carried = hidden_inputs(answer.text)
                return answer
            time.sleep(0.2)
        return None

    def insist(self, path, act, answers, files=None):
        """
        Post one form until the site says that it is saved. The same form may be posted many times.
        """
        if form := self.form(path):
            data = form | answers
            if done := self.until(lambda: self.ask("POST", path, data=data, files=files), 302):
                is_refused = done.headers["Location"].endswith("/documents/sent/")
                is_refused = is_refused and not self.ledger.is_scanned
                (self.ledger.refused if is_refused else self.ledger.acts).append(act)
                return
        self.ledger.unfinished.append(act)


def hidden_inputs(html):
    """{name: value} of the hidden inputs of the page's last form."""
    found = (dict(PART.findall(tag)) for tag in HIDDEN.findall(html))
    return {each["name"]: unescape(each.get("value", "")) for each in found if "name" in each}


class Writers:
    """People who write messages and add documents until they are stopped."""

    def __init__(self, visitors, threads, mention, seed):
        self.threads, self.mention, self.ended = threads, mention, threading.Event()
        self.at_work = [
            threading.Thread(target=self.work, args=(visitor, random.Random(f"{seed}-{n}")))
            for n, visitor in enumerate(visitors)
        ]
        for each in self.at_work:
            each.start()

    def work(self, visitor, chance):
        while not self.ended.is_set():
            case, thread = chance.choice(self.threads)
            if chance.random() < 0.2:
                add_document(visitor, case)
            else:
                write_message(visitor, thread, self.mention)

    def go_home(self):
        """Stop, after what has begun is finished."""
        self.ended.set()
        for each in self.at_work:
            each.join()


def write_message(visitor, thread, mention):
    act = PromisedAct("message", f"drill {uuid4()}")
    answers = {"text": act.marker, "mention": str(mention)}
    visitor.insist(f"/threads/{thread}/write/", act, answers)


def save_draft(visitor, thread, text):
    """Save a draft as the page's script does. Returns the form."""
    path = f"/threads/{thread}/write/"
    form = visitor.form(path)
    visitor.ask("POST", path, data=form | {"text": text, "save_draft": "typing"})
    return form


def add_document(visitor, case):
    name = uuid4()
    content = f"What was said, {name}.\n".encode() * 400
    act = PromisedAct("document", f"{name}.txt", hashlib.sha256(content).hexdigest())
    answers = {"batch-0-mg_form": "MG11"}
    files = {"batch-0-documents": (act.marker, content, "text/plain")}
    visitor.insist(f"/cases/{case}/documents/add/", act, answers, files)
