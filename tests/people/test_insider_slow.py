"""Alerts on misuse that is spread over hours or days, or done under two accounts at one place."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from people.alerts.actions.find import find_misuse
from people.models import AuditEntry, InsiderAlert, Operation, User
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
NAMED = ["officer_in_case", "refer_cases"]


@module_fixture
def builder() -> CaseBuilder:
    return CaseBuilder(cast())


def log_act(who: User, verb: str, at: datetime, case: object = None, **facts: object) -> None:
    """One entry; on a case, by somebody who is named on it."""
    defaults = {"operation": Operation.CONSULTATION, "capacities": NAMED}
    if case:
        defaults |= {"kind": "cases.Case", "ids": [str(case)], "case_id": case}
    AuditEntry.objects.create(user=who, verb=verb, at=at, **(defaults | facts))


def rules_found(at: datetime) -> list[str]:
    return sorted(each.rule for each in find_misuse(since=at - timedelta(seconds=30), at=at))


def days_before(now: datetime, number: int, within: int) -> list[datetime]:
    """Moments spread evenly over the days before now, the last of them now."""
    step = timedelta(days=within) / number
    return [now - step * n for n in reversed(range(number))]


@pytest.mark.parametrize(
    ("taken", "worked_on", "found"), [(20, 0, []), (21, 0, ["copies_without_work"]), (21, 1, [])]
)
def test_documents_of_many_cases_taken_in_a_week_without_work(
    builder: CaseBuilder, taken: int, worked_on: int, found: list[str]
) -> None:
    who, now = builder.cast.officer, timezone.now()
    cases = [uuid4() for _ in range(taken)]
    for case, at in zip(cases, days_before(now, taken, within=6), strict=True):
        for _ in range(2):  # two documents of a case are one case
            log_act(who, "download_document", at, case, operation=Operation.DISCLOSURE)
    for case in cases[:worked_on]:
        log_act(who, "add_note", now - timedelta(hours=1), case, operation=Operation.ALTERATION)
    assert rules_found(now) == found


def test_documents_taken_more_than_a_week_ago_do_not_count(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, 21, within=9):
        log_act(who, "download_document", at, uuid4(), operation=Operation.DISCLOSURE)
    assert rules_found(now) == []


@pytest.mark.parametrize(
    ("capacities", "number", "within", "found"),
    [
        (NAMED, 6, 1, ["reveals_without_work"]),
        (NAMED, 5, 1, []),
        (["contact_victims"], 6, 1, []),
        (NAMED, 9, 6, ["reveals_without_work_of_a_week"]),
        (NAMED, 8, 6, []),
        (["contact_victims"], 16, 6, ["reveals_without_contact"]),
        (["contact_victims"], 15, 6, []),
    ],
)
def test_identities_opened_with_nothing_done_on_the_case(
    builder: CaseBuilder, capacities: list[str], number: int, within: int, found: list[str]
) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, number, within):
        log_act(who, "reveal_identity", at, uuid4(), capacities=capacities)
    assert rules_found(now) == found


@pytest.mark.parametrize("held", [["refer_cases"], NAMED])
def test_one_identity_opened_by_an_officer_without_a_part_in_the_case(
    builder: CaseBuilder, held: list[str]
) -> None:
    now = timezone.now()
    log_act(builder.cast.officer, "reveal_identity", now, uuid4(), capacities=held)
    assert rules_found(now) == ([] if held == NAMED else ["reveal_without_part"])


def test_an_identity_opened_by_an_officer_who_stands_in_and_did_something(
    builder: CaseBuilder,
) -> None:
    who, now, case = builder.cast.officer, timezone.now(), uuid4()
    held = {"capacities": ["refer_cases"]}
    log_act(who, "add_note", now - timedelta(hours=2), case, operation=Operation.ALTERATION, **held)
    log_act(who, "reveal_identity", now, case, **held)
    assert rules_found(now) == []


@pytest.mark.parametrize(("number", "found"), [(16, []), (17, ["privilege_changes_of_a_week"])])
def test_changes_of_access_spread_over_a_week(
    builder: CaseBuilder, number: int, found: list[str]
) -> None:
    """At noon of days of one week: at night and at weekends each change is another alert."""
    who = person(builder.cast.police, "administer_accounts", name="Ada Ministrator")
    today = timezone.now().replace(hour=12, minute=0)
    monday = today + timedelta(days=7 - today.weekday())
    for n in range(number):
        at = monday + timedelta(days=n // 5, minutes=n)
        log_act(who, "propose_access", at, operation=Operation.ALTERATION, capacities=[])
    assert rules_found(at) == found


def test_an_identity_that_was_opened_to_call_is_no_misuse(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, 7, within=1):
        case = uuid4()
        log_act(who, "reveal_identity", at, case)
        log_act(who, "record_contact", at, case, operation=Operation.COLLECTION)
    assert rules_found(now) == []


def test_what_a_form_refused_is_no_work_on_the_case(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, 6, within=1):
        case = uuid4()
        log_act(who, "reveal_identity", at, case)
        log_act(who, "add_note", at, case, operation=Operation.ALTERATION, refused="Not allowed")
    assert rules_found(now) == ["reveals_without_work"]


@pytest.mark.parametrize(("number", "found"), [(15, []), (16, ["enumeration_of_a_day"])])
def test_case_after_case_asked_for_in_vain_over_a_day(
    builder: CaseBuilder, number: int, found: list[str]
) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, number, within=1):
        log_act(who, "see_case", at, uuid4(), refused="Not found")
    assert rules_found(now) == found


class TestApprovedWhereAnotherWorks:
    """Access that is approved at the desk of whoever proposed it."""

    @pytest.fixture
    def two(self, builder: CaseBuilder) -> list[User]:
        police = builder.cast.police
        return [person(police, "administer_accounts", name=f"Ada Ministrator {n}") for n in "12"]

    @pytest.fixture
    def noon(self) -> datetime:
        """Noon of the next Wednesday: at night and at weekends each change is another alert."""
        today = timezone.now().replace(hour=12, minute=0)
        return today + timedelta(days=(2 - today.weekday()) % 7 or 7)

    @staticmethod
    def approve(two: list[User], *, at: datetime, minutes: int = 5) -> list[str]:
        """The first proposes and, minutes later, the second approves, from one address."""
        facts = {"operation": Operation.ALTERATION, "address": "10.1.1.7", "capacities": []}
        log_act(two[0], "propose_access", at - timedelta(minutes=minutes), **facts)
        log_act(two[1], "approve_access", at, **facts)
        return rules_found(at)

    def test_is_found(self, two: list[User], noon: datetime) -> None:
        assert self.approve(two, at=noon) == ["approved_where_another_works"]
        assert InsiderAlert.objects.get().person == two[1]

    def test_is_found_if_the_account_worked_elsewhere_that_day(
        self, two: list[User], noon: datetime
    ) -> None:
        log_act(two[1], "sign_in", noon - timedelta(hours=2), address="10.1.1.8", capacities=[])
        assert self.approve(two, at=noon) == ["approved_where_another_works"]

    def test_is_none_where_a_whole_office_has_one_address(
        self, two: list[User], noon: datetime
    ) -> None:
        log_act(two[1], "sign_in", noon - timedelta(days=3), address="10.1.1.7", capacities=[])
        assert self.approve(two, at=noon) == []

    def test_is_none_more_than_an_hour_later(self, two: list[User], noon: datetime) -> None:
        assert self.approve(two, at=noon, minutes=61) == []


def test_a_look_back_does_not_hide_one_a_week_later(builder: CaseBuilder) -> None:
    who, now, case = builder.cast.officer, timezone.now(), uuid4()
    log_act(who, "see_case", now - timedelta(days=40), case)
    for days in (8, 1):
        at = now - timedelta(days=days)
        log_act(who, "see_case", at, case, capacities=["refer_cases"])
        assert rules_found(at) == ["return_after_leaving"]
        log_act(who, "see_case", at, case, capacities=["refer_cases"])
        assert rules_found(at) == []
