"""What the letters about stopped and replaced charges say to each victim."""

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import record_of
from victims.actions.letter_facts import facts_of_letter
from victims.letter_templates import fill_template, letter_template, newest_template_version

pytestmark = pytest.mark.django_db

PART = "none of the charges about what was done to you goes on."
WHOLE = "the case in court does not go on."
VERDICT = "The court has recorded a verdict of not guilty."
ON_FILE = "The court has ordered that the charges lie on the file. There is no verdict."
SOME_ON_FILE = "The court has ordered that one or more of the charges lie on the file."
WITHDRAWN = "The charges were withdrawn in the magistrates’ court. There is no verdict."
SOME_WITHDRAWN = "One or more of the charges were withdrawn in the magistrates’ court."
EXPLAIN_SOME = "Where there is a verdict of not guilty, they can explain it to you"
EXPLAIN = "somebody who did not decide it can explain it to you, and say so if it was wrong."
WHAT_CAN_FOLLOW = "It is called the Victims’ Right to Review."
SOME = "On one or more of the charges, the court has recorded a verdict of not guilty."


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast())


def letter(builder, kind, victim, language="en"):
    known = facts_of_letter(
        kind, record_of(victim), builder.suspect(), side="CPS",
        language={"en": "ENGLISH", "cy": "WELSH"}[language],
    )  # fmt: skip
    template = letter_template(kind, newest_template_version(kind), language)
    late = {"called": "Ms A", "dated": "today", "ask_by": "then", "cases": ["told"]}
    return fill_template(template, known, {"why": "", "support": ""}, **late).as_plain_text()


def stop_about(builder, victim, **facts):
    return stop_charges_of(builder, charges=laid_about(builder.suspects[0], victim), **facts)


def test_while_another_victims_charge_goes_on_the_case_is_not_said_to_be_stopped(builder):
    stop_about(builder, builder.second)
    text = letter(builder, "STOPPED", builder.second)
    assert PART in text and WHOLE not in text
    assert "a wnaed i chi yn mynd ymlaen." in letter(builder, "STOPPED", builder.second, "cy")
    stop_about(builder, builder.victim)
    for victim in (builder.victim, builder.second):
        text = letter(builder, "STOPPED", victim)
        assert WHOLE in text and PART not in text


def test_the_court_that_stops_every_charge_stops_the_case(builder):
    builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="OUTCOME",
        result="STOPPED", on=builder.at.date(),
    )  # fmt: skip
    assert WHOLE in letter(builder, "STOPPED", builder.victim)


@pytest.mark.parametrize(("kinds", "said", "unsaid"), [
    (("NO_EVIDENCE", "NO_EVIDENCE"), VERDICT, SOME),
    (("NO_EVIDENCE", "DISCONTINUED"), SOME, VERDICT),
    (("DISCONTINUED", "WITHDRAWN"), SOME_WITHDRAWN, "not guilty"),
    (("WITHDRAWN", "WITHDRAWN"), WITHDRAWN, "One or more"),
    (("DISCONTINUED", "DISCONTINUED"), WHAT_CAN_FOLLOW, "withdrawn"),
    (("NO_EVIDENCE", "NO_EVIDENCE"), EXPLAIN, WITHDRAWN),
    (("NO_EVIDENCE", "DISCONTINUED"), EXPLAIN_SOME, EXPLAIN),
    (("ON_FILE", "DISCONTINUED"), WHAT_CAN_FOLLOW, EXPLAIN),
    (("ON_FILE", "ON_FILE"), ON_FILE, "On one or more"),
    (("ON_FILE", "DISCONTINUED"), SOME_ON_FILE, ON_FILE),
    (("ON_FILE", "NO_EVIDENCE"), SOME_ON_FILE, VERDICT),
])  # fmt: skip
def test_a_verdict_is_told_of_all_charges_or_of_some(builder, kinds, said, unsaid):
    laid = laid_about(builder.suspects[0], builder.victim)
    for charge, kind in zip(laid, kinds, strict=True):
        stop_charges_of(builder, charges=[charge], kind=kind)
    text = letter(builder, "STOPPED", builder.victim)
    assert said in text and unsaid not in text


def test_a_replaced_charge_is_told_without_an_offence(builder):
    first = laid_about(builder.suspects[0], builder.victim)[0]
    stop = replace_charge_of(builder, first)
    text = letter(builder, "ALTERED", builder.victim)
    assert "What a person in your case is charged with has changed." in text
    for offence in (first.offence, stop.replacements.get().offence):
        assert offence.title not in text
