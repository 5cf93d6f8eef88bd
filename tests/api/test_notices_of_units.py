"""A system without an officer reads the notices for its units, once each and without a person."""

from datetime import timedelta
from itertools import chain, count
from uuid import uuid4

import pytest

from cases.case_access.actions import conflicts
from cases.desk.queries import notices as queries
from cases.referrals.actions import referrals
from devtools.case_builder import MONDAY, CaseBuilder, cast, person
from people.access import grants
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.actions import outbox
from timeliness.models import Delivery
from timeliness.models.reminder import Stage
from timeliness.notices import NOTICE_TITLES, UNIT_NOTICES

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together. Both sides know the reason."}
LATER = count(1)  # transaction ids, increasing and long finished
# Notices for one person or about named roles and monitoring, listed by hand as well.
OF_PEOPLE = {
    "conflict_declared", "conflict_attempt", "no_officer", "no_prosecutor", "urn_collision",
    "allocated", "reallocated", "officer_named", "cover_ended", "mentioned", "advice_wanted",
    "upload_not_added", "named_to_settle", "outcome_proposed", "review_named", "follow_up_asked",
    "second_look_named", "support_given", "agreement_withdrawn", *Stage,
}  # fmt: skip


@module_fixture
def builder():
    return CaseBuilder(cast())


@pytest.fixture
def unit_system(builder):
    return Caller(builder.cast.police)


def mark_as_written(**which):
    """Mark these notices as written by a finished transaction."""
    Delivery.objects.filter(**which).update(written_in=next(LATER))


def get_notices(caller, after=None):
    answer = caller.get("/api/notices/", {"after": after} if after else {})
    assert answer.status_code == 200, answer.content
    return answer.json()


def all_notices(caller):
    """[(notice, about, recipient)], oldest first."""
    rows, page = [], get_notices(caller)
    while page["notices"]:
        rows += [(each["notice"], each["about"], each["recipient"]) for each in page["notices"]]
        page = get_notices(caller, page["next"])
    return rows


def notify_of_case(builder, notice, *people, **more):
    """Notify people of the case in one transaction. Returns the ids of the notices."""
    facts = {
        "about": builder.case.pk,
        "subject": builder.urn,
        "notice": notice,
        "created_at": MONDAY,
    }
    facts |= {"send_after": MONDAY, "written_in": next(LATER)} | more
    return [str(Delivery.objects.create(pk=uuid4(), recipient=each, **facts).pk) for each in people]


def test_a_system_reads_no_notice_of_a_conflict_and_a_supervisor_their_own(builder, unit_system):
    builder.do(conflicts.declare_conflict, "officer", case=builder.case, **WHY)
    mark_as_written()
    assert {each.notice for each in Delivery.objects.all()} == {"conflict_declared", "no_officer"}
    assert all_notices(unit_system) == []
    assert get_notices(unit_system)["notices"] == []

    watch = builder.cast.supervisor
    rows = {(name, to) for name, _about, to in all_notices(unit_system.for_(watch))}
    assert rows == {("conflict_declared", watch.email), ("no_officer", watch.email)}
    page = client_for(watch).get(page_url("see-notices")).context["page"]
    assert {row[2] for row in page.rows} == {str(NOTICE_TITLES[name]) for name, _to in rows}


@pytest.mark.parametrize("in_conflict", [(), ("officer", "inspector"), ("inspector",)])
def test_a_unit_gets_one_notice_however_many_of_it_are_notified(builder, unit_system, in_conflict):
    """
    And none where the case is walled from anyone whom the system serves: it is not there at all.

    A number of notices that changes with who of the unit is in conflict would reveal who it is.
    """
    person(builder.cast.police, "refer_cases")
    builder.submit()
    Delivery.objects.all().delete()
    for who in in_conflict:
        facts = {"case": builder.case, "person": getattr(builder.cast, who)} | WHY
        builder.do(conflicts.record_conflict, "supervisor", **facts)
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=MONDAY.date(),
    )  # fmt: skip
    mark_as_written()
    one = [("referral_returned", str(builder.case.pk), None)]
    assert all_notices(unit_system) == ([] if in_conflict else one)
    assert unit_system.get(f"/api/cases/{builder.case.pk}/").status_code == (
        404 if in_conflict else 200
    )


@pytest.mark.register
def test_each_kind_says_whether_units_are_told_and_no_other_is(builder, unit_system):
    for notice in NOTICE_TITLES:
        notify_of_case(builder, notice, builder.cast.supervisor)
    assert [name for name, *_more in all_notices(unit_system)] == [
        each for each in NOTICE_TITLES if each in UNIT_NOTICES
    ]
    named = unit_system.for_(builder.cast.supervisor)
    assert [name for name, *_more in all_notices(named)] == [*NOTICE_TITLES]


def test_notices_for_people_are_not_for_units():
    assert {*NOTICE_TITLES} >= OF_PEOPLE
    assert not OF_PEOPLE & {*UNIT_NOTICES}
    assert {*UNIT_NOTICES} < {*NOTICE_TITLES}


def test_a_notice_to_several_of_a_unit_comes_once_wherever_a_page_ends(
    builder, unit_system, settings, monkeypatch
):
    settings.ROWS_AT_ONCE = 2
    monkeypatch.setattr(queries, "BATCH_SIZE", 2)
    several = [builder.cast.supervisor, builder.cast.inspector, builder.cast.officer]
    wanted = []
    for _time in range(3):
        wanted.append(min(notify_of_case(builder, "sign_off_wanted", *several)))
        notify_of_case(builder, "conflict_declared", *several)
    assert wanted == [row["id"] for page in notice_pages(unit_system) for row in page]
    assert [len(page) for page in notice_pages(unit_system)] == [2, 1]


def notice_pages(caller):
    page = get_notices(caller)
    while page["notices"]:
        yield page["notices"]
        page = get_notices(caller, page["next"])


def test_a_notice_from_before_a_restored_backup_is_not_taken_for_a_new_one(builder, unit_system):
    for n in range(3):
        then = {"created_at": MONDAY + timedelta(days=n), "written_in": 0}
        notify_of_case(builder, "turn_began", builder.cast.supervisor, builder.cast.officer, **then)
    notify_of_case(
        builder, "turn_began", builder.cast.supervisor, subject="suspect 2", written_in=0
    )
    assert len(all_notices(unit_system)) == 4


def test_after_a_backup_is_restored_no_page_is_empty_before_the_last(
    builder, unit_system, settings, monkeypatch
):
    settings.ROWS_AT_ONCE = 2
    monkeypatch.setattr(queries, "BATCH_SIZE", 2)
    several = [builder.cast.supervisor, builder.cast.inspector, builder.cast.officer]
    for n in range(30):
        notify_of_case(builder, "turn_began", *several, created_at=MONDAY + timedelta(days=n))
    outbox.doubt_all_deliveries(at=MONDAY)
    [newest] = notify_of_case(builder, "sign_off_wanted", builder.cast.supervisor)
    found = list(chain.from_iterable(notice_pages(unit_system)))
    at = [each["at"] for each in found[:-1]]
    assert len(at) == 30 and at == sorted(at)
    assert found[-1]["id"] == newest


def test_a_hidden_notice_neither_shortens_nor_ends_a_page(
    builder, unit_system, settings, monkeypatch
):
    settings.ROWS_AT_ONCE = 2
    monkeypatch.setattr(queries, "BATCH_SIZE", 2)
    for _time in range(2 * queries.MAX_BATCHES + 3):
        notify_of_case(builder, "conflict_declared", builder.cast.supervisor)
    [shown] = notify_of_case(builder, "sign_off_wanted", builder.cast.supervisor)
    assert [each["id"] for each in get_notices(unit_system)["notices"]] == [shown]


def test_a_system_reads_no_notice_about_a_case_its_units_may_not_read(builder, unit_system):
    notify_of_case(builder, "sign_off_wanted", builder.cast.supervisor)
    assert all_notices(Caller(builder.cast.cps)) == []
    type(builder.case).objects.unscoped("test").filter(pk=builder.case.pk).update(
        is_restricted=True
    )
    grants.grant_capacity("allowed_on_case", to=builder.cast.supervisor, on=builder.case,
                 by=builder.cast.supervisor, at=MONDAY)  # fmt: skip
    assert all_notices(unit_system) == []
    assert len(all_notices(unit_system.for_(builder.cast.supervisor))) == 1
