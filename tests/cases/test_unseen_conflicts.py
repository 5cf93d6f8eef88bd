"""Whoever should not look at a case declares so by its URN, and learns nothing by it."""

import pytest

from cases.case_access.actions import unseen_conflicts as actions
from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.models import Case, Conflict
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import AuditEntry, Human, User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = {"kind": "RELATIVE", "reason": "The suspect is my brother."}
SAID = "If there is a case with this URN, your conflict of interest is recorded"
NO_SUCH = "52ZZ9999926"


@module_fixture
def builder():
    builder = CaseBuilder(cast()).allocate()
    office = make_administration_unit()
    builder.cast.auditor = person(office, "read_audit_log", name="Aud Auditor")
    builder.cast.newcomer = person(builder.cast.police, name="Nia Newcomer")
    return builder


def declare(builder, who, urn=""):
    builder.do(actions.declare_unseen_conflict, who, urn=urn or builder.urn, **WHY)


def conflicts():
    return Conflict.objects.unscoped("test").filter(lifted_at=None)


def sees(builder, user):
    return Case.objects.for_scope(scope(user, builder.at)).filter(pk=builder.case.pk).exists()


def told(notice="conflict_declared"):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def test_who_reads_the_case_gives_it_up_and_their_managers_are_told(builder):
    declare(builder, "officer")
    assert not sees(builder, builder.cast.officer)
    assert told() == {"Sue Supervisor", "Ines Inspector"}


def test_who_comes_to_the_unit_later_never_sees_it_under_any_account(builder):
    other = person(builder.cast.police, "refer_cases", name="Nia Newcomer again")
    people = [builder.cast.newcomer.pk, other.pk]
    User.objects.filter(pk__in=people).update(human=Human.objects.create())
    assert sees(builder, other)
    declare(builder, "newcomer")
    grants.grant_capacity(
        "refer_cases", to=builder.cast.newcomer, on=builder.cast.police, by=other, at=builder.at
    )
    assert not sees(builder, builder.cast.newcomer) and not sees(builder, other)


def test_an_auditor_reads_nothing_of_it_in_the_log(builder):
    client = client_for(builder.cast.auditor)
    log = page_url("read-audit-log") + f"?case={builder.case.pk}"
    client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    assert builder.urn in page_text(client.get(log))
    declare(builder, "auditor")
    assert builder.urn not in page_text(client.get(log))
    assert told() == set()


def test_the_answer_is_the_same_for_every_urn(builder):
    """A case that they see, one that they do not, one that is recorded already, and none."""
    elsewhere = CaseBuilder(cast(), at=builder.at)
    known = CaseBuilder(builder.cast, at=builder.at)
    add_conflict(builder.cast.newcomer, known.case, at=builder.at)
    browser, seen = client_for(builder.cast.newcomer), set()
    for urn in (builder.urn, elsewhere.urn, known.urn, NO_SUCH, builder.urn):
        page = submit_form(browser, page_url("declare-unseen-conflict"), urn=urn, **WHY)
        assert SAID in page_text(page)
        seen.add(tuple(page.redirect_chain))
    assert len(seen) == 1
    assert conflicts().filter(user=builder.cast.newcomer).count() == 3
    missed = AuditEntry.objects.get(verb="declare_unseen_conflict", refused="Not found")
    assert missed.case_id is None and NO_SUCH not in missed.sought


def test_the_answer_waits_for_a_step_of_time_whatever_the_urn_is(builder, monkeypatch):
    waits = []
    monkeypatch.setattr("people.web.even_times.wait_for_step", waits.append)
    browser = client_for(builder.cast.newcomer)
    for urn in (builder.urn, NO_SUCH):
        browser.post(page_url("declare-unseen-conflict"), {"urn": urn, **WHY})
    assert len(waits) == 2


def test_it_is_no_attempt_to_open_the_case_and_no_reading_of_it(builder):
    for _time in range(2):
        declare(builder, "newcomer")
    record_conflict_attempts(at=builder.at)
    assert told("conflict_attempt") == set()
    page = client_for(builder.cast.supervisor).get(page_url("see-conflicts", builder.case))
    assert "Nia Newcomer" in page_text(page)


def test_a_urn_that_cannot_be_one_is_asked_for_again_and_the_reason_stays(builder):
    browser = client_for(builder.cast.newcomer)
    address = page_url("declare-unseen-conflict")
    page = page_text(browser.post(address, {"urn": "", **WHY}))
    assert "Enter the URN" in page and WHY["reason"] in page
    assert not conflicts().exists()


def test_a_system_declares_nothing(builder):
    by = scope(builder.cast.officer, builder.at).as_system(builder.case.pk)
    with pytest.raises(Refused, match="a person declares their own"):
        actions.declare_unseen_conflict(by=by, at=builder.at, urn=builder.urn, **WHY)
