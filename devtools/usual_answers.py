"""What people of a test type where the test does not say it."""

from collections.abc import Collection

from cases.decisions.suspect_focus import StatedFocus
from cases.models import Case, FocusAnswer, FocusQuestion, Suspect
from cases.referrals.queries.returns_to_answer import returns_of_suspects
from people.access.scopes import Scope

# What a decision looked at, where a test does not say it.
FOCUS = (
    StatedFocus(FocusQuestion.BEFORE, FocusAnswer.NOTHING),
    StatedFocus(FocusQuestion.DURING, FocusAnswer.BEARS, "He did not ask whether she agreed."),
    StatedFocus(FocusQuestion.AFTER, FocusAnswer.NOT_LOOKED, "His phone has not come back yet."),
    StatedFocus(FocusQuestion.MISCONCEPTIONS, FocusAnswer.NOTHING),
)

MG3 = {
    "urgency": "GREEN",
    "code_test": "FULL",
    "summary": "What is alleged.",
    "lines_done": "Interviews, phones.",
    "no_advice_because": "He was to be charged that night.",
}
ALL_FOLLOWED = {"advice_followed": "FOLLOWED"}  # taken out where no advice was given

ADVICE = {
    "summary": "What is alleged, in short.",
    "lines_done": "House to house.",
    "lines_under_way": "His phone.",
    "lines_contemplated": "Her friend.",
    "expected": "The download in two weeks.",
    "issues": "He says that she agreed.",
    "evidence": "Her interview.",
    "disclosable": "Nothing known.",
    "questions": ["Is the friend a reasonable line?", "Which offence fits?"],
}


def returns_answered(by: Scope, case: Case, suspects: Collection[Suspect]) -> dict[str, str]:
    """{key of a reason: answer} for every reason for which triage returned these suspects."""
    return {
        reason.key: "It is on the case now."
        for one in returns_of_suspects(case, suspects, by)
        for reason in one.reasons
    }
