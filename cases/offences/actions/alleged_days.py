"""Refuse to record or to charge what the days of an act do not allow."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.offences.alleged_days import Judgement
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.obstacles import ChargeableAct, obstacle_to_charge
from cases.offences.queries.offence_table import judge_for_any
from people.access.scopes import Refused

# For the audit log, which holds nothing of a case.
OUTSIDE_ITS_DAYS = _("The offence did not apply on the days of the act.")
NOT_TO_BE_CHARGED = _("This cannot be charged as it is.")


def refuse_stopped(judgement: Judgement | None) -> None:
    """Raise Refused if another offence applied on the days of the act."""
    if judgement and not judgement.may_be_alleged:
        message = judgement_text(judgement)
        raise Refused(OUTSIDE_ITS_DAYS, is_stage=True, message=message)


def refuse_not_chargeable(judgement: Judgement | None) -> None:
    """Raise Refused if a charge of this offence would not be for the days of the act."""
    if judgement and not judgement.may_be_charged:
        message = judgement_text(judgement)
        raise Refused(OUTSIDE_ITS_DAYS, is_stage=True, message=message)


def refuse_obstacles(acts: Iterable[ChargeableAct], *, today: date) -> None:
    """Raise Refused if one of the allegations or counts cannot be charged."""
    for act in acts:
        if obstacle := obstacle_to_charge(act, today=today):
            message = f"{act.offence}: {obstacle}"
            raise Refused(NOT_TO_BE_CHARGED, is_stage=True, message=message)


def refuse_for_none(code: str, acts: Iterable[tuple[date, date | None]]) -> None:
    """Raise Refused if an offence laid fits none of the acts alleged."""
    refuse_not_chargeable(judge_for_any(code, acts))
