"""Scores of each check when triage answers, shown to people who lead a unit."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import Case, RuleScore
from cases.quality_reports.queries import check_accuracy
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.access.scopes import scope_of
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document

pytestmark = pytest.mark.django_db


def sent(people, *, has_statement=False, **explained):
    road = Road(people)
    if has_statement:
        a_document(road, "statement.pdf")
    return road.submit(explained=explained)


def returned(road, *codes):
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons=dict.fromkeys(codes, ""), reply_by=date(2026, 3, 20),
    )  # fmt: skip
    return road


def accepted(road):
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    return road


def score(road, code):
    row = RuleScore.objects.unscoped("test").get(case=road.case, code=code)
    return row.was_checked, row.has_warned, row.was_explained, row.triage_agreed


def test_a_return_says_of_each_rule_whether_triage_agreed():
    road = sent(cast(), has_statement=True, exhibits_missing="At the laboratory.")
    returned(road, "exhibits_missing", "mg11s_missing", "no_dv_checklist")
    assert score(road, "exhibits_missing") == (True, True, True, True)
    assert score(road, "no_interview_summary") == (True, True, False, False)
    assert score(road, "mg11s_missing") == (True, False, False, True)
    assert score(road, "no_dv_checklist") == (False, False, False, True)
    assert RuleScore.objects.unscoped("test").filter(case=road.case).count() == 13


def test_an_acceptance_agrees_with_no_warning():
    road = accepted(sent(cast(), exhibits_missing="At the laboratory."))
    rows = RuleScore.objects.unscoped("test").filter(case=road.case)
    assert rows.count() == 13
    assert not rows.filter(triage_agreed=True).exists()
    assert score(road, "exhibits_missing") == (True, True, True, False)


def test_each_submission_is_scored_for_itself():
    road = returned(sent(cast()), "mg11s_missing")
    a_document(road, "statement.pdf")
    accepted(road.submit())
    rows = RuleScore.objects.unscoped("test").filter(case=road.case, code="mg11s_missing")
    told = rows.order_by("submission__number").values_list("has_warned", "triage_agreed")
    assert list(told) == [(True, True), (False, False)]


def test_what_was_never_answered_is_not_scored():
    road = sent(cast())
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="Wrong."
    )
    assert not RuleScore.objects.unscoped("test").exists()


def test_the_database_keeps_a_score_and_no_nonsense():
    road = accepted(sent(cast()))
    rows = RuleScore.objects.unscoped("test").filter(case=road.case)
    for act in (lambda: rows.update(triage_agreed=True), rows.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    row = rows.first()
    for wrong in (
        {"was_checked": False, "has_warned": True, "was_explained": False},
        {"was_checked": True, "has_warned": False, "was_explained": True},
    ):
        facts = {"case": road.case, "submission": row.submission, "code": "x", "at": row.at}
        with pytest.raises(IntegrityError, match="only_"), transaction.atomic():
            RuleScore.objects.unscoped("test").create(triage_agreed=False, **facts, **wrong)


def many(people, n=10):
    """
    Ten submissions: four returned with a warning, two with an explanation, two without a warning.
    """
    for k in range(n):
        road = sent(people, has_statement=k >= 6, exhibits_missing="Later.")
        if k < 4:
            returned(road, "mg11s_missing")
        elif k < 6:
            returned(road, "exhibits_missing")
        elif k < 8:
            returned(road, "mg11s_missing", "no_dv_checklist")
        else:
            accepted(road)


def test_the_report_says_how_often_each_warned_and_was_right():
    people = cast()
    many(people)
    page = as_(people.supervisor).get(at("see-rule-scores"))
    lines = {line.reason: line for line in page.context["report"].tables[0].lines}
    statements, exhibits = lines["No or missing MG11 statements"], lines["No or missing exhibits"]
    assert statements.warned == "60% (6 of 10)"
    assert statements.agreed == statements.unwarned == ""  # six and four are too few
    assert statements.sentence == (
        "It warned of 6 of 10; triage returned 4 for this. "
        "Without a warning, triage returned 2 for this."
    )
    assert exhibits.agreed == "20% (2 of 10)"
    assert exhibits.explained == "80% (8 of 10)"
    checklist = lines["No DV checklist"]
    assert checklist.warned == checklist.agreed == "Not checked by the system"
    assert checklist.unwarned == "20% (2 of 10)"
    told = said(page)
    assert "10 submissions that triage has answered" in told and "Not enough data" in told
    assert (
        "A percentage is shown once there are 10 submissions or requests. "
        "Set locally, not by national guidance: ours" in told
    )
    assert not [to for to in links(page) if "/cases/" in to or "/submissions/" in to]


def test_few_answers_are_not_enough():
    people = cast()
    accepted(sent(people))
    told = said(as_(people.manager).get(at("see-rule-scores")))
    assert "1 submission that triage has answered" in told
    assert told.count("Not enough data.") == 13
    assert "%" not in told


def test_the_page_says_so_while_no_submission_has_been_answered():
    page = as_(cast().manager).get(at("see-rule-scores"))
    assert "Not enough data: triage has not answered a submission yet." in said(page)


def test_the_figures_are_of_the_cases_that_the_reader_may_see():
    ours, theirs = cast(), cast()
    road = accepted(sent(ours))
    accepted(sent(theirs))
    hidden = accepted(sent(ours))
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    for who in (ours.supervisor, ours.manager):
        report = check_accuracy.check_accuracy_report(scope_of(who, at=road.at))
        assert report.tables[0].lines[0].answered == 1


@pytest.mark.parametrize("who", ["officer", "inspector", "assistant", "prosecutor"])
def test_the_page_is_for_those_who_lead_a_unit(who):
    people = cast()
    page = as_(getattr(people, who)).get(at("see-rule-scores"))
    assert page.status_code == 403
    assert "Only supervisors of a police unit and managers of a CPS unit" in said(page)
    assert at("see-rule-scores") not in links(as_(getattr(people, who)).get("/"))


def test_the_menu_leads_there():
    people = cast()
    for who in (people.supervisor, people.manager):
        assert at("see-rule-scores") in links(as_(who).get("/"))


def test_the_report_asks_one_question_of_the_scores_however_many():
    people = cast()
    accepted(sent(people))
    browser, counts = as_(people.supervisor), []
    for _ in range(2):
        counts.append(len(questions(browser, at("see-rule-scores"))[1]))
        accepted(sent(people))
        returned(sent(people), "no_mg3")
    assert counts[0] == counts[1] <= 6
