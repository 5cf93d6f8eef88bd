"""What the audit log's answer must not say: more, less or other than was so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.case_access.actions.break_glass import break_glass
from cases.case_access.actions.restrictions import restrict_case
from cases.case_details.actions.cases import add_victim
from cases.models import Case, CaseGrant
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import audit_log
from people.models import AuditEntry, Human, UnitGrant, User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit
from tests.support.victims.support_service import (
    ALL,
    add_service,
    fresh_support,
    record_of,
    refer_and_accept,
)
from tests.victims.test_log_answers import ASK, asked, line_of, opened, question
from victims.actions.consents import withdraw_consent
from victims.actions.identities import record_identity, reveal_identity
from victims.models import Consent

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A case whose victim an ISVA supports; a stranger; an auditor. It is the builder's today."""
    builder = add_service(CaseBuilder(cast()).allocate())
    builder.support = refer_and_accept(builder, categories=ALL[:2])
    builder.cast.stranger = person(cast().police, "refer_cases", name="Stan Stranger")
    builder.cast.auditor = person(
        make_unit("OVERSIGHT"), "read_audit_log", "take_exports", name="Aud Auditor"
    )
    return builder


def log(builder, who, verb="see_case", **facts):
    """An entry of now about the case."""
    by = scope(getattr(builder.cast, who), at=timezone.now()) if who else None
    usual = {"operation": "consultation", "kind": "cases.Case", "ids": [builder.case.pk]}
    usual |= {"case_id": builder.case.pk, "at": timezone.now()}
    audit_log.record_entry(verb=verb, by=by, **usual | facts)


def answer_about(builder, about="RECORD", **more):
    return asked(builder, about, **more).context_data["answer"]


def events_of(answer, title):
    [line] = [line for line in answer.lines if line.title == title]
    return [event.what for event in line.events]


def test_only_an_identity_that_was_shown_counts_as_shown(builder):
    builder.at = timezone.now()
    opened(builder, "officer", "reveal-identity", record_of(builder))
    assert "were shown" not in " ".join(answer_about(builder).summary)
    builder.do(record_identity, "officer", record=record_of(builder), version=0, name="Vera V")
    builder.at = timezone.now()
    builder.do(reveal_identity, "officer", record=record_of(builder))
    said = "Name and address were shown: once, to 1 person."
    officer = builder.cast.officer.email
    for about, more in (("RECORD", {}), ("CASE", {}), ("PERSON", {"person": officer})):
        assert said in answer_about(builder, about, **more).summary, about


def test_to_open_a_form_is_not_to_do_what_it_is_for(builder):
    opened(builder, "officer", "record-identity", record_of(builder))
    log(builder, "officer", "allocate_case", operation="alteration", capacities=["refer_cases"])
    events = events_of(answer_about(builder, "CASE"), "Olive Officer")
    assert events == ["Opened the page: Record identity", "Allocated to a prosecutor"]


def test_the_summary_is_of_all_when_asked_by_one_right(builder):
    opened(builder, "officer", "see-victim", record_of(builder))
    opened(builder, "stranger", "see-victim", record_of(builder))
    client_for(builder.cast.contact).get(reverse("see-victims"))
    all_of_it = answer_about(builder)
    page = asked(builder, right="NAMED")
    answer = page.context_data["answer"]
    assert "1 person was refused." in answer.summary
    last = "Below is only what was done by this right: Named on the case."
    assert answer.summary == [*all_of_it.summary, last]
    assert [line.title for line in answer.lines] == ["Olive Officer"]
    assert all_of_it.lists and not answer.lists
    assert "right: Named on the case" in page_text(page)


def test_another_victims_consents_are_not_printed(builder):
    first, support = builder.victim, builder.support
    builder.victim = builder.do(add_victim, "officer", case=builder.case)
    other = refer_and_accept(builder, isva="other_isva", categories=ALL[2:3])
    builder.victim = first
    opened(builder, "isva", "see-support", support)
    opened(builder, "other_isva", "see-support", other)
    page = asked(builder, "CASE")
    mine, theirs = (" ".join(line_of(page, who).rights) for who in ("Isa Isva", "Uma Isva"))
    assert "How far the case has come" in mine and "has been told" not in mine
    assert "has been told" in theirs and "How far the case has come" not in theirs


def test_consent_is_said_for_pages_that_use_it_and_of_each_entry(builder):
    log(builder, "isva", "see_consents", kind="victims.Support", ids=[builder.support.pk],
        capacities=["assigned_isva"])  # fmt: skip
    assert "consent" not in " ".join(line_of(asked(builder), "Isa Isva").rights)
    opened(builder, "isva", "see-support", builder.support)
    builder.at = timezone.now()
    rows = list(Consent.objects.unscoped("test").values_list("pk", flat=True))
    support = fresh_support(builder.support)
    builder.do(withdraw_consent, "isva", support=support, consents=rows, how="PHONE")
    opened(builder, "isva", "see-support", builder.support)
    rights = line_of(asked(builder), "Isa Isva").rights
    assert "Opened once while no consent of the victim was in force" in rights
    assert [each for each in rights if each.startswith("The victim’s consent of")]


@pytest.mark.parametrize("who", ["stranger", "isva"])
def test_whoever_is_refused_a_row_of_a_case_is_refused_the_case(builder, who):
    assert opened(builder, who, "see-victim", record_of(builder)).status_code == 404
    assert AuditEntry.objects.latest("pk").case_id is None
    answer = answer_about(builder, "CASE")
    assert "1 person was refused." in answer.summary and len(answer.lines) == 1


def test_what_this_service_does_itself_is_no_person(builder):
    letter = {"kind": "victims.VictimRecord", "ids": [builder.victim.pk]}
    log(builder, None, "send_letter", operation="disclosure", **letter)
    log(builder, "stranger", "ask_to_be_let_in", operation="collection", sought=builder.case.urn)
    answer = answer_about(builder, "CASE")
    assert answer.summary == [
        "Nobody opened or changed it in these days.", "1 person asked to be let in.",
        "Nobody was refused.", "This service itself did something once.",
    ]  # fmt: skip
    assert [line.title for line in answer.lines] == ["Stan Stranger", "This service itself"]
    assert answer.lines[0].did == ["asked to be let in once"]
    assert events_of(answer, "Stan Stranger") == ["Asked to be let in"]
    assert answer.lists == []


def test_a_person_is_counted_once_whatever_system_called_for_them(builder):
    for _time in range(2):
        log(builder, "officer", capacities=["refer_cases"])
    answer = answer_about(builder, "CASE")
    assert answer.summary[0] == "1 person opened or changed it, 2 times."
    assert "Everyone who opened it had a right to." in answer.summary


def test_where_no_right_is_in_the_log_it_is_said(builder):
    log(builder, "officer")
    assert "Once no right is in the log." in answer_about(builder, "CASE").summary


def test_break_glass_is_a_right_of_its_own(builder):
    builder.at = timezone.now() - timedelta(hours=2)
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    builder.do(restrict_case, "supervisor", case=case, reason="A relative.",
               people=[builder.cast.inspector])  # fmt: skip
    builder.cast.night = person(builder.cast.police, "inspect_cases", name="Nora Night")
    about = {"urn": builder.case.urn, "kind": "HARM", "reason": "At the door.", "hours": 4}
    builder.do(break_glass, "night", **about)
    opened(builder, "night", "see-case", builder.case)
    page = asked(builder, "CASE", right="BREAK_GLASS")
    assert [line.title for line in page.context_data["answer"].lines] == ["Nora Night"]
    [right] = line_of(page, "Nora Night").rights
    assert right.startswith("Opened by break-glass on ")
    assert right.endswith(": Someone may come to harm")
    named = [line.title for line in answer_about(builder, "CASE", right="NAMED").lines]
    assert "Nora Night" not in named
    assert CaseGrant.objects.filter(permission__codename="broke_glass").exists()


def test_only_units_that_had_the_case_are_named(builder):
    other = make_unit("POLICE", name="Another station")
    officer = builder.cast.officer
    grant = UnitGrant.objects.get(user=officer, permission__codename="refer_cases")
    UnitGrant.objects.create(
        user=officer, permission=grant.permission, content_object=other,
        granted_by=officer, granted_at=timezone.now(),
    )  # fmt: skip
    opened(builder, "officer", "see-case", builder.case)
    rights = line_of(asked(builder, "CASE"), "Olive Officer").rights
    assert f"Officer ({builder.cast.police.name})" in rights


# An auditor with a conflict of interest


@pytest.fixture(params=["the same account", "another account"])
def kept_from_case(builder, request):
    """The auditor has a conflict of interest with the case, recorded for one of their accounts."""
    opened(builder, "officer", "see-victim", record_of(builder))
    opened(builder, "stranger", "see-victim", record_of(builder))
    account = builder.cast.auditor
    if request.param == "another account":
        account = person(builder.cast.police, "refer_cases", name="Aud Elsewhere")
        human = Human.objects.create()
        User.objects.filter(pk__in=[account.pk, builder.cast.auditor.pk]).update(human=human)
    add_conflict(account, builder.case, at=timezone.now())
    return builder


@pytest.mark.parametrize("about", ["RECORD", "CASE"])
def test_a_conflict_of_interest_hides_the_case_from_whoever_asks(kept_from_case, about):
    auditor = client_for(kept_from_case.cast.auditor)
    page = auditor.post(ASK, question(kept_from_case, about))
    assert page.status_code == 200 and "No case has this URN" in page_text(page)
    row = kept_from_case.victim if about == "RECORD" else kept_from_case.case
    entry = AuditEntry.objects.latest("pk")
    assert (entry.refused, entry.case_id) == ("Not found", kept_from_case.case.pk)
    assert entry.ids == [str(row.pk)]
    today = timezone.localdate().isoformat()
    query = f"about={about}&subject={row.pk}&from_on={today}&until_on={today}"
    page = auditor.get(f"{ASK}?{query}")
    assert page.context_data["answer"] is None and kept_from_case.case.urn not in page_text(page)
    assert AuditEntry.objects.latest("pk").refused == "Not found"
    taken = auditor.get(f"{reverse('make-log-extract')}?{query}")
    assert kept_from_case.case.urn not in taken.content.decode()


def test_a_conflict_of_interest_hides_what_others_did_on_the_case(kept_from_case):
    entries = page_text(client_for(kept_from_case.cast.auditor).get(reverse("read-audit-log")))
    assert kept_from_case.case.urn not in entries and "Stan Stranger" not in entries
    for who in ("officer", "stranger"):
        account = getattr(kept_from_case.cast, who)
        page = asked(kept_from_case, "PERSON", person=account.email)
        assert page.context_data["answer"].lines == [], who
        assert kept_from_case.case.urn not in page_text(page)


def test_what_an_auditor_asked_and_who_asked_about_them_is_answered(builder):
    asked(builder)
    auditor = builder.cast.auditor
    answer = answer_about(builder, "PERSON", person=auditor.email)
    assert ["asked the log once"] in [line.did for line in answer.lines]
    assert answer.summary[0] == "This person opened nothing." and answer.asked == 0
    assert answer_about(builder, "PERSON", person=auditor.email).asked == 1
