"""Alerts on misuse that is spread over hours or days, or done under two accounts at one place."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from people.alerts.actions.find import find_misuse
from people.models import AuditEntry, InsiderAlert, Operation, User
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
OFFICER = ["refer_cases"]
NAMED = ["officer_in_case", *OFFICER]
REVEAL = "reveal_identity"


@module_fixture
def builder() -> CaseBuilder:
    return CaseBuilder(cast())


def log_act(who: User, verb: str, at: datetime, case: object = None, **facts: object) -> None:
    """One entry; on a case, by somebody who is named on it."""
    defaults = {"operation": Operation.CONSULTATION, "capacities": NAMED}
    if case:
        defaults |= {"kind": "cases.Case", "ids": [str(case)], "case_id": case}
    AuditEntry.objects.create(user=who, verb=verb, at=at, **(defaults | facts))


def rules_found(at: datetime, *, since: datetime | None = None) -> list[str]:
    """The rules of the alerts that a run at this moment makes, half a minute after the last."""
    found = find_misuse(since=since or at - timedelta(seconds=30), at=at)
    return sorted(each.rule for each in found)


def rules_found_later(at: datetime) -> list[str]:
    """The rules of the alerts when what was opened at this moment is judged."""
    return rules_found(at + timedelta(hours=2))


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
    assert rules_found_later(now) == found


def test_documents_taken_more_than_a_week_ago_do_not_count(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, 21, within=9):
        log_act(who, "download_document", at, uuid4(), operation=Operation.DISCLOSURE)
    assert rules_found_later(now) == []


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
        log_act(who, REVEAL, at, uuid4(), capacities=capacities)
    assert rules_found_later(now) == found


@pytest.mark.parametrize("held", [["refer_cases"], NAMED])
def test_one_identity_opened_by_an_officer_without_a_part_in_the_case(
    builder: CaseBuilder, held: list[str]
) -> None:
    now = timezone.now()
    log_act(builder.cast.officer, REVEAL, now, uuid4(), capacities=held)
    assert rules_found_later(now) == ([] if held == NAMED else ["reveal_without_part"])


def test_an_identity_opened_by_an_officer_who_stands_in_and_did_something(
    builder: CaseBuilder,
) -> None:
    who, now, case = builder.cast.officer, timezone.now(), uuid4()
    held = {"capacities": ["refer_cases"]}
    log_act(who, "add_note", now - timedelta(hours=2), case, operation=Operation.ALTERATION, **held)
    log_act(who, REVEAL, now, case, **held)
    assert rules_found_later(now) == []


def test_an_identity_that_was_opened_to_call_is_no_misuse(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, 7, within=1):
        case = uuid4()
        log_act(who, REVEAL, at, case)
        log_act(who, "record_contact", at, case, operation=Operation.COLLECTION)
    assert rules_found_later(now) == []


def test_what_is_done_within_two_hours_after_it_counts(builder: CaseBuilder) -> None:
    who, now, case = builder.cast.officer, timezone.now(), uuid4()
    log_act(who, REVEAL, now, case, capacities=OFFICER)
    assert rules_found(now) == []
    later = {"operation": Operation.COLLECTION, "capacities": OFFICER}
    log_act(who, "record_contact", now + timedelta(minutes=20), case, **later)
    assert rules_found_later(now) == []


@pytest.mark.parametrize(
    ("verb", "operation", "found"),
    [
        ("save_draft", Operation.COLLECTION, ["reveal_without_part"]),
        ("refer_to_service", Operation.DISCLOSURE, []),
        ("download_document", Operation.DISCLOSURE, ["reveal_without_part"]),
    ],
)
def test_what_is_work_on_a_case(
    builder: CaseBuilder, verb: str, operation: Operation, found: list[str]
) -> None:
    who, now, case = builder.cast.officer, timezone.now(), uuid4()
    for done, how in ((verb, operation), (REVEAL, Operation.CONSULTATION)):
        log_act(who, done, now, case, operation=how, capacities=OFFICER)
    assert rules_found_later(now) == found


def test_the_draft_of_why_somebody_opens_an_identity_does_not_hide_that_they_did(
    builder: CaseBuilder,
) -> None:
    """Through the page, which saves what is typed so far."""
    stranger = person(builder.cast.police, "refer_cases", name="Cole League")
    browser, address = client_for(stranger), page_url("reveal-identity", builder.victim)
    form_key = browser.get(address).context["form"]["form_key"].value()
    typed = {"form_key": form_key, "reason": "A colleague asked me to call her."}
    browser.post(address, typed | {"save_draft": "1"})
    browser.post(address, typed)
    now = timezone.now()
    logged = AuditEntry.objects.filter(user=stranger, case_id=builder.case.pk)
    assert {"save_draft", REVEAL} <= set(logged.values_list("verb", flat=True))
    assert rules_found_later(now) == ["reveal_without_part"]


def test_what_is_signed_off_is_no_file_that_was_taken(builder: CaseBuilder) -> None:
    who, now = builder.cast.supervisor, timezone.now()
    for at in days_before(now, 25, within=6):
        log_act(who, "sign_referral_off", at, uuid4(), operation=Operation.DISCLOSURE)
    assert rules_found_later(now) == []


def test_one_identity_does_not_hide_another_of_the_day(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for minutes in (0, 5):
        at = now + timedelta(minutes=minutes)
        log_act(who, REVEAL, at, uuid4(), capacities=OFFICER)
        assert rules_found_later(at) == ["reveal_without_part"]


def test_a_worker_that_was_away_for_days_judges_what_it_missed(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    log_act(who, REVEAL, now - timedelta(days=2), uuid4(), capacities=OFFICER)
    log_act(who, REVEAL, now - timedelta(hours=3), uuid4(), capacities=OFFICER)
    assert rules_found(now, since=now - timedelta(days=3)) == ["reveal_without_part"] * 2


def test_an_identity_is_judged_when_nobody_has_done_anything_since(builder: CaseBuilder) -> None:
    """The worker looks at the person though they have long gone home."""
    who, now = builder.cast.officer, timezone.now()
    log_act(who, REVEAL, now, uuid4(), capacities=OFFICER)
    for minutes in (30, 60, 90, 119):
        assert rules_found(now + timedelta(minutes=minutes)) == []
    assert rules_found_later(now) == ["reveal_without_part"]


def test_what_a_form_refused_is_no_work_on_the_case(builder: CaseBuilder) -> None:
    who, now = builder.cast.officer, timezone.now()
    for at in days_before(now, 6, within=1):
        case = uuid4()
        log_act(who, REVEAL, at, case)
        log_act(who, "add_note", at, case, operation=Operation.ALTERATION, refused="Not allowed")
    assert rules_found_later(now) == ["reveals_without_work"]


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

    @pytest.mark.parametrize(
        "facts", [{"operation": Operation.CONSULTATION}, {"refused": "Not allowed"}]
    )
    def test_is_none_where_another_only_opened_a_page(
        self, two: list[User], noon: datetime, facts: dict[str, object]
    ) -> None:
        at = noon - timedelta(minutes=5)
        address = {"address": "10.1.1.7", "capacities": []}
        changed = {"operation": Operation.ALTERATION} | address
        log_act(two[0], "take_capacity_back", at, **(changed | facts))
        log_act(two[1], "approve_access", noon, **changed)
        assert rules_found(noon) == []

    def test_is_none_of_who_carries_out_what_another_approved(
        self, two: list[User], noon: datetime
    ) -> None:
        facts = {"operation": Operation.ALTERATION, "address": "10.1.1.7", "capacities": []}
        log_act(two[0], "approve_access", noon - timedelta(minutes=5), **facts)
        log_act(two[1], "carry_out_access", noon, **facts)
        assert rules_found(noon) == []

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
