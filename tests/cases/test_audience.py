"""Who is notified of a clock, by stage and state. Access blocks apply to mail as to pages."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from cases import notices
from cases.models import Case, CaseGrant
from cases.referrals.actions import referrals
from devtools.case_builder import MONDAY, Road, cast, cps_unit, force_unit, person
from people.access import grants, scopes
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.decisions import propose
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=5)


def audience(clock_id, at=LATER):
    """{stage: names} that the sweep would notify."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, name FROM clocks_audience(%s::uuid[], %s)"
            " JOIN people_user ON id = user_id",
            [[clock_id], at],
        )
        found = {}
        for stage, name in cursor:
            found.setdefault(stage, set()).add(name)
        return found


def may_be_told(case, user, at=LATER):
    with connection.cursor() as cursor:
        cursor.execute("SELECT may_be_told(%s, %s, %s)", [case.pk, user.pk, at])
        return cursor.fetchone()[0]


def running(road):
    turn = road.suspect().turns.unscoped("test").get(ended_at=None)
    return turn.clock_id


def test_triage_is_chased_and_the_manager_told():
    road = Road(cast()).submit()

    assert audience(running(road)) == {
        "before_due": {"Tess Triage"},
        "after_due": {"Tess Triage"},
        "escalated": {"Mona Manager"},
    }


def test_ready_to_allocate_is_the_managers_to_do():
    road = Road(cast()).accept()

    assert audience(running(road))["before_due"] == {"Mona Manager"}


def test_the_named_prosecutor_is_chased_and_nobody_else_of_the_unit():
    road = Road(cast()).allocate()

    assert audience(running(road)) == {
        "before_due": {"Pia Prosecutor"},
        "after_due": {"Pia Prosecutor"},
        "escalated": {"Mona Manager"},
    }


def test_while_a_second_reader_is_waited_for_the_manager_who_finds_one_is_chased():
    road = Road(cast()).allocate()
    propose(road, road.suspects[0])
    assert audience(running(road)) == {
        "before_due": {"Mona Manager"},
        "after_due": {"Mona Manager"},
        "escalated": {"Mona Manager"},
    }
    in_conflict(road.cast.manager, road.case, at=MONDAY)
    assert audience(running(road)) == {}


def test_an_action_is_the_officers_and_their_supervisor_hears_when_it_is_late():
    [item] = Road(cast()).allocate().plan().items

    assert audience(item.clock_id) == {
        "before_due": {"Olive Officer"},
        "after_due": {"Olive Officer"},
        "escalated": {"Sue Supervisor"},
    }


def test_when_the_officer_has_left_their_unit_hears():
    people = cast()
    [item] = Road(people).allocate().plan().items
    colleague = person(people.police, "refer_cases", name="Cole Colleague")
    people.officer.is_active = False
    people.officer.save()

    assert audience(item.clock_id)["after_due"] == {colleague.name}


def test_when_the_prosecutor_has_left_the_managers_hear_and_whoever_covers_takes_over():
    people = cast()
    road = Road(people).allocate()
    people.prosecutor.is_active = False
    people.prosecutor.save()

    assert audience(running(road)) == {
        "before_due": {"Mona Manager"},
        "after_due": {"Mona Manager"},
        "escalated": {"Mona Manager"},
    }
    grants.grant_capacity(
        "covering_prosecutor", to=people.other_prosecutor, on=road.case, by=people.manager,
        at=MONDAY, expires_at=LATER + timedelta(days=1),
    )  # fmt: skip
    assert audience(running(road))["before_due"] == {"Otto Other"}


@pytest.mark.parametrize("gone", ["inactive", "conflicted", "expired"])
def test_a_notice_for_nobody_left_goes_to_the_unit(gone):
    people = cast()
    road = Road(people).allocate()
    colleague = person(people.police, "refer_cases", name="Cole Colleague")
    for leaving in (people.officer, people.prosecutor):
        if gone == "inactive":
            leaving.is_active = False
            leaving.save()
        if gone == "conflicted":
            in_conflict(leaving, road.case, at=MONDAY)
        if gone == "expired":
            CaseGrant.objects.filter(user=leaving).update(expires_at=MONDAY)
    Delivery.objects.all().delete()

    case = Case.objects.unscoped("test").get(pk=road.case.pk)
    for capacities in (notices.OFFICER_ROLES, notices.PROSECUTOR_ROLES):
        notices.notify_named_roles(capacities, case, road.suspects, notice="turn_began", at=LATER)
    heard = set(Delivery.objects.values_list("recipient__name", flat=True))
    assert {colleague.name, "Mona Manager"} <= heard
    assert "Pia Prosecutor" not in heard


def test_whoever_covers_hears_beside_the_prosecutor_and_no_longer_than_the_cover():
    people = cast()
    road = Road(people).allocate()
    ends_at = LATER + timedelta(days=1)
    grants.grant_capacity(
        "covering_prosecutor", to=people.other_prosecutor, on=road.case, by=people.manager,
        at=MONDAY, expires_at=ends_at,
    )  # fmt: skip

    assert audience(running(road))["before_due"] == {"Pia Prosecutor", "Otto Other"}
    assert audience(running(road), at=ends_at)["before_due"] == {"Pia Prosecutor"}


def rows(*clock_ids):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clocks_audience(%s::uuid[], %s)", [list(clock_ids), LATER])
        return cursor.fetchall()


def test_clocks_asked_for_together_are_each_answered_for_themselves():
    submitted, allocated = Road(cast()).submit(), Road(cast()).allocate()
    [item] = Road(cast()).allocate().plan().items
    [hidden] = (restricted := Road(cast()).allocate().plan()).items
    Case.objects.unscoped("test").filter(pk=restricted.case.pk).update(is_restricted=True)
    clocks = [running(submitted), running(allocated), item.clock_id, hidden.clock_id]

    together = rows(*clocks, uuid4(), clocks[0])
    assert sorted(together) == sorted(row for clock in clocks for row in rows(clock))
    assert [sum(row[0] == clock for row in together) for clock in clocks] == [3, 3, 3, 2]


def test_a_conflict_silences_whoever_has_it():
    people = cast()
    road = Road(people).submit()
    for user in (people.assistant, people.manager):
        in_conflict(user, road.case, at=MONDAY)

    assert audience(running(road)) == {}
    assert not may_be_told(road.case, people.assistant)


def test_a_restricted_case_is_heard_of_by_the_named_alone():
    people = cast()
    [item] = (road := Road(people).allocate().plan()).items
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)

    assert audience(item.clock_id) == {
        "before_due": {"Olive Officer"},
        "after_due": {"Olive Officer"},
    }
    grants.grant_capacity(
        "allowed_on_case", to=people.supervisor, on=road.case, by=people.officer, at=MONDAY
    )
    assert audience(item.clock_id)["escalated"] == {"Sue Supervisor"}
    assert not may_be_told(road.case, people.manager)


@pytest.mark.parametrize("role", ["officer", "supervisor", "assistant", "manager", "prosecutor"])
def test_what_may_be_told_is_what_may_be_read(role):
    people = cast()
    road = Road(people).write()
    user = getattr(people, role)

    for step in (None, "sign_off"):
        if step:
            road.do(
                referrals.sign_referral_off, "supervisor", referral=road.referral,
                supervisor_comments="Ready.",
            )  # fmt: skip
        scope = scopes.scope_of(user, at=LATER)
        readable = Case.objects.for_scope(scope).filter(pk=road.case.pk).exists()
        assert may_be_told(road.case, user) == readable


def test_strangers_hear_nothing():
    people = cast()
    road = Road(people).submit()
    crossed = person(people.police)
    grants.grant_capacity("triage_cases", to=crossed, on=people.cps, by=crossed, at=MONDAY)
    strangers = [
        person(force_unit("Durham Police"), "refer_cases", "supervise_cases"),
        person(cps_unit(), "triage_cases", "allocate_cases"),
        person(people.cps, "see_figures"),
        crossed,
    ]

    heard = set().union(*audience(running(road)).values())
    assert heard == {"Tess Triage", "Mona Manager"}
    assert not any(may_be_told(road.case, stranger) for stranger in strangers)


def test_a_grant_that_has_run_out_is_heard_no_more():
    people = cast()
    road = Road(people).submit()
    CaseGrant.objects.filter(user=people.officer).update(expires_at=MONDAY)
    people.assistant.unitgrants.update(expires_at=LATER)

    assert audience(running(road)).get("before_due") is None
    assert not may_be_told(road.case, people.assistant)


def test_nobody_hears_twice_of_one_stage_whatever_they_are_named_as():
    people = cast()
    road = Road(people).allocate()
    grants.grant_capacity(
        "covering_prosecutor", to=people.prosecutor, on=road.case, by=people.manager, at=MONDAY
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clocks_audience(%s::uuid[], %s)", [[running(road)], LATER])
        rows = cursor.fetchall()

    assert len(rows) == len(set(rows)) == 3


def test_whom_to_tell_is_planned_once_a_session():
    """A SQL function would be inlined in each statement and planned with it."""
    asked = "EXPLAIN SELECT FROM clocks_audience(ARRAY[%s::uuid], %s) AS told"
    with connection.cursor() as cursor:
        cursor.execute(asked, [uuid4(), LATER])
        plan = [line for (line,) in cursor]

    assert [line.split("  ")[0] for line in plan] == ["Function Scan on clocks_audience told"]


@pytest.mark.parametrize("how_many", [1, 2, 15, 40])
def test_the_reference_has_room_for_every_suspect_or_says_how_many_they_are(how_many):
    people = [SimpleNamespace(number=n + 1) for n in range(how_many)]
    said = notices.notice_subject(SimpleNamespace(urn="52RS0012326"), people)
    assert len(said) <= Delivery._meta.get_field("subject").max_length
    assert str(how_many) in said
