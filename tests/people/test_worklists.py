"""A worklist's page is the filter in order, and costs the same with any number of rows."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cases.models import Suspect
from people.access import scopes
from people.access.worklists import FIRST_PAGE_CURSOR, Cursor, Worklist, count_worklists
from tests.support.people.cast import DUE, give_capacity, make_case, make_user, scope_of

ALL = Worklist(Suspect, columns=("case__urn", "case__prosecutor__name", "state"))
LATE = Worklist(
    Suspect,
    columns=("state",),
    where="listed_at < %(before)s AND holder_side <> %(side)s",
    params={"before": DUE},
)
MINE = Worklist(Suspect, columns=(), named_only=True)


def test_the_page_is_the_filter_in_order(police, cps, officer):
    for n in range(30):
        case = make_case(police, cps, suspects=2, by=officer, is_restricted=n % 5 == 0)
        if n % 7 == 0:
            give_capacity("officer_in_case", officer, case)
    scope = scope_of(officer)
    oracle = Suspect.objects.for_scope(scope).filter(is_open=True).order_by("listed_at", "pk")

    assert [row[0] for row in ALL.page(scope)] == [s.pk for s in oracle[:25]]
    assert ALL.count(scope) == ALL.count(scope, most=None) == oracle.count()


def test_rows_carry_columns_and_joins_between_the_id_and_the_order(fresh_case, suspect, officer):
    [row] = ALL.page(scope_of(officer))

    assert row == (suspect.pk, fresh_case.urn, None, "INVESTIGATING", suspect.listed_at)


def test_many_counts_are_one_statement_and_keep_their_own_parameters(
    police, cps, officer, django_assert_num_queries
):
    for _ in range(3):
        make_case(police, cps, by=officer)
    Suspect.objects.unscoped("a test").update(holder_side="CPS")
    scope, far = scope_of(officer), DUE + timedelta(days=10_000)
    later = Worklist(Suspect, columns=(), where=LATE.where, params={"before": far})
    lists = {"late": LATE, "later": later, "mine": MINE}
    with django_assert_num_queries(1):
        assert count_worklists(scope, lists) == {"late": 0, "later": 3, "mine": 0}
    assert count_worklists(scope, {}) == {}


def test_a_parameter_may_be_given_for_one_page_and_only_if_the_list_knows_it(fresh_case, officer):
    Suspect.objects.unscoped("a test").update(holder_side="CPS")
    scope = scope_of(officer)

    assert LATE.page(scope) == []
    assert len(LATE.page(scope, before=timezone.now() + timedelta(days=10_000))) == 1
    with pytest.raises(TypeError, match="no parameter after_hours"):
        LATE.page(scope, after_hours=True)


def test_a_count_looks_no_further_than_asked(police, cps, officer):
    for _ in range(4):
        make_case(police, cps, by=officer)

    assert ALL.count(scope_of(officer), most=3) == 3


def test_a_prosecutor_named_before_the_referral_has_the_case_on_their_desk(police, prosecutor):
    case = make_case(police)
    give_capacity("reviewing_prosecutor", prosecutor, case)
    scope = scope_of(prosecutor)

    assert len(ALL.page(scope)) == ALL.count(scope) == len(MINE.page(scope)) == 1


def test_mine_is_what_i_am_named_on_and_not_the_rest_of_my_unit(police, cps, officer):
    make_case(police, cps, by=officer)
    named = make_case(police, cps, by=officer)
    give_capacity("officer_in_case", officer, named)

    assert [row[0] for row in MINE.page(scope_of(officer))] == [
        named.suspects.unscoped("a test").get().pk
    ]


def test_an_anonymous_user_reads_nothing(suspect):
    nobody = scope_of(AnonymousUser())

    assert (ALL.page(nobody), ALL.count(nobody)) == ([], 0)
    assert not Suspect.objects.for_scope(nobody).exists()
    assert scopes.standing_on(nobody, suspect).capacities == frozenset()


def test_checking_many_rows_is_one_query(police, cps, officer, django_assert_num_queries):
    cases = [make_case(police, cps, by=officer) for _ in range(25)]
    scope = scope_of(officer)
    with django_assert_num_queries(1):
        assert len(scopes.standings_on(scope, cases)) == 25


def test_a_scope_is_one_query_however_much_is_held(officer, cps, django_assert_num_queries):
    for capacity in ("supervise_cases", "see_figures"):
        give_capacity(capacity, officer, officer.agency.units.get())
    with django_assert_num_queries(1):
        scope = scope_of(officer)
    assert scope.holds("supervise_cases")
    assert not scope.holds("triage_cases")
    assert scope.units_with("see_figures") == scope.units == [officer.agency.units.get().pk]


def test_a_grant_on_a_unit_of_the_other_side_is_inert(police, cps):
    crossed = make_user(police)
    give_capacity("prosecute_cases", crossed, cps)

    assert scope_of(crossed).capacities == {}


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "2026-01-01~",
        "~1",
        "'; DROP~1",
        "2026-01-01T00:00:00+00:00~1",
        f"0001-01-01T00:00:00+23:59~{FIRST_PAGE_CURSOR.id}",
        f"9999-12-31T23:59:59-23:59~{FIRST_PAGE_CURSOR.id}",
    ],
)
def test_a_forged_cursor_is_the_first_page(forged):
    assert Cursor.parse(forged) == FIRST_PAGE_CURSOR


def test_a_cursor_without_a_time_zone_is_the_first_page():
    assert Cursor.parse(f"2026-01-01T00:00:00~{FIRST_PAGE_CURSOR.id}") == FIRST_PAGE_CURSOR


def test_a_column_that_is_not_a_field_is_refused(officer):

    worklist = Worklist(Suspect, columns=("no_such_field",))
    with pytest.raises(Exception, match="no_such_field"):
        worklist.page(scope_of(officer))
