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
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.conflicts import in_conflict, lifted
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together."}


@standing
def road():
    return Road(cast(), suspects=2).allocate()


def record(road, who="supervisor", person="officer", **more):
    about = {"case": road.case, "person": getattr(road.cast, person), **WHY, **more}
    return road.do(conflicts.record_conflict, who, **about)


def sees(road, who):
    return Case.objects.for_scope(scope(getattr(road.cast, who), road.at)).exists()


def told(road, notice):
    rows = Delivery.objects.filter(notice=notice, about=road.case.pk)
    return set(rows.values_list("recipient__name", flat=True))


def test_whoever_declares_one_sees_the_case_no_longer_and_their_managers_are_told(road):
    road.do(conflicts.declare_conflict, "officer", case=road.case, **WHY)
    assert not sees(road, "officer")
    assert told(road, "conflict_declared") == {"Sue Supervisor", "Ines Inspector"}
    assert told(road, "no_officer") == {"Sue Supervisor"}
    assert {row.subject for row in Delivery.objects.filter(notice="conflict_declared")} == {
        "a case of your unit"
    }


def test_a_manager_who_declares_their_own_is_told_nothing_of_it(road):
    road.do(conflicts.declare_conflict, "supervisor", case=road.case, **WHY)
    assert told(road, "conflict_declared") == {"Ines Inspector"}


@pytest.mark.parametrize(
    ("who", "whom"),
    [("supervisor", "officer"), ("inspector", "supervisor"), ("manager", "prosecutor")],
)
def test_managers_record_it_of_their_own_side_s_people(road, who, whom):
    made = record(road, who, whom)
    assert not sees(road, whom)
    assert made.only_side == made.user.agency.side
    assert made.declared_by == getattr(road.cast, who)


@pytest.mark.parametrize("whom", ["prosecutor", "themselves", "another unit", "inactive"])
def test_a_conflict_cannot_be_recorded_about_anybody_else(road, whom):
    away = person(road.cast.cps, "allocate_cases")
    road.cast.other = {
        "prosecutor": road.cast.prosecutor, "themselves": road.cast.supervisor,
        "another unit": away, "inactive": person(road.cast.police, "refer_cases"),
    }[whom]  # fmt: skip
    User.objects.filter(pk=road.cast.other.pk).update(is_active=whom != "inactive")
    with pytest.raises(Refused, match="Select a person of your side"):
        record(road, person="other")


def test_a_second_of_the_same_person_is_refused_and_the_database_keeps_one(road):
    first = record(road)
    with pytest.raises(Refused, match="recorded already"):
        record(road)
    with pytest.raises(IntegrityError, match="one_open_conflict"), transaction.atomic():
        in_conflict(first.user, road.case, at=road.at)
    assert not people_recordable(road.case, scope(road.cast.supervisor, road.at)).filter(
        pk=first.user_id
    )


def test_a_conflict_is_lifted_once_for_a_reason_and_the_naming_holds_again(road):
    made = record(road)
    road.do(conflicts.lift_conflict, "inspector", conflict=made, reason="Somebody else.")
    assert sees(road, "officer")
    officer = scope(road.cast.officer, road.at)
    assert CaseGrant.objects.filter(user=officer.user_id, content_object=road.case).exists()
    with pytest.raises(Refused, match="lifted already"):
        road.do(conflicts.lift_conflict, "inspector", conflict=made, reason="Again.")
    again = record(road, reason="It was she after all.")
    assert not sees(road, "officer")
    conflict_rows = conflict_rows_for_watch(
        road.case, scope(road.cast.supervisor, road.at), {"supervise_cases"}
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
def test_the_database_keeps_it_as_it_was(road, statement):
    lifted(record(road), at=road.at)
    refused = pytest.raises(DatabaseError, match="only ever grows|permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_account_of_the_same_human_is_kept_out_and_let_in_with_her(road):
    human = Human.objects.create()
    both = [road.cast.officer.pk, road.cast.other_prosecutor.pk]
    User.objects.filter(pk__in=both).update(human=human)
    road.cast.officer.refresh_from_db()
    made = record(road)
    assert not sees(road, "other_prosecutor")
    cps = scope(road.cast.manager, road.at)
    assert (
        conflict_rows_for_watch(road.case, cps, {"allocate_cases"}) == []
    )  # visible to the side that recorded it
    road.do(conflicts.lift_conflict, "supervisor", conflict=made, reason="Somebody else.")
    assert sees(road, "other_prosecutor")


def test_the_other_side_learns_nothing_and_nothing_else_of_the_case_moves(road):
    before = Event.objects.unscoped("test").filter(case=road.case).count()
    version = Case.objects.unscoped("test").get(pk=road.case.pk).version
    made = record(road)
    assert Event.objects.unscoped("test").filter(case=road.case).count() == before
    assert Case.objects.unscoped("test").get(pk=road.case.pk).version == version
    assert not Conflict.objects.for_scope(scope(road.cast.manager, road.at)).exists()
    assert not Conflict.objects.for_scope(scope(made.user, road.at)).exists()


def test_a_person_in_conflict_is_named_for_nothing_and_no_choice_tells_of_it(road):
    made = record(road, "manager", "other_prosecutor")
    case = Case.objects.unscoped("test").get(pk=road.case.pk)
    offered = prosecutors_for(case, at=road.at)
    assert made.user in offered and made.user not in free_of_conflict(offered, case.pk)
    lifted(made, at=road.at)
    assert made.user in free_of_conflict(offered, case.pk)


def test_every_function_of_the_database_asks_for_open_conflicts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE prosrc LIKE '%conflict.%'")
        found = dict(cursor.fetchall())
    asks = {name for name, text in found.items() if "FROM cases_kept_from conflict" in text}
    assert len(asks) > 5
    assert not {name for name, text in found.items() if "FROM cases_conflict" in text}
