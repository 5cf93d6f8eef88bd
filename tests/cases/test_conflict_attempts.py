"""Requests for a case by a person in conflict with it: the answer, and the notices to managers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.models import Case, ConflictAttempt
from devtools.case_builder import Road, cast, person, scope
from people.access import audit_log
from tests.security.test_hidden_is_missing import said as bytes_of
from tests.support.cases.conflicts import in_conflict, lifted
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery
from timeliness.notices import notice_mail
from timeliness.queries import drop_reason

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate().plan()


def asks(user, *addresses):
    browser = as_(user)
    return [browser.get(address) for address in addresses]


def told():
    rows = Delivery.objects.filter(notice="conflict_attempt").order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def later(**more):
    return timezone.now() + timedelta(**more)


def test_everything_of_the_case_answers_the_bytes_of_what_is_not_there(road):
    in_conflict(road.cast.officer, road.case, at=road.at)
    browser = as_(road.cast.officer)
    browser.get("/")  # the very first response sets the session cookie
    for name, row in (
        ("see-case", road.case), ("record-custody", road.suspects[0]), ("see-item", road.items[0]),
        ("see-conflicts", road.case), ("see-documents", road.case), ("see-case-victims", road.case),
    ):  # fmt: skip
        hidden = browser.get(at(name, row))
        address = at(name, row).replace(str(row.pk), str(uuid4()))
        missing = browser.get(address)
        assert hidden.status_code == missing.status_code == 404
        assert bytes_of(hidden) == bytes_of(missing)


def test_the_managers_of_their_unit_are_told_once_a_day_however_often_they_ask(road):
    in_conflict(road.cast.officer, road.case, at=road.at)
    asks(road.cast.officer, at("see-case", road.case), at("see-item", road.items[0]))
    record_conflict_attempts(at=later())
    assert told() == ["Ines Inspector", "Sue Supervisor"]
    asks(road.cast.officer, at("see-case", road.case))
    record_conflict_attempts(at=later())
    record_conflict_attempts(at=later())
    assert len(told()) == 2
    assert ConflictAttempt.objects.unscoped("test").count() == 1


@pytest.mark.parametrize("what", ["see-item", "record-custody", "see-case-victims"])
def test_an_attempt_at_any_part_is_an_attempt_at_the_case(road, what):
    in_conflict(road.cast.officer, road.case, at=road.at)
    row = {"see-item": road.items[0], "record-custody": road.suspects[0]}.get(what, road.case)
    asks(road.cast.officer, at(what, row))
    assert len(record_conflict_attempts(at=later())) == 1


def test_the_mail_says_where_to_look_and_neither_the_case_nor_who(road):
    in_conflict(road.cast.officer, road.case, at=road.at)
    asks(road.cast.officer, at("see-case", road.case))
    record_conflict_attempts(at=later())
    for delivery in Delivery.objects.filter(notice="conflict_attempt"):
        assert not drop_reason(delivery.reference, at=later())
        text = " ".join(notice_mail(delivery))
        assert road.urn not in text and "Olive" not in text and "relative" not in text.lower()
    page = as_(road.cast.supervisor).get("/notices/")
    assert "Someone tried to open a case that they may not see" in said(page)
    shown = said(as_(road.cast.supervisor).get(at("see-conflicts", road.case)))
    assert "Tried to open a page of this case and was shown nothing" in shown


def test_a_manager_in_conflict_is_never_told_another_of_their_unit_is(road):
    in_conflict(road.cast.supervisor, road.case, at=road.at)
    asks(road.cast.supervisor, at("see-case", road.case))
    record_conflict_attempts(at=later())
    assert told() == ["Ines Inspector"]


def test_where_every_manager_is_in_conflict_nobody_is_told_and_the_row_waits(road):
    for who in (road.cast.supervisor, road.cast.inspector):
        in_conflict(who, road.case, at=road.at)
    asks(road.cast.supervisor, at("see-case", road.case))
    record_conflict_attempts(at=later())
    assert told() == []
    new = person(road.cast.police, "supervise_cases")
    shown = said(as_(new).get(at("see-conflicts", road.case)))
    assert "Tried to open a page of this case and was shown nothing" in shown


def test_of_the_cps_the_legal_manager_is_told(road):
    in_conflict(road.cast.prosecutor, road.case, at=road.at)
    asks(road.cast.prosecutor, at("see-case", road.case))
    record_conflict_attempts(at=later())
    assert told() == ["Mona Manager"]


@pytest.mark.parametrize(
    "what",
    [
        "missing",
        "another case",
        "another person",
        "before",
        "lifted",
        "refused otherwise",
    ],
)
def test_no_other_refusal_is_notified(road, what):
    who, address = road.cast.officer, at("see-case", road.case)
    other = Road(road.cast).submit()
    if what != "before":
        row = in_conflict(who, road.case, at=road.at)
    if what == "missing":
        address = address.replace(str(road.case.pk), str(uuid4()))
    elif what == "another case":
        address = at("see-case", other.case)
    elif what == "another person":
        who = person(Road(cast()).cast.police, "refer_cases")
    elif what == "before":
        Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
        who = road.cast.inspector
    if what == "refused otherwise":
        audit_log.record_entry(
            operation="alteration", verb="add_suspect", by=scope(who, later()), at=later(),
            kind="cases.Case", ids=[road.case.pk], case_id=road.case.pk, refused="Not now.",
        )  # fmt: skip
    else:
        asks(who, address)
    if what == "before":
        in_conflict(who, road.case, at=later())
    elif what == "lifted":
        lifted(row, at=later())
    assert record_conflict_attempts(at=later()) == [] and told() == []


def test_the_next_day_they_are_told_again(road):
    conflict = in_conflict(road.cast.officer, road.case, at=road.at)
    ConflictAttempt.objects.unscoped("test").create(
        case=road.case, conflict=conflict, only_side="POLICE", at=later(days=-1),
        on=later(days=-1).date(),
    )  # fmt: skip
    asks(road.cast.officer, at("see-case", road.case))
    assert len(record_conflict_attempts(at=later())) == 1


def test_a_person_in_conflict_gets_no_mail_about_the_case_from_then_on(road):
    person_ = scope(road.cast.officer, road.at)
    in_conflict(road.cast.officer, road.case, at=road.at)
    rows = Delivery.objects.filter(recipient=person_.user_id, about=road.case.pk)
    assert rows
    assert all(drop_reason(row.reference, at=road.at) for row in rows)


def test_the_look_takes_as_many_questions_for_many_attempts_as_for_one(
    road, django_assert_max_num_queries
):
    in_conflict(road.cast.officer, road.case, at=road.at)
    asks(road.cast.officer, at("see-case", road.case))
    record_conflict_attempts(at=later())
    asks(road.cast.officer, *[at("see-case", road.case)] * 5, at("see-item", road.items[0]))
    with django_assert_max_num_queries(7):
        record_conflict_attempts(at=later())
