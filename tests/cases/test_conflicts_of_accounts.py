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
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.grants import grant_capacity
from people.access.scopes import Refused, standing_on
from people.administration.actions.linked_accounts import join_accounts, part_accounts
from people.models import Agency, Side, Unit, User
from tests.support.cases.conflicts import add_conflict, lift_conflict_by_two
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together until last year."}
OWN, OTHER = "officer", "other_prosecutor"  # two accounts of one person, on two sides


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2).allocate()
    builder.cast.administrator = build_administrator()
    return builder


def build_administrator():
    office = Unit.objects.create(
        kind=Unit.Kind.ADMINISTRATION,
        agency=Agency.objects.create(name="Service desk", side=Side.OVERSIGHT),
        name="Administration",
    )
    return person(office, "administer_accounts")


def join_two_accounts(builder, one=OWN, other=OTHER):
    both = [getattr(builder.cast, who) for who in (one, other)]
    by = scope(builder.cast.administrator, builder.at)
    first = User.objects.get(pk=both[0].pk)
    join_accounts(
        approval=approved("join_accounts"), person=first, by=by, at=builder.at, email=both[1].email
    )


def record_conflict_of(builder, by="supervisor", whom=OWN, **more):
    about = {"case": builder.case, "person": getattr(builder.cast, whom), **WHY, **more}
    return builder.do(conflicts.record_conflict, by, **about)


def can_see(builder, who):
    return Case.objects.for_scope(scope(getattr(builder.cast, who), builder.at)).exists()


def may_be_told(builder, who):
    with connection.cursor() as cursor:
        about = [builder.case.pk, getattr(builder.cast, who).pk, builder.at]
        cursor.execute("SELECT may_be_told(%s, %s, %s)", about)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("is_joined_first", [True, False])
@pytest.mark.parametrize(("about", "other"), [(OWN, OTHER), (OTHER, OWN)])
def test_a_conflict_keeps_every_account_of_the_person_from_everything(
    builder, is_joined_first, about, other
):
    by = "supervisor" if about == OWN else "manager"
    assert can_see(builder, other) and may_be_told(builder, other)
    if is_joined_first:
        join_two_accounts(builder)
    made = record_conflict_of(builder, by, about)
    if not is_joined_first:
        join_two_accounts(builder)
    reader = scope(getattr(builder.cast, other), builder.at)
    assert not can_see(builder, about) and not can_see(builder, other)
    assert not may_be_told(builder, other)
    assert standing_on(reader, builder.suspects[0]).capacities == frozenset()
    assert getattr(builder.cast, other) not in case_readers(builder.case, at=builder.at)
    assert (
        client_for(getattr(builder.cast, other)).get(page_url("see-case", builder.case)).status_code
        == 404
    )
    lift_conflict_by_two(builder, made, by)
    assert can_see(builder, other) and may_be_told(builder, other)


@pytest.mark.parametrize("who", ["supervisor", "manager", "prosecutor"])
def test_lists_and_the_board_have_nothing_of_it_for_an_account_joined_later(builder, who):
    builder.cast.second = person(builder.cast.cps if who == "supervisor" else builder.cast.police)

    def listed():
        reader = scope(getattr(builder.cast, who), builder.at)
        numbers = sum(int(n) for n in worklist_counts(reader, worklists_for(reader))[0].values())
        return numbers, board_of_units(reader, unit="").n

    assert listed()[0] > 0
    assert listed()[1] == (0 if who == "prosecutor" else 2)
    add_conflict(builder.cast.second, builder.case, at=builder.at)
    join_two_accounts(builder, "second", who)
    assert listed() == (0, 0)


def test_each_side_records_its_own_and_a_lift_on_one_side_leaves_the_other_s(builder):
    join_two_accounts(builder)
    of_police = record_conflict_of(builder)
    cps = scope(builder.cast.manager, builder.at)
    assert conflict_rows_for_watch(builder.case, cps, {"allocate_cases"}) == []
    # Offered and recorded as if there were no other conflict.
    of_cps = record_conflict_of(builder, "manager", OTHER)
    with pytest.raises(Refused, match="recorded already"):
        record_conflict_of(builder, "manager", OTHER)
    lift_conflict_by_two(builder, of_police)
    assert not can_see(builder, OWN) and not can_see(builder, OTHER)
    lift_conflict_by_two(builder, of_cps, "manager")
    assert can_see(builder, OWN) and can_see(builder, OTHER)


@pytest.mark.parametrize(
    ("about", "named", "notice", "told"),
    [
        ("supervisor", "prosecutor", "no_prosecutor", {"Mona Manager"}),
        ("manager", "officer", "no_officer", {"Sue Supervisor"}),
    ],
)
def test_joining_accounts_notifies_the_people_who_can_fill_the_place(
    builder, about, named, notice, told
):
    other = person(builder.cast.police if about == "supervisor" else builder.cast.cps)
    builder.cast.second = other
    add_conflict(other, builder.case, at=builder.at)
    deliveries = Delivery.objects.filter(notice=notice)
    assert not deliveries.exists()
    join_two_accounts(builder, "second", named)
    assert {each.recipient.name for each in deliveries} == told
    join_two_accounts(builder, "second", "advice_manager")  # an account without access to the case
    assert deliveries.count() == len(told)


def test_parting_accounts_lifts_nothing_of_an_account_that_was_joined_when_it_was_recorded(builder):
    join_two_accounts(builder)
    record_conflict_of(builder)
    other = User.objects.get(pk=builder.cast.other_prosecutor.pk)
    part_accounts(
        approval=approved("part_accounts"),
        person=other,
        by=scope(builder.cast.administrator),
        at=builder.at,
        version=other.version,
    )
    assert not can_see(builder, OTHER)


def test_an_account_without_the_case_cannot_get_it_later(builder):
    """A conflict recorded by e-mail address blocks a person who gets the unit later."""
    newcomer = person(builder.cast.police, name="Nell Newcomer")
    page = client_for(builder.cast.supervisor).get(page_url("record-conflict", builder.case))
    assert "Nell Newcomer" not in page_text(page)
    form = {**WHY, "email": newcomer.email.upper()}
    page = client_for(builder.cast.supervisor).post(
        page_url("record-conflict", builder.case), form, follow=True
    )
    assert "Nell Newcomer" in page_text(page)
    grant_capacity("refer_cases", to=newcomer, on=builder.cast.police, by=newcomer, at=builder.at)
    assert client_for(newcomer).get(page_url("see-case", builder.case)).status_code == 404


@pytest.mark.parametrize("whom", ["nobody", "other side", "both", "neither"])
def test_an_unknown_address_and_one_of_the_other_side_are_refused_in_the_same_words(builder, whom):
    email = {"nobody": "x@example.org", "other side": builder.cast.manager.email, "neither": ""}
    form = {**WHY, "email": email.get(whom, builder.cast.inspector.email)}
    form |= {"person": builder.cast.officer.pk} if whom == "both" else {}
    page = client_for(builder.cast.supervisor).post(page_url("record-conflict", builder.case), form)
    words = {"both": "and not both", "neither": "and not both"}
    assert words.get(whom, "There is no one else of your side with this email") in page_text(page)
    assert not Conflict.objects.unscoped("test").exists()


def test_an_attempt_by_an_account_joined_later_is_reported_to_the_recorder(builder):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    add_conflict(builder.cast.other_prosecutor, builder.case, at=builder.at)
    join_two_accounts(builder)
    client_for(builder.cast.other_prosecutor).get(page_url("see-case", builder.case))
    assert len(record_conflict_attempts(at=timezone.now() + timedelta(minutes=1))) == 2
    deliveries = Delivery.objects.filter(notice="conflict_attempt")
    assert set(deliveries.values_list("recipient__name", flat=True)) == {
        "Sue Supervisor", "Ines Inspector", "Mona Manager",
    }  # fmt: skip


def test_no_account_of_the_human_is_told_of_their_own_attempts(builder):
    builder.cast.second = person(builder.cast.police, "inspect_cases", name="Ina Also-Officer")
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    join_two_accounts(builder, OWN, "second")
    client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    record_conflict_attempts(at=timezone.now() + timedelta(minutes=1))
    deliveries = Delivery.objects.filter(notice="conflict_attempt")
    assert "Ina Also-Officer" not in set(deliveries.values_list("recipient__name", flat=True))
    assert Suspect.objects.for_scope(scope(builder.cast.second, builder.at)).count() == 0
