"""A victim's review before charges are stopped goes by the Area of the day of the plan."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Case, ChargeStop
from cases.queries.areas_of_case import areas_of_case
from devtools.case_builder import cast, cps_unit, person
from people.access.histories import with_history_facts
from people.access.scopes import Refused
from people.administration.actions import move_units
from people.models import Agency, Side, Unit
from tests.support.cases.charge_stops import charge_two_victims, stop_charges_of
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.cast import make_unit
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review

pytestmark = pytest.mark.django_db
WAIT = "Victim 1 has asked for a review before these charges are stopped"
FORMER = "Only of a plan made on a day on which the case was in an Area of the pilot."
PILOT, OTHER = "West Midlands", "Wessex"


def start_in(area):
    """Two charges about a victim, whose CPS unit has moved to an Area before all of them."""
    people = cast()
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    people.ada = person(office, "administer_accounts")
    builder = charge_two_victims(people)
    move(builder, area, at=builder.at - timedelta(days=30))
    builder.at += timedelta(days=3)
    return builder


def move(builder, area, *, at=None):
    unit = Unit.objects.get(pk=builder.cast.cps.pk)
    at, builder.at = builder.at, at or builder.at
    builder.do(
        move_units.move_unit, "ada", unit=unit, agency=unit.agency, version=unit.version,
        into=Agency.objects.get(name=f"CPS {area}"), approval=approved("move_unit"),
    )  # fmt: skip
    builder.at = max(at, builder.at)
    builder.cast.cps.refresh_from_db()


@module_fixture
def in_pilot():
    return start_in(PILOT)


@module_fixture
def outside_pilot():
    return start_in(OTHER)


def ask(builder, planned_on):
    return ask_for_review_today(
        builder, reviewed="CPS_MEANS_TO_STOP", decided_by=builder.cast.prosecutor,
        decided_on=planned_on, told_on=planned_on,
    )  # fmt: skip


def test_a_unit_that_leaves_the_pilot_takes_no_open_review_away(in_pilot):
    right = ask(in_pilot, in_pilot.at.date())
    in_pilot.at += timedelta(days=1)
    move(in_pilot, OTHER)
    with pytest.raises(Refused, match=WAIT):
        stop_charges_of(in_pilot)
    page = page_text(
        client_for(in_pilot.cast.prosecutor).get(page_url("stop-charges", in_pilot.suspects[0]))
    )
    assert "It is not decided, so a charge about them cannot be stopped yet" in page
    assert "In this Area a victim can ask" not in page
    complete_review(in_pilot, right, "STANDS")
    stop_charges_of(in_pilot)
    assert ChargeStop.objects.unscoped("test").get().status == "IN_FORCE"


def test_who_was_told_before_the_unit_left_can_still_ask(in_pilot):
    planned_on = in_pilot.at.date()
    in_pilot.at += timedelta(days=2)
    move(in_pilot, OTHER)
    right = ask(in_pilot, planned_on)
    assert (right.status, right.reasons) == ("ASKED", [])
    assert right.clock.rule_version == "vrr_rasso_expedited@West Midlands@2025-06-05"


def test_a_plan_made_after_the_unit_left_is_outside_the_pilot(in_pilot):
    in_pilot.at += timedelta(days=1)
    move(in_pilot, OTHER)
    in_pilot.at += timedelta(days=1)
    assert ask(in_pilot, in_pilot.at.date()).reasons == ["NO_PILOT"]
    stop_charges_of(in_pilot)


def test_a_unit_that_joins_the_pilot_gives_no_right_for_an_earlier_plan(outside_pilot):
    planned_on = outside_pilot.at.date()
    outside_pilot.at += timedelta(days=1)
    move(outside_pilot, PILOT)
    assert ask(outside_pilot, planned_on).reasons == ["NO_PILOT"]
    stop_charges_of(outside_pilot)


def test_a_plan_made_after_it_joined_is_reviewed_first(outside_pilot):
    outside_pilot.at += timedelta(days=1)
    move(outside_pilot, PILOT)
    outside_pilot.at += timedelta(days=1)
    assert ask(outside_pilot, outside_pilot.at.date()).status == "ASKED"
    with pytest.raises(Refused, match=WAIT):
        stop_charges_of(outside_pilot)


def test_on_the_day_of_the_move_both_areas_count(in_pilot):
    yesterday, today = in_pilot.at.date() - timedelta(days=1), in_pilot.at.date()
    move(in_pilot, OTHER)
    case = in_pilot.case
    assert areas_of_case(case, on=yesterday) == [PILOT]
    assert areas_of_case(case, on=today) == [OTHER, PILOT]
    assert areas_of_case(case, on=today + timedelta(days=1)) == [OTHER]


def test_an_area_that_is_corrected_was_wrong_before_too(in_pilot):
    unit = Unit.objects.get(pk=in_pilot.cast.cps.pk)
    unit.area = "Cymru-Wales"
    unit.save()
    assert areas_of_case(in_pilot.case, on=in_pilot.at.date()) == ["Cymru-Wales"]


def test_a_review_that_was_accepted_holds_whatever_becomes_of_the_area(in_pilot):
    ask(in_pilot, in_pilot.at.date())
    unit = Unit.objects.get(pk=in_pilot.cast.cps.pk)
    unit.area = "Cymru-Wales"
    unit.save()
    with pytest.raises(Refused, match=WAIT):
        stop_charges_of(in_pilot)


def test_the_page_of_requests_says_of_which_plans_it_is(in_pilot):
    address = reverse("see-review-requests", args=[in_pilot.victim.pk])
    reader = client_for(in_pilot.cast.manager)
    assert FORMER not in page_text(reader.get(address))
    in_pilot.at += timedelta(days=1)
    move(in_pilot, OTHER)
    assert FORMER in page_text(reader.get(address))


def page_of_requests(builder):
    address = reverse("see-review-requests", args=[builder.victim.pk])
    return page_text(client_for(builder.cast.manager).get(address))


def test_of_the_day_of_the_move_the_page_says_what_counts(in_pilot):
    today = in_pilot.at.date()
    move(in_pilot, OTHER)
    assert "The day on which it left counts too." in page_of_requests(in_pilot)
    assert ask(in_pilot, today).reasons == []


def test_an_area_in_which_the_unit_was_before_it_had_the_case_offers_nothing():
    builder = start_in(OTHER)
    move(builder, PILOT, at=builder.at - timedelta(days=60))
    unit = Unit.objects.get(pk=builder.cast.cps.pk)
    move(builder, OTHER, at=builder.at - timedelta(days=50))
    unit.refresh_from_db()
    assert unit.area == OTHER and PILOT in unit.history.values_list("area", flat=True)
    page = page_of_requests(builder)
    assert FORMER not in page and "reviewed before it is stopped in pilot areas only" in page
    assert ask(builder, builder.at.date()).reasons == ["NO_PILOT"]


def test_an_area_that_was_corrected_offers_nothing(in_pilot):
    unit = Unit.objects.get(pk=in_pilot.cast.cps.pk)
    unit.area = OTHER
    with_history_facts(unit, by=None, at=in_pilot.at, why="change_unit").save()
    assert FORMER not in page_of_requests(in_pilot)
    assert ask(in_pilot, in_pilot.at.date()).reasons == ["NO_PILOT"]


def test_a_case_that_another_unit_has_taken_was_in_the_area_of_the_first(in_pilot):
    today = in_pilot.at.date()
    case = Case.objects.unscoped("test").get(pk=in_pilot.case.pk)
    case.cps_unit = cps_unit("CPS North West")
    at = in_pilot.at + timedelta(days=1)
    with_history_facts(case, by=None, at=at, why="accept_transfer").save()
    assert areas_of_case(case, on=today) == [PILOT]
    assert areas_of_case(case, on=at.date()) == ["North West", PILOT]
    assert areas_of_case(case, on=at.date() + timedelta(days=1)) == ["North West"]
