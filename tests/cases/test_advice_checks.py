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
from tests.cases.test_early_advice_pages import ASKED, about, step
from tests.support.cases.early_advice import AdviceRoad
from tests.support.cases.pages import as_, at, follow, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document

WHY = "The laboratory has not said what it keeps."
WHOLE = AdviceSnapshot(
    "01AA0000126", {item.name: "Said." for item in ADVICE_SECTIONS}, ("Which offence?",), False
)


def missing(asked):
    """{code: missing items} of the checks that warn."""
    found = advice_check_results(asked, at=None)
    return {each.code: [str(what) for what in each.missing] for each in found if each.is_missing}


def without(*names):
    return replace(WHOLE, answers=WHOLE.answers | dict.fromkeys(names, " \n"))


@pytest.mark.parametrize(
    ("asked", "code", "what"),
    [
        (replace(WHOLE, urn=""), "advice_urn", "The URN"),
        (without("summary"), "advice_summary", "What is alleged, in short?"),
        (without("lines_done"), "advice_lines", "Which lines of inquiry have you followed?"),
        (without("lines_under_way"), "advice_lines", "Which lines of inquiry are under way?"),
        (
            without("lines_contemplated"), "advice_lines",
            "Which lines of inquiry are you thinking of?",
        ),
        (
            without("expected"), "advice_expected",
            "What do you expect from the open lines, and when?",
        ),
        (without("issues"), "advice_issues", "Which issues do you see so far?"),
        (replace(WHOLE, questions=(" ",)), "advice_questions", "At least one question"),
        (without("evidence"), "advice_evidence", "What evidence would help the adviser?"),
        (without("disclosable"), "advice_disclosable", "What might have to be disclosed?"),
    ],
)  # fmt: skip
def test_what_is_missing_warns_by_its_own_rule_alone(asked, code, what):
    assert missing(asked) == {code: [what]}


def test_there_are_eight_rules_and_nothing_is_missing_of_a_whole_request():
    assert len(ADVICE_CHECKS) == 8
    assert missing(WHOLE) == {}


def test_evidence_that_is_there_to_be_read_needs_no_words():
    assert missing(replace(without("evidence"), has_papers=True)) == {}


def test_an_officer_can_explain_whatever_the_form_lets_them_leave_out():
    left_out = without(*(item.name for item in ADVICE_SECTIONS if not item.missing))
    assert set(missing(left_out)) == {rule.code for rule in MAY_GO_WITHOUT}


@pytest.fixture
def road(db):
    return AdviceRoad(cast(), suspects=2)


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def typed(road, **more):
    return ASKED | {"suspects": about(road)} | more


def warned(page):
    return {line.code for line in page.context["gate"].warnings}


def scores(road):
    """{code: (warned, explained, agreed)}."""
    rows = RuleScore.objects.unscoped("test").filter(case=road.case)
    facts = rows.values_list("code", "has_warned", "was_explained", "triage_agreed")
    return {code: tuple(rest) for code, *rest in facts}


def test_the_form_says_what_is_missing_and_as_one_types_that_part_alone(road, officer):
    page = officer.get(at("request-early-advice", road.case))
    assert warned(page) == set(ADVICE_CHECKS) - {"advice_urn"}
    assert "You can still send it" not in said(page)  # a summary is required
    address = at("check-early-advice", road.case)
    page = officer.post(address, typed(road, issues="", explain_advice_issues=WHY))
    assert warned(page) == {"advice_issues"}
    assert "<html" not in page.text and WHY in page.text
    assert "You can still send it" in page.text
    assert not Draft.objects.exists()
    assert not EarlyAdvice.objects.unscoped("test").exists()
    assert AuditEntry.objects.filter(verb="request_early_advice", case_id=road.case.pk).exists()
    assert officer.get(address).status_code == 200  # nothing has been typed
    assert as_(road.cast.prosecutor).post(address, typed(road)).status_code == 404


def test_a_request_goes_without_an_item_and_all_who_follow_read_why(road, officer):
    page = follow(
        officer, at("request-early-advice", road.case),
        **typed(road, disclosable="", explain_advice_disclosable=WHY,
        explain_advice_issues="Nothing else is at issue."),
    )  # fmt: skip
    road.advice = EarlyAdvice.objects.unscoped("test").get(case=road.case)
    assert road.advice.explained == {"advice_disclosable": WHY}
    assert f"Why it is sent without this: {WHY}" in said(page)
    page = as_(road.cast.supervisor).get(at("sign-early-advice-off", road.advice))
    assert f"Why it is sent without this: {WHY}" in said(page)
    assert as_(road.cast.assistant).get(at("see-early-advice", road.advice)).status_code == 404
    step(road, "supervisor", "sign-early-advice-off", text="Worth asking.")
    for name in ("accept-early-advice", "return-early-advice"):
        told = said(as_(road.cast.assistant).get(at(name, road.advice)))
        assert f"What might have to be disclosed The officer says: {WHY} When it was" in told
    assert road.now.checks["advice_disclosable"] == "MISSING"
    assert len(road.now.checks) == 8


def test_triage_reads_then_and_now_side_by_side_and_says_what_is_not_complete(road):
    road.send(evidence="", issues="")
    a_document(road, "interview.pdf")
    browser, address = as_(road.cast.assistant), at("return-early-advice", road.advice)
    rows = {
        row.reason: (row.then[0], row.now[0]) for row in browser.get(address).context["checks"].rows
    }
    assert rows["Evidence that helps the adviser"] == ("Missing", "Nothing missing")
    assert rows["Issues so far"] == ("Missing", "Missing")
    assert rows["URN"] == ("Nothing missing", "Nothing missing")
    page = follow(browser, address, text="What does he say of the issue?", items=["advice_issues"])
    assert "Not complete: Issues so far" in said(page)
    assert scores(road)["advice_issues"] == (True, False, True)
    assert scores(road)["advice_evidence"] == (True, False, False)


def test_what_the_police_keep_to_themselves_is_no_evidence_that_is_there(road, officer):
    document = a_document(road, "interview.pdf")
    assert (
        warned(officer.post(at("check-early-advice", road.case), typed(road, evidence=""))) == set()
    )
    road.do(police_only.keep_document_to_police, "officer", document=document, because="Named.")
    page = officer.post(at("check-early-advice", road.case), typed(road, evidence=""))
    assert warned(page) == {"advice_evidence"}


def test_an_acceptance_agrees_with_no_warning_and_a_return_for_its_time_says_nothing(road):
    road.send(issues="", explained={"advice_issues": WHY})
    road.step(advice_triage.return_early_advice, "assistant", text="Too early.")
    assert scores(road) == {}
    road.send(issues="", explained={"advice_issues": WHY})
    road.step(advice_triage.accept_early_advice, "assistant")
    assert scores(road)["advice_issues"] == (True, True, False)
    assert len(scores(road)) == 8


def test_the_next_request_starts_with_what_was_explained(road, officer):
    road.ask(issues="", explained={"advice_issues": WHY})
    road.step(early_advice.send_early_advice_back, "supervisor", text="Say more.")
    assert WHY in said(officer.get(at("request-early-advice", road.case)))


def test_what_was_explained_is_never_reworded_and_nothing_strange_is_kept(road):
    road.send(issues="", explained={"advice_issues": WHY})
    with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
        EarlyAdvice.objects.unscoped("test").update(explained={})
    with pytest.raises(TypeError, match="Not to be given"):
        road.step(advice_triage.return_early_advice, "assistant", text="No.", items=["no_mg3"])
    with pytest.raises(IntegrityError, match="one_thing_is_scored"), transaction.atomic():
        RuleScore.objects.unscoped("test").create(
            case=road.case, code="x", was_checked=True, has_warned=False, was_explained=False,
            triage_agreed=False, at=road.at,
        )  # fmt: skip


def test_the_report_has_a_table_of_its_own_for_them(road):
    road.send().step(advice_triage.accept_early_advice, "assistant")
    page = as_(road.cast.supervisor).get(at("see-rule-scores"))
    assert "1 request for early advice that triage has answered" in said(page)
    [table] = page.context["report"].tables
    assert [line.reason for line in table.lines] == [rule.words for rule in ADVICE_CHECKS.values()]


def test_the_pages_take_as_many_questions_for_much_as_for_little(road):
    counts = []
    for n in (1, 3):
        people = cast()
        road = AdviceRoad(people, suspects=n)
        for _ in range(n):
            a_document(road)
        row = [len(questions(as_(people.officer), at("request-early-advice", road.case))[1])]
        road.ask()
        row.append(
            len(questions(as_(people.supervisor), at("sign-early-advice-off", road.advice))[1])
        )
        road.step(early_advice.sign_early_advice_off, "supervisor", text="Go.")
        row += [
            len(questions(as_(people.assistant), at(name, road.advice))[1])
            for name in ("accept-early-advice", "return-early-advice")
        ]
        counts.append(row)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
