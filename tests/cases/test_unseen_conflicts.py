"""Whoever should not look at a case declares so by its URN, and learns nothing by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.case_access.actions import unseen_conflicts as actions
from cases.case_access.actions.conflict_attempts import record_conflict_attempts
from cases.models import Case, Conflict
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.administration.labels import log_verb_label
from people.alerts.actions.find import find_misuse
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
VERB = "declare_unseen_conflict"


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
    asked = AuditEntry.objects.filter(verb="declare_unseen_conflict", kind="")
    shapes = asked.filter(operation="consultation", case_id=None).exclude(sought="")
    assert shapes.values_list("refused", "ids").distinct().count() == 1
    assert not any(NO_SUCH in entry.sought for entry in shapes)


def test_the_answer_waits_for_a_step_of_time_whatever_the_urn_is(builder, monkeypatch):
    waits = []
    monkeypatch.setattr("people.web.even_times.wait_for_step", waits.append)
    browser = client_for(builder.cast.newcomer)
    for urn in (builder.urn, NO_SUCH):
        browser.post(page_url("declare-unseen-conflict"), {"urn": urn, **WHY})
    assert len(waits) == 2


def own_log(builder):
    """What an auditor reads in the log of their own declarations, without the moment of each."""
    address = page_url("read-audit-log") + f"?person={builder.cast.auditor.pk}"
    entries = client_for(builder.cast.auditor).get(address).context["entries"]
    return sorted(str(each[1:]) for each in entries if each[3] == log_verb_label(VERB))


def test_an_auditor_cannot_tell_from_their_own_log_whether_there_is_such_a_case(builder):
    browser, address = client_for(builder.cast.auditor), page_url(VERB.replace("_", "-"))
    submit_form(browser, address, urn=NO_SUCH, **WHY)
    missed = own_log(builder)
    submit_form(browser, address, urn=builder.urn, **WHY)
    assert missed and conflicts().exists()
    assert own_log(builder) == sorted(missed * 2)


def test_urn_after_urn_is_an_alert_whether_or_not_there_are_such_cases(builder):
    now = timezone.now()
    facts = WHY | {"by": scope(builder.cast.officer, now), "at": now}
    for urn in (*(f"52ZZ00000{number}26" for number in range(1, 9)), builder.urn):
        actions.declare_unseen_conflict(urn=urn, **facts)
    found = find_misuse(since=now - timedelta(seconds=30), at=now + timedelta(seconds=1))
    assert [each.number for each in found if each.rule == "enumeration"] == [9]


def test_the_form_says_who_reads_it_and_the_answer_who_lifts_it(builder):
    browser, address = client_for(builder.cast.newcomer), page_url("declare-unseen-conflict")
    asked = page_text(browser.get(address))
    assert "Those who manage the case on your side" in asked and "Your managers" not in asked
    told_then = page_text(submit_form(browser, address, urn=NO_SUCH, **WHY))
    assert "only two other people, who manage that case" in told_then


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
