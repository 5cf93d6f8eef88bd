"""What is refused of a trial without a verdict, and of a conviction of another offence."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.court_fact_checks import facts_about
from cases.decisions.actions.discontinuing import BEFORE_A_JURY
from cases.models import ChargeStop, CourtFact, CourtFactKind, Decision, LaidCharge, Offence
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import judge
from cases.queries.charges_of_facts import charges_meant
from cases.queries.same_charges import same_charges
from cases.statuses import StopStatus
from people.access.scopes import Refused
from people.text.dates import format_day

DECIDED_BEFORE = _(
    "An outcome of one of these charges is recorded for %(day)s, so no jury had it later. Enter "
    "that day or an earlier one, select the others, or correct that outcome first."
)
UNDECIDED_LATER = _(
    "It is recorded that a jury could not agree on one of these charges on %(day)s, so it had not "
    "ended before. Enter that day or a later one, select the others, or correct that first."
)
ENDED_BY_NOTICE = _(
    "One of these charges was discontinued or withdrawn on %(day)s, which can only be before a "
    "jury has it. Select the others, or put right how that charge ended."
)
IS_CHARGED = _(
    "One of these charges is of that offence. Select that they were convicted of it, or the other "
    "charges, or another offence."
)


def check_end_of_trial(
    kind: str, on: date, convicted_of: Offence | None, about: Collection[LaidCharge],
    decision: Decision, *, instead_of: CourtFact | None = None,
) -> None:  # fmt: skip
    """
    Raise Refused for an outcome of a day before a jury could not agree on one of its charges, or
    the other way round, and for a conviction of an offence that cannot be instead of its charges.

    about: none for all, or for those of the fact that is corrected. instead_of: that fact, which
    counts no more.
    """
    if kind in (CourtFactKind.OUTCOME, CourtFactKind.NO_VERDICT):
        _check_order(kind, on, about, decision, instead_of)
    if convicted_of:
        _check_other_offence(convicted_of, about, decision, instead_of)


def _check_order(
    kind: str, on: date, about: Collection[LaidCharge], decision: Decision,
    instead_of: CourtFact | None,
) -> None:  # fmt: skip
    """Raise Refused for an outcome of a charge before a jury could not agree on it, or the like."""
    same = facts_about(about, decision, instead_of)
    if kind == CourtFactKind.NO_VERDICT:
        days = [fact.on for fact in same if fact.kind == CourtFactKind.OUTCOME and fact.on < on]
        if days:
            raise Refused(DECIDED_BEFORE % {"day": format_day(min(days))}, is_stage=True)
        _check_not_by_notice(on, about, decision, instead_of)
        return
    days = [fact.on for fact in same if fact.kind == CourtFactKind.NO_VERDICT and fact.on > on]
    if days:
        raise Refused(UNDECIDED_LATER % {"day": format_day(max(days))}, is_stage=True)


def _check_not_by_notice(
    on: date, about: Collection[LaidCharge], decision: Decision, instead_of: CourtFact | None
) -> None:
    """Raise Refused where a charge ended on that day or later as only before a jury it can."""
    keys = charges_meant(about, decision, instead_of, same_charges(decision.suspect))
    stops = ChargeStop.objects.unscoped("how charges that a jury had ended").filter(
        counts__laid__in=keys, counts__is_current=True, status=StopStatus.IN_FORCE,
        kind__in=BEFORE_A_JURY,
    )  # fmt: skip
    days = [stop.ended_on for stop in stops if stop.ended_on >= on]
    if days:
        raise Refused(ENDED_BY_NOTICE % {"day": format_day(min(days))}, is_stage=True)


def _check_other_offence(
    offence: Offence, about: Collection[LaidCharge], decision: Decision,
    instead_of: CourtFact | None,
) -> None:  # fmt: skip
    """
    Raise Refused for a conviction of the very offence that is charged, or of one that does not
    apply on the days of the charge, as for a charge that is laid.
    """
    keys = charges_meant(about, decision, instead_of, same_charges(decision.suspect))
    for charge in LaidCharge.objects.filter(pk__in=keys).order_by("pk"):
        if charge.offence_id == offence.pk:
            raise Refused(IS_CHARGED, is_stage=True)
        if charge.from_on is None:
            continue
        judgement = judge(offence.pk, charge.from_on, charge.to_on)
        if not judgement.may_be_charged:
            raise Refused(judgement_text(judgement), is_stage=True)
