"""A VRR request records as told the news that is owed to this victim."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.decisions.actions import decisions
from cases.models import Allegation
from devtools.case_builder import CaseBuilder, cast
from devtools.letter_steps import charge_and_report, record_of
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties
from victims.actions import vrr_requests
from victims.models import Told

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """The suspect is charged for the first victim only; the second has another allegation."""
    theirs = offence_of_today(3)
    builder = CaseBuilder(cast())
    builder.second = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.second,
        suspect=builder.suspects[0], offence=theirs, from_on=date(2026, 1, 11),
    )  # fmt: skip
    builder.allocate().review()
    mine = list(Allegation.objects.unscoped("test").filter(victim=builder.victim))
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0], allegations=mine,
        rationale="Why.",
    )  # fmt: skip
    charge_and_report(builder, builder.suspects[0], mine[0].offence)
    recomputed_duties(builder)
    return builder


def ask_for_review_of(builder, victim):
    today = builder.at.date()
    builder.do(
        vrr_requests.ask_for_review, "manager", record=record_of(builder, victim), number=1,
        reviewed="CPS_LESS_CHARGED", told_on=today, told_by="PHONE", asked_on=today,
        asked_not_to_proceed=False,
    )  # fmt: skip
    news = Told.objects.unscoped("test").filter(contact__record=victim.pk)
    return list(news.values_list("what", flat=True))


def test_the_victim_without_a_charge_is_told_of_no_charge(builder):
    assert ask_for_review_of(builder, builder.second) == ["NFA"]
    [duty] = [
        d for d in duties_owed(builder, what="NOT_AUTHORISED") if d.record_id == builder.second.pk
    ]
    assert duty.kept_at and not duty.is_open


def test_the_victim_with_a_charge_is_told_of_the_charge(builder):
    assert ask_for_review_of(builder, builder.victim) == ["CHARGE"]
    assert all(d.kept_at for d in duties_owed(builder, what="CHARGE_AUTHORISED"))
