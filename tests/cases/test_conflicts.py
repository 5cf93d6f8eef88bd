"""
Conflicts of interest: declared, recorded, lifted. The person in conflict sees nothing of the case.
"""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.allocation.queries.allocations import prosecutors_for
from cases.case_access.actions import conflicts
from cases.case_access.queries.conflicts import conflict_rows_for_watch, people_recordable
from cases.models import Case, CaseGrant, Conflict, Event
from cases.queries.conflicts import free_of_conflict
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.conflicts import add_conflict, lift_conflict_by_two, lift_conflict_row
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together."}


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def record_conflict_of(builder, who="supervisor", person="officer", **more):
    about = {"case": builder.case, "person": getattr(builder.cast, person), **WHY, **more}
    return builder.do(conflicts.record_conflict, who, **about)


def can_see(builder, who):
    return Case.objects.for_scope(scope(getattr(builder.cast, who), builder.at)).exists()


def recipients_of(builder, notice):
    rows = Delivery.objects.filter(notice=notice, about=builder.case.pk)
    return set(rows.values_list("recipient__name", flat=True))


def test_a_person_who_declares_a_conflict_loses_the_case_and_their_managers_are_told(builder):
    builder.do(conflicts.declare_conflict, "officer", case=builder.case, **WHY)
    assert not can_see(builder, "officer")
    assert recipients_of(builder, "conflict_declared") == {"Sue Supervisor", "Ines Inspector"}
    assert recipients_of(builder, "no_officer") == {"Sue Supervisor"}
    assert {row.subject for row in Delivery.objects.filter(notice="conflict_declared")} == {
        "a case of your unit"
    }


def test_a_manager_who_declares_their_own_is_told_nothing_of_it(builder):
    builder.do(conflicts.declare_conflict, "supervisor", case=builder.case, **WHY)
    assert recipients_of(builder, "conflict_declared") == {"Ines Inspector"}


@pytest.mark.parametrize(
    ("who", "whom"),
    [("supervisor", "officer"), ("inspector", "supervisor"), ("manager", "prosecutor")],
)
def test_managers_record_it_of_their_own_side_s_people(builder, who, whom):
    made = record_conflict_of(builder, who, whom)
    assert not can_see(builder, whom)
    assert made.only_side == made.user.agency.side
    assert made.declared_by == getattr(builder.cast, who)


@pytest.mark.parametrize("whom", ["prosecutor", "themselves", "another unit", "inactive"])
def test_a_conflict_cannot_be_recorded_about_anybody_else(builder, whom):
    away = person(builder.cast.cps, "allocate_cases")
    builder.cast.other = {
        "prosecutor": builder.cast.prosecutor, "themselves": builder.cast.supervisor,
        "another unit": away, "inactive": person(builder.cast.police, "refer_cases"),
    }[whom]  # fmt: skip
    User.objects.filter(pk=builder.cast.other.pk).update(is_active=whom != "inactive")
    with pytest.raises(Refused, match="Select a person of your side"):
        record_conflict_of(builder, person="other")


def test_a_second_of_the_same_person_is_refused_and_the_database_keeps_one(builder):
    first = record_conflict_of(builder)
    with pytest.raises(Refused, match="recorded already"):
        record_conflict_of(builder)
    with pytest.raises(IntegrityError, match="one_open_conflict"), transaction.atomic():
        add_conflict(first.user, builder.case, at=builder.at)
    assert not people_recordable(builder.case, scope(builder.cast.supervisor, builder.at)).filter(
        pk=first.user_id
    )


def test_a_conflict_is_lifted_once_for_a_reason_and_the_naming_holds_again(builder):
    made = record_conflict_of(builder)
    lift_conflict_by_two(builder, made)
    assert can_see(builder, "officer")
    officer = scope(builder.cast.officer, builder.at)
    assert CaseGrant.objects.filter(user=officer.user_id, content_object=builder.case).exists()
    with pytest.raises(Refused, match="lifted already"):
        lift_conflict_by_two(builder, made)
    again = record_conflict_of(builder, reason="It was she after all.")
    assert not can_see(builder, "officer")
    conflict_rows = conflict_rows_for_watch(
        builder.case, scope(builder.cast.supervisor, builder.at), {"supervise_cases"}
    )
    assert [line.lifted_because for line in conflict_rows] == ["", "Somebody else."]
    assert conflict_rows[0].pk == again.pk


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_conflict SET reason = 'x'",
        "UPDATE cases_conflict SET kind = 'PARTY'",
        "UPDATE cases_conflict SET user_id = user_id",
        "UPDATE cases_conflict SET lifted_at = NULL, lifted_by_id = NULL, lifted_because = ''",
        "DELETE FROM cases_conflict",
        "UPDATE cases_conflictattempt SET at = now()",
    ],
)
def test_the_database_keeps_it_as_it_was(builder, statement):
    lift_conflict_row(record_conflict_of(builder), at=builder.at)
    refused = pytest.raises(DatabaseError, match="only ever grows|permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_account_of_the_same_human_is_kept_out_and_let_in_with_the_first(builder):
    human = Human.objects.create()
    both = [builder.cast.officer.pk, builder.cast.other_prosecutor.pk]
    User.objects.filter(pk__in=both).update(human=human)
    builder.cast.officer.refresh_from_db()
    made = record_conflict_of(builder)
    assert not can_see(builder, "other_prosecutor")
    cps = scope(builder.cast.manager, builder.at)
    assert (
        conflict_rows_for_watch(builder.case, cps, {"allocate_cases"}) == []
    )  # visible to the side that recorded it
    lift_conflict_by_two(builder, made)
    assert can_see(builder, "other_prosecutor")


def test_the_other_side_learns_nothing_and_nothing_else_of_the_case_moves(builder):
    before = Event.objects.unscoped("test").filter(case=builder.case).count()
    version = Case.objects.unscoped("test").get(pk=builder.case.pk).version
    made = record_conflict_of(builder)
    assert Event.objects.unscoped("test").filter(case=builder.case).count() == before
    assert Case.objects.unscoped("test").get(pk=builder.case.pk).version == version
    assert not Conflict.objects.for_scope(scope(builder.cast.manager, builder.at)).exists()
    assert not Conflict.objects.for_scope(scope(made.user, builder.at)).exists()


def test_a_person_in_conflict_is_named_for_nothing_and_no_choice_tells_of_it(builder):
    made = record_conflict_of(builder, "manager", "other_prosecutor")
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    offered = prosecutors_for(case, at=builder.at)
    assert made.user in offered and made.user not in free_of_conflict(offered, case.pk)
    lift_conflict_row(made, at=builder.at)
    assert made.user in free_of_conflict(offered, case.pk)


def test_every_function_of_the_database_asks_for_open_conflicts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE prosrc LIKE '%conflict.%'")
        found = dict(cursor.fetchall())
    asks = {name for name, text in found.items() if "FROM cases_kept_from conflict" in text}
    assert len(asks) > 5
    assert not {name for name, text in found.items() if "FROM cases_conflict" in text}
