"""Who is notified of a clock, by stage and state. Access blocks apply to mail as to pages."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from cases import notices
from cases.models import Case, CaseGrant
from cases.referrals.actions import referrals
from devtools.case_builder import MONDAY, CaseBuilder, cast, cps_unit, force_unit, person
from people.access import grants, scopes
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.decisions import propose_no_charge
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=5)


def audience_of_clock(clock_id, at=LATER):
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


def running_clock_id(builder):
    turn = builder.suspect().turns.unscoped("test").get(ended_at=None)
    return turn.clock_id


def test_triage_is_chased_and_the_manager_told():
    builder = CaseBuilder(cast()).submit()

    assert audience_of_clock(running_clock_id(builder)) == {
        "before_due": {"Tess Triage"},
        "after_due": {"Tess Triage"},
        "escalated": {"Mona Manager"},
    }


def test_ready_to_allocate_is_the_managers_to_do():
    builder = CaseBuilder(cast()).accept()

    assert audience_of_clock(running_clock_id(builder))["before_due"] == {"Mona Manager"}


def test_the_named_prosecutor_is_chased_and_no_other_of_the_unit():
    builder = CaseBuilder(cast()).allocate()

    assert audience_of_clock(running_clock_id(builder)) == {
        "before_due": {"Pia Prosecutor"},
        "after_due": {"Pia Prosecutor"},
        "escalated": {"Mona Manager"},
    }


def test_while_a_second_reader_is_waited_for_the_manager_who_finds_one_is_chased():
    builder = CaseBuilder(cast()).allocate()
    propose_no_charge(builder, builder.suspects[0])
    assert audience_of_clock(running_clock_id(builder)) == {
        "before_due": {"Mona Manager"},
        "after_due": {"Mona Manager"},
        "escalated": {"Mona Manager"},
    }
    add_conflict(builder.cast.manager, builder.case, at=MONDAY)
    assert audience_of_clock(running_clock_id(builder)) == {}


def test_an_action_is_the_officers_and_their_supervisor_hears_when_it_is_late():
    [item] = CaseBuilder(cast()).allocate().plan().items

    assert audience_of_clock(item.clock_id) == {
        "before_due": {"Olive Officer"},
        "after_due": {"Olive Officer"},
        "escalated": {"Sue Supervisor"},
    }


def test_when_the_officer_has_left_their_unit_hears():
    people = cast()
    [item] = CaseBuilder(people).allocate().plan().items
    colleague = person(people.police, "refer_cases", name="Cole Colleague")
    people.officer.is_active = False
    people.officer.save()

    assert audience_of_clock(item.clock_id)["after_due"] == {colleague.name}


def test_when_the_prosecutor_has_left_the_managers_hear_and_a_covering_one_takes_over():
    people = cast()
    builder = CaseBuilder(people).allocate()
    people.prosecutor.is_active = False
    people.prosecutor.save()

    assert audience_of_clock(running_clock_id(builder)) == {
        "before_due": {"Mona Manager"},
        "after_due": {"Mona Manager"},
        "escalated": {"Mona Manager"},
    }
    grants.grant_capacity(
        "covering_prosecutor", to=people.other_prosecutor, on=builder.case, by=people.manager,
        at=MONDAY, expires_at=LATER + timedelta(days=1),
    )  # fmt: skip
    assert audience_of_clock(running_clock_id(builder))["before_due"] == {"Otto Other"}


@pytest.mark.parametrize("gone", ["inactive", "conflicted", "expired"])
def test_a_notice_without_recipients_goes_to_the_unit(gone):
    people = cast()
    builder = CaseBuilder(people).allocate()
    colleague = person(people.police, "refer_cases", name="Cole Colleague")
    for leaving in (people.officer, people.prosecutor):
        if gone == "inactive":
            leaving.is_active = False
            leaving.save()
        if gone == "conflicted":
            add_conflict(leaving, builder.case, at=MONDAY)
        if gone == "expired":
            CaseGrant.objects.filter(user=leaving).update(expires_at=MONDAY)
    Delivery.objects.all().delete()

    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    for capacities in (notices.OFFICER_ROLES, notices.PROSECUTOR_ROLES):
        notices.notify_named_roles(
            capacities, case, builder.suspects, notice="turn_began", at=LATER
        )
    heard = set(Delivery.objects.values_list("recipient__name", flat=True))
    assert {colleague.name, "Mona Manager"} <= heard
    assert "Pia Prosecutor" not in heard


def test_a_covering_prosecutor_hears_beside_the_named_one_and_no_longer_than_the_cover():
    people = cast()
    builder = CaseBuilder(people).allocate()
    ends_at = LATER + timedelta(days=1)
    grants.grant_capacity(
        "covering_prosecutor", to=people.other_prosecutor, on=builder.case, by=people.manager,
        at=MONDAY, expires_at=ends_at,
    )  # fmt: skip

    assert audience_of_clock(running_clock_id(builder))["before_due"] == {
        "Pia Prosecutor",
        "Otto Other",
    }
    assert audience_of_clock(running_clock_id(builder), at=ends_at)["before_due"] == {
        "Pia Prosecutor"
    }


def audience_rows(*clock_ids):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clocks_audience(%s::uuid[], %s)", [list(clock_ids), LATER])
        return cursor.fetchall()


def test_clocks_asked_for_together_are_each_answered_for_themselves():
    submitted, allocated = CaseBuilder(cast()).submit(), CaseBuilder(cast()).allocate()
    [item] = CaseBuilder(cast()).allocate().plan().items
    [hidden] = (restricted := CaseBuilder(cast()).allocate().plan()).items
    Case.objects.unscoped("test").filter(pk=restricted.case.pk).update(is_restricted=True)
    clocks = [
        running_clock_id(submitted),
        running_clock_id(allocated),
        item.clock_id,
        hidden.clock_id,
    ]

    together = audience_rows(*clocks, uuid4(), clocks[0])
    assert sorted(together) == sorted(row for clock in clocks for row in audience_rows(clock))
    assert [sum(row[0] == clock for row in together) for clock in clocks] == [3, 3, 3, 2]


def test_a_conflict_silences_the_person_who_has_it():
    people = cast()
    builder = CaseBuilder(people).submit()
    for user in (people.assistant, people.manager):
        add_conflict(user, builder.case, at=MONDAY)

    assert audience_of_clock(running_clock_id(builder)) == {}
    assert not may_be_told(builder.case, people.assistant)


def test_a_restricted_case_is_heard_of_by_the_named_alone():
    people = cast()
    [item] = (builder := CaseBuilder(people).allocate().plan()).items
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)

    assert audience_of_clock(item.clock_id) == {
        "before_due": {"Olive Officer"},
        "after_due": {"Olive Officer"},
    }
    grants.grant_capacity(
        "allowed_on_case", to=people.supervisor, on=builder.case, by=people.officer, at=MONDAY
    )
    assert audience_of_clock(item.clock_id)["escalated"] == {"Sue Supervisor"}
    assert not may_be_told(builder.case, people.manager)


@pytest.mark.parametrize("role", ["officer", "supervisor", "assistant", "manager", "prosecutor"])
def test_notices_are_for_people_who_may_read_the_case(role):
    people = cast()
    builder = CaseBuilder(people).write()
    user = getattr(people, role)

    for step in (None, "sign_off"):
        if step:
            builder.do(
                referrals.sign_referral_off, "supervisor", referral=builder.referral,
                supervisor_comments="Ready.",
            )  # fmt: skip
        scope = scopes.scope_of(user, at=LATER)
        readable = Case.objects.for_scope(scope).filter(pk=builder.case.pk).exists()
        assert may_be_told(builder.case, user) == readable


def test_strangers_hear_nothing():
    people = cast()
    builder = CaseBuilder(people).submit()
    crossed = person(people.police)
    grants.grant_capacity("triage_cases", to=crossed, on=people.cps, by=crossed, at=MONDAY)
    strangers = [
        person(force_unit("Durham Police"), "refer_cases", "supervise_cases"),
        person(cps_unit(), "triage_cases", "allocate_cases"),
        person(people.cps, "see_figures"),
        crossed,
    ]

    heard = set().union(*audience_of_clock(running_clock_id(builder)).values())
    assert heard == {"Tess Triage", "Mona Manager"}
    assert not any(may_be_told(builder.case, stranger) for stranger in strangers)


def test_a_grant_that_has_run_out_is_heard_no_more():
    people = cast()
    builder = CaseBuilder(people).submit()
    CaseGrant.objects.filter(user=people.officer).update(expires_at=MONDAY)
    people.assistant.unitgrants.update(expires_at=LATER)

    assert audience_of_clock(running_clock_id(builder)).get("before_due") is None
    assert not may_be_told(builder.case, people.assistant)


def test_a_person_hears_once_of_a_stage_however_often_they_are_named():
    people = cast()
    builder = CaseBuilder(people).allocate()
    grants.grant_capacity(
        "covering_prosecutor", to=people.prosecutor, on=builder.case, by=people.manager, at=MONDAY
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM clocks_audience(%s::uuid[], %s)", [[running_clock_id(builder)], LATER]
        )
        rows = cursor.fetchall()

    assert len(rows) == len(set(rows)) == 3


def test_the_audience_query_is_planned_once_a_session():
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
