"""Charges authorised and charges reported, side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.charge_diff import Charge, ChargeDifferences, compare_charges
from cases.models import (
    Allegation,
    AuthorisedCharge,
    ChargeAnswerKind,
    ChargeMethod,
    Decision,
    LaidCharge,
    Offence,
    ReportedCharge,
    Suspect,
    Victim,
)
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.text.dates import format_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class AllegationFacts(TypedDict):
    """What the case page's query adds to an allegation. is_charged: a live decision charges it."""

    is_charged: bool


if TYPE_CHECKING:
    AllegationWithFacts: TypeAlias = WithAnnotations[Allegation, AllegationFacts]


class LaidChargeFacts(TypedDict):
    """A charge of a report, as the query of newest_charge_report() returns it."""

    victim: int
    title: str
    code: str


class ChargeReportFacts(TypedDict):
    """What newest_charge_report() returns. answer, by, answered_at: None until it is answered."""

    method: str
    charged_on: str
    laid: list[LaidChargeFacts]
    answer: str | None
    by: str | None
    answered_at: str | None


def charge_of_pair(charge: tuple[Victim, Offence]) -> Charge:
    """A (victim, offence) pair in the shape charge_diff takes."""
    victim, offence = charge
    return Charge(victim.number, str(offence))


def charge_of_allegation(allegation: Allegation) -> Charge:
    """The charge that an allegation becomes, in the shape charge_diff takes."""
    return Charge(allegation.victim.number, str(allegation.offence))


@dataclass(frozen=True)
class ChargeReportDetail:
    """One charge report beside the charges authorised, with the prosecutor's answer."""

    report: ReportedCharge
    differs: bool
    # (authorised, charged, what it is, the colour of its tag); None where not there
    lines: list[tuple[str | None, str | None, str, str]]
    answer: object  # None where there is none


def authorised_charges_of(decision: Decision) -> list[Charge]:
    """The charges authorised by a decision read through with_charge_reports."""
    return [charge_of_allegation(charge.allegation) for charge in decision.charges.all()]


def charge_reports_of(decision: Decision) -> list[ChargeReportDetail]:
    """The reports on a decision read through with_charge_reports, newest first."""
    authorised = authorised_charges_of(decision)
    return [_charge_report_detail(report, authorised) for report in decision.reports.all()]


def _charge_report_detail(report: ReportedCharge, authorised: list[Charge]) -> ChargeReportDetail:
    found = compare_charges(authorised, [charge.as_charge for charge in report.charges.all()])
    lines = list(_charge_rows(authorised, found))
    return ChargeReportDetail(report, bool(found), lines, getattr(report, "answer", None))


def _charge_rows(
    authorised: list[Charge], found: ChargeDifferences
) -> Iterator[tuple[str | None, str | None, str, str]]:
    """Every charge of either side, those that differ first."""
    for charge, laid in found.instead:
        yield charge_text(charge), charge_text(laid), _("Different"), "red"
    for charge in found.missing:
        yield charge_text(charge), None, _("Not charged"), "red"
    for charge in found.extra:
        yield None, charge_text(charge), _("Not authorised"), "red"
    elsewhere = Counter([*found.missing, *(charge for charge, _laid in found.instead)])
    for charge in (Counter(authorised) - elsewhere).elements():
        yield charge_text(charge), charge_text(charge), _("As authorised"), "green"


def with_charge_reports(decisions: QuerySet[Decision], scope: Scope) -> QuerySet[Decision]:
    """Decisions with the charges they authorise and their reports prefetched."""
    authorised = AuthorisedCharge.objects.select_related(
        "allegation__victim", "allegation__offence"
    )
    laid = LaidCharge.objects.select_related("victim", "offence").order_by("pk")
    reports = ReportedCharge.objects.for_scope(scope).select_related("by__agency", "answer__by")
    reports = reports.prefetch_related(Prefetch("charges", laid)).order_by("-number")
    return decisions.prefetch_related(
        Prefetch("charges", authorised.order_by("pk")), Prefetch("reports", reports)
    )


def authorised_allegations(
    suspect: Suspect, scope: Scope
) -> tuple[Decision | None, list[Allegation]]:
    """(live decision about a suspect, allegations it authorises a charge for)."""
    rows = suspect.decisions.for_scope(scope).filter(status=DecisionStatus.LIVE)
    decision = with_charge_reports(rows, scope).first()
    charges = decision.charges.all() if decision else ()
    return decision, [charge.allegation for charge in charges]


# Part of the case page's query.


def newest_charge_report(scope: Scope) -> QuerySet[ReportedCharge, Any]:  # a subquery
    """Subquery: the newest report on a suspect's live decision, for a query of suspects."""
    rows = ReportedCharge.objects.for_scope(scope).filter(
        decision__suspect=OuterRef("pk"), decision__status=DecisionStatus.LIVE
    )
    charges = LaidCharge.objects.filter(report=OuterRef("pk")).order_by("pk")
    laid = charges.values(
        facts=JSONObject(victim="victim__number", title="offence__title", code="offence__code")
    )
    facts = {
        "method": "method", "charged_on": "charged_on", "laid": ArraySubquery(laid),
        "answer": "answer__kind", "by": "answer__by__name", "answered_at": "answer__at",
    }  # fmt: skip
    return rows.order_by("-number").values(facts=JSONObject(**facts))[:1]


def describe_charge_report(
    report: ChargeReportFacts | None, allegations: "Iterable[AllegationWithFacts]"
) -> Iterator[tuple[str, str | Promise, str | Promise]]:
    """(label, value, second line) rows of a report for the case page."""
    if not report:
        return
    charged = format_day(date.fromisoformat(report["charged_on"]))
    yield _("Charged"), charged, ChargeMethod(report["method"]).label
    laid = [Charge(each["victim"], f"{each['title']} ({each['code']})") for each in report["laid"]]
    charges = [charge_of_allegation(each) for each in allegations if each.is_charged]
    yield from describe_differences(compare_charges(charges, laid))
    if report["answer"] and report["answered_at"]:
        when = format_day(datetime.fromisoformat(report["answered_at"]))
        by = _("%(by)s, %(day)s") % {"by": report["by"], "day": when}
        yield _("Difference"), ChargeAnswerKind(report["answer"]).label, by


def describe_differences(found: ChargeDifferences) -> Iterator[tuple[str, str, str]]:
    """The differences as text: (kind, charge, the other charge or "")."""
    for authorised, laid in found.instead:
        instead = _("instead of %(offence)s") % {"offence": authorised.offence}
        yield _("Charged differently"), charge_text(laid), instead
    for charge in found.missing:
        yield _("Authorised, not charged"), charge_text(charge), ""
    for charge in found.extra:
        yield _("Charged, not authorised"), charge_text(charge), ""


def charge_text(charge: Charge) -> str:
    """Text such as "Rape of a woman aged 16 or over (SX03004), victim 1"."""
    return _("%(offence)s, victim %(n)s") % {"offence": charge.offence, "n": charge.victim}
