"""A VRR request records as told the news that is owed to this victim."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.decisions.actions import decisions
from cases.models import Allegation
from devtools.case_builder import Road, cast
from devtools.letter_steps import charged, record_of
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned
from victims.actions import vrr_requests
from victims.models import Told

pytestmark = pytest.mark.django_db


@standing
def road():
    """The suspect is charged for the first victim only; the second has another allegation."""
    theirs = offence_of_today(3)
    road = Road(cast())
    road.second = road.do(cases.add_victim, "officer", case=road.case)
    road.do(
        cases.add_allegation, "officer", case=road.case, victim=road.second,
        suspect=road.suspects[0], offence=theirs, from_on=date(2026, 1, 11),
    )  # fmt: skip
    road.allocate().review()
    mine = list(Allegation.objects.unscoped("test").filter(victim=road.victim))
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=road.suspects[0], allegations=mine,
        rationale="Why.",
    )  # fmt: skip
    charged(road, road.suspects[0], mine[0].offence)
    reckoned(road)
    return road


def ask(road, victim):
    today = road.at.date()
    road.do(
        vrr_requests.ask_for_review, "manager", record=record_of(road, victim), number=1,
        reviewed="CPS_LESS_CHARGED", told_on=today, told_by="PHONE", asked_on=today,
        asked_not_to_proceed=False,
    )  # fmt: skip
    news = Told.objects.unscoped("test").filter(contact__record=victim.pk)
    return list(news.values_list("what", flat=True))


def test_the_victim_without_a_charge_is_told_of_no_charge(road):
    assert ask(road, road.second) == ["NFA"]
    [duty] = [d for d in owed(road, what="NOT_AUTHORISED") if d.record_id == road.second.pk]
    assert duty.kept_at and not duty.is_open


def test_the_victim_with_a_charge_is_told_of_the_charge(road):
    assert ask(road, road.victim) == ["CHARGE"]
    assert all(d.kept_at for d in owed(road, what="CHARGE_AUTHORISED"))
