"""One letter says of charges that ended in different ways how each of them ended."""

from itertools import combinations

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import record_of
from victims.actions.letter_facts import facts_of_letter
from victims.letter_templates import fill_template, letter_template, newest_template_version

pytestmark = pytest.mark.django_db

KINDS = ("DISCONTINUED", "NO_EVIDENCE", "ON_FILE", "WITHDRAWN")
SAYS_OF_SOME = {
    "en": {
        "DISCONTINUED": "One or more of the charges were discontinued by the Crown Prosecution",
        "NO_EVIDENCE": "On one or more of the charges, the court has recorded a verdict of not",
        "ON_FILE": "The court has ordered that one or more of the charges lie on the file.",
        "WITHDRAWN": "One or more of the charges were withdrawn in the magistrates’ court.",
        "COURT": "The court has stopped one or more of the charges.",
    },
    "cy": {
        "DISCONTINUED": "Rhoddodd Gwasanaeth Erlyn y Goron y gorau i un neu fwy",
        "NO_EVIDENCE": "Ar un neu fwy o’r cyhuddiadau, mae’r llys wedi cofnodi rheithfarn",
        "ON_FILE": "un neu fwy o’r cyhuddiadau yn aros ar y ffeil",
        "WITHDRAWN": "Cafodd un neu fwy o’r cyhuddiadau eu tynnu yn ôl",
        "COURT": "Mae’r llys wedi atal un neu fwy o’r cyhuddiadau.",
    },
}
ALL_CAN_BE_EXPLAINED = "somebody who did not decide it can explain it to you, and say so"
SOME_CAN_BE_EXPLAINED = "Where there is a verdict of not guilty, they can explain it to you"
ON_FILE_LOOKED_AT = "Where charges lie on the file, they can tell you whether that was right."
LOOKED_AT = "somebody who did not decide it looks at all of it"


@module_fixture
def builder():
    """Two charges about the first victim and one about the second."""
    return charge_two_victims(cast())


def end(builder, *kinds):
    mine = laid_about(builder.suspects[0], builder.victim)
    for kind, charge in zip(kinds, mine, strict=True):
        if kind == "COURT":
            builder.do(
                court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0],
                kind="OUTCOME", result="STOPPED", on=builder.at.date(), charges=[charge],
            )  # fmt: skip
        else:
            stop_charges_of(builder, charges=[charge], kind=kind)


def letter(builder, language="en", cases=("told",)):
    known = facts_of_letter(
        "STOPPED", record_of(builder.victim), builder.suspect(), side="CPS",
        language={"en": "ENGLISH", "cy": "WELSH"}[language],
    )  # fmt: skip
    template = letter_template("STOPPED", newest_template_version("STOPPED"), language)
    late = {"called": "Ms A", "dated": "today", "ask_by": "then", "cases": cases}
    return fill_template(template, known, {}, **late).as_plain_text()


def said_of_some(text, language):
    return {kind for kind, words in SAYS_OF_SOME[language].items() if words in text}


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kinds", list(combinations((*KINDS, "COURT"), 2)))
def test_each_end_is_said_of_a_part(builder, kinds, language):
    end(builder, *kinds)
    assert said_of_some(letter(builder, language), language) == set(kinds)


@pytest.mark.parametrize("kind", [*KINDS, "COURT"])
def test_one_end_of_all_is_said_of_all(builder, kind):
    end(builder, kind, kind)
    text = letter(builder)
    assert said_of_some(text, "en") == set()
    assert LOOKED_AT not in text
    assert (ALL_CAN_BE_EXPLAINED in text) is (kind == "NO_EVIDENCE")


@pytest.mark.parametrize(
    ("kinds", "explains", "looks_at_file"),
    [
        (("DISCONTINUED", "NO_EVIDENCE"), True, False),
        (("NO_EVIDENCE", "ON_FILE"), True, True),
        (("ON_FILE", "DISCONTINUED"), False, True),
        (("COURT", "ON_FILE"), False, True),
        (("COURT", "NO_EVIDENCE"), True, False),
        (("DISCONTINUED", "WITHDRAWN"), False, False),
    ],
)
def test_it_says_what_a_review_can_do_about_which(builder, kinds, explains, looks_at_file):
    end(builder, *kinds)
    text = letter(builder)
    assert ALL_CAN_BE_EXPLAINED not in text
    assert (SOME_CAN_BE_EXPLAINED in text) is explains
    assert (ON_FILE_LOOKED_AT in text) is looks_at_file
    assert text.count(LOOKED_AT) == int(explains or looks_at_file)


def test_beside_a_verdict_it_offers_no_review_of_the_rest(builder):
    first, second = laid_about(builder.suspects[0], builder.victim)
    builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="OUTCOME",
        result="CONVICTED", on=builder.at.date(), charges=[first],
    )  # fmt: skip
    stop_charges_of(builder, charges=[second], kind="ON_FILE")
    text = letter(builder, cases=["no_review"])
    assert said_of_some(text, "en") == {"ON_FILE"}
    assert LOOKED_AT not in text and ON_FILE_LOOKED_AT not in text
