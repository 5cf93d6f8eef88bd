"""What letters say of the time to ask for a review, and of whom to call."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from devtools.letter_steps import (
    act_on_letter,
    build_case_before_charge,
    fresh_letter,
    letter_page_of,
    print_letter_of,
    send_letter_of,
    text_of,
    write_letter_of,
)
from people.identity.sides import Side
from people.models import Unit
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit, make_user
from tests.support.victims.vrr_requests import tell_by_phone
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.letter_templates import fill_template, letter_template

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Witness care desk", "01632 960 018"


@module_fixture
def builder():
    """No further action about the only suspect, without a letter."""
    builder = build_case_before_charge()
    no_further_action(builder, builder.suspects[0])
    return builder


def day_in_words(day):
    return f"{day.day} {day:%B %Y}"


def three_months_after(day):
    """The same day three months later; tests use days for which there is one."""
    year, month = divmod(day.month + 2, 12)
    return date(day.year + year, month + 1, day.day)


def move_to_day(builder, **day):
    """Move the case to the next such day, at the same hour."""
    while builder.at.date() < date(2026, 4, 1):
        builder.at += timedelta(days=1)
    builder.at = builder.at.replace(**day)
    return builder.at.date()


def test_the_last_day_counts_from_the_day_on_which_they_get_it_and_never_from_the_post(builder):
    wrote = move_to_day(builder, day=7)
    letter = send_letter_of(builder, kind="NFA")
    went = move_to_day(builder, day=9)
    print_letter_of(builder, letter)
    wanted = f"If you get it on {day_in_words(went)}, you can ask until"
    wanted += f" {day_in_words(three_months_after(went))}. If you get it later, you have longer."
    assert wanted in text_of(letter, at=builder.at)
    assert day_in_words(wrote) not in text_of(letter, at=builder.at)
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    builder.at += timedelta(days=5)
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="DELIVERED")
    assert (
        wanted in letter_page_of(builder, letter).sheet.as_plain_text()
    )  # as sent, whatever its result


def test_a_victim_who_was_called_first_reads_the_last_day_counted_from_the_call(builder):
    letter = write_letter_of(builder, "NFA")
    act_on_letter(builder, actions.request_letter_review, letter)
    told_on = move_to_day(builder, day=7)
    tell_by_phone(builder, "NFA", builder.suspects[0])
    move_to_day(builder, day=20)
    text = text_of(letter, at=builder.at)
    assert f"You can ask until {day_in_words(three_months_after(told_on))}." in text
    assert "The time to ask begins" not in text
    # A choice to call first requires no further review of the letter.
    act_on_letter(builder, actions.review_letter, letter, "second", is_approved=True)
    assert fresh_letter(letter).status == "APPROVED"


def administrator():
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    return make_user(office, "administer_accounts")


def test_an_administrator_sets_the_number_to_ring_and_the_writer_is_told_where_there_is_none(
    builder,
):
    liaison, letter = client_for(builder.cast.liaison), write_letter_of(builder, "NFA")
    for verb in ("see-letter", "edit-letter"):
        page = page_text(liaison.get(page_url(verb, letter)))
        assert "This letter does not say whom to ring." in page
        assert "An administrator sets them on the unit’s page" in page
    assert "ring" not in letter_page_of(builder, letter).sheet.as_plain_text()
    admin, cps = client_for(administrator()), builder.cast.cps
    change = reverse("change-unit", args=[cps.pk])
    unit = {"name": cps.name, "kind": cps.kind, "area": cps.area, "is_open": "on"}
    half = admin.post(change, unit | {"version": 1, "contact_name": NAME})
    assert "Enter both whom victims ring and the number" in page_text(half)
    submit_form(admin, change, **unit, contact_name=NAME, contact_phone=NUMBER)
    assert f"{NAME}, {NUMBER}" in page_text(admin.get(reverse("unit", args=[cps.pk])))
    assert "The facts have changed" in page_text(liaison.get(page_url("see-letter", letter)))
    submit_form(liaison, page_url("edit-letter", letter))
    page = page_text(liaison.get(page_url("see-letter", letter)))
    assert f"ring {NAME} on {NUMBER}" in page and "whom to ring" not in page


def test_a_draft_of_an_older_wording_is_written_from_the_newest_once_it_is_changed(builder):
    letter = write_letter_of(builder, "NFA")
    type(letter).objects.unscoped("test").filter(pk=letter.pk).update(template=1)
    act_on_letter(builder, actions.edit_letter, letter, why="Because.")
    assert fresh_letter(letter).template == 3
    assert not any(each.surname in text_of(letter) for each in builder.suspects)


def test_a_letter_of_an_older_wording_that_went_still_reads_as_it_went(builder):
    facts = {
        "suspect": "Demo One", "decided_on": "2 March 2026", "allegations": ["A"],
        "cases": ["evidential"], "sender": "The unit",
    }  # fmt: skip
    said_so = fill_template(
        letter_template("NFA", 1, "en"), facts, {}, called="Zaz", dated="", ask_by=""
    )
    assert said_so.title == "The decision about Demo One" and ["A"] in said_so.parts
