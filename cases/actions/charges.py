"""The police report what became of the charges that a prosecutor authorised."""

from django.db import transaction

from cases import notices
from cases.actions import turns
from cases.actions.base import begin, happened, must_have_happened
from cases.models import ChargeMethod, ReportedCharge
from cases.states import DecisionStatus
from timeliness.calendar import london_day


@transaction.atomic
def report_charge(*, suspect, by, at, method, charged_on):
    """The police report that they charged the suspect, in custody or by written charge."""
    method = ChargeMethod(method)
    suspect = begin("report_charge", suspect, by=by, at=at, operation="collection")
    decision = suspect.decisions.for_scope(by).get(status=DecisionStatus.LIVE)
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
