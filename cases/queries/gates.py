"""What is still missing from a referral, as pages tell the officer, her supervisor and triage."""

from dataclasses import dataclass

from cases.completeness import Outcome, findings, reason
from cases.mg3 import SECTIONS
from cases.queries.submissions import as_it_stands, gathered

COLOUR = {
    Outcome.MISSING: "yellow",
    Outcome.THERE: "green",
    Outcome.LATER: "grey",
    Outcome.UNCHECKED: "grey",
}


@dataclass(frozen=True)
class Line:
    """What one rule says, in words. explained: why it goes all the same, if anybody said."""

    code: str
    reason: str  # what triage would call it
    to_do: object
    missing: str
    unchecked: object
    source: object
    explained: str


@dataclass(frozen=True)
class Gate:
    """What all the rules say of a referral now."""

    missing: list
    there: list
    later: list
    unchecked: list


def gate(sent, *, at, is_signed=False):
    """What the rules say of a cases.as_sent.AsSent."""
    told = {outcome: [] for outcome in Outcome}
    for found in findings(sent, at=at, is_signed=is_signed):
        told[found.outcome].append(_line(found, sent.explained))
    return Gate(
        missing=told[Outcome.MISSING], there=told[Outcome.THERE], later=told[Outcome.LATER],
        unchecked=told[Outcome.UNCHECKED],
    )  # fmt: skip


def _line(found, explained):
    rule = found.rule
    return Line(
        rule.code, reason(rule.code), rule.to_do, ", ".join(map(str, found.missing)),
        rule.unchecked, rule.source, explained.get(rule.code, ""),
    )  # fmt: skip


def of_typed(case, suspects, typed, scope):
    """
    What the rules say of a referral that is being written. One query.

    typed: {name of a question: what has been typed}; suspects: those it can be about, all of them
    while none is chosen.
    """
    chosen = [each for each in suspects if str(each.pk) in (typed.get("suspects") or ())]
    answers = {section.name: typed.get(section.name) or "" for section in SECTIONS}
    sent = gathered(
        case, chosen or suspects, scope, urgency=typed.get("urgency"),
        code_test=typed.get("code_test"), answers=answers,
    )  # fmt: skip
    return gate(sent, at=scope.at)


def of_reading(reading, scope):
    """What the rules say now of a referral that a page reads out. One query."""
    referral, suspects = reading.referral, [each.suspect for each in reading.accused]
    sent = as_it_stands(referral, suspects, scope)
    return gate(sent, at=scope.at, is_signed=bool(referral.signed_off_at))


# Beside what it was


@dataclass(frozen=True)
class Beside:
    """A rule when the referral was sent, and now; the words and the colour of each tag."""

    reason: str
    then: tuple
    now: tuple
    missing: str  # what exactly is missing now
    explained: str
    unchecked: object


def beside(reading, scope):
    """
    What the rules say of a sent referral now, beside what they said when it went. One query.

    What warned either time comes first.
    """
    kept = getattr(reading.referral, "submission", None)
    checks = kept.checks if kept else {}
    referral, suspects = reading.referral, [each.suspect for each in reading.accused]
    sent = as_it_stands(referral, suspects, scope)
    rows = [
        (found, Outcome(checks.get(found.code, Outcome.UNCHECKED)))
        for found in findings(sent, at=scope.at, is_signed=True)
    ]
    rows.sort(key=lambda row: _order(row[0].outcome, row[1]))
    return [_beside(found, then, sent.explained) for found, then in rows]


def _order(now, then):
    warned = Outcome.MISSING in (now, then)
    return 0 if warned else 2 if now == Outcome.UNCHECKED else 1


def _beside(found, then, explained):
    line = _line(found, explained)
    return Beside(
        line.reason, _tag(then), _tag(found.outcome), line.missing, line.explained, line.unchecked
    )


def _tag(outcome):
    return outcome.label, COLOUR[outcome]
