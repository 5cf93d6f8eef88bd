"""
The users of a run under load, for locust: worklists, cases, boards, figures and writes.

Run by benchmarks.load in its own environment; nothing of the product is imported here. Each user
signs in with a real password and reads forms as a browser does. `weight` is the number of users of
a kind among eight.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import choice
from typing import Any

from locust import events, task

from benchmarks.load.links import ACCEPT, CUSTODY, ITEM, PLAN
from benchmarks.load.person import MEANWHILE, Person
from benchmarks.load.system import ApiSystem

__all__ = ["ApiSystem", "Manager", "Officer", "Prosecutor", "Supervisor"]
RESULT = Path(os.environ["LOAD_RESULT"])

WHY = {"changed_because": "Released after the interview of today."}


def date_fields(question: str, day: date) -> dict[str, str]:
    """A date as the three fields of a form."""
    told = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{question}-{part}": str(value) for part, value in told.items()}


class Officer(Person):
    """An officer reads their unit's cases and keeps them up to date."""

    weight, role = 3, "refer_cases"

    @task(2)
    def record_custody(self) -> None:
        found = re.findall(CUSTODY, self.case())
        if not found:
            return
        released = date_fields("released_on", date.today())
        self.fill(found[0], "custody", custody="UNDER_INVESTIGATION", **released, **WHY)

    @task(1)
    def add_suspect(self) -> None:
        facts = {"surname": "Load", "given_names": "Test", "custody": "NOT_ARRESTED"}
        self.fill(f"{self.a_case()}suspects/add/", "suspect", **facts)


class Supervisor(Person):
    """A supervisor looks at the board, figures and notices."""

    weight, role = 1, "supervise_cases"

    @task(3)
    def board(self) -> None:
        self.open("/board/", "board")

    @task(1)
    def figures(self) -> None:
        self.open("/figures/", "figures")

    @task(1)
    def notices(self) -> None:
        self.open("/notices/", "notices")


class Prosecutor(Person):
    """A prosecutor works on their own cases: reviews, plans, answers, notes and messages."""

    weight, role, own_list = 2, "prosecute_cases", "mine"

    @task(3)
    def unit(self) -> None:
        self.open("/worklists/unit/", "worklist: unit")

    @task(1)
    def notices(self) -> None:
        self.open("/notices/", "notices")

    @task(6)
    def record_review(self) -> None:
        """Record a review, and set the plan that the next page offers, if it does."""
        if address := self.a_case_to("review"):
            pick, said = [("suspects", list)], "What was seen, and what supports it."
            page = self.fill(address, "review", pick, test="FULL", evidence=said)
            for plan in re.findall(PLAN, page):
                self.set_plan(plan)

    def set_plan(self, address: str) -> None:
        """Set a plan of one action. An essential one gives the turn to the police."""
        asked = {
            "text": "Statement of the neighbour.", "category": "STATEMENTS", "reach": "no",
            "line_of_inquiry": "They saw both of them arrive.",
            "proportionality": "Nobody else was there.", "purpose": "INQUIRY",
            "weight": choice(["ESSENTIAL", "DESIRABLE"]),
        }  # fmt: skip
        asked |= date_fields("due_on", date.today() + timedelta(days=14))
        told = {f"items-0-{question}": answer for question, answer in asked.items()}
        self.fill(address, "plan", [("items-0-suspects", list)], **told)

    @task(3)
    def accept_answer(self) -> None:
        """Accept the answer to the first action on a case, if the police have answered it."""
        for item in re.findall(ITEM, self.case())[:1]:
            for answered in re.findall(ACCEPT, self.open(item, "action")):
                self.fill(answered, "acceptance")

    @task(1)
    def write_note(self) -> None:
        self.fill(f"{self.a_case()}notes/write/", "note", text="To be looked at again.")

    @task(1)
    def open_thread(self) -> None:
        self.fill(f"{self.a_case()}threads/open/", "message", text="When will the phone be back?")


class Manager(Person):
    """A legal manager of the CPS allocates cases and looks at prosecutors' workloads."""

    weight, role, own_list = 1, "allocate_cases", "allocate"

    @task(4)
    def allocate(self) -> None:
        if address := self.a_case_to("allocate"):
            self.fill(address, "allocation", [("to", choice)])

    @task(2)
    def prosecutors(self) -> None:
        self.open("/prosecutors/", "prosecutors")

    @task(2)
    def board(self) -> None:
        self.open("/board/", "board")


def p95_of_writes(entries: Mapping[tuple[str, str], Any]) -> float | None:
    """
    The time in ms within which 95 of 100 writes were answered; None without writes.

    entries: locust's statistics by (name, method), which has no types.

    A posted form and an API call that acts are writes. Signing in and getting a token are not,
    because they hash a password, which is slow on purpose.
    """
    took: Counter[float] = Counter()
    for (name, method), each in entries.items():
        if method == "POST" and name not in ("sign in", "API token"):
            took.update(each.response_times)
    left = 0.05 * took.total()
    for ms in sorted(took, reverse=True):
        left -= took[ms]
        if left < 0:
            return ms
    return None


@events.quitting.add_listener
def write_result(environment: Any, **_more: Any) -> None:
    """Write the figures for the process that started locust, whose environment has no types."""
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
        "p95 ms of writes": p95_of_writes(environment.stats.entries),
        "of each": names,
        "changed meanwhile": dict(sorted(MEANWHILE.items())),
        "what failed": [
            *(f"{each.name}: {each.error}" for each in environment.stats.errors.values()),
            *(each["msg"] for each in broken),
        ],
    }
    RESULT.write_text(json.dumps(told))
