"""What the audit log answers an auditor: who saw what, when, and by what right."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit
from tests.support.victims.support_service import ALL, add_service, record_of, refer_and_accept
from victims.actions.consents import withdraw_consent
from victims.models import Consent

pytestmark = pytest.mark.django_db
ASK = reverse("see-log-answer")


@module_fixture
def builder():
    """A case with a victim whom an ISVA supports, a stranger, and somebody who reads the log."""
    builder = add_service(CaseBuilder(cast()).allocate())
    builder.support = refer_and_accept(builder, categories=ALL[:2])
    builder.cast.stranger = person(cast().police, "refer_cases", name="Stan Stranger")
    builder.cast.auditor = person(make_unit("OVERSIGHT"), "read_audit_log", name="Aud Auditor")
    return builder


def opened(builder, who, name, *about):
    return client_for(getattr(builder.cast, who)).get(page_url(name, *about))


def question(builder, about="RECORD", **more):
    typed = {"about": about, "urn": builder.case.urn, "victim": "1", "right": ""}
    today = timezone.localdate()
    return typed | date_parts("from_on", today) | date_parts("until_on", today) | more


def asked(builder, about="RECORD", **more):
    """The answer's page, whose address holds no name and no reference."""
    auditor = client_for(builder.cast.auditor)
    page = auditor.post(ASK, question(builder, about, **more), follow=True)
    [(address, _)] = page.redirect_chain
    assert "@" not in address and "%40" not in address and builder.case.urn not in address
    return page


def line_of(page, title):
    [line] = [line for line in page.context_data["answer"].lines if line.title == title]
    return line


def test_who_saw_a_victims_record_and_by_what_right(builder):
    record = record_of(builder)
    for _time in range(2):
        opened(builder, "officer", "see-victim", record)
    opened(builder, "contact", "see-contacts", record)
    opened(builder, "prosecutor", "see-victim", record)
    opened(builder, "isva", "see-support", builder.support)
    assert opened(builder, "stranger", "see-victim", record).status_code == 404
    opened(builder, "officer", "see-case", builder.case)  # not about the record
    page = asked(builder)
    text = page_text(page)

    assert "4 people opened or changed it, 5 times." in text and "1 person was refused." in text
    assert "Everyone who opened it had a right to." in text
    assert line_of(page, "Olive Officer").did == ["opened it 2 times"]
    [named, unit] = line_of(page, "Olive Officer").rights
    assert named.startswith("Officer in the case, named on 2 March 2026 by Olive Officer")
    assert unit == f"Officer ({builder.cast.police.name})"
    [right] = line_of(page, "Cora Contact").rights
    assert right == f"Victim contact officer ({builder.cast.police.name})"
    assert line_of(page, "Pia Prosecutor").rights[0].startswith("Reviewing prosecutor, named on")
    isva, consent, _unit = line_of(page, "Isa Isva").rights
    assert isva.startswith("ISVA who supports the victim, named on")
    assert consent.startswith("The victim’s consent of ") and "How far the case has come" in consent
    assert line_of(page, "Stan Stranger").refused == [("Not found", 1)]
    assert f"{builder.case.urn}, victim 1" in text
    assert str(record.pk) not in text and str(record.pk)[:8] not in text


def test_the_answer_counts_what_the_log_has(builder):
    record = record_of(builder)
    for who in ("officer", "contact", "officer", "supervisor"):
        opened(builder, who, "see-victim", record)
    opened(builder, "contact", "see-letters", record)
    answer = asked(builder).context_data["answer"]
    mine = [
        entry for entry in AuditEntry.objects.filter(at__date=timezone.localdate())
        if str(record.pk) in entry.ids and entry.verb != "see_log_answer"
    ]  # fmt: skip
    assert answer.entries == sorted(entry.pk for entry in mine) and len(mine) == 5
    assert sum(line.count for line in answer.lines) == 5


def test_it_is_asked_by_right(builder):
    record = record_of(builder)
    opened(builder, "officer", "see-victim", record)
    opened(builder, "contact", "see-victim", record)
    opened(builder, "isva", "see-support", builder.support)
    opened(builder, "stranger", "see-victim", record)
    for right, who in (
        ("NAMED", "Olive Officer"), ("UNIT", "Cora Contact"), ("SUPPORT", "Isa Isva"),
        ("REFUSED", "Stan Stranger"),
    ):  # fmt: skip
        found = asked(builder, right=right).context_data["answer"]
        assert [line.title for line in found.lines] == [who], right


def test_it_is_asked_who_opened_it_by_break_glass(builder):
    record = record_of(builder)
    opened(builder, "officer", "see-victim", record)
    AuditEntry.objects.create(
        at=timezone.now(), operation="consultation", verb="see_victim", user=builder.cast.stranger,
        capacities=["broke_glass"], kind="victims.VictimRecord", ids=[str(record.pk)],
        case_id=builder.case.pk,
    )  # fmt: skip
    found = asked(builder, right="BREAK_GLASS").context_data["answer"]
    assert [line.title for line in found.lines] == ["Stan Stranger"]
    assert found.lines[0].rights[0].startswith("Opened the case by break-glass")


def test_a_consent_that_was_withdrawn_since_still_says_by_what_right(builder):
    opened(builder, "isva", "see-support", builder.support)
    later = timezone.now() + timedelta(minutes=1)
    builder.at = later
    rows = list(Consent.objects.unscoped("test").values_list("pk", flat=True))
    builder.do(withdraw_consent, "isva", support=builder.support, consents=rows, how="PHONE")
    assert "The victim’s consent of" in line_of(asked(builder), "Isa Isva").rights[1]


def test_lists_and_searches_that_showed_it_are_counted_apart(builder):
    contact = client_for(builder.cast.contact)
    contact.get(reverse("see-victims"))
    contact.get(reverse("see-victims"))
    answer = asked(builder).context_data["answer"]
    [shown] = answer.lists
    assert (shown.name, shown.times, shown.searches) == ("Cora Contact", 2, 0)
    assert answer.lines == [] and "Nobody opened or changed it" in answer.summary[0]


def test_what_a_calendar_program_read_is_no_list_that_its_owner_opened(builder):
    client_for(builder.cast.contact).get(reverse("see-victims"))
    shown = AuditEntry.objects.filter(kind="victims.VictimRecord").latest("pk")
    shown.pk, shown.verb = None, "fetch_calendar"
    shown.save(force_insert=True)
    [line] = asked(builder).context_data["answer"].lists
    assert (line.name, line.times) == ("Cora Contact", 1)


def test_who_saw_a_case_and_who_found_it_by_its_urn(builder):
    officer = client_for(builder.cast.officer)
    officer.get(page_url("see-case", builder.case))
    officer.post(reverse("find-case"), {"sought": builder.case.urn})
    answer = asked(builder, "CASE").context_data["answer"]
    [line] = answer.lines
    assert (line.title, line.did) == ("Olive Officer", ["opened it once"])
    assert [each.searches for each in answer.lists] == [1]
    assert answer.summary[0] == "1 person opened or changed it, once."


def test_everything_that_one_person_did_by_case(builder):
    record = record_of(builder)
    opened(builder, "officer", "see-victim", record)
    opened(builder, "officer", "see-case", builder.case)
    client_for(builder.cast.officer).get(reverse("see-victims"))
    page = asked(builder, "PERSON", person=builder.cast.officer.email)
    line = line_of(page, builder.case.urn)
    assert line.did == ["opened it 2 times"]
    assert f"{builder.case.urn}, victim 1" in [event.about for event in line.events]
    other = line_of(page, "Lists, searches and pages of no case")
    assert f"{builder.case.urn}, victim 1" in " ".join(event.about for event in other.events)


def test_asking_the_log_is_logged_and_told_of(builder):
    assert asked(builder).context_data["answer"].asked == 0
    entry = AuditEntry.objects.filter(verb="see_log_answer").latest("pk")
    assert (entry.case_id, entry.ids) == (builder.case.pk, [str(builder.victim.pk)])
    page = asked(builder)
    assert page.context_data["answer"].asked == 1
    assert "The log itself was asked about this once in these days" in page_text(page)
    assert page.context_data["answer"].lines == []


@pytest.mark.parametrize(
    ("about", "typed", "said"),
    [
        ("", {}, "Select what you ask about"),
        ("RECORD", {"urn": ""}, "Enter the URN of the case"),
        ("RECORD", {"victim": ""}, "Enter the number of the victim on the case"),
        ("RECORD", {"victim": "2"}, "The case has no victim of this number"),
        ("CASE", {"urn": "99ZZ9999999"}, "No case has this URN"),
        ("PERSON", {}, "Enter the email address of the person"),
        ("PERSON", {"person": "no@one.example"}, "No account has this email address"),
        ("CASE", {"from_on-year": "2999"}, "The last day must not be before the first"),
        ("CASE", {"until_on-day": ""}, "must include a day"),
        ("CASE", {"from_on-year": "1999"}, "Enter a year from 2000 to 2999"),
        ("CASE", {"from_on-year": "2024"}, "Ask for a year at most"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_typed_stays(builder, about, typed, said):
    page = client_for(builder.cast.auditor).post(ASK, question(builder, about, **typed))
    assert page.status_code == 200 and said in page_text(page)
    assert page.context_data["form"]["from_on"].value()


@pytest.mark.parametrize(
    "query",
    [
        "", "about=RECORD", "about=x&subject=1", "about=PERSON&subject=99999999999999",
        "about=CASE&subject=zz&from_on=2026-01-01&until_on=2026-01-02",
        "about=RECORD&subject=00000000-0000-0000-0000-000000000000&from_on=2026-01-01"
        "&until_on=2026-01-02",
        "about=PERSON&subject=1&from_on=0001-01-01&until_on=9999-12-31",
        "about=PERSON&subject=1&from_on=2026-02-02&until_on=2026-02-01",
    ],
)  # fmt: skip
def test_an_address_that_asks_nothing_shows_the_form(builder, query):
    page = client_for(builder.cast.auditor).get(f"{ASK}?{query}")
    assert page.status_code == 200 and page.context_data["answer"] is None


def test_nobody_else_may_ask(builder):
    for who in ("officer", "contact", "isva", "manager"):
        page = client_for(getattr(builder.cast, who)).get(ASK)
        assert page.status_code == 403 and "Only those appointed" in page_text(page)


def test_a_longer_answer_asks_no_more_of_the_database(builder):
    record, auditor = record_of(builder), client_for(builder.cast.auditor)
    for who in ("officer", "contact", "isva"):
        opened(builder, who, "see-victim", record)
    opened(builder, "isva", "see-support", builder.support)
    address = asked(builder).redirect_chain[0][0]
    _page, few = page_and_queries(auditor, address)
    for who in ("supervisor", "prosecutor", "manager", "officer", "liaison", "stranger") * 2:
        opened(builder, who, "see-victim", record)
    _page, many = page_and_queries(auditor, address)
    assert len(many) <= len(few) and len(many) < 25


def test_no_more_entries_are_read_than_it_says(builder, monkeypatch):
    monkeypatch.setattr("victims.queries.log_answers.MOST_READ", 3)
    for _time in range(5):
        opened(builder, "officer", "see-victim", record_of(builder))
    page = asked(builder)
    assert page.context_data["answer"].is_cut and len(page.context_data["answer"].entries) == 3
    assert "ask for fewer days" in page_text(page)
