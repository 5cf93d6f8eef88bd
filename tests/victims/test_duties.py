"""Duties to victims arise from facts of the cases, end with them, and are met by telling."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.case_details.actions import cases
from cases.case_details.actions.allegations import correct_allegation
from cases.permissions import NOT_OF_THIS_CASE
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.charges import alleged, charge, report
from tests.support.cases.decisions import countersign, propose
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed, reckoned, tell, whats
from timeliness.models import Clock
from victims.actions import duties
from victims.actions.duty_facts_sql import cases_with_unsettled_duties

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast()).allocate()


@standing
def pairs():
    """Two victims and two suspects; each victim has an allegation against one of them."""
    road = Road(cast())
    road.second = road.do(cases.add_victim, "officer", case=road.case)
    facts = {"custody": "NOT_ARRESTED", "given_names": "Sam"}
    other = road.do(cases.add_suspect, "officer", case=road.case, surname="Other", **facts)
    road.do(
        cases.add_allegation, "officer", case=road.case, victim=road.second, suspect=other,
        offence=offence_of_today(), from_on=date(2026, 1, 10),
    )  # fmt: skip
    road.suspects.append(other)
    road.submit()
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    road.give_case(road.suspects)
    return road


def facts_of(road, n=0, **facts):
    """The police change custody facts."""
    suspect = road.suspect(n)
    known = {name: getattr(suspect, name) for name in cases.CUSTODY_FACTS}
    road.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version, **known | facts
    )


def test_what_was_over_before_the_case_was_opened_is_said_and_not_counted(road):
    [released] = reckoned(road)
    assert released.what == "RELEASED" and released.ended_because == "OVER_BEFORE"
    assert released.clock.closed_at  # within the same transaction, so nothing is ever sent


def test_nothing_more_arises_however_often_it_is_reckoned(road):
    charge(road)
    first = reckoned(road)
    assert whats(first) == {(1, 1, "RELEASED"), (1, 1, "CHARGE_AUTHORISED")}
    assert cases_with_unsettled_duties() == []
    clocks = Clock.objects.count()
    duties.recompute_case_duties(case_id=road.case.pk, at=road.at)
    assert whats(owed(road)) == whats(first) and Clock.objects.count() == clocks


def test_a_case_whose_duties_are_as_they_should_be_is_asked_about_little(road):
    with CaptureQueriesContext(connection) as asked:
        duties.recompute_case_duties(case_id=road.case.pk, at=road.at)
    assert owed(road)
    with CaptureQueriesContext(connection) as again:
        duties.recompute_case_duties(case_id=road.case.pk, at=road.at)
    # Savepoint and release, calendar, case, facts, duties and victims. This follows every action on
    # a case, and nobody waits for more.
    assert len(again) <= 7 < len(asked)


def test_a_run_that_was_killed_leaves_nothing_and_the_next_one_makes_it_all(road):
    charge(road)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        duties.recompute_case_duties(case_id=road.case.pk, at=road.at)
        raise ZeroDivisionError  # killed before the commit
    assert owed(road) == [] and not Clock.objects.filter(about=road.victim.pk).exists()


def test_no_duty_is_about_a_suspect_not_alleged_to_have_harmed_the_victim(pairs):
    for n in (0, 1):
        facts_of(pairs, n, custody="IN_CUSTODY", arrested_on=pairs.at.date())
        charge(pairs, n)
    found = {each for each in whats(reckoned(pairs)) if each[2] in ("ARREST", "CHARGE_AUTHORISED")}
    assert found == {
        (1, 1, "ARREST"), (1, 1, "CHARGE_AUTHORISED"),
        (2, 2, "ARREST"), (2, 2, "CHARGE_AUTHORISED"),
    }  # fmt: skip
    with pytest.raises(Refused, match=str(NOT_OF_THIS_CASE)):
        tell(pairs, pairs.victim, pairs.suspect(1), "ARREST")
    tell(pairs, pairs.victim, pairs.suspect(0), "ARREST")
    kept = [row for row in owed(pairs) if row.kept_at]
    assert whats(kept) == {(1, 1, "ARREST")}


def test_a_victim_whom_an_allegation_named_by_mistake_is_told_nothing_more_of_him():
    road = Road(cast())
    road.second = road.do(cases.add_victim, "officer", case=road.case)
    facts_of(road, custody="IN_CUSTODY", arrested_on=road.at.date())
    arrests = {duty.record.number: duty for duty in reckoned(road) if duty.what == "ARREST"}
    assert arrests.keys() == {1} and arrests[1].is_open
    [wrong] = alleged(road.suspects[0])
    road.do(
        correct_allegation, "officer", allegation=wrong, victim=road.second, reason="Misread.",
        offence=wrong.offence, from_on=wrong.from_on,
    )  # fmt: skip
    arrests = {duty.record.number: duty for duty in reckoned(road) if duty.what == "ARREST"}
    assert arrests[1].ended_because == "CORRECTED" and arrests[2].is_open
    with pytest.raises(Refused):
        tell(road, road.victim, road.suspect(), "ARREST")


def test_an_action_asked_for_before_a_duty_arose_and_done_after_ends_it_at_once(road):
    """It waited for the lock of the case: its own moment is before what came about meanwhile."""
    facts_of(road, custody="IN_CUSTODY", arrested_on=road.at.date())
    [arrest] = [duty for duty in reckoned(road) if duty.what == "ARREST"]
    facts_of(road, custody="NOT_ARRESTED", arrested_on=None)
    asked_for = arrest.happened_at - timedelta(seconds=30)
    duties.recompute_case_duties(case_id=road.case.pk, at=asked_for)
    arrest.refresh_from_db()
    assert arrest.ended_because == "CORRECTED"
    assert arrest.ended_at >= arrest.arose_at >= arrest.happened_at
    assert arrest.clock.closed_at == arrest.ended_at


def test_a_victim_about_whom_nothing_is_charged_is_told_so(pairs):
    """Suspect 1 is accused by both; the charge is about the first victim only."""
    suspect = pairs.suspect(0)
    pk = uuid4()
    made = suspect.allegations.unscoped("test").create(
        pk=pk, first_id=pk, case=pairs.case, suspect=suspect, victim=pairs.second,
        from_on=date(2026, 1, 9),
        offence=offence_of_today(), added_by=pairs.cast.officer,
        added_at=pairs.at, only_side="",
    )  # fmt: skip
    alleged = suspect.allegations.unscoped("test").exclude(pk=made.pk)
    charge(pairs, allegations=list(alleged))
    report(pairs, charges=[(each.victim, each.offence) for each in alleged])
    found = {each for each in whats(reckoned(pairs)) if each[1] == 1}
    assert {(1, 1, "CHARGE_AUTHORISED"), (1, 1, "CHARGED"), (2, 1, "NOT_AUTHORISED")} <= found
    assert (2, 1, "CHARGED") not in found and (2, 1, "CHARGE_AUTHORISED") not in found


def test_a_decision_not_to_charge_is_told_once_it_is_in_force(road):
    propose(road, road.suspects[0])
    assert "NFA" not in {row.what for row in reckoned(road)}
    countersign(road, road.suspects[0])
    [told] = [row for row in reckoned(road) if row.what == "NFA"]
    assert told.owed_by == "CPS" and told.clock.recipient_unit == road.cast.cps
    assert told.happened_at == road.at - timedelta(hours=1)  # countersigned, not proposed
    assert told.clock.about == road.victim.pk
    assert told.clock.subject == f"{road.case.urn}, victim 1"


def test_a_change_of_bail_is_told_from_the_day_it_is_recorded_and_so_is_a_change_back(road):
    today = road.at.date()
    first, later = today + timedelta(days=28), today + timedelta(days=56)
    facts_of(road, custody="ON_BAIL", bailed_on=today, bail_ends_on=first)
    [bail] = [row for row in reckoned(road) if row.what == "BAIL"]
    road.at += timedelta(days=7)
    facts_of(road, custody="ON_BAIL", bailed_on=today, bail_ends_on=later)
    old, new = (row for row in reckoned(road) if row.what == "BAIL")
    assert old.pk == bail.pk and old.ended_because == "CORRECTED"
    assert new.happened_at == road.at - timedelta(hours=1) and new.is_open
    road.at += timedelta(days=7)
    facts_of(road, custody="ON_BAIL", bailed_on=today, bail_ends_on=first)
    assert [row.is_open for row in reckoned(road) if row.what == "BAIL"] == [False, False, True]
