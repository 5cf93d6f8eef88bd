"""Requests for a case by a person in conflict with it: the answer, and the notices to managers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.models import Case, ConflictAttempt
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import audit_log
from tests.security.test_hidden_is_missing import comparable_response as bytes_of
from tests.support.cases.conflicts import add_conflict, lift_conflict_row
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from timeliness.notices import notice_mail
from timeliness.queries import drop_reason

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate().plan()


def open_pages(user, *addresses):
    browser = client_for(user)
    return [browser.get(address) for address in addresses]


def people_told_of_attempts():
    rows = Delivery.objects.filter(notice="conflict_attempt").order_by("recipient__name")
    return list(rows.values_list("recipient__name", flat=True))


def moment_after(**more):
    return timezone.now() + timedelta(**more)


def test_everything_of_the_case_answers_the_bytes_of_what_is_not_there(builder):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    browser = client_for(builder.cast.officer)
    browser.get("/")  # the very first response sets the session cookie
    for name, row in (
        ("see-case", builder.case),
        ("record-custody", builder.suspects[0]),
        ("see-item", builder.items[0]),
        ("see-conflicts", builder.case),
        ("see-documents", builder.case),
        ("see-case-victims", builder.case),
    ):
        hidden = browser.get(page_url(name, row))
        address = page_url(name, row).replace(str(row.pk), str(uuid4()))
        missing = browser.get(address)
        assert hidden.status_code == missing.status_code == 404
        assert bytes_of(hidden) == bytes_of(missing)


def test_the_managers_of_their_unit_are_told_once_a_day_however_often_they_ask(builder):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    open_pages(
        builder.cast.officer,
        page_url("see-case", builder.case),
        page_url("see-item", builder.items[0]),
    )
    record_conflict_attempts(at=moment_after())
    assert people_told_of_attempts() == ["Ines Inspector", "Sue Supervisor"]
    open_pages(builder.cast.officer, page_url("see-case", builder.case))
    record_conflict_attempts(at=moment_after())
    record_conflict_attempts(at=moment_after())
    assert len(people_told_of_attempts()) == 2
    assert ConflictAttempt.objects.unscoped("test").count() == 1


@pytest.mark.parametrize("what", ["see-item", "record-custody", "see-case-victims"])
def test_an_attempt_at_any_part_is_an_attempt_at_the_case(builder, what):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    row = {"see-item": builder.items[0], "record-custody": builder.suspects[0]}.get(
        what, builder.case
    )
    open_pages(builder.cast.officer, page_url(what, row))
    assert len(record_conflict_attempts(at=moment_after())) == 1


def test_the_mail_says_where_to_look_and_neither_the_case_nor_who(builder):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    open_pages(builder.cast.officer, page_url("see-case", builder.case))
    record_conflict_attempts(at=moment_after())
    for delivery in Delivery.objects.filter(notice="conflict_attempt"):
        assert not drop_reason(delivery.reference, at=moment_after())
        text = " ".join(notice_mail(delivery))
        assert builder.urn not in text and "Olive" not in text and "relative" not in text.lower()
    page = client_for(builder.cast.supervisor).get("/notices/")
    assert "Someone tried to open a case that they may not see" in page_text(page)
    shown = page_text(
        client_for(builder.cast.supervisor).get(page_url("see-conflicts", builder.case))
    )
    assert "Tried to open a page of this case and was shown nothing" in shown


def test_a_manager_in_conflict_is_never_told_another_of_their_unit_is(builder):
    add_conflict(builder.cast.supervisor, builder.case, at=builder.at)
    open_pages(builder.cast.supervisor, page_url("see-case", builder.case))
    record_conflict_attempts(at=moment_after())
    assert people_told_of_attempts() == ["Ines Inspector"]


def test_where_every_manager_is_in_conflict_no_manager_is_told_and_the_row_waits(builder):
    for who in (builder.cast.supervisor, builder.cast.inspector):
        add_conflict(who, builder.case, at=builder.at)
    open_pages(builder.cast.supervisor, page_url("see-case", builder.case))
    record_conflict_attempts(at=moment_after())
    assert people_told_of_attempts() == []
    new = person(builder.cast.police, "supervise_cases")
    shown = page_text(client_for(new).get(page_url("see-conflicts", builder.case)))
    assert "Tried to open a page of this case and was shown nothing" in shown


def test_of_the_cps_the_legal_manager_is_told(builder):
    add_conflict(builder.cast.prosecutor, builder.case, at=builder.at)
    open_pages(builder.cast.prosecutor, page_url("see-case", builder.case))
    record_conflict_attempts(at=moment_after())
    assert people_told_of_attempts() == ["Mona Manager"]


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
def test_no_other_refusal_is_notified(builder, what):
    who, address = builder.cast.officer, page_url("see-case", builder.case)
    other = CaseBuilder(builder.cast).submit()
    if what != "before":
        row = add_conflict(who, builder.case, at=builder.at)
    if what == "missing":
        address = address.replace(str(builder.case.pk), str(uuid4()))
    elif what == "another case":
        address = page_url("see-case", other.case)
    elif what == "another person":
        who = person(CaseBuilder(cast()).cast.police, "refer_cases")
    elif what == "before":
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
        who = builder.cast.inspector
    if what == "refused otherwise":
        audit_log.record_entry(
            operation="alteration",
            verb="add_suspect",
            by=scope(who, moment_after()),
            at=moment_after(),
            kind="cases.Case",
            ids=[builder.case.pk],
            case_id=builder.case.pk,
            refused="Not now.",
        )
    else:
        open_pages(who, address)
    if what == "before":
        add_conflict(who, builder.case, at=moment_after())
    elif what == "lifted":
        lift_conflict_row(row, at=moment_after())
    assert record_conflict_attempts(at=moment_after()) == [] and people_told_of_attempts() == []


def test_the_next_day_they_are_told_again(builder):
    conflict = add_conflict(builder.cast.officer, builder.case, at=builder.at)
    ConflictAttempt.objects.unscoped("test").create(
        case=builder.case, conflict=conflict, only_side="POLICE", at=moment_after(days=-1),
        on=moment_after(days=-1).date(),
    )  # fmt: skip
    open_pages(builder.cast.officer, page_url("see-case", builder.case))
    assert len(record_conflict_attempts(at=moment_after())) == 1


def test_a_person_in_conflict_gets_no_mail_about_the_case_from_then_on(builder):
    person_ = scope(builder.cast.officer, builder.at)
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    rows = Delivery.objects.filter(recipient=person_.user_id, about=builder.case.pk)
    assert rows
    assert all(drop_reason(row.reference, at=builder.at) for row in rows)


def test_the_look_takes_as_many_questions_for_many_attempts_as_for_one(
    builder, django_assert_max_num_queries
):
    add_conflict(builder.cast.officer, builder.case, at=builder.at)
    open_pages(builder.cast.officer, page_url("see-case", builder.case))
    record_conflict_attempts(at=moment_after())
    open_pages(
        builder.cast.officer,
        *[page_url("see-case", builder.case)] * 5,
        page_url("see-item", builder.items[0]),
    )
    with django_assert_max_num_queries(7):
        record_conflict_attempts(at=moment_after())
