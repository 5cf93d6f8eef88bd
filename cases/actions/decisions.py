"""A prosecutor's decision about one suspect, and the police's report of the charge."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions import action_items, turns
from cases.actions.base import begin, happened, must_have_happened
from cases.models import (
    PUBLIC_INTEREST,
    AuthorisedCharge,
    ChargeMethod,
    Decision,
    DecisionKind,
    NfaReason,
    ReportedCharge,
)
from people.access import Refused
from timeliness.calendar import london_day


@transaction.atomic
def authorise_charge(*, suspect, by, at, allegations, rationale):
    """Authorise charges for these allegations; the police charge and report it."""
    suspect = begin("authorise_charge", suspect, by=by, at=at, operation="collection")
    chosen = {allegation.pk for allegation in allegations}
    charges = list(suspect.allegations.for_scope(by).filter(pk__in=chosen))
    if not charges or len(charges) != len(chosen):
        raise Refused(_("Select allegations against this suspect."), is_stage=True)
    decision = _decide(suspect, DecisionKind.CHARGE, by=by, at=at, rationale=rationale)
    AuthorisedCharge.objects.bulk_create(
        AuthorisedCharge(decision=decision, allegation=allegation) for allegation in charges
    )
    turns.move(suspect, "authorise_charge", by=by, at=at)
    happened("authorise_charge", suspect.case, by=by, at=at, suspects=[suspect])
    notices.tell_named(notices.OFFICER, suspect.case, [suspect], notice="turn_began", at=at)
    return decision


@transaction.atomic
def take_no_further_action(*, suspect, by, at, reason, rationale):
    """Decide that the suspect is not charged: a coded reason, and why."""
    reason = NfaReason(reason)
    suspect = begin("take_no_further_action", suspect, by=by, at=at, operation="collection")
    public_interest = reason in PUBLIC_INTEREST
    kind = DecisionKind.NFA_PUBLIC_INTEREST if public_interest else DecisionKind.NFA_EVIDENTIAL
    decision = _decide(suspect, kind, by=by, at=at, rationale=rationale, reason=reason)
    turns.move(suspect, "take_no_further_action", by=by, at=at)
    action_items.close_where_nobody_is_left(suspect.case, by=by, at=at)
    happened("take_no_further_action", suspect.case, by=by, at=at, suspects=[suspect])
    notices.tell_named(notices.OFFICER, suspect.case, [suspect], notice="decision_made", at=at)
    return decision


def _decide(suspect, kind, *, by, at, rationale, reason=""):
    if not rationale.strip():
        raise ValueError("A decision without a rationale")
    return Decision.objects.system("decide").create(
        case=suspect.case, suspect=suspect, kind=kind, reason=reason, rationale=rationale,
        by_id=by.user_id, at=at,
    )  # fmt: skip


@transaction.atomic
def report_charge(*, suspect, by, at, method, charged_on):
    """The police report that they charged the suspect, in custody or by written charge."""
    method = ChargeMethod(method)
    suspect = begin("report_charge", suspect, by=by, at=at, operation="collection")
    decision = suspect.decisions.for_scope(by).get(is_live=True)
    must_have_happened(charged_on, at=at, since=london_day(decision.at))
    ReportedCharge.objects.system("report a charge").create(
        case=suspect.case, decision=decision, method=method, charged_on=charged_on,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    turns.move(suspect, "report_charge", by=by, at=at)
    happened("report_charge", suspect.case, by=by, at=at, suspects=[suspect])
    notices.tell_named(
        notices.PROSECUTORS, suspect.case, [suspect], notice="charge_reported", at=at
    )
    return decision
