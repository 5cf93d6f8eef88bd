"""
Journey 12 in a real browser: a gap of the proof becomes an action; a count and its alternative are
charged; one and then the other is discontinued; she is told each time, and asks for a review.
"""

from datetime import date, timedelta

from django.urls import reverse

from cases.models import Gap
from cases.states import State
from devtools.case_builder import CaseBuilder
from tests.browser.test_journeys_with_victims import REACHED, people_with_victims
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.scenes.proof import place_keys
from tests.support.browser.working_day import (
    fill_fields,
    follow_link,
    send_without_error,
    visible_text,
    way_to_item,
)
from tests.support.cases.counts import BOTH_STAGES, NIGHT, PENETRATION, WHAT
from tests.support.cases.suspect_focus import FOCUS_ANSWERS

SCENE = people_with_victims
TODAY = date.today()
MISSING = "The whole thread of that week."
WHY = "The laboratory has found nothing that bears the first count out."
STOP = {
    "kind": "DISCONTINUED", "text": WHY, "are_told": "no",
    "not_told_because": "She asked not to be rung before Christmas.",
}  # fmt: skip


def test_from_a_gap_to_a_charge_that_is_discontinued_and_a_request_for_a_review(scene, day):
    builder = CaseBuilder(scene, at=scene.begun_at).allocate().review()
    day = day(builder)
    ask_for_what_is_missing(day, builder)
    charge_with_alternative(day, builder)
    stop(day, "1.1")
    assert day.suspect.state == State.CHARGED
    hears_what_changed(day, builder.victim)
    stop(day, "1.2")
    assert day.suspect.state == State.STOPPED
    hears_how_it_ended_and_asks(day, builder.victim)


def ask_for_what_is_missing(day, builder):
    """The prosecutor ticks a gap in the proof, and asks for it; the police answer."""
    page = day.follow("prosecutor", "see-proof", day.case)
    follow_link(page, reverse("add-gap", args=[day.suspect.pk]))
    missing = {"material": "STATEMENT", "text": MISSING, "weight": "ESSENTIAL"}
    fill_fields(page, {"points": place_keys(builder)[2], **missing})
    send_without_error(page)
    gap = Gap.objects.unscoped("test").get(case=day.case)
    page.check(f"main [name=gap][value='{gap.pk}']")
    click_and_wait(page.get_by_role("button", name="Make a plan of the gaps you ticked"))
    assert page.locator("main [name='items-0-text']").input_value() == MISSING
    reason = "It is one week of one thread, and nothing less answers it."
    asked = {"items-0-reach": "no", "due_on": TODAY + timedelta(days=7)}
    fill_fields(page, asked | {"proportionality": reason})
    send_without_error(page)
    item = day.case.action_items.unscoped("test").get()
    assert list(item.gaps.unscoped("test")) == [gap]
    page = day.follow("officer", "answer-item", item, via=way_to_item(item))
    fill_fields(page, {"answer": "DONE", "done": "She has shown us all of it."})
    send_without_error(page)
    day.does("prosecutor", "accept-answer", item, via=way_to_item(item))


def charge_with_alternative(day, builder):
    """The count that the police alleged, another in the alternative, and both are reported."""
    page = day.follow("prosecutor", "authorise-charge", day.suspect)
    fill_fields(page, BOTH_STAGES | FOCUS_ANSWERS)
    click_and_wait(page.get_by_role("button", name="Charge this").first)
    fill_fields(page, {"counts-0-particulars": WHAT})
    click_and_wait(page.get_by_role("button", name="Add an alternative to charge 1"))
    choose_offence(page)
    fill_fields(page, {"counts-1-from_on": NIGHT, "counts-1-particulars": WHAT})
    send_without_error(page)
    day.reads("officer", "see-decisions", day.case, "Charge 2, alternative to charge 1")
    as_stated = {f"counts-{n}-outcome": "AS_STATED" for n in range(2)}
    laid = {"method": "WRITTEN_CHARGE", "charged_on": TODAY}
    day.does("officer", "report-charge", day.suspect, **laid, **as_stated)
    assert day.suspect.state == State.CHARGED


def choose_offence(page):
    """The offence of the second count; with script, by typing its code."""
    typed = page.locator("input#id_counts-1-offence")
    if typed.count():
        typed.fill(PENETRATION)
        page.locator("#id_counts-1-offence__listbox li").first.click()
    else:
        page.select_option("select#id_counts-1-offence", PENETRATION)


def stop(day, charge):
    """The prosecutor discontinues one charge, named by report and place; the officer reads why."""
    page = day.does("prosecutor", "stop-charges", day.suspect, charges=charge, **STOP)
    assert "Charges against suspect 1 stopped." in page.locator("body").inner_text()
    day.reads("officer", "see-decisions", day.case, WHY)


def hears_what_changed(day, victim):
    """While the alternative goes on, she is owed that the charges were changed, and no review."""
    day.comes_in("liaison", reverse("see-victims"), reverse("see-owed-duties"))
    what = "The charges were changed: suspect 1"
    page = day.reads("liaison", "see-duties", victim, what, "Owed by: CPS")
    assert "were discontinued" not in visible_text(page)
    day.follow("liaison", "see-contacts", victim)
    day.does("liaison", "record-contact", victim, **REACHED, conveyed="ALTERED")
    day.reads("liaison", "see-duties", victim, what, "Told in time")
    page = day.reads("liaison", "see-review-requests", victim, "Outside the scheme.")
    assert "Ordinarily until" not in visible_text(page)


def hears_how_it_ended_and_asks(day, victim):
    """Once nothing goes on, she is told how it ended, and can ask for a review."""
    what = "The charges about the victim were discontinued: suspect 1"
    day.reads("liaison", "see-duties", victim, what)
    day.follow("liaison", "see-contacts", victim)
    day.does("liaison", "record-contact", victim, **REACHED, conveyed="STOPPED")
    day.reads("liaison", "see-duties", victim, what, "Told in time")
    day.reads("liaison", "see-review-requests", victim, "Ordinarily until")
    facts = {"decision": "1:CPS_DISCONTINUED", "asked_on": TODAY, "asked_not_to_proceed": "no"}
    page = day.does("liaison", "ask-for-review", victim, **facts)
    assert "Asked for" in visible_text(page) and "cannot be reviewed" not in visible_text(page)
