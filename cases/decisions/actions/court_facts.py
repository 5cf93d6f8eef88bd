"""Record court facts after a charge, and correct them by further facts."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.models import RESULTS, CourtFact, CourtFactKind, ReportedCharge, Suspect
from cases.permissions.court_facts import why_court_date_is_wrong
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null

NOTHING_CHANGED = _("Nothing has changed. Change the date or the result, or go back.")


@transaction.atomic
def record_court_fact(
    *, suspect: Suspect, by: Scope, at: datetime, kind: str, on: date, result: str = ""
) -> CourtFact:
    """Record a first hearing, plea, trial or outcome. result: code, of a plea or an outcome."""
    kind = CourtFactKind(kind)
    suspect = open_case_action("record_court_fact", suspect, by=by, at=at, operation="collection")
    _check_court_date(kind, on, suspect, at=at)
    facts = {"kind": kind, "on": on, "result": _check_result_code(kind, result)}
    return _create_court_fact("record_court_fact", suspect, by=by, at=at, **facts)


@transaction.atomic
def correct_court_fact(
    *, fact: CourtFact, by: Scope, at: datetime, reason: str, on: date | None = None,
    result: str = "", is_void: bool = False,
) -> CourtFact:  # fmt: skip
    """
    Replace a court fact with a corrected one, with a reason; the earlier one stays.

    is_void: the event did not take place; date and result are copied from the earlier fact.
    """
    fact = open_case_action("correct_court_fact", fact, by=by, at=at)
    suspect = fact.suspect
    suspect.case = fact.case
    if is_void:
        on, result = fact.on, fact.result
    else:
        assert on is not None
        result = _check_result_code(fact.kind, result)
        _check_court_date(fact.kind, on, suspect, at=at, instead_of=fact)
    if (fact.on, fact.result, fact.is_void) == (on, result, is_void):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    fact.is_current = False
    fact.save(update_fields=["is_current"])
    return _create_court_fact(
        "correct_court_fact", suspect, by=by, at=at, kind=fact.kind, on=on, result=result,
        is_void=is_void, replaces=fact, reason=reason,
    )  # fmt: skip


def _check_result_code(kind: str, result: str) -> str:
    """The result if the kind has one, else "". Raises ValueError on an unknown code."""
    return RESULTS[kind](result) if kind in RESULTS else ""


def _check_court_date(
    kind: str, on: date, suspect: Suspect, *, at: datetime, instead_of: CourtFact | None = None
) -> None:
    live = {"decision__suspect": suspect, "decision__status": DecisionStatus.LIVE}
    reports = ReportedCharge.objects.unscoped("the day of the charge").filter(**live)
    charged_on = not_null(reports.order_by("number").last()).charged_on
    rows = CourtFact.objects.unscoped("what else happened in court").filter(
        suspect=suspect, is_current=True, is_void=False
    )
    if instead_of:
        rows = rows.exclude(pk=instead_of.pk)
    others = rows.values_list("kind", "on")
    if wrong := why_court_date_is_wrong(
        kind, on, charged_on=charged_on, others=list(others), at=at
    ):
        raise Refused(wrong, is_stage=True)


def _create_court_fact(
    verb: str, suspect: Suspect, *, by: Scope, at: datetime, **facts: Any
) -> CourtFact:
    case = suspect.case
    made = CourtFact.objects.unscoped("record what happened in court").create(
        case=case, suspect=suspect, by_id=by.actor.id, at=at, **facts
    )
    add_timeline_event(verb, case, by=by, at=at, suspects=[suspect], note=made.kind)
    notices.notify_named_roles(notices.OFFICER_ROLES, case, [suspect], notice="court_fact", at=at)
    return made
