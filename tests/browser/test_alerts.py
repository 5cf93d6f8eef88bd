"""In a real browser: a leader comes in, finds an alert in their work, and answers it."""

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder
from people.models import AuditEntry, InsiderAlert, Operation
from rasso import tasks
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)

SCENE = everything.build_people
TEXT = "I asked, and the URNs were on a list from the other force."


def test_from_the_worklist_to_the_answer(scene, window, site, check_page):
    """The supervisor has a phone without script; whom it is about sees nothing of it."""
    CaseBuilder(scene, at=scene.begun_at)
    for _ in range(9):
        AuditEntry.objects.create(
            operation=Operation.CONSULTATION, verb="see_case", user=scene.officer,
            kind="cases.Case", ids=[str(key := uuid4())], case_id=key, refused="Not found",
            at=timezone.now(),
        )  # fmt: skip
    tasks.look_for_misuse()
    alert = InsiderAlert.objects.get()
    day = Day(window, site, "", lambda who: ON_A_PHONE if who == "supervisor" else AT_A_DESK)
    page = day.as_("supervisor")
    page.goto(day.site)
    assert "Alert to answer: 1" in visible_text(page)
    follow_link(page, reverse("see-alerts"))
    follow_link(page, reverse("see-alert", args=[alert.pk]))
    assert "Asked for case after case in vain" in visible_text(page)
    check_page(page, script=False)
    follow_link(page, reverse("answer-alert", args=[alert.pk]))
    fill_fields(page, {"outcome": "WORK", "text": TEXT})
    send_without_error(page)
    assert TEXT in visible_text(page)
    page = day.as_("officer")
    page.goto(day.site)
    assert "lert" not in visible_text(page)
