"""A person with a browser, for locust: signs in, opens pages and sends forms."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from random import randrange

from locust import HttpUser, between, task

from benchmarks.load.forms import HtmlForms
from benchmarks.load.links import CASE

STAFF = json.loads(os.environ["LOAD_STAFF"])  # made by benchmarks.load.staff
# A field, and the function that chooses among its options.
OptionChoice = tuple[str, Callable[[list[str]], str | list[str]]]
# {form: how often someone else had changed its subject meanwhile}
MEANWHILE: Counter[str] = Counter()
NEXT, DESKS = {role: count() for role in STAFF["people"]}, count(1)


def desk() -> dict[str, str]:
    """Headers with an address of the person's own, because sign-ins are limited by address."""
    return {"X-Forwarded-For": f"10.0.0.{next(DESKS)}"}


class Person(HttpUser):
    """A person with a role. own_list: the worklist that has their cases."""

    abstract = True
    wait_time = between(0.2, 1.0)
    role, own_list = "", "unit"
    cases: list[str]
    turn: int

    def on_start(self) -> None:
        people = STAFF["people"][self.role]
        email = people[next(NEXT[self.role]) % len(people)]
        self.client.headers.update(desk())
        form = self.ask("/account/sign-in/", "sign in").asking("login")
        assert form is not None
        told = {"login": email, "password": STAFF["password"]}
        self.send("/account/sign-in/", form | told, "sign in")
        # So that not everybody begins with the same case.
        self.cases, self.turn = [], randrange(100)

    def open(self, address: str, name: str) -> str:
        with self.client.get(address, name=name, catch_response=True) as answer:
            if answer.status_code != 200 or not answer.url.endswith(address):
                answer.failure(f"{answer.status_code} at {answer.url}")
            page: str = answer.text
            return page

    def send(self, address: str, form: Mapping[str, object], name: str) -> str:
        """
        Post a form and return the page that follows.

        The same form again is an error, because an answer was refused. A conflict with somebody
        else's change (409) is a valid answer.
        """
        with self.client.post(address, data=form, name=name, catch_response=True) as answer:
            page: str = answer.text
            words = _complaints(page)
            if answer.status_code == 409:
                answer.success()
                MEANWHILE[f"{name}: {words}"] += 1
            elif answer.status_code != 200 or answer.url.endswith(address):
                answer.failure(f"{answer.status_code}: {words}")
            return page

    def ask(self, address: str, name: str) -> HtmlForms:
        return HtmlForms(self.open(address, f"{name}: form"))

    def fill(
        self, address: str, name: str, pick: Sequence[OptionChoice] = (), /, **answers: str
    ) -> str:
        """
        Open a form, send it with these answers and return the page that follows.

        pick: fields that are answered with some of their options.
        """
        asked = self.ask(address, name)
        form = asked.asking("form_key")
        assert form is not None, address
        picked = {question: choose(asked.offered[question]) for question, choose in pick}
        return self.send(address, {**form, **picked, **answers}, name)

    def a_case(self) -> str:
        """The address of the next case of the worklist."""
        if not self.cases:
            self.worklist()
        self.turn += 1
        return self.cases[self.turn % len(self.cases)]

    @task(6)
    def worklist(self) -> None:
        page = self.open(f"/worklists/{self.own_list}/", f"worklist: {self.own_list}")
        self.cases = re.findall(CASE, page) or self.cases

    @task(5)
    def case(self) -> str:
        return self.open(self.a_case(), "case")

    def a_case_to(self, act: str) -> str | None:
        """The address of an action on the next case, or None if its page does not offer it."""
        case = self.a_case()
        address = f"{case}{act}/"
        return address if f'href="{address}"' in self.open(case, "case") else None


def _complaints(page: str) -> str:
    """The error summary of a page, in one line."""
    said = " ".join(re.findall(r'error-summary__list">(.*?)</ul>', page, re.DOTALL))
    return " ".join(re.sub("<[^>]+>", " ", said).split())[:200]
