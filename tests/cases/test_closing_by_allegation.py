"""The allegations against one suspect are closed with different outcomes (ADR 122)."""

import re
from datetime import timedelta

import pytest

from cases.case_details.actions.allegations import correct_allegation
from cases.closing.queries.closing_reports import ReportDetail
from cases.models import ClosingReport
from devtools.case_builder import CaseBuilder, cast, person
from tests.support.api.both_systems import BothSystems, change_suspect, json_of, suspect_told
from tests.support.api.request_bodies import CLOSING
from tests.support.cases.closing import (
    allege,
    close_investigation,
    newest_report,
    outcomes_by_victim,
    propose_apart,
    propose_closing,
    reopen_closed,
    send_closing_back,
    sign_closing,
    two_victims,
    victim_said,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db
SUPPORTS = "15. Evidential difficulties: named suspect identified; victim supports police action"
STOPS = "16. Evidential difficulties: named suspect identified; victim does not support"
CHANGED = "What is alleged against the suspect has changed since you began"
DIFFER = "The allegations have different outcomes"


@module_fixture
def builder():
    people = cast()
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return two_victims(people)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def outcome_of(report, victim):
    [row] = report.outcomes.filter(allegation__victim=victim)
    return row.outcome


def typed(builder, *numbers, **facts):
    """The report as an officer types it; numbers: of the victims who said something."""
    day = london_day(builder.at)
    report = {
        "outcome": "DIFFERENT", "interviewed": "no", "no_advice_because": "Nothing to ask about.",
        "reasons": "There is one account against the other.",
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0,
        "lines-0-text": "Account of victim 1", "lines-0-is_done": "yes", **FOCUS_ANSWERS,
    }  # fmt: skip
    for n in numbers:
        report |= {
            f"spoke_{n}": str(builder.cast.officer.pk), f"how_{n}": "PHONE",
            f"said_{n}": f"What victim {n} says.", **date_parts(f"on_{n}", day),
        }  # fmt: skip
    return report | facts


def outcome_fields(builder, first, second):
    codes = outcomes_by_victim(builder, {builder.victim: first, builder.second: second})
    return {f"outcome_{pk}": code for pk, code in codes.items()}


# The action


def test_each_allegation_keeps_its_own_outcome(builder):
    propose_apart(builder)
    report = sign_closing(builder)
    assert (outcome_of(report, builder.victim), outcome_of(report, builder.second)) == (15, 16)


def test_one_outcome_is_that_of_every_allegation(builder):
    said = [victim_said(builder, victim=each) for each in (builder.victim, builder.second)]
    report = propose_closing(builder, outcome=16, victims=said)
    assert (outcome_of(report, builder.victim), outcome_of(report, builder.second)) == (16, 16)


def test_every_allegation_has_an_outcome_and_nothing_else_has(builder):
    codes = outcomes_by_victim(builder, {builder.victim: 5, builder.second: 5})
    first, _second = codes
    there = two_victims(builder.cast)
    foreign = outcomes_by_victim(there, {there.victim: 5, there.second: 5})
    for outcomes in ({}, {first: 5}, codes | foreign):
        assert why_not(propose_closing, builder, outcome=outcomes, victims=[]) == (
            "Select the outcome of each allegation against suspect 1. What is alleged may have "
            "changed since you began."
        )
    told = why_not(propose_closing, builder, outcome=codes | {first: 18}, victims=[])
    assert told == "Select one of the outcomes shown."


def test_only_a_victim_whom_an_outcome_asks_about_has_to_be_heard(builder):
    said = [victim_said(builder, victim=builder.second)]
    told = why_not(propose_apart, builder, first=15, second=5, victims=said)
    assert told.startswith("Outcome 15 needs what victim 1 said.")
    report = propose_apart(builder, first=5, second=16, victims=said)
    assert [row.victim_id for row in report.victims_asked.all()] == [builder.second.pk]


# The page


def test_one_allegation_costs_no_click(officer, builder):
    there = CaseBuilder(builder.cast)
    page = page_text(officer.get(page_url("propose-closing", there.suspects[0])))
    assert DIFFER not in page
    assert DIFFER in page_text(officer.get(page_url("propose-closing", builder.suspects[0])))


def test_the_form_closes_them_with_different_outcomes(officer, builder):
    address = page_url("propose-closing", builder.suspects[0])
    fields = outcome_fields(builder, "15", "5")
    submit_form(officer, address, **typed(builder, 1, **fields))
    report = newest_report(builder.suspects[0])
    assert (outcome_of(report, builder.victim), outcome_of(report, builder.second)) == (15, 5)


def test_what_is_missing_is_named_and_nothing_typed_is_lost(officer, builder):
    address = page_url("propose-closing", builder.suspects[0])
    page = officer.post(address, typed(builder, 1, **outcome_fields(builder, "15", "")))
    told = page_text(page)
    named = re.findall(r"Select the outcome of: .{,90}?, victim (\d)", told)
    assert named == ["2", "2"]  # and on top
    [first, _second] = outcome_fields(builder, "15", "")
    form = page.context["form"]
    assert (form[first].value(), form["said_1"].value()) == ("15", "What victim 1 says.")
    page = officer.post(address, typed(builder, 1, **outcome_fields(builder, "15", "16")))
    assert set(page.context["form"].errors) == {"said_2"}
    assert not ClosingReport.objects.unscoped("test").exists()


def test_what_was_selected_for_each_does_not_count_once_it_is_one_outcome(officer, builder):
    address = page_url("propose-closing", builder.suspects[0])
    fields = outcome_fields(builder, "15", "16")
    submit_form(officer, address, **typed(builder, **fields) | {"outcome": "5"})
    report = newest_report(builder.suspects[0])
    assert (outcome_of(report, builder.victim), outcome_of(report, builder.second)) == (5, 5)


def test_no_outcome_counts_for_an_allegation_that_was_not_on_the_page(officer, builder):
    address = page_url("propose-closing", builder.suspects[0])
    read = officer.get(address).context["form"]["allegations"].value()
    added = allege(builder, builder.victim, "SX03007")
    sent = typed(builder, 1, 2) | {"outcome": "16", "allegations": read}
    page = officer.post(address, sent)
    assert f"{CHANGED}. Read it again, then select the outcome" in page_text(page)
    assert str(added.offence) in page_text(page).partition("It closes what is alleged:")[2]
    form = page.context["form"]
    assert (form["outcome"].value(), form["said_1"].value()) == ("16", "What victim 1 says.")
    assert not ClosingReport.objects.unscoped("test").exists()
    now = form["allegations"].value()
    assert set(now) == {*read, str(added.pk)}
    assert page.content.decode().count('type="hidden" name="allegations"') == 3
    submit_form(officer, address, **sent | {"allegations": now})
    assert newest_report(builder.suspects[0]).outcomes.count() == 3


def test_no_outcome_counts_for_what_was_corrected_meanwhile(officer, builder):
    address = page_url("propose-closing", builder.suspects[0])
    read = officer.get(address).context["form"]["allegations"].value()
    wrong = builder.suspects[0].allegations.unscoped("test").get(victim=builder.victim)
    builder.do(
        correct_allegation, "officer", allegation=wrong, reason="It was the day before.",
        victim=wrong.victim, offence=wrong.offence, from_on=wrong.from_on - timedelta(days=1),
    )  # fmt: skip
    page = officer.post(address, typed(builder, 1, 2) | {"outcome": "5", "allegations": read})
    assert CHANGED in page_text(page)
    assert not ClosingReport.objects.unscoped("test").exists()


def test_the_next_report_starts_from_the_outcome_of_each(officer, builder):
    propose_apart(builder)
    send_closing_back(builder)
    address = page_url("propose-closing", builder.suspects[0])
    form = officer.get(address).context["form"]
    shown = {name: form[name].value() for name in outcome_fields(builder, "", "")}
    assert form["outcome"].value() == "DIFFERENT"
    assert shown == outcome_fields(builder, "15", "16")
    propose_apart(builder, second=5)
    sign_closing(builder)
    reopen_closed(builder)
    allege(builder, builder.victim, "SX03007")
    form = officer.get(address).context["form"]
    assert sorted(form[name].value() for name in form.fields if name.startswith("outcome_")) == [
        "", "15", "5",
    ]  # fmt: skip


def test_whoever_signs_reads_the_outcome_of_each_and_what_has_changed(builder):
    propose_apart(builder)
    send_closing_back(builder)
    propose_apart(builder, second=10)
    supervisor = client_for(builder.cast.supervisor)
    page = page_text(supervisor.get(page_url("sign-closing-report", builder.suspects[0])))
    assert "What has changed since Outcome Closing report 2" in page
    assert f"Outcome {SUPPORTS}" in page and "Outcome 10. Not in the public interest" in page
    told = page.partition(f"Outcome {SUPPORTS}")[2].partition("About the outcome")[0]
    first, _, second = told.partition("Outcome 10. Not in the public interest")
    assert "victim 1" in first and "victim 2" not in first
    assert "victim 2" in second and "victim 1" not in second


def test_whoever_signs_reads_what_was_taken_out(builder):
    propose_apart(builder)
    send_closing_back(builder)
    propose_apart(builder, second=5, victims=[victim_said(builder, "I want it to go on.")])
    supervisor = client_for(builder.cast.supervisor)
    page = page_text(supervisor.get(page_url("sign-closing-report", builder.suspects[0])))
    changed = page.partition("What has changed since")[2].partition("Closing report 2")[0]
    assert "What victim 2 said" in changed and "What victim 1 said" not in changed
    facts = [("Why", "One account.", ""), ("Why early advice was not sought", "Nothing.", "")]
    before, now = (
        ReportDetail(None, said, ("", "", ""), [], [], []) for said in (facts, facts[:1])
    )
    assert now.changed_since(before) == ["Why early advice was not sought"]
    assert before.changed_since(now) == ["Why early advice was not sought"]


def test_the_case_page_says_it_of_each(officer, builder):
    propose_apart(builder)
    page = page_text(officer.get(page_url("see-case", builder.case)))
    assert f"Outcome of the police {SUPPORTS}" in page and f"Outcome of the police {STOPS}" in page


# Who learns what


def test_each_victim_is_told_of_their_own_alone(builder):
    propose_apart(builder)
    sign_closing(builder)
    recomputed_duties(builder)
    contact = client_for(builder.cast.contact)
    told = {
        duty.record_id: page_text(contact.get(page_url("see-duty", duty)))
        for duty in duties_owed(builder, what="NOT_INVESTIGATED")
    }
    first, second = told[builder.victim.pk], told[builder.second.pk]
    assert SUPPORTS in first and STOPS not in first and "victim 2" not in first
    assert STOPS in second and SUPPORTS not in second and "victim 1" not in second


def test_the_cps_reads_nothing_of_an_allegation_that_it_was_not_sent():
    builder = CaseBuilder(cast()).submit().send_back()
    allege(builder, builder.victim)
    first, second = builder.suspects[0].allegations.unscoped("test").order_by("added_at")
    close_investigation(builder, outcome={first.pk: 15, second.pk: 16})
    assistant = client_for(builder.cast.assistant)
    for page in ("see-closing-reports", "see-case"):
        read = page_text(assistant.get(page_url(page, builder.case)))
        assert SUPPORTS in read and STOPS not in read
        assert str(second.offence) not in read


# The API


def call(builder, **facts):
    day = str(london_day(builder.at))
    heard = {
        f"{name}_{n}": value
        for n in (1, 2)
        for name, value in {
            "spoke": str(builder.cast.officer.pk), "on": day, "how": "PHONE", "said": "As said.",
        }.items()
    }  # fmt: skip
    return CLOSING | heard | {"interviewed_on": day} | facts


def test_the_api_takes_one_outcome_as_before_and_one_for_each(builder):
    system = BothSystems(builder.cast).as_(builder.cast.officer)
    fields = outcome_fields(builder, "15", "16")
    wrong = change_suspect(system, builder.case, "closing", call(builder, **fields))
    [fault, _other] = json_of(wrong, 422)["errors"]
    assert "does not apply after this answer" in fault["detail"]
    json_of(
        change_suspect(
            system, builder.case, "closing", call(builder, outcome="DIFFERENT", **fields)
        )
    )
    told = suspect_told(system, builder.case)["closing"]
    codes = outcomes_by_victim(builder, {builder.victim: 15, builder.second: 16})
    assert told["outcome"] is None
    assert {row["allegation"]: row["outcome"] for row in told["outcomes"]} == {
        str(pk): code for pk, code in codes.items()
    }
    send_closing_back(builder)
    read = list(codes)
    wrong = call(builder, allegations=[str(read[0])])
    [fault] = json_of(change_suspect(system, builder.case, "closing", wrong), 422)["errors"]
    assert fault["answer"] == "/allegations" and CHANGED in fault["detail"]
    right = call(builder, allegations=[str(pk) for pk in read])
    json_of(change_suspect(system, builder.case, "closing", right))
    send_closing_back(builder)
    json_of(change_suspect(system, builder.case, "closing", call(builder)))
    assert suspect_told(system, builder.case)["closing"]["outcome"] == 16
