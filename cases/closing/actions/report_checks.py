"""What a closing report needs before a supervisor reads it; each check raises Refused."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.closing.outcome_codes import OutcomeCode, outcomes_offered
from cases.closing.queries.allegations import allegations_in_order
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.models import Allegation, HowAsked, Suspect, ToldBefore
from cases.permissions import ALLEGATION_FIRST
from cases.referrals.queries.referrals import with_advice_sought
from people.access.scopes import Refused, Scope

NOT_A_CLOSING_OUTCOME = _("Select one of the outcomes shown.")
OUTCOME_OF_EACH = _(
    "Select the outcome of each allegation against suspect %(n)s. What is alleged may have changed "
    "since you began."
)
NOBODY_TO_INTERVIEW = _(
    "Nobody has been identified, so nobody was interviewed under caution. Select that."
)
LINE_NEEDED = _("Enter at least one line of inquiry, and whether it was done.")
LINE_WITHOUT_REASON = _("Enter why “%(line)s” was not done.")
NO_ADVICE_REASON = _("Enter why early advice was not sought about suspect %(n)s.")
VICTIM_NOT_HEARD = _(
    "Outcome %(code)s needs what victim %(n)s said. Enter it in their own words, or why they were "
    "not asked."
)
HALF_AN_ANSWER = _("Enter who spoke with victim %(n)s, when and how.")
BOTH_ANSWERS = _("Enter what victim %(n)s said, or why they were not asked: not both.")
OTHER_VICTIM = _("Select victims of the allegations against this suspect.")


def check_days(
    interviewed_on: date | None, victims: Sequence[VictimAnswer], *, at: datetime
) -> None:
    """Check the day of the interview, and of each conversation with a victim, if there are any."""
    days = [interviewed_on, *(answer.on for answer in victims)]
    check_past_dates(*filter(None, days), at=at)


def check_report(
    suspect: Suspect, outcome: int | Mapping[UUID, int], lines: Sequence[LineOfInquiry],
    victims: Sequence[VictimAnswer], *, interviewed_on: date | None, no_advice_because: str,
    by: Scope,
) -> dict[Allegation, OutcomeCode]:  # fmt: skip
    """
    Check the parts of a report about a locked suspect.

    outcome: a code for every allegation, or {allegation: its code}. Returns {allegation: outcome}
    of all that it ends, in their order.
    """
    if interviewed_on and not suspect.is_identified:
        raise Refused(NOBODY_TO_INTERVIEW, is_stage=True)
    allegations = list(allegations_in_order(suspect, by))
    if not allegations:
        raise Refused(ALLEGATION_FIRST % {"n": suspect.number}, is_stage=True)
    outcomes = _outcome_of_each(suspect, allegations, outcome)
    _check_lines(lines)
    _check_advice(suspect, no_advice_because, by=by)
    _check_victims(outcomes, victims, suspect, by=by)
    return outcomes


def _outcome_of_each(
    suspect: Suspect, allegations: Sequence[Allegation], outcome: int | Mapping[UUID, int]
) -> dict[Allegation, OutcomeCode]:
    if isinstance(outcome, int):
        outcome = {each.pk: outcome for each in allegations}
    if outcome.keys() != {each.pk for each in allegations}:
        raise Refused(OUTCOME_OF_EACH % {"n": suspect.number}, is_stage=True)
    offered = outcomes_offered(is_identified=suspect.is_identified)
    by_code = {each.code: each for each in offered}
    if not by_code.keys() >= set(outcome.values()):
        raise Refused(NOT_A_CLOSING_OUTCOME, is_stage=True)
    return {each: by_code[outcome[each.pk]] for each in allegations}


def _check_lines(lines: Sequence[LineOfInquiry]) -> None:
    if not lines:
        raise Refused(LINE_NEEDED, is_stage=True)
    for line in lines:
        if not line.is_done and not line.why_not.strip():
            raise Refused(LINE_WITHOUT_REASON % {"line": line.text}, is_stage=True)


def _check_advice(suspect: Suspect, because: str, *, by: Scope) -> None:
    """Early advice was sought, or the report says why not (domain note 1.2)."""
    found = with_advice_sought(suspect.case.suspects.for_scope(by)).get(pk=suspect.pk)
    if not (because.strip() or found.was_advice_sought):
        raise Refused(NO_ADVICE_REASON % {"n": suspect.number}, is_stage=True)


def _check_victims(
    outcomes: Mapping[Allegation, OutcomeCode], victims: Sequence[VictimAnswer], suspect: Suspect,
    *, by: Scope,
) -> None:  # fmt: skip
    """A victim is heard, or not asked for a reason, where an outcome of theirs asks for it."""
    heard = {answer.victim.pk for answer in victims}
    if not heard <= {each.victim_id for each in outcomes}:
        raise Refused(OTHER_VICTIM, is_stage=True)
    for answer in victims:
        _check_answer(answer)
    asking = {each.victim_id: code.code for each, code in outcomes.items() if code.asks_victim}
    if missing := asking.keys() - heard:
        rows = suspect.case.victims.for_scope(by).filter(pk__in=missing).order_by("number")
        pk, number = rows.values_list("pk", "number")[0]
        raise Refused(VICTIM_NOT_HEARD % {"code": asking[pk], "n": number}, is_stage=True)


def _check_answer(answer: VictimAnswer) -> None:
    n = {"n": answer.victim.number}
    for told in answer.told:
        ToldBefore(told)
    if bool(answer.said.strip()) == bool(answer.not_asked_because.strip()):
        raise Refused(BOTH_ANSWERS % n, is_stage=True)
    if answer.said and not (answer.on and answer.how):
        raise Refused(HALF_AN_ANSWER % n, is_stage=True)
    if answer.how:
        HowAsked(answer.how)
