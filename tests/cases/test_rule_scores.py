"""Scores of each check when triage answers, shown to people who lead a unit."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import Case, RuleScore
from cases.quality_reports.queries import check_accuracy
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import scope_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document

pytestmark = pytest.mark.django_db


def submit_referral(people, *, has_statement=False, **explained):
    builder = CaseBuilder(people)
    if has_statement:
        add_document(builder, "statement.pdf")
    return builder.submit(explained=explained)


def return_referral_of(builder, *codes):
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons=dict.fromkeys(codes, ""), reply_by=date(2026, 3, 20),
    )  # fmt: skip
    return builder


def accept_referral_of(builder):
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    return builder


def rule_score(builder, code):
    row = RuleScore.objects.unscoped("test").get(case=builder.case, code=code)
    return row.was_checked, row.has_warned, row.was_explained, row.triage_agreed


def test_a_return_says_of_each_rule_whether_triage_agreed():
    builder = submit_referral(cast(), has_statement=True, exhibits_missing="At the laboratory.")
    return_referral_of(builder, "exhibits_missing", "mg11s_missing", "no_dv_checklist")
    assert rule_score(builder, "exhibits_missing") == (True, True, True, True)
    assert rule_score(builder, "no_interview_summary") == (True, True, False, False)
    assert rule_score(builder, "mg11s_missing") == (True, False, False, True)
    assert rule_score(builder, "no_dv_checklist") == (False, False, False, True)
    assert RuleScore.objects.unscoped("test").filter(case=builder.case).count() == 13


def test_an_acceptance_agrees_with_no_warning():
    builder = accept_referral_of(submit_referral(cast(), exhibits_missing="At the laboratory."))
    rows = RuleScore.objects.unscoped("test").filter(case=builder.case)
    assert rows.count() == 13
    assert not rows.filter(triage_agreed=True).exists()
    assert rule_score(builder, "exhibits_missing") == (True, True, True, False)


def test_each_submission_is_scored_for_itself():
    builder = return_referral_of(submit_referral(cast()), "mg11s_missing")
    add_document(builder, "statement.pdf")
    accept_referral_of(builder.submit())
    rows = RuleScore.objects.unscoped("test").filter(case=builder.case, code="mg11s_missing")
    told = rows.order_by("submission__number").values_list("has_warned", "triage_agreed")
    assert list(told) == [(True, True), (False, False)]


def test_a_check_that_was_never_answered_is_not_scored():
    builder = submit_referral(cast())
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=builder.referral,
        withdrawal_reason="Wrong.",
    )
    assert not RuleScore.objects.unscoped("test").exists()


def test_the_database_keeps_a_score_and_no_nonsense():
    builder = accept_referral_of(submit_referral(cast()))
    rows = RuleScore.objects.unscoped("test").filter(case=builder.case)
    for act in (lambda: rows.update(triage_agreed=True), rows.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    row = rows.first()
    for wrong in (
        {"was_checked": False, "has_warned": True, "was_explained": False},
        {"was_checked": True, "has_warned": False, "was_explained": True},
    ):
        facts = {"case": builder.case, "submission": row.submission, "code": "x", "at": row.at}
        with pytest.raises(IntegrityError, match="only_"), transaction.atomic():
            RuleScore.objects.unscoped("test").create(triage_agreed=False, **facts, **wrong)


def submit_many(people, n=10):
    """
    Ten submissions: four returned with a warning, two with an explanation, two without a warning.
    """
    for k in range(n):
        builder = submit_referral(people, has_statement=k >= 6, exhibits_missing="Later.")
        if k < 4:
            return_referral_of(builder, "mg11s_missing")
        elif k < 6:
            return_referral_of(builder, "exhibits_missing")
        elif k < 8:
            return_referral_of(builder, "mg11s_missing", "no_dv_checklist")
        else:
            accept_referral_of(builder)


def test_the_report_says_how_often_each_warned_and_was_right():
    people = cast()
    submit_many(people)
    page = client_for(people.supervisor).get(page_url("see-rule-scores"))
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
    told = page_text(page)
    assert "10 submissions that triage has answered" in told and "Not enough data" in told
    assert (
        "A percentage is shown once there are 10 submissions or requests. "
        "Set locally, not by national guidance: ours" in told
    )
    assert not [to for to in links_on_page(page) if "/cases/" in to or "/submissions/" in to]


def test_few_answers_are_not_enough():
    people = cast()
    accept_referral_of(submit_referral(people))
    told = page_text(client_for(people.manager).get(page_url("see-rule-scores")))
    assert "1 submission that triage has answered" in told
    assert told.count("Not enough data.") == 13
    assert "%" not in told


def test_the_page_says_so_while_no_submission_has_been_answered():
    page = client_for(cast().manager).get(page_url("see-rule-scores"))
    assert "Not enough data: triage has not answered a submission yet." in page_text(page)


def test_the_figures_are_of_the_cases_that_the_reader_may_see():
    ours, theirs = cast(), cast()
    builder = accept_referral_of(submit_referral(ours))
    accept_referral_of(submit_referral(theirs))
    hidden = accept_referral_of(submit_referral(ours))
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    for who in (ours.supervisor, ours.manager):
        report = check_accuracy.check_accuracy_report(scope_of(who, at=builder.at))
        assert report.tables[0].lines[0].answered == 1


@pytest.mark.parametrize("who", ["officer", "inspector", "assistant", "prosecutor"])
def test_the_page_is_for_those_who_lead_a_unit(who):
    people = cast()
    page = client_for(getattr(people, who)).get(page_url("see-rule-scores"))
    assert page.status_code == 403
    assert "Only supervisors of a police unit and managers of a CPS unit" in page_text(page)
    assert page_url("see-rule-scores") not in links_on_page(
        client_for(getattr(people, who)).get("/")
    )


def test_the_menu_leads_there():
    people = cast()
    for who in (people.supervisor, people.manager):
        assert page_url("see-rule-scores") in links_on_page(client_for(who).get("/"))


def test_the_report_asks_one_question_of_the_scores_however_many():
    people = cast()
    accept_referral_of(submit_referral(people))
    browser, counts = client_for(people.supervisor), []
    for _ in range(2):
        counts.append(len(page_and_queries(browser, page_url("see-rule-scores"))[1]))
        accept_referral_of(submit_referral(people))
        return_referral_of(submit_referral(people), "no_mg3")
    assert counts[0] == counts[1] <= 6
