"""Charges authorised and charges reported, side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.charge_diff import Charge, ChargeDifferences, compare_charges, match_counts
from cases.decisions.counts import LaidCount
from cases.decisions.queries.counts import (
    AuthorisedCount,
    charge_text,
    count_name,
    counts_of,
    counts_to_report,
)
from cases.decisions.queries.laid_rows import IS_ALTERNATIVE
from cases.models import (
    AuthorisedCharge,
    CountNotCharged,
    Decision,
    LaidCharge,
    ReportedCharge,
    StoppedCount,
    Suspect,
)
from cases.statuses import DecisionStatus
from people.access.scopes import Scope


@dataclass(frozen=True)
class ComparedCount:
    """One count beside what was laid of it; None where there is nothing."""

    count: str  # "Count 1"; "" of one that was not authorised
    authorised: str | None
    laid: str | None
    what: str  # how they compare
    colour: str  # of its tag
    reason: str  # of the police; "" where the report explains all its differences at once


@dataclass(frozen=True)
class ChargeReportDetail:
    """One charge report beside the charges authorised, with the prosecutor's answer."""

    report: ReportedCharge
    differs: bool
    lines: list[ComparedCount]
    answer: object  # None where there is none


def charge_of_laid(laid: LaidCount) -> Charge:
    """A count as the police laid it, in the shape charge_diff takes."""
    days = (laid.from_on, laid.to_on or laid.from_on) if laid.from_on else None
    return Charge(laid.victim.number, str(laid.offence), days, laid.number)


def laid_by_police(report: ReportedCharge) -> list[LaidCharge]:
    """The charges of a report as in laid_counts(), without those that the CPS put in or added."""
    return [row for row in report.charges.all() if row.altered_by_id is None]


def laid_counts(report: ReportedCharge, counts: Sequence[AuthorisedCount]) -> list[LaidCount]:
    """
    The counts of a report whose charges are prefetched (with_charge_reports).

    Those of a report made before counts were told apart are matched. What was added is of none.
    """
    counts = counts_to_report(counts)
    numbers = {count.pk: count.number for count in counts}
    laid = [
        LaidCount(
            row.victim, row.offence, row.from_on, row.to_on, numbers.get(row.count_id or 0, 0),
            row.reason,
        )
        for row in laid_by_police(report)
    ]  # fmt: skip
    return list(number_laid_counts(laid, not_charged_of(report, counts), counts))


def number_laid_counts(
    laid: Sequence[LaidCount], not_charged: Mapping[int, str], counts: Sequence[AuthorisedCount]
) -> Iterator[LaidCount]:
    """What was laid with the numbers of its counts; with the days of a count that is alike."""
    charges = [charge_of_laid(each) for each in laid]
    places = match_counts([count.charge for count in counts], charges, not_charged)
    counts_by_place = {m: counts[n] for n, m in places.items()}
    for m, each in enumerate(laid):
        count = counts_by_place.get(m)
        if count is None:
            yield each
        elif count.charge.is_laid_as(charges[m]):
            yield each._replace(from_on=count.from_on, to_on=count.to_on, number=count.number)
        else:
            yield each._replace(number=count.number)


def not_charged_of(report: ReportedCharge, counts: Sequence[AuthorisedCount]) -> dict[int, str]:
    """{number of a count that was not charged: why}, of a report as in laid_counts()."""
    numbers = {count.pk: count.number for count in counts}
    return {numbers[row.count_id]: row.reason for row in report.not_charged.all()}


def charge_reports_of(decision: Decision) -> list[ChargeReportDetail]:
    """The reports on a decision read through with_charge_reports, newest first."""
    counts = counts_to_report(counts_of(decision))
    return [_charge_report_detail(report, counts) for report in decision.reports.all()]


def _charge_report_detail(
    report: ReportedCharge, counts: Sequence[AuthorisedCount]
) -> ChargeReportDetail:
    authorised = [count.charge for count in counts]
    laid, not_charged = laid_counts(report, counts), not_charged_of(report, counts)
    found = compare_charges(authorised, map(charge_of_laid, laid), not_charged)
    reasons = not_charged | {each.number: each.reason for each in laid if each.number}
    of_extra = [each.reason for each in laid if not each.number]
    lines = [*_compared_counts(authorised, found, reasons), *_extra_counts(found, of_extra)]
    return ChargeReportDetail(report, bool(found), lines, getattr(report, "answer", None))


def _compared_counts(
    authorised: Sequence[Charge], found: ChargeDifferences, reasons: dict[int, str]
) -> Iterator[ComparedCount]:
    """Every count authorised, in order."""
    instead = {count.count: laid for count, laid in found.instead}
    missing = {count.count for count in found.missing}
    for charge in authorised:
        name, text, why = count_name(charge), charge_text(charge), reasons.get(charge.count, "")
        if charge.count in missing:
            yield ComparedCount(name, text, None, _("Not charged"), "red", why)
        elif laid := instead.get(charge.count):
            yield ComparedCount(name, text, charge_text(laid), _("Different"), "red", why)
        else:
            yield ComparedCount(name, text, text, _("As authorised"), "green", "")


def _extra_counts(found: ChargeDifferences, reasons: Sequence[str]) -> Iterator[ComparedCount]:
    """The counts that were laid and not authorised, with their reasons where each has one."""
    told = reasons if len(reasons) == len(found.extra) else [""] * len(found.extra)
    for charge, why in zip(found.extra, told, strict=True):
        yield ComparedCount("", None, charge_text(charge), _("Not authorised"), "red", why)


def with_charge_reports(decisions: QuerySet[Decision], scope: Scope) -> QuerySet[Decision]:
    """Decisions with the charges they authorise and their reports prefetched."""
    authorised = AuthorisedCharge.objects.select_related(
        "allegation__victim", "allegation__offence", "victim", "offence"
    )
    replaced = StoppedCount.objects.filter(stop=OuterRef("altered_by")).values("laid")[:1]
    laid = LaidCharge.objects.select_related("victim", "offence", "count", "altered_by")
    laid = laid.order_by("pk")
    laid = laid.annotate(replaces=Subquery(replaced), is_alternative=IS_ALTERNATIVE)
    reports = ReportedCharge.objects.for_scope(scope).select_related("by__agency", "answer__by")
    reports = reports.prefetch_related(
        Prefetch("charges", laid),
        Prefetch("not_charged", CountNotCharged.objects.order_by("count")),
    )
    return decisions.prefetch_related(
        Prefetch("charges", authorised.order_by("pk")),
        Prefetch("reports", reports.order_by("-number")),
    )


def authorised_counts(
    suspect: Suspect, scope: Scope
) -> tuple[Decision | None, list[AuthorisedCount]]:
    """(live decision about a suspect, the counts that it authorises)."""
    rows = suspect.decisions.for_scope(scope).filter(status=DecisionStatus.LIVE)
    decision = with_charge_reports(rows, scope).first()
    return decision, counts_of(decision)
