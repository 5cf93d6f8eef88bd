"""
A conflict of interest applies to every account of a person, also before they can see the case.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.case_access.actions import conflicts
from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.case_access.queries.case_readers import case_readers
from cases.case_access.queries.conflicts import conflict_rows_for_watch
from cases.desk.queries.board import board_of_units
from cases.desk.queries.worklists import worklist_counts, worklists_for
from cases.models import Case, Conflict, Suspect
from devtools.case_builder import Road, cast, person, scope
from people.access.grants import grant_capacity
from people.access.scopes import Refused, standing_on
from people.administration.actions.linked_accounts import join_accounts, part_accounts
from people.models import Agency, Side, Unit, User
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing as stands
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together until last year."}
OWN, OTHER = "officer", "other_prosecutor"  # two accounts of one person, on two sides


@stands
def road():
    road = Road(cast(), suspects=2).allocate()
    road.cast.administrator = administrator()
    return road


def administrator():
    office = Unit.objects.create(
        kind=Unit.Kind.ADMINISTRATION,
        agency=Agency.objects.create(name="Service desk", side=Side.OVERSIGHT),
        name="Administration",
    )
    return person(office, "administer_accounts")


def join(road, one=OWN, other=OTHER):
    both = [getattr(road.cast, who) for who in (one, other)]
    by = scope(road.cast.administrator, road.at)
    first = User.objects.get(pk=both[0].pk)
    join_accounts(person=first, by=by, at=road.at, email=both[1].email)


def record(road, by="supervisor", whom=OWN, **more):
    about = {"case": road.case, "person": getattr(road.cast, whom), **WHY, **more}
    return road.do(conflicts.record_conflict, by, **about)


def lift(road, conflict, by="supervisor"):
    road.do(conflicts.lift_conflict, by, conflict=conflict, reason="Somebody else.")


def sees(road, who):
    return Case.objects.for_scope(scope(getattr(road.cast, who), road.at)).exists()


def may_be_told(road, who):
    with connection.cursor() as cursor:
        about = [road.case.pk, getattr(road.cast, who).pk, road.at]
        cursor.execute("SELECT may_be_told(%s, %s, %s)", about)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("is_joined_first", [True, False])
@pytest.mark.parametrize(("about", "other"), [(OWN, OTHER), (OTHER, OWN)])
def test_a_conflict_keeps_every_account_of_the_person_from_everything(
    road, is_joined_first, about, other
):
    by = "supervisor" if about == OWN else "manager"
    assert sees(road, other) and may_be_told(road, other)
    if is_joined_first:
        join(road)
    made = record(road, by, about)
    if not is_joined_first:
        join(road)
    reader = scope(getattr(road.cast, other), road.at)
    assert not sees(road, about) and not sees(road, other)
    assert not may_be_told(road, other)
    assert standing_on(reader, road.suspects[0]).capacities == frozenset()
    assert getattr(road.cast, other) not in case_readers(road.case, at=road.at)
    assert as_(getattr(road.cast, other)).get(at("see-case", road.case)).status_code == 404
    lift(road, made, by)
    assert sees(road, other) and may_be_told(road, other)


@pytest.mark.parametrize("who", ["supervisor", "manager", "prosecutor"])
def test_lists_and_the_board_have_nothing_of_it_for_an_account_joined_later(road, who):
    road.cast.second = person(road.cast.cps if who == "supervisor" else road.cast.police)

    def listed():
        reader = scope(getattr(road.cast, who), road.at)
        numbers = sum(int(n) for n in worklist_counts(reader, worklists_for(reader))[0].values())
        return numbers, board_of_units(reader, unit="").n

    assert listed()[0] > 0
    assert listed()[1] == (0 if who == "prosecutor" else 2)
    in_conflict(road.cast.second, road.case, at=road.at)
    join(road, "second", who)
    assert listed() == (0, 0)


def test_each_side_records_its_own_and_a_lift_on_one_side_leaves_the_other_s(road):
    join(road)
    of_police = record(road)
    cps = scope(road.cast.manager, road.at)
    assert conflict_rows_for_watch(road.case, cps, {"allocate_cases"}) == []
    # Offered and recorded as if there were no other conflict.
    of_cps = record(road, "manager", OTHER)
    with pytest.raises(Refused, match="recorded already"):
        record(road, "manager", OTHER)
    lift(road, of_police)
    assert not sees(road, OWN) and not sees(road, OTHER)
    lift(road, of_cps, "manager")
    assert sees(road, OWN) and sees(road, OTHER)


@pytest.mark.parametrize(
    ("about", "named", "notice", "told"),
    [
        ("supervisor", "prosecutor", "no_prosecutor", {"Mona Manager"}),
        ("manager", "officer", "no_officer", {"Sue Supervisor"}),
    ],
)
def test_joining_accounts_notifies_whoever_can_fill_the_place(road, about, named, notice, told):
    other = person(road.cast.police if about == "supervisor" else road.cast.cps)
    road.cast.second = other
    in_conflict(other, road.case, at=road.at)
    deliveries = Delivery.objects.filter(notice=notice)
    assert not deliveries.exists()
    join(road, "second", named)
    assert {each.recipient.name for each in deliveries} == told
    join(road, "second", "advice_manager")  # an account without access to the case
    assert deliveries.count() == len(told)


def test_parting_accounts_lifts_nothing_of_an_account_that_was_joined_when_it_was_recorded(road):
    join(road)
    record(road)
    other = User.objects.get(pk=road.cast.other_prosecutor.pk)
    part_accounts(
        person=other, by=scope(road.cast.administrator), at=road.at, version=other.version
    )
    assert not sees(road, OTHER)


def test_whoever_does_not_reach_the_case_yet_never_comes_to(road):
    """A conflict recorded by e-mail address blocks a person who gets the unit later."""
    newcomer = person(road.cast.police, name="Nell Newcomer")
    page = as_(road.cast.supervisor).get(at("record-conflict", road.case))
    assert "Nell Newcomer" not in said(page)
    form = {**WHY, "email": newcomer.email.upper()}
    page = as_(road.cast.supervisor).post(at("record-conflict", road.case), form, follow=True)
    assert "Nell Newcomer" in said(page)
    grant_capacity("refer_cases", to=newcomer, on=road.cast.police, by=newcomer, at=road.at)
    assert as_(newcomer).get(at("see-case", road.case)).status_code == 404


@pytest.mark.parametrize("whom", ["nobody", "other side", "both", "neither"])
def test_an_address_of_nobody_or_of_the_other_side_is_refused_in_the_same_words(road, whom):
    email = {"nobody": "x@example.org", "other side": road.cast.manager.email, "neither": ""}
    form = {**WHY, "email": email.get(whom, road.cast.inspector.email)}
    form |= {"person": road.cast.officer.pk} if whom == "both" else {}
    page = as_(road.cast.supervisor).post(at("record-conflict", road.case), form)
    words = {"both": "and not both", "neither": "and not both"}
    assert words.get(whom, "There is no one else of your side with this email") in said(page)
    assert not Conflict.objects.unscoped("test").exists()


def test_what_an_account_joined_later_asks_for_is_told_to_whoever_recorded_it(road):
    in_conflict(road.cast.officer, road.case, at=road.at)
    in_conflict(road.cast.other_prosecutor, road.case, at=road.at)
    join(road)
    as_(road.cast.other_prosecutor).get(at("see-case", road.case))
    assert len(record_conflict_attempts(at=timezone.now() + timedelta(minutes=1))) == 2
    deliveries = Delivery.objects.filter(notice="conflict_attempt")
    assert set(deliveries.values_list("recipient__name", flat=True)) == {
        "Sue Supervisor", "Ines Inspector", "Mona Manager",
    }  # fmt: skip


def test_nobody_of_the_human_being_is_told_what_is_told_of_them(road):
    road.cast.second = person(road.cast.police, "inspect_cases", name="Ina Also-Officer")
    in_conflict(road.cast.officer, road.case, at=road.at)
    join(road, OWN, "second")
    as_(road.cast.officer).get(at("see-case", road.case))
    record_conflict_attempts(at=timezone.now() + timedelta(minutes=1))
    deliveries = Delivery.objects.filter(notice="conflict_attempt")
    assert "Ina Also-Officer" not in set(deliveries.values_list("recipient__name", flat=True))
    assert Suspect.objects.for_scope(scope(road.cast.second, road.at)).count() == 0
