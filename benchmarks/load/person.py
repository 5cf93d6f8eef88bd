"""Somebody in a browser, as locust plays her: she signs in, opens things, sends what forms ask."""

import json
import os
import re
from collections import Counter
from itertools import count
from random import randrange

from locust import HttpUser, between, task

from benchmarks.load.forms import HtmlForms

STAFF = json.loads(os.environ["LOAD_STAFF"])  # as benchmarks.load.staff hired them
CASE = r'href="(/cases/[0-9a-f-]{36}/)[#"]'
MEANWHILE = Counter()  # {what: how often it had been changed by another when it was sent}
NEXT, DESKS = {role: count() for role in STAFF["people"]}, count(1)


def desk():
    """
    The headers of somebody with an address of her own: from one, not so many may sign in in a
    minute.
    """
    return {"X-Forwarded-For": f"10.0.0.{next(DESKS)}"}


class Person(HttpUser):
    """One of the people, with a role; own_list is the worklist that her cases are on."""

    abstract = True
    wait_time = between(0.2, 1.0)
    role, own_list = "", "unit"

    def on_start(self):
        people = STAFF["people"][self.role]
        email = people[next(NEXT[self.role]) % len(people)]
        self.client.headers.update(desk())
        form = self.ask("/account/sign-in/", "sign in").asking("login")
        told = {"login": email, "password": STAFF["password"]}
        self.send("/account/sign-in/", form | told, "sign in")
        self.cases, self.turn = [], randrange(100)  # not all begin with the same case

    def open(self, address, name):
        with self.client.get(address, name=name, catch_response=True) as answer:
            if answer.status_code != 200 or not answer.url.endswith(address):
                answer.failure(f"{answer.status_code} at {answer.url}")
            return answer.text

    def send(self, address, form, name):
        """
        The page after a form. Where that is the form again, as what was said in it cannot be taken,
        it is an error; where another has changed what it is about meanwhile, it is an answer.
        """
        with self.client.post(address, data=form, name=name, catch_response=True) as answer:
            words = _complaints(answer.text)
            if answer.status_code == 409:
                answer.success()
                MEANWHILE[f"{name}: {words}"] += 1
            elif answer.status_code != 200 or answer.url.endswith(address):
                answer.failure(f"{answer.status_code}: {words}")
            return answer.text

    def ask(self, address, name):
        return HtmlForms(self.open(address, f"{name}: form"))

    def fill(self, address, name, *, pick=(), **answers):
        """
        Open the form of an act and send it with these answers; the page after it.

        pick: pairs of a question and a function that chooses among what can be selected there.
        """
        asked = self.ask(address, name)
        picked = {question: choose(asked.offered[question]) for question, choose in pick}
        return self.send(address, asked.asking("form_key") | picked | answers, name)

    def a_case(self):
        """The address of one case after another of those on the list."""
        if not self.cases:
            self.worklist()
        self.turn += 1
        return self.cases[self.turn % len(self.cases)]

    @task(6)
    def worklist(self):
        page = self.open(f"/worklists/{self.own_list}/", f"worklist: {self.own_list}")
        self.cases = re.findall(CASE, page) or self.cases

    @task(5)
    def case(self):
        return self.open(self.a_case(), "case")

    def a_case_to(self, act):
        """The address of an act on the next case, where the case's page offers it to her now."""
        case = self.a_case()
        address = f"{case}{act}/"
        return address if f'href="{address}"' in self.open(case, "case") else None


def _complaints(page):
    """What a page says is wrong, in a line."""
    said = " ".join(re.findall(r'error-summary__list">(.*?)</ul>', page, re.DOTALL))
    return " ".join(re.sub("<[^>]+>", " ", said).split())[:200]
