"""In an Area of the pilot, charges are not stopped before a review that a victim asked for."""

from datetime import timedelta

import pytest

from cases.models import ChargeStop
from devtools.case_builder import cast
from people.access.scopes import Refused
from people.models import Unit
from tests.support.cases.charge_stops import (
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    newest_stop,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    complete_review,
    tell_outcome,
    withdraw_request,
)

pytestmark = pytest.mark.django_db
WAIT = "Victim 1 has asked for a review before these charges are stopped"
GO_ON = "A review that victim 1 asked for found that these charges should not be stopped"
TELL_FIRST = "Tell them first, and wait for their answer"


def in_pilot_area(people):
    Unit.objects.filter(pk=people.cps.pk).update(area="West Midlands")
    people.cps.area = "West Midlands"
    return people


@module_fixture
def builder():
    """Two charges about the first victim and one about the second, in an Area of the pilot."""
    return charge_two_victims(in_pilot_area(cast()))


@module_fixture
def read_twice():
    """The same, whose decision to charge had a second reader."""
    return charge_two_victims(in_pilot_area(cast()), read_twice=True)


def ask(builder, **facts):
    return ask_for_review_today(
        builder, reviewed="CPS_MEANS_TO_STOP", decided_by=builder.cast.prosecutor,
        decided_on=builder.at.date(), **facts,
    )  # fmt: skip


def test_it_waits_while_the_review_is_open(builder):
    right = ask(builder)
    with pytest.raises(Refused, match=WAIT):
        stop_charges_of(builder)
    assert not ChargeStop.objects.unscoped("test").exists()
    complete_review(builder, right, "STANDS")
    stop_charges_of(builder)
    assert newest_stop(builder.suspects[0]).status == "IN_FORCE"


def test_it_goes_through_once_the_victim_withdraws_the_request(builder):
    withdraw_request(builder, ask(builder))
    stop_charges_of(builder)


def test_charges_about_others_and_replacements_do_not_wait(builder):
    ask(builder)
    stop_charges_of(builder, charges=laid_about(builder.suspects[0], builder.second))
    replace_charge_of(builder, laid_about(builder.suspects[0], builder.victim)[0])


def test_what_ended_before_they_asked_is_recorded_as_it_was(builder):
    builder.at += timedelta(days=2)
    yesterday = builder.at.date() - timedelta(days=1)
    ask(builder)
    with pytest.raises(Refused, match=WAIT):
        stop_charges_of(builder, on=builder.at.date())
    stop_charges_of(builder, on=yesterday)


def test_in_another_area_the_request_is_refused_and_nothing_waits(builder):
    Unit.objects.filter(pk=builder.cast.cps.pk).update(area="South West")
    assert ask(builder).reasons == ["NO_PILOT"]
    stop_charges_of(builder)


def test_what_should_go_on_is_stopped_once_the_victims_were_told_again(builder):
    right = ask(builder)
    tell_outcome(builder, complete_review(builder, right, "OVERTURNED"))
    with pytest.raises(Refused, match=GO_ON):
        stop_charges_of(builder, are_told=False, not_told_because="There was no time to do it.")
    stop_charges_of(builder, are_told=True, not_told_because="")


def test_the_second_reader_waits_too(read_twice):
    stop_charges_of(read_twice)
    right = ask(read_twice)
    with pytest.raises(Refused, match=WAIT):
        countersign_stop_of(read_twice)
    assert newest_stop(read_twice.suspects[0]).status == "PROPOSED"
    complete_review(read_twice, right, "STANDS")
    countersign_stop_of(read_twice, who="other_prosecutor")
    assert newest_stop(read_twice.suspects[0]).status == "IN_FORCE"


@pytest.mark.parametrize("area", ["West Midlands", "South West"])
def test_the_page_says_where_they_are_told_first(builder, area):
    Unit.objects.filter(pk=builder.cast.cps.pk).update(area=area)
    address = page_url("stop-charges", builder.suspects[0])
    page = page_text(client_for(builder.cast.prosecutor).get(address))
    assert (TELL_FIRST in page) is (area == "West Midlands")


def test_the_page_says_who_waits_and_what_came_of_it(builder):
    right = ask(builder)
    prosecutor = client_for(builder.cast.prosecutor)
    address = page_url("stop-charges", builder.suspects[0])
    page = page_text(prosecutor.get(address))
    assert f"Victim 1 asked for such a review on {right.asked_on:%-d %B %Y}" in page
    complete_review(builder, right, "OVERTURNED")
    page = page_text(prosecutor.get(address))
    assert "asked for such a review on" not in page
    assert "A review that victim 1 asked for found that their charges should not be" in page
