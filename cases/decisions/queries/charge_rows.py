"""The counts in force and the newest report of them, as parts of the case page's query."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.charge_diff import Charge, ChargeDifferences, compare_charges
from cases.decisions.queries.counts import charge_text, count_name, count_words
from cases.decisions.queries.laid_rows import charges_of_report
from cases.models import (
    AuthorisedCharge,
    ChargeAnswerKind,
    ChargeMethod,
    CountNotCharged,
    ReportedCharge,
    StopKind,
)
from cases.models.sealed_json import JSONFacts
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.text.dates import format_day

IS_ADDED = ExpressionWrapper(Q(added_by__isnull=False), output_field=BooleanField())


class ChargeFacts(TypedDict):
    """A count, authorised or laid, as a query returns it. Days: in ISO 8601."""

    victim: int
    title: str
    code: str
    from_on: str | None
    to_on: str | None


class CountFacts(ChargeFacts):
    """A count of the decision in force, as the query of counts_in_force() returns it."""

    pk: int
    allegation: str | None
    alternative_to: int | None
    particulars: str
    other_act_because: str
    is_added: bool  # by a further charge


class LaidChargeFacts(ChargeFacts):
    """A charge of a report, as the query of newest_charge_report() returns it."""

    pk: int
    count: int | None
    reason: str
    stopped: str | None  # a StopKind, while it is stopped
    stopped_on: str | None  # day on which the proceedings ended, where it was given
    stopped_on_proposed: str | None  # day that was proposed, where the second reader gave another
    stopped_on_because: str  # why they did
    leave_on: str | None  # day of the leave of a court by which it goes on again
    is_replacement: bool  # the CPS put it in the place of another
    replaces: int | None  # key of that one
    is_alternative: bool  # to the other charge in the place of that one
    is_further: bool  # the CPS added it


class NotChargedFacts(TypedDict):
    """A count that was not charged."""

    count: int
    reason: str


class ChargeReportFacts(TypedDict):
    """What newest_charge_report() returns. answer, by, answered_at: None until it is answered."""

    number: int
    method: str
    charged_on: str
    laid: list[LaidChargeFacts]
    not_charged: list[NotChargedFacts]
    answer: str | None
    by: str | None
    answered_at: str | None


def newest_charge_report(scope: Scope) -> QuerySet[ReportedCharge, Any]:  # a subquery
    """Subquery: the newest report on a suspect's live decision, for a query of suspects."""
    rows = ReportedCharge.objects.for_scope(scope).filter(
        decision__suspect=OuterRef("pk"), decision__status=DecisionStatus.LIVE
    )
    omitted = CountNotCharged.objects.filter(report=OuterRef("pk")).order_by("count")
    facts = {
        "number": "number", "method": "method", "charged_on": "charged_on",
        "laid": ArraySubquery(charges_of_report()),
        "not_charged": ArraySubquery(
            omitted.values(facts=JSONFacts(count="count", reason="reason"))
        ),
        "answer": "answer__kind", "by": "answer__by__name", "answered_at": "answer__at",
    }  # fmt: skip
    return rows.order_by("-number").values(facts=JSONFacts(**facts))[:1]


def counts_in_force() -> QuerySet[AuthorisedCharge, Any]:  # a subquery
    """Subquery: the counts of a suspect's live decision in order, for a query of suspects."""
    rows = AuthorisedCharge.objects.filter(
        decision__suspect=OuterRef("pk"), decision__status=DecisionStatus.LIVE
    )
    own = {"victim": "victim__number", "title": "offence__title", "code": "offence__code"}
    own |= {"from_on": "from_on", "to_on": "to_on"}
    facts = {name: Coalesce(path, f"allegation__{path}") for name, path in own.items()}
    return rows.order_by("pk").values(
        facts=JSONFacts(
            pk="pk",
            allegation="allegation",
            alternative_to="alternative_to",
            particulars="particulars",
            other_act_because="other_act_because",
            is_added=IS_ADDED,
            **facts,
        )
    )


def numbered_counts(rows: Sequence[CountFacts]) -> list[dict[str, Any]]:
    """The rows of the counts in force with their numbers, for the API."""
    numbers = {row["pk"]: number for number, row in enumerate(rows, start=1)}
    return [
        dict(row, number=numbers[row["pk"]], alternative_to=numbers.get(row["alternative_to"] or 0))
        for row in rows
    ]


def laid_name(report: int, place: int) -> str:
    """How a charge that was laid is named: the number of its report, and its place there."""
    return f"{report}.{place}"


def named_stop(
    stop: dict[str, Any] | None, report: ChargeReportFacts | None
) -> dict[str, Any] | None:
    """A proposal to stop charges with their names in place of their keys, for the API."""
    if not stop or not report:
        return None
    names = _names_of_laid(report)
    return dict(stop, charges=[names[pk] for pk in stop["charges"]])


def _names_of_laid(report: ChargeReportFacts) -> dict[int, str]:
    """{key of a charge: its name}, of a report."""
    return {
        row["pk"]: laid_name(report["number"], place)
        for place, row in enumerate(report["laid"], start=1)
    }


def numbered_report(
    report: ChargeReportFacts | None, counts: Sequence[CountFacts]
) -> dict[str, Any] | None:
    """A report with the numbers of the counts in place of their keys, for the API."""
    if not report:
        return None
    numbers = {row["pk"]: number for number, row in enumerate(counts, start=1)}
    names = _names_of_laid(report)
    laid = [
        dict(
            row, count=numbers.get(row["count"] or 0), name=names[row["pk"]],
            replaces=names.get(row["replaces"] or 0),
        )
        for row in report["laid"]
    ]  # fmt: skip
    omitted = [dict(row, count=numbers[row["count"]]) for row in report["not_charged"]]
    return dict(report, laid=laid, not_charged=omitted)


def describe_counts(rows: Sequence[CountFacts]) -> Iterator[tuple[str, str, str]]:
    """(name, the count, its particulars) rows of the counts in force, for the case page."""
    numbers = {row["pk"]: number for number, row in enumerate(rows, start=1)}
    for row, charge in zip(rows, _charges_of_rows(rows), strict=True):
        name = count_name(charge, numbers.get(row["alternative_to"] or 0))
        words = count_words(row["particulars"], row["other_act_because"])
        yield name, charge_text(charge), words


def describe_charge_report(
    report: ChargeReportFacts | None, counts: Sequence[CountFacts]
) -> Iterator[tuple[str, str | Promise, str | Promise]]:
    """(label, value, second line) rows of a report for the case page."""
    if not report:
        return
    charged = format_day(date.fromisoformat(report["charged_on"]))
    yield _("Charged"), charged, ChargeMethod(report["method"]).label
    numbers = {row["pk"]: number for number, row in enumerate(counts, start=1)}
    by_police = [
        each for each in report["laid"] if not (each["is_replacement"] or each["is_further"])
    ]
    laid = [charge_of_row(each, numbers.get(each["count"] or 0, 0)) for each in by_police]
    omitted = [numbers[each["count"]] for each in report["not_charged"]]
    to_report = [each for each in counts if not each["is_added"]]
    yield from describe_differences(compare_charges(_charges_of_rows(to_report), laid, omitted))
    replaced = _replaced_texts(report["laid"], counts)
    for row in report["laid"]:
        charge = charge_of_row(row, numbers.get(row["count"] or 0, 0))
        yield from _describe_end(row, charge, replaced.get(row["pk"], ""))
    if report["answer"] and report["answered_at"]:
        when = format_day(datetime.fromisoformat(report["answered_at"]))
        by = _("%(by)s, %(day)s") % {"by": report["by"], "day": when}
        yield _("Difference"), ChargeAnswerKind(report["answer"]).label, by


def _replaced_texts(
    laid: Sequence[LaidChargeFacts], counts: Sequence[CountFacts]
) -> dict[int, str]:
    """
    {key of a charge that is in the place of another: that one}, with the count that it was, also
    through others, and to which count that is the alternative.
    """
    names = {pk: name for pk, (name, _charge, _particulars) in zip(
        [row["pk"] for row in counts], describe_counts(counts), strict=True
    )}  # fmt: skip
    told, count_of = {}, {row["pk"]: row["count"] for row in laid}
    by_key = {row["pk"]: row for row in laid}
    for row in laid:  # what is replaced comes before what is in its place
        if row["replaces"]:
            count_of[row["pk"]] = count_of[row["replaces"]]
            name = names.get(count_of[row["pk"]] or 0)
            text = charge_text(charge_of_row(by_key[row["replaces"]]))
            told[row["pk"]] = f"{name}: {text}" if name else text
    return told


def _describe_end(
    row: LaidChargeFacts, charge: Charge, replaced: str
) -> Iterator[tuple[str, str, str]]:
    """What the CPS did about a charge that was laid, if anything. replaced: by this one."""
    if row["is_replacement"]:
        instead = _("replaces %(charge)s") % {"charge": replaced}
        label = _("Replacement charge")
        if row["is_alternative"]:
            label = _("Replacement charge, in the alternative")
        yield label, charge_text(charge), instead
    if row["is_further"]:
        yield _("Further charge"), charge_text(charge), count_name(charge)
    if row["stopped"]:
        name = count_name(charge) if charge.count else ""
        yield str(StopKind(row["stopped"]).label), charge_text(charge), name


def describe_differences(found: ChargeDifferences) -> Iterator[tuple[str, str, str]]:
    """The differences as text: (kind and count, charge, the other charge or "")."""
    for authorised, laid in found.instead:
        instead = _("instead of %(charge)s") % {"charge": charge_text(authorised)}
        kind = _("%(count)s: charged differently") % {"count": count_name(authorised)}
        yield kind, charge_text(laid), instead
    for charge in found.missing:
        kind = _("%(count)s: authorised, not charged") % {"count": count_name(charge)}
        yield kind, charge_text(charge), ""
    for charge in found.extra:
        yield _("Charged, not authorised"), charge_text(charge), ""


def _charges_of_rows(rows: Iterable[ChargeFacts]) -> list[Charge]:
    """The counts of a subquery's rows, numbered, in the form that is compared."""
    return [charge_of_row(row, number) for number, row in enumerate(rows, start=1)]


def charge_of_row(row: ChargeFacts, number: int = 0) -> Charge:
    """A row of a subquery in the form that is compared. number: of the count, if it is one."""
    days = None
    if row["from_on"]:
        first = date.fromisoformat(row["from_on"])
        days = (first, date.fromisoformat(row["to_on"]) if row["to_on"] else first)
    return Charge(row["victim"], f"{row['title']} ({row['code']})", days, number)
