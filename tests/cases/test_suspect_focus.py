"""What a decision says that it looked at about the suspect, and what a panel reads of it."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.decisions.suspect_focus import StatedFocus
from cases.models import Decision, FocusAnswer, FocusQuestion, SuspectFocus
from cases.models.suspect_focus import ClosingFocus
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import FOCUS
from people.access.scopes import Refused
from tests.support.cases import closing
from tests.support.cases.charges import allegations_against, authorise_charge_of, counts_form
from tests.support.cases.counts import BOTH_STAGES
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sealed_rows import opened_values, update_in_sql
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

HOW = "He did not ask whether she agreed."
WHY_NOT = "His phone has not come back yet."


@module_fixture
def builder():
    builder = CaseBuilder(cast()).allocate()
    builder.have_reviewed(builder.suspects[0])
    return builder


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def send(prosecutor, builder, **changed):
    [alleged] = allegations_against(builder.suspects[0])
    typed = BOTH_STAGES | counts_form(alleged) | changed
    return prosecutor.post(page_url("authorise-charge", builder.suspects[0]), typed)


def stored_focus():
    rows = SuspectFocus.objects.filter(decision__status="LIVE").order_by("pk")
    return opened_values(rows, "question", "answer", "text")


def test_a_decision_keeps_what_was_looked_at(prosecutor, builder):
    assert send(prosecutor, builder).status_code == 302
    assert stored_focus() == [
        ("BEFORE", "NOTHING", ""),
        ("DURING", "BEARS", HOW),
        ("AFTER", "NOT_LOOKED", WHY_NOT),
        ("MISCONCEPTIONS", "NOTHING", ""),
    ]
    page = page_text(prosecutor.get(page_url("see-decisions", builder.case)))
    assert f"during what is alleged Looked at, and it bears on the decision {HOW}" in page
    assert f"What the suspect did and said after what is alleged Not looked at {WHY_NOT}" in page
    assert "Misconceptions that the facts may invite None may arise" in page


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"focus_before": ""}, "Select whether you looked at what the suspect did before it"),
        ({"focus_misconceptions": ""}, "Select whether misconceptions may arise"),
        ({"focus_misconceptions": "NOT_LOOKED"}, "Select one of the answers shown"),
        ({"focus_during_bears": ""}, "Enter how it bears on the decision"),
        ({"focus_after_not_looked": ""}, "Enter why it was not looked at"),
        ({"focus_after_not_looked": "x"}, "Say more under “Why was it not looked at?”"),
        ({"focus_misconceptions": "BEARS"}, "Enter each misconception, and what answers it"),
    ],
)
def test_each_question_is_answered_and_what_was_typed_stays(prosecutor, builder, changed, error):
    page = send(prosecutor, builder, **changed)
    assert error in page_text(page)
    assert page.context["form"]["rationale"].value() == BOTH_STAGES["rationale"]
    assert not Decision.objects.unscoped("test").exists()


def test_a_text_of_another_answer_is_not_kept(prosecutor, builder):
    send(prosecutor, builder, focus_before_bears="Typed, then another answer was selected.")
    assert ("BEFORE", "NOTHING", "") in stored_focus()


@pytest.mark.parametrize(
    "focus",
    [
        (),
        FOCUS[:3],
        (*FOCUS, FOCUS[0]),
        (*FOCUS[:3], StatedFocus(FocusQuestion.MISCONCEPTIONS, FocusAnswer.NOT_LOOKED, "Why.")),
        (StatedFocus(FocusQuestion.BEFORE, FocusAnswer.BEARS, " "), *FOCUS[1:]),
        (StatedFocus(FocusQuestion.BEFORE, FocusAnswer.NOTHING, "A text."), *FOCUS[1:]),
    ],
)
def test_no_way_leads_around_the_questions(builder, focus):
    with pytest.raises(Refused, match="Answer each question"):
        authorise_charge_of(builder, focus=focus)


def test_the_answers_are_never_changed(builder):
    decision = authorise_charge_of(builder)
    rows = SuspectFocus.objects.filter(decision=decision)
    for change in (lambda: update_in_sql(rows, "text", "Another."), lambda: rows.delete()):
        with (
            pytest.raises(DatabaseError, match="permission denied|only ever grows"),
            transaction.atomic(),
        ):
            change()
    with pytest.raises(IntegrityError, match="focus_question_once"), transaction.atomic():
        SuspectFocus.objects.create(decision=decision, question="BEFORE", answer="NOTHING")


def test_a_closing_report_answers_them_and_whoever_signs_reads_the_answers():
    there = CaseBuilder(cast())
    report = closing.propose_closing(there)
    rows = ClosingFocus.objects.filter(report=report).order_by("pk")
    assert opened_values(rows, "question", "answer", "text") == [
        ("BEFORE", "NOTHING", ""),
        ("DURING", "BEARS", HOW),
        ("AFTER", "NOT_LOOKED", WHY_NOT),
        ("MISCONCEPTIONS", "NOTHING", ""),
    ]
    supervisor = client_for(there.cast.supervisor)
    page = page_text(supervisor.get(page_url("sign-closing-report", there.suspects[0])))
    assert f"during what is alleged Looked at, and it bears on the decision {HOW}" in page
    assert f"What the suspect did and said after what is alleged Not looked at {WHY_NOT}" in page
    assert "Misconceptions that the facts may invite None may arise" in page


@pytest.mark.parametrize("focus", [(), FOCUS[:3], (*FOCUS, FOCUS[0])])
def test_no_closing_report_leads_around_the_questions(focus):
    with pytest.raises(Refused, match="Answer each question"):
        closing.propose_closing(CaseBuilder(cast()), focus=focus)


def test_the_form_of_a_closing_report_names_what_is_missing_and_the_next_starts_from_it():
    there = CaseBuilder(cast())
    officer = client_for(there.cast.officer)
    address = page_url("propose-closing", there.suspects[0])
    page = page_text(officer.post(address, FOCUS_ANSWERS | {"focus_during_bears": ""}))
    assert "Enter how it bears on the decision" in page
    closing.close_investigation(there)
    closing.reopen_closed(there)
    form = officer.get(address).context["form"]
    assert {name: form[name].value() for name in FOCUS_ANSWERS} == FOCUS_ANSWERS


def test_the_answers_of_a_closing_report_are_never_changed():
    rows = ClosingFocus.objects.filter(report=closing.propose_closing(CaseBuilder(cast())))
    for change in (lambda: update_in_sql(rows, "text", "Another."), lambda: rows.delete()):
        with (
            pytest.raises(DatabaseError, match="permission denied|only ever grows"),
            transaction.atomic(),
        ):
            change()


def test_a_new_wording_starts_from_the_answers_of_the_one_before(builder, prosecutor):
    builder.cast.cps.charges_are_read_twice = True
    builder.cast.cps.save()
    authorise_charge_of(builder)
    form = prosecutor.get(page_url("revise-decision", builder.suspects[0])).context["form"]
    assert {name: form[name].value() for name in FOCUS_ANSWERS} == FOCUS_ANSWERS
