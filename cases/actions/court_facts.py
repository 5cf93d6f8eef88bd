"""What happens in court after a charge is recorded, and corrected by a further fact."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.base import begin, happened
from cases.models import RESULTS, CourtFact, CourtFactKind, ReportedCharge, Suspect
from cases.permissions.court_facts import why_not
from cases.statuses import DecisionStatus
from people.access import Refused, Scope

NOTHING_CHANGED = _("Nothing has changed. Change the date or the result, or go back.")


@transaction.atomic
def record_court_fact(
    *, suspect: Suspect, by: Scope, at: datetime, kind: str, on: date, result: str = ""
) -> CourtFact:
    """Record a first hearing, plea, trial or outcome; result: of a plea or an outcome, its code."""
    kind = CourtFactKind(kind)
    suspect = begin("record_court_fact", suspect, by=by, at=at, operation="collection")
    _must_be_right(kind, on, suspect, at=at)
    facts = {"kind": kind, "on": on, "result": _judged(kind, result)}
    return _write("record_court_fact", suspect, by=by, at=at, **facts)


@transaction.atomic
def correct_court_fact(
    *,
    fact: CourtFact,
    by: Scope,
    at: datetime,
    reason: str,
    on: date | None = None,
    result: str = "",
    is_void: bool = False,
) -> CourtFact:
    """
    Say what is right instead, and why; what was recorded before is kept.

    is_void: it did not take place, so that its date and result stand only as what was once said.
    """
    fact = begin("correct_court_fact", fact, by=by, at=at)
    suspect = fact.suspect
    suspect.case = fact.case
    if is_void:
        on, result = fact.on, fact.result
    else:
        assert on is not None
        result = _judged(fact.kind, result)
        _must_be_right(fact.kind, on, suspect, at=at, instead_of=fact)
    if (fact.on, fact.result, fact.is_void) == (on, result, is_void):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    fact.is_current = False
    fact.save(update_fields=["is_current"])
    return _write(
        "correct_court_fact", suspect, by=by, at=at, kind=fact.kind, on=on, result=result,
        is_void=is_void, replaces=fact, reason=reason,
    )  # fmt: skip


def _judged(kind: str, result: str) -> str:
    """The result, where this kind has one; a code it does not have is a mistake of ours."""
    return RESULTS[kind](result) if kind in RESULTS else ""


def _must_be_right(
    kind: str, on: date, suspect: Suspect, *, at: datetime, instead_of: CourtFact | None = None
) -> None:
    live = {"decision__suspect": suspect, "decision__status": DecisionStatus.LIVE}
    reports = ReportedCharge.objects.system("the day of the charge").filter(**live)
    charged_on = reports.order_by("number").last().charged_on
    rows = CourtFact.objects.system("what else happened in court").filter(
        suspect=suspect, is_current=True, is_void=False
    )
    others = rows.exclude(pk=instead_of and instead_of.pk).values_list("kind", "on")
    if wrong := why_not(kind, on, charged_on=charged_on, others=list(others), at=at):
        raise Refused(wrong, is_stage=True)


def _write(verb: str, suspect: Suspect, *, by: Scope, at: datetime, **facts: Any) -> CourtFact:
    case = suspect.case
    made = CourtFact.objects.system("record what happened in court").create(
        case=case, suspect=suspect, by_id=by.user_id, at=at, **facts
    )
    happened(verb, case, by=by, at=at, suspects=[suspect], note=made.kind)
    notices.tell_named(notices.OFFICER, case, [suspect], notice="court_fact", at=at)
    return made
