"""Reconcile what the police laid with the counts authorised, and keep it count by count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.actions.send_victim_requests import send_victim_requests
from cases.case_details.actions.circumstances import send_circumstances
from cases.charge_diff import ChargeDifferences, compare_charges
from cases.decisions.counts import LaidCount
from cases.decisions.queries.charges import charge_of_laid, number_laid_counts
from cases.decisions.queries.counts import AuthorisedCount
from cases.models import (
    Allegation,
    CountNotCharged,
    LaidCharge,
    ReportedCharge,
    Suspect,
    Victim,
)
from cases.offences.actions.alleged_days import refuse_for_none
from cases.queries.allegations import alleged_acts, visible_allegations
from people.access.scopes import Refused, Scope

NOT_OF_CASE = _("Say which charges were laid, about victims of this case.")
NOT_EXPLAINED = _("Enter why the charges are not the ones authorised.")
NOT_ONCE = _("Say once of each charge whether it was laid.")


@dataclass(frozen=True)
class Reconciled:
    """
    What was laid, count by count: each count authorised is in `laid` once, or not charged.

    laid: with the number of the count that each is the charge of; 0 where it was not authorised.
    not_charged: {number of a count: why}.
    """

    laid: list[LaidCount]
    not_charged: dict[int, str]
    differences: ChargeDifferences

    def has_unexplained(self) -> bool:
        """Whether a difference has no reason of its own."""
        differ = {count.count for count, _laid in self.differences.instead}
        reasons = [each.reason for each in self.laid if not each.number or each.number in differ]
        return not all(why.strip() for why in [*reasons, *self.not_charged.values()])


def reconcile(
    suspect: Suspect,
    charges: Sequence[LaidCount],
    not_charged: Mapping[int, str],
    counts: Sequence[AuthorisedCount],
    *,
    by: Scope,
    at: datetime,
) -> Reconciled:
    """
    Match the charges laid with the counts authorised.

    Raises Refused for no charge, a victim not of the case or not visible, a count that is said
    twice, or a charge that was not authorised and does not fit its days.
    """
    victims = set(suspect.case.victims.for_scope(by).values_list("pk", flat=True))
    laid = [LaidCount(*charge) for charge in charges]
    if not laid or any(count.victim.pk not in victims for count in laid):
        raise Refused(NOT_OF_CASE, is_stage=True)
    _check_said_once(laid, not_charged, counts)
    laid = list(number_laid_counts(laid, not_charged, counts))
    numbers = {count.number for count in laid}
    left = {c.number: not_charged.get(c.number, "") for c in counts if c.number not in numbers}
    authorised = [count.charge for count in counts]
    found = Reconciled(laid, left, compare_charges(authorised, map(charge_of_laid, laid), left))
    _check_days_of_others(suspect, found, by=by, at=at)
    return found


def _check_said_once(
    laid: Sequence[LaidCount], not_charged: Mapping[int, str], counts: Sequence[AuthorisedCount]
) -> None:
    said = [*(each.number for each in laid if each.number), *not_charged]
    if len(said) > len(set(said)) or not {count.number for count in counts}.issuperset(said):
        raise Refused(NOT_ONCE, is_stage=True)


def _check_days_of_others(suspect: Suspect, found: Reconciled, *, by: Scope, at: datetime) -> None:
    """
    Raise Refused if a charge that was not authorised is not for its days: its own, or if it has
    none, those of an act alleged by that victim.
    """
    acts = alleged_acts(visible_allegations(by).filter(suspect=suspect))
    differ = {count.count for count, _laid in found.differences.instead}
    for count in found.laid:
        if count.number and count.number not in differ:
            continue
        if count.from_on:
            check_past_dates(count.from_on, count.to_on or count.from_on, at=at)
            refuse_for_none(count.offence.pk, [(count.from_on, count.to_on)])
        else:
            refuse_for_none(count.offence.pk, acts.get(count.victim.pk, []))


def create_laid_counts(
    report: ReportedCharge, found: Reconciled, counts: Sequence[AuthorisedCount]
) -> None:
    """Save what was laid and what was not, by the counts of the decision."""
    keys = {count.number: count.pk for count in counts}
    LaidCharge.objects.bulk_create(
        LaidCharge(
            report=report, victim=each.victim, offence=each.offence, from_on=each.from_on,
            to_on=each.to_on, count_id=keys.get(each.number), reason=each.reason,
        )
        for each in found.laid
    )  # fmt: skip
    CountNotCharged.objects.bulk_create(
        CountNotCharged(report=report, count_id=keys[number], reason=why)
        for number, why in found.not_charged.items()
    )


def send_those_charged(suspect: Suspect, laid: Sequence[LaidCount]) -> None:
    """
    Make those whom a report names known to the CPS, with what is alleged of them and the suspect,
    their circumstances, and what the police asked others about them.

    The report is for the CPS, and the form says so of a victim whom it does not know.
    """
    named = [count.victim.pk for count in laid]
    why = "named in the report of a charge"
    Victim.objects.unscoped(why).filter(pk__in=named).exclude(only_side="").update(only_side="")
    alleged = Allegation.objects.unscoped(why).filter(
        suspect=suspect, victim__in=named, is_current=True
    )
    alleged.exclude(only_side="").update(only_side="")
    send_circumstances([suspect])
    send_victim_requests({suspect.case_id})
