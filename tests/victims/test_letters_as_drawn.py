"""What letters say of the time to ask for a review, and of whom to call."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from devtools.letter_steps import (
    act,
    fresh,
    page_of,
    printed,
    road_before_charge,
    sent,
    text_of,
    written,
)
from people.identity.sides import Side
from people.models import Unit
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, follow, said
from tests.support.module_fixtures import standing
from tests.support.people.cast import make_unit, make_user
from tests.support.victims.vrr_requests import call
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.letter_templates import fill_template, letter_template

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Witness care desk", "01632 960 018"


@standing
def road():
    """No further action about the only suspect, without a letter."""
    road = road_before_charge()
    no_further_action(road, road.suspects[0])
    return road


def in_words(day):
    return f"{day.day} {day:%B %Y}"


def three_months_after(day):
    """The same day three months later; tests use days for which there is one."""
    year, month = divmod(day.month + 2, 12)
    return date(day.year + year, month + 1, day.day)


def moved_to(road, **day):
    """Move the road to the next such day, at the same hour."""
    while road.at.date() < date(2026, 4, 1):
        road.at += timedelta(days=1)
    road.at = road.at.replace(**day)
    return road.at.date()


def test_the_last_day_counts_from_the_day_on_which_they_get_it_and_never_from_the_post(road):
    wrote = moved_to(road, day=7)
    letter = sent(road, kind="NFA")
    went = moved_to(road, day=9)
    printed(road, letter)
    wanted = f"If you get it on {in_words(went)}, you can ask until"
    wanted += f" {in_words(three_months_after(went))}. If you get it later, you have longer."
    assert wanted in text_of(letter, at=road.at)
    assert in_words(wrote) not in text_of(letter, at=road.at)
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    road.at += timedelta(days=5)
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="DELIVERED")
    assert wanted in page_of(road, letter).sheet.as_plain_text()  # as sent, whatever its result


def test_who_was_rung_first_reads_the_last_day_counted_from_the_call(road):
    letter = written(road, "NFA")
    act(road, actions.request_letter_review, letter)
    told_on = moved_to(road, day=7)
    call(road, "NFA", road.suspects[0])
    moved_to(road, day=20)
    text = text_of(letter, at=road.at)
    assert f"You can ask until {in_words(three_months_after(told_on))}." in text
    assert "The time to ask begins" not in text
    # A choice to call first requires no further review of the letter.
    act(road, actions.review_letter, letter, "second", is_approved=True)
    assert fresh(letter).status == "APPROVED"


def administrator():
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    return make_user(office, "administer_accounts")


def test_whom_to_ring_is_set_by_an_administrator_and_the_writer_is_told_where_nobody_is(road):
    liaison, letter = as_(road.cast.liaison), written(road, "NFA")
    for verb in ("see-letter", "edit-letter"):
        page = said(liaison.get(at(verb, letter)))
        assert "This letter does not say whom to ring." in page
        assert "An administrator sets them on the unit’s page" in page
    assert "ring" not in page_of(road, letter).sheet.as_plain_text()
    admin, cps = as_(administrator()), road.cast.cps
    change = reverse("change-unit", args=[cps.pk])
    unit = {"name": cps.name, "kind": cps.kind, "area": cps.area, "is_open": "on"}
    half = admin.post(change, unit | {"version": 1, "contact_name": NAME})
    assert "Enter both whom victims ring and the number" in said(half)
    follow(admin, change, **unit, contact_name=NAME, contact_phone=NUMBER)
    assert f"{NAME}, {NUMBER}" in said(admin.get(reverse("unit", args=[cps.pk])))
    assert "The facts have changed" in said(liaison.get(at("see-letter", letter)))
    follow(liaison, at("edit-letter", letter))
    page = said(liaison.get(at("see-letter", letter)))
    assert f"ring {NAME} on {NUMBER}" in page and "whom to ring" not in page


def test_a_draft_of_an_older_wording_is_written_from_the_newest_once_it_is_changed(road):
    letter = written(road, "NFA")
    type(letter).objects.unscoped("test").filter(pk=letter.pk).update(template=1)
    act(road, actions.edit_letter, letter, why="Because.")
    assert fresh(letter).template == 2
    assert not any(each.surname in text_of(letter) for each in road.suspects)


def test_a_letter_of_an_older_wording_that_went_still_reads_as_it_went(road):
    facts = {
        "suspect": "Demo One", "decided_on": "2 March 2026", "allegations": ["A"],
        "cases": ["evidential"], "sender": "The unit",
    }  # fmt: skip
    said_so = fill_template(
        letter_template("NFA", 1, "en"), facts, {}, called="Zaz", dated="", ask_by=""
    )
    assert said_so.title == "The decision about Demo One" and ["A"] in said_so.parts
