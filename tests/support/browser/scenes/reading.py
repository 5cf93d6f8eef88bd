"""Requests to read more, at each of their stages, and a person who reached a limit."""

from django.utils import timezone

from devtools.case_builder import scope
from people.access.reading_limits import PASSED, usual_limit
from people.models import AuditEntry, Operation
from people.reading.actions import requests

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12
WHY = f"{LONG} Each open case is reviewed before the inspection."


def add_reading_requests(people):
    """{name: request}: one that waits, one of a leader, one approved and one refused."""
    now = timezone.now()

    def ask(who, **more):
        facts = {
            "an_hour": usual_limit(more["limit"]) + 20,
            "hours": 4,
            "reason": WHY,
            "unit": people.police.pk,
        } | more
        return requests.ask_to_read_more(by=scope(who, now), at=now, **facts)

    def settle(action, asked, **answer):
        return action(asked=asked, by=scope(people.inspector, now), at=now, **answer)

    found = {
        "waiting": ask(people.officer, limit="RECORDS"),
        "own": ask(people.supervisor, limit="EXPORTS"),
        "approved": ask(people.officer, limit="VICTIMS"),
        "refused": ask(people.officer, limit="REVEALS"),
    }
    settle(requests.approve_reading, found["approved"])
    settle(requests.refuse_reading, found["refused"], text=WHY)
    for reason in PASSED.values():
        AuditEntry.objects.create(
            operation=Operation.CONSULTATION, verb="see_case", user=people.officer, at=now,
            refused=str(reason),
        )  # fmt: skip
    return {f"reading_{name}": each for name, each in found.items()}
