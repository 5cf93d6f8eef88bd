"""Rows without a due date are listed by age; and the worklists of charges."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.decisions.actions import charges
from cases.models import UNDATED, by_age
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.access import grants
from tests.support.cases import charges as charging
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def cases_on_list(who, name):
    """The cases on a person's list, in order."""
    return [
        row[0] for row in client_for(who).get(reverse("see-worklist", args=[name])).context["rows"]
    ]


def withdraw_referral_of(builder):
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="New."
    )


def test_rows_without_a_date_come_last_and_the_longest_waiting_first():
    people = cast()
    ages = [3, 40, 12, 90, 7, 25]
    builders = {n: CaseBuilder(people, at=days_ago(n)).write() for n in ages}
    dated = CaseBuilder(people, at=days_ago(2)).allocate().plan()
    oldest_first = [builders[n].case.pk for n in sorted(ages, reverse=True)]
    assert cases_on_list(people.supervisor, "sign-off") == oldest_first
    assert cases_on_list(people.officer, "unit") == [dated.case.pk, *oldest_first]


def test_no_date_that_can_be_agreed_comes_after_one_without_a_date():
    began = days_ago(36_500)
    assert timezone.now() + 365_000 * DAY < by_age(began) < by_age(timezone.now()) < UNDATED
    assert by_age(None) == UNDATED


def test_unsent_police_changes_move_no_suspect_known_to_the_cps():
    builder = CaseBuilder(cast(), suspects=1, at=days_ago(9)).submit()
    withdraw_referral_of(builder)
    back = builder.suspect()
    assert (back.state, back.listed_at) == ("INVESTIGATING", by_age(back.turn_began_at))
    builder.at += DAY
    builder.write()
    written = builder.suspect()
    assert (written.state, written.listed_at) == ("AWAITING_SIGN_OFF", back.listed_at)
    assert written.turn_began_at > back.turn_began_at


def test_of_whom_the_cps_knows_nothing_each_turn_counts():
    builder = CaseBuilder(cast(), suspects=1, at=days_ago(9))
    builder.at += DAY
    builder.write()
    assert builder.suspect().listed_at == by_age(builder.suspect().turn_began_at)


# The lists of charges


def lists_with_case(builder):
    """The people on whose list the case is: a prosecutor has theirs among "mine"."""
    lists = {
        "officer": "charges-to-report",
        "supervisor": "charges-to-report",
        "other_prosecutor": "mine",
        "manager": "charges-to-compare",
    }
    return {who for who, name in lists.items() if cases_on_list(getattr(builder.cast, who), name)}


def test_a_charge_is_listed_until_it_is_reported_as_authorised():
    builder = CaseBuilder(cast(), at=days_ago(9)).allocate()
    assert lists_with_case(builder) == set()
    charging.authorise_charge_of(builder)
    assert lists_with_case(builder) == {"officer", "supervisor"}
    charging.report_unauthorised_charge(builder)
    assert lists_with_case(builder) == {"manager"}
    assert cases_on_list(builder.cast.prosecutor, "mine") == [builder.case.pk]
    charging.answer_report(builder, charges.query_charge_report)
    assert lists_with_case(builder) == {"officer", "supervisor"}
    page = client_for(builder.cast.officer).get(reverse("see-worklist", args=["charges-to-report"]))
    assert "Correct the charge and report it again" in page_text(page)
    charging.correct_report(builder)
    assert lists_with_case(builder) == set()


def test_the_longest_unreported_charge_is_the_first():
    people = cast()
    builders = [CaseBuilder(people, at=days_ago(n)).allocate() for n in (9, 60, 30)]
    for builder in builders:
        charging.authorise_charge_of(builder)
    cases = [builder.case.pk for builder in (builders[1], builders[2], builders[0])]
    assert cases_on_list(people.supervisor, "charges-to-report") == cases


def test_a_conflict_and_a_wall_keep_charges_off_the_lists():
    builder = CaseBuilder(cast(), at=days_ago(9)).allocate()
    charging.authorise_charge_of(builder)
    add_conflict(builder.cast.supervisor, builder.case, at=timezone.now())
    assert lists_with_case(builder) == {"officer"}
    stranger = person(force_unit(), "supervise_cases", "refer_cases")
    assert cases_on_list(stranger, "charges-to-report") == []
    grants.grant_capacity(
        "officer_in_case", to=stranger, on=builder.case, by=stranger, at=timezone.now()
    )
    assert cases_on_list(stranger, "charges-to-report") == [builder.case.pk]


@pytest.mark.parametrize("urgency", ["GREEN", "RED"])
def test_unsent_police_changes_move_no_suspect_however_urgent(urgency):
    """The order must not reveal to the CPS which of two cases the police are writing about."""
    people = cast()
    first, second = (CaseBuilder(people, at=days_ago(n)).submit() for n in (9, 7))
    for builder in (first, second):
        withdraw_referral_of(builder)
    before = cases_on_list(people.prosecutor, "waiting")
    assert before == [first.case.pk, second.case.pk]
    since = second.suspect().listed_at
    second.at += DAY
    second.write(urgency=urgency)
    assert second.suspect().urgency == urgency and second.suspect().due_at is None
    assert cases_on_list(people.prosecutor, "waiting") == before
    assert second.suspect().listed_at == since


def test_suspects_unknown_to_the_cps_are_red_before_all_that_is_due_later():
    builder = CaseBuilder(cast(), at=days_ago(9)).write(urgency="RED")
    assert builder.suspect().listed_at == builder.suspect().turn_began_at
