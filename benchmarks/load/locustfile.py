"""
What people do all day, as locust plays it: worklists, cases, boards, figures, and writing.

Run by benchmarks.load in an environment of its own; nothing of the system is imported here. Each of
the people signs in with a real password, and reads forms as a browser would.
"""

import json
import os
import re
from datetime import date
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

from locust import HttpUser, between, events, task

PEOPLE = json.loads(os.environ["LOAD_PEOPLE"])  # {role: [address]}
PASSWORD, RESULT = os.environ["LOAD_PASSWORD"], Path(os.environ["LOAD_RESULT"])
CASE, SUSPECT = r'href="(/cases/[0-9a-f-]{36}/)[#"]', r'href="(/suspects/[0-9a-f-]{36}/custody/)"'
NEXT, DESKS = {role: count() for role in PEOPLE}, count(1)


class Forms(HTMLParser):
    """The forms of a page, each as {question: answer} of what a browser would send."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "form":
            self.found.append({})
        is_off = told.get("type") in ("radio", "checkbox", "submit") and "checked" not in told
        if tag == "input" and self.found and told.get("name") and not is_off:
            self.found[-1][told["name"]] = told.get("value") or ""

    def asking(self, name):
        """The form in which a question is asked: a choice of which nothing is chosen is in none."""
        return next((form for form in self.found if name in form), None)


class Person(HttpUser):
    """Somebody who signs in, opens things, and sends what a form asks."""

    abstract = True
    wait_time = between(0.2, 1.0)
    role = ""

    def on_start(self):
        people = PEOPLE[self.role]
        email = people[next(NEXT[self.role]) % len(people)]
        # Everybody has a desk of their own: from one address, not so many may sign in in a minute.
        self.client.headers["X-Forwarded-For"] = f"10.0.0.{next(DESKS)}"
        page = self.open("/account/sign-in/", "sign in: form")
        form = Forms(page).asking("login") | {"login": email, "password": PASSWORD}
        self.send("/account/sign-in/", form, "sign in")
        self.cases, self.turn = [], 0

    def open(self, address, name):
        with self.client.get(address, name=name, catch_response=True) as answer:
            if answer.status_code != 200 or not answer.url.endswith(address):
                answer.failure(f"{answer.status_code} at {answer.url}")
            return answer.text

    def send(self, address, form, name):
        """A form that is shown again was refused, unless another changed the same meanwhile."""
        with self.client.post(address, data=form, name=name, catch_response=True) as answer:
            shown_again = answer.url.endswith(address) and "rasso-stale" not in answer.text
            if answer.status_code != 200 or shown_again:
                said = re.findall(r'error-message">(.*?)</p>', answer.text, re.DOTALL)
                answer.failure(f"{answer.status_code}: {' '.join(' '.join(said).split())[:200]}")

    def a_case(self):
        """The address of one case after another of those on the list."""
        if not self.cases:
            self.worklist()
        self.turn += 1
        return self.cases[self.turn % len(self.cases)]

    @task(6)
    def worklist(self):
        page = self.open("/worklists/unit/", "worklist")
        self.cases = re.findall(CASE, page) or self.cases

    @task(5)
    def case(self):
        return self.open(self.a_case(), "case")


class Officer(Person):
    """An officer reads her unit's cases, and keeps them up to date."""

    role = "refer_cases"

    @task(2)
    def record_custody(self):
        found = re.findall(SUSPECT, self.case())
        if not found:
            return
        form = Forms(self.open(found[0], "custody: form")).asking("form_key")
        today = date.today()
        released = {"day": today.day, "month": today.month, "year": today.year}
        form |= {f"released_on-{part}": str(value) for part, value in released.items()}
        self.send(found[0], form | {"custody": "UNDER_INVESTIGATION"}, "custody")

    @task(1)
    def add_suspect(self):
        address = f"{self.a_case()}suspects/add/"
        form = Forms(self.open(address, "suspect: form")).asking("surname")
        told = {"surname": "Load", "given_names": "Test", "custody": "NOT_ARRESTED"}
        self.send(address, form | told, "suspect")


class Supervisor(Person):
    """A supervisor looks where everything stands."""

    role = "supervise_cases"

    @task(3)
    def board(self):
        self.open("/board/", "board")

    @task(1)
    def figures(self):
        self.open("/figures/", "figures")

    @task(1)
    def notices(self):
        self.open("/notices/", "notices")


@events.quitting.add_listener
def keep(environment, **_more):
    """What came of it, for the process that started this one."""
    total, broken = environment.stats.total, environment.runner.exceptions.values()
    names = {
        name: {"requests": each.num_requests, "p95 ms": each.get_response_time_percentile(0.95)}
        for (name, _method), each in sorted(environment.stats.entries.items())
    }
    told = {
        "requests": total.num_requests,
        "errors": total.num_failures + sum(each["count"] for each in broken),
        "requests a second": round(total.total_rps, 1),
        "p95 ms": total.get_response_time_percentile(0.95),
        "of each": names,
        "what failed": [
            *(f"{each.name}: {each.error}" for each in environment.stats.errors.values()),
            *(each["msg"] for each in broken),
        ],
    }
    RESULT.write_text(json.dumps(told))
