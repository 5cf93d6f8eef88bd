"""
Journey 15 in a real browser: a suspect is an officer's relative, so the case is restricted; at
night an inspector opens it by break-glass and reaches the victim, and a leader reviews it.
"""

from django.urls import reverse

from cases.models import BreakGlass
from devtools.case_builder import CaseBuilder, person
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.scenes import everything
from tests.support.browser.scenes.victims import WISHES, record_of
from tests.support.browser.working_day import (
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
)
from victims.actions.identities import record_identity
from victims.actions.records import record_wishes

RELATIVE = "The suspect is the brother of an officer of this unit."
URGENT = "A man is at the victim's door. I need the bail conditions and a safe way to ring."
PHONE_NUMBER = "07700 900123"
LEARNT = "The duty list named nobody who could let the inspector in."


def people_of_the_night():
    """The cast, and an inspector of the unit who is on nights."""
    scene = everything.build_people()
    scene.night = person(scene.police, "inspect_cases", name="Nora Night")
    return scene


SCENE = people_of_the_night


def test_restricted_opened_at_night_and_reviewed(scene, day):
    builder = CaseBuilder(scene, at=scene.begun_at)
    record = record_of(builder)
    wishes = WISHES | {"wants_contact": "YES", "channel": "PHONE"}
    builder.do(record_wishes, "officer", record=record, version=record.version, **wishes)
    known = {"name": "Vera Vane", "phone": PHONE_NUMBER, "address": "", "representative": ""}
    builder.do(record_identity, "officer", record=record, version=0, **known)
    builder.submit()
    day = day(builder)
    is_restricted(day)
    opened = is_opened_at_night(day, record)
    is_reviewed(day, opened)


def is_restricted(day):
    """The supervisor restricts the case; the inspector of the night finds no such case."""
    ways = [("see-restriction", day.case)]
    page = day.does("supervisor", "restrict-case", day.case, via=ways, reason=RELATIVE)
    assert RELATIVE in visible_text(page)
    page = day.as_("night")
    page.goto(day.site)
    assert day.urn not in visible_text(page)
    page.fill("#id_sought", day.urn)
    click_and_wait(page.get_by_role("button", name="Find case"))
    assert "No case with this URN is open to you" in visible_text(page)


def is_opened_at_night(day, record):
    """From the search in vain to the case, to the victim, and out again."""
    page = day.as_("night")
    follow_link(page, reverse("break-glass"))
    fill_fields(page, {"urn": day.urn, "kind": "HARM", "reason": URGENT, "hours": "1"})
    click_and_wait(page.get_by_role("button", name="Open this case"))
    assert "Opened by break-glass until" in visible_text(page)
    follow_link(page, reverse("see-case-victims", args=[day.case.pk]))
    assert "Opened by break-glass until" in visible_text(page)
    follow_link(page, reverse("see-victim", args=[record.pk]))
    follow_link(page, reverse("reveal-identity", args=[record.pk]))
    fill_fields(page, {"reason": "To ring the victim, whose neighbour has called us."})
    send_without_error(page)
    assert PHONE_NUMBER in visible_text(page)
    opened = BreakGlass.objects.unscoped("test").get(case=day.case)
    follow_link(page, reverse("end-break-glass", args=[opened.pk]))
    click_and_wait(page.get_by_role("button", name="Close the case now"))
    assert "The case is closed to you." in visible_text(page)
    assert day.urn not in visible_text(page)
    return opened


def is_reviewed(day, opened):
    """The supervisor comes in, finds the notice, reads what was opened and closes the review."""
    page = day.comes_in("supervisor", reverse("see-notices"))
    follow_link(page, reverse("see-break-glass", args=[opened.pk]))
    assert URGENT in visible_text(page) and "Opened the page: Case victims" in visible_text(page)
    follow_link(page, reverse("review-break-glass", args=[opened.pk]))
    fill_fields(page, {"finding": "LEARN", "text": LEARNT})
    send_without_error(page)
    assert LEARNT in visible_text(page)
    day.reads("supervisor", "see-restriction", day.case, "something should be learnt")
