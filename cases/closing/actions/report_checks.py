"""What a closing report needs before a supervisor reads it; each check raises Refused."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.closing.outcome_codes import OutcomeCode, outcomes_offered
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.models import Allegation, HowAsked, Suspect, ToldBefore
from cases.permissions import ALLEGATION_FIRST
from cases.queries.allegations import visible_allegations
from cases.referrals.queries.referrals import with_advice_sought
from people.access.scopes import Refused, Scope

NOT_A_CLOSING_OUTCOME = _("Select one of the outcomes shown.")
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


def outcome_code(code: int, suspect: Suspect, *, interviewed_on: date | None) -> OutcomeCode:
    """
    The outcome of this code. Raises Refused if it cannot end the investigation of the suspect, or
    if somebody was interviewed whom nobody has identified.
    """
    if interviewed_on and not suspect.is_identified:
        raise Refused(NOBODY_TO_INTERVIEW, is_stage=True)
    offered = outcomes_offered(is_identified=suspect.is_identified)
    found = next((each for each in offered if each.code == code), None)
    if found is None:
        raise Refused(NOT_A_CLOSING_OUTCOME, is_stage=True)
    return found


def check_report(
    suspect: Suspect, code: OutcomeCode, lines: Sequence[LineOfInquiry],
    victims: Sequence[VictimAnswer], *, no_advice_because: str, by: Scope,
) -> list[Allegation]:  # fmt: skip
    """Check the parts of a report about a locked suspect. Returns the allegations that it ends."""
    rows = visible_allegations(by).filter(suspect=suspect)
    allegations = list(rows.order_by("victim__number", "from_on", "pk"))
    if not allegations:
        raise Refused(ALLEGATION_FIRST % {"n": suspect.number}, is_stage=True)
    _check_lines(lines)
    _check_advice(suspect, no_advice_because, by=by)
    _check_victims(code, {each.victim_id for each in allegations}, victims, suspect, by=by)
    return allegations


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
    code: OutcomeCode, alleged: set[UUID], victims: Sequence[VictimAnswer], suspect: Suspect,
    *, by: Scope,
) -> None:  # fmt: skip
    heard = {answer.victim.pk for answer in victims}
    if not heard <= alleged:
        raise Refused(OTHER_VICTIM, is_stage=True)
    for answer in victims:
        _check_answer(answer)
    if code.asks_victim and (missing := alleged - heard):
        rows = suspect.case.victims.for_scope(by).filter(pk__in=missing).order_by("number")
        number = rows.values_list("number", flat=True)[0]
        raise Refused(VICTIM_NOT_HEARD % {"code": code.code, "n": number}, is_stage=True)


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
