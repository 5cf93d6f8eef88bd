"""The eight checks of an early advice request, before sign-off and at triage, and their scores."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.documents.actions import police_only
from cases.early_advice.actions import advice_triage, early_advice
from cases.early_advice.advice_checks import (
    ADVICE_CHECKS,
    MAY_GO_WITHOUT,
    AdviceSnapshot,
    advice_check_results,
)
from cases.early_advice.advice_sections import ADVICE_SECTIONS
from cases.models import EarlyAdvice, RuleScore
from devtools.case_builder import cast
from people.models import AuditEntry, Draft
from tests.cases.test_early_advice_pages import ASKED, suspect_ids, take_step
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document

WHY = "The laboratory has not said what it keeps."
WHOLE = AdviceSnapshot(
    "01AA0000126", {item.name: "Said." for item in ADVICE_SECTIONS}, ("Which offence?",), False
)


def missing_items(asked):
    """{code: missing items} of the checks that warn."""
    found = advice_check_results(asked, at=None)
    return {each.code: [str(what) for what in each.missing] for each in found if each.is_missing}


def without_answers(*names):
    return replace(WHOLE, answers=WHOLE.answers | dict.fromkeys(names, " \n"))


@pytest.mark.parametrize(
    ("asked", "code", "what"),
    [
        (replace(WHOLE, urn=""), "advice_urn", "The URN"),
        (without_answers("summary"), "advice_summary", "What is alleged, in short?"),
        (
    without_answers("lines_done"), "advice_lines", "Which lines of inquiry have you followed?",
),
        (
    without_answers("lines_under_way"), "advice_lines", "Which lines of inquiry are under way?",
),
        (
            without_answers("lines_contemplated"), "advice_lines",
            "Which lines of inquiry are you thinking of?",
        ),
        (
            without_answers("expected"), "advice_expected",
            "What do you expect from the open lines, and when?",
        ),
        (without_answers("issues"), "advice_issues", "Which issues do you see so far?"),
        (replace(WHOLE, questions=(" ",)), "advice_questions", "At least one question"),
        (without_answers("evidence"), "advice_evidence", "What evidence would help the adviser?"),
        (without_answers("disclosable"), "advice_disclosable", "What might have to be disclosed?"),
    ],
)  # fmt: skip
def test_each_missing_item_warns_by_its_own_rule_alone(asked, code, what):
    assert missing_items(asked) == {code: [what]}


def test_there_are_eight_rules_and_nothing_is_missing_of_a_whole_request():
    assert len(ADVICE_CHECKS) == 8
    assert missing_items(WHOLE) == {}


def test_evidence_that_is_there_to_be_read_needs_no_words():
    assert missing_items(replace(without_answers("evidence"), has_papers=True)) == {}


def test_an_officer_can_explain_every_item_that_the_form_lets_them_leave_out():
    left_out = without_answers(*(item.name for item in ADVICE_SECTIONS if not item.missing))
    assert set(missing_items(left_out)) == {rule.code for rule in MAY_GO_WITHOUT}


@pytest.fixture
def builder(db):
    return AdviceCaseBuilder(cast(), suspects=2)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def form_data(builder, **more):
    return ASKED | {"suspects": suspect_ids(builder)} | more


def warning_codes(page):
    return {line.code for line in page.context["gate"].warnings}


def rule_scores(builder):
    """{code: (warned, explained, agreed)}."""
    rows = RuleScore.objects.unscoped("test").filter(case=builder.case)
    facts = rows.values_list("code", "has_warned", "was_explained", "triage_agreed")
    return {code: tuple(rest) for code, *rest in facts}


def test_the_form_says_what_is_missing_and_as_one_types_that_part_alone(builder, officer):
    page = officer.get(page_url("request-early-advice", builder.case))
    assert warning_codes(page) == set(ADVICE_CHECKS) - {"advice_urn"}
    assert "You can still send it" not in page_text(page)  # a summary is required
    address = page_url("check-early-advice", builder.case)
    page = officer.post(address, form_data(builder, issues="", explain_advice_issues=WHY))
    assert warning_codes(page) == {"advice_issues"}
    assert "<html" not in page.text and WHY in page.text
    assert "You can still send it" in page.text
    assert not Draft.objects.exists()
    assert not EarlyAdvice.objects.unscoped("test").exists()
    assert AuditEntry.objects.filter(verb="request_early_advice", case_id=builder.case.pk).exists()
    assert officer.get(address).status_code == 200  # nothing has been typed
    assert client_for(builder.cast.prosecutor).post(address, form_data(builder)).status_code == 404


def test_a_request_goes_without_an_item_and_all_who_follow_read_why(builder, officer):
    page = submit_form(
        officer, page_url("request-early-advice", builder.case),
        **form_data(builder, disclosable="", explain_advice_disclosable=WHY,
        explain_advice_issues="Nothing else is at issue."),
    )  # fmt: skip
    builder.advice = EarlyAdvice.objects.unscoped("test").get(case=builder.case)
    assert builder.advice.explained == {"advice_disclosable": WHY}
    assert f"Why it is sent without this: {WHY}" in page_text(page)
    page = client_for(builder.cast.supervisor).get(
        page_url("sign-early-advice-off", builder.advice)
    )
    assert f"Why it is sent without this: {WHY}" in page_text(page)
    assert (
        client_for(builder.cast.assistant)
        .get(page_url("see-early-advice", builder.advice))
        .status_code
        == 404
    )
    take_step(builder, "supervisor", "sign-early-advice-off", text="Worth asking.")
    for name in ("accept-early-advice", "return-early-advice"):
        told = page_text(client_for(builder.cast.assistant).get(page_url(name, builder.advice)))
        assert f"What might have to be disclosed The officer says: {WHY} When it was" in told
    assert builder.now.checks["advice_disclosable"] == "MISSING"
    assert len(builder.now.checks) == 8


def test_triage_reads_then_and_now_side_by_side_and_says_what_is_not_complete(builder):
    builder.send(evidence="", issues="")
    add_document(builder, "interview.pdf")
    browser, address = (
        client_for(builder.cast.assistant),
        page_url("return-early-advice", builder.advice),
    )
    rows = {
        row.reason: (row.then[0], row.now[0]) for row in browser.get(address).context["checks"].rows
    }
    assert rows["Evidence that helps the adviser"] == ("Missing", "Nothing missing")
    assert rows["Issues so far"] == ("Missing", "Missing")
    assert rows["URN"] == ("Nothing missing", "Nothing missing")
    page = submit_form(
        browser, address, text="What does he say of the issue?", items=["advice_issues"]
    )
    assert "Not complete: Issues so far" in page_text(page)
    assert rule_scores(builder)["advice_issues"] == (True, False, True)
    assert rule_scores(builder)["advice_evidence"] == (True, False, False)


def test_police_only_evidence_does_not_count_as_there(builder, officer):
    document = add_document(builder, "interview.pdf")
    assert (
        warning_codes(
            officer.post(
                page_url("check-early-advice", builder.case), form_data(builder, evidence="")
            )
        )
        == set()
    )
    builder.do(police_only.keep_document_to_police, "officer", document=document, because="Named.")
    page = officer.post(
        page_url("check-early-advice", builder.case), form_data(builder, evidence="")
    )
    assert warning_codes(page) == {"advice_evidence"}


def test_an_acceptance_agrees_with_no_warning_and_a_return_for_its_time_says_nothing(builder):
    builder.send(issues="", explained={"advice_issues": WHY})
    builder.step(advice_triage.return_early_advice, "assistant", text="Too early.")
    assert rule_scores(builder) == {}
    builder.send(issues="", explained={"advice_issues": WHY})
    builder.step(advice_triage.accept_early_advice, "assistant")
    assert rule_scores(builder)["advice_issues"] == (True, True, False)
    assert len(rule_scores(builder)) == 8


def test_the_next_request_starts_with_what_was_explained(builder, officer):
    builder.ask(issues="", explained={"advice_issues": WHY})
    builder.step(early_advice.send_early_advice_back, "supervisor", text="Say more.")
    assert WHY in page_text(officer.get(page_url("request-early-advice", builder.case)))


def test_an_explanation_is_never_reworded_and_an_unknown_one_not_stored(builder):
    builder.send(issues="", explained={"advice_issues": WHY})
    with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
        EarlyAdvice.objects.unscoped("test").update(explained={})
    with pytest.raises(TypeError, match="Not to be given"):
        builder.step(advice_triage.return_early_advice, "assistant", text="No.", items=["no_mg3"])
    with pytest.raises(IntegrityError, match="one_thing_is_scored"), transaction.atomic():
        RuleScore.objects.unscoped("test").create(
            case=builder.case, code="x", was_checked=True, has_warned=False, was_explained=False,
            triage_agreed=False, at=builder.at,
        )  # fmt: skip


def test_the_report_has_a_table_of_its_own_for_them(builder):
    builder.send().step(advice_triage.accept_early_advice, "assistant")
    page = client_for(builder.cast.supervisor).get(page_url("see-rule-scores"))
    assert "1 request for early advice that triage has answered" in page_text(page)
    [table] = page.context["report"].tables
    assert [line.reason for line in table.lines] == [rule.words for rule in ADVICE_CHECKS.values()]


def test_the_pages_take_as_many_questions_for_much_as_for_little(builder):
    counts = []
    for n in (1, 3):
        people = cast()
        builder = AdviceCaseBuilder(people, suspects=n)
        for _ in range(n):
            add_document(builder)
        row = [
            len(
                page_and_queries(
                    client_for(people.officer), page_url("request-early-advice", builder.case)
                )[1]
            )
        ]
        builder.ask()
        row.append(
            len(
                page_and_queries(
                    client_for(people.supervisor), page_url("sign-early-advice-off", builder.advice)
                )[1]
            )
        )
        builder.step(early_advice.sign_early_advice_off, "supervisor", text="Go.")
        row += [
            len(page_and_queries(client_for(people.assistant), page_url(name, builder.advice))[1])
            for name in ("accept-early-advice", "return-early-advice")
        ]
        counts.append(row)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
