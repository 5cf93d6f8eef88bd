"""Alerts on misuse: one that waits, with many entries, one about a leader, and one answered."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from devtools.case_builder import scope
from people.alerts.actions.answer import answer_alert
from people.alerts.actions.find import find_misuse
from people.models import AuditEntry, Operation

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12
WHY = f"{LONG} I asked, and it was for the inspection."


def add_alerts(people):
    """{name: alert}: "waiting" of the officer's searches, "answered" of a prosecutor's."""
    now = timezone.now()
    for who in (people.officer, people.prosecutor):
        for minutes in range(30):
            AuditEntry.objects.create(
                operation=Operation.CONSULTATION, verb="see_case", user=who, kind="cases.Case",
                ids=[str(key := uuid4())], case_id=key, at=now - timedelta(minutes=minutes),
                refused="Not found" if minutes % 3 else "",
            )  # fmt: skip
    made = {each.person_id: each for each in find_misuse(since=now - timedelta(hours=1), at=now)}
    waiting, answered = made[people.officer.pk], made[people.prosecutor.pk]
    answer_alert(
        alert=answered, by=scope(people.manager, now), at=now, outcome="PASSED_ON", text=WHY
    )
    return {"alert_waiting": waiting, "alert_answered": answered}
