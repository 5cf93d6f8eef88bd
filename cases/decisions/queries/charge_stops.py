"""Charges that go on, proposals to stop charges, and the stops in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Min, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.counts import ActToCharge, LaidCount
from cases.decisions.queries.charge_rows import ChargeFacts, charge_of_row, laid_name
from cases.decisions.queries.charges import (
    authorised_counts,
    charge_of_laid,
    laid_by_police,
    laid_counts,
)
from cases.decisions.queries.counts import charge_text, count_name, count_words, counts_of
from cases.decisions.queries.leaves import leave_told, leaves_in_order
from cases.models import (
    ChargeStop,
    Decision,
    LaidCharge,
    ProsecutionConsent,
    SecondReaderAnswer,
    StopKind,
    StoppedCount,
    Suspect,
)
from cases.models.sealed_json import JSONFacts
from cases.offences.queries.obstacles import cautions_about
from cases.offences.queries.offence_table import offences
from cases.queries.same_charges import alternatives_together
from cases.statuses import StopStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from timeliness.calendar import london_day

# Of the charge in the alternative to the one in the place of another.
ALTERNATIVE_FACTS = {
    "other_title": "new_alternative__title", "other_code": "new_alternative__code",
}  # fmt: skip


STATUS_TEXT_OF_LAID = {
    StopKind.ALTERED: gettext_lazy("The charge is replaced"),
    StopKind.FURTHER: gettext_lazy("The charge is added"),
}


@dataclass(frozen=True)
class ChargeGoingOn:
    """
    A charge that nobody has stopped. pk: number of its report and its place there, such as "1.2",
    by which a form or the API names it. text: the count it is, and the charge. alternatives: the
    others that go on and are in the alternative to it.
    """

    pk: str
    laid: LaidCharge
    text: str
    alternatives: Sequence[LaidCharge] = ()


@dataclass(frozen=True)
class StopDetail:
    """One proposal to stop charges as the pages tell it. read_by: "" where nobody has read it."""

    kind: str
    charges: list[str]
    replacement: str  # the charge in the place of the one that is replaced; else ""
    consent: str  # where the consent to prosecute that charge stands; "" if it needs none
    cautions: list[str]  # what the law says of that charge, while it is proposed
    reasons: str
    are_told: bool
    not_told_because: str
    status: str
    is_in_force: bool
    is_final: bool  # no evidence was offered
    is_on_file: bool
    is_notice: bool  # discontinued
    is_further: bool  # it stops nothing: `replacement` is the charge that is added
    particulars: list[str]  # of that charge, and of its alternative
    by: str
    at: datetime
    on: date | None  # on which the proceedings ended, where it was said
    reading: str = ""
    reading_text: str = ""
    read_by: str = ""
    read_at: datetime | None = None
    proposed_on: date | None = None  # where the second reader gave another day
    day_because: str = ""  # why they did
    leaves: Sequence[tuple[str, date, str]] = ()  # (court, day, charge that goes on by its leave)
    review: str | None = None  # id of the review that a further charge rests on, and its moment
    reviewed_at: datetime | None = None


def laid_labels(decision: Decision | None) -> dict[int, str]:
    """
    {key of a charge that was laid: the count it is, and the charge}, of all reports on a decision.

    decision: as with_charge_reports() reads it.
    """
    if decision is None:
        return {}
    counts = counts_of(decision)
    other = {count.number: count.alternative_to for count in counts}
    labels, names = {}, {}
    for report in decision.reports.all():
        for row, laid in zip(laid_by_police(report), laid_counts(report, counts), strict=True):
            charge = charge_of_laid(laid)
            name = count_name(charge) if laid.number else _("Not authorised")
            labels[row.pk] = f"{name}: {charge_text(charge)}"
            names[row.pk] = count_name(charge, other.get(laid.number)) if laid.number else name
        rows: Iterable[Any] = report.charges.all()  # as with_charge_reports() reads them
        added = {count.pk: count for count in counts}
        for row in rows:
            if row.altered_by_id and row.count_id:
                count = added[row.count_id]
                names[row.pk], labels[row.pk] = (
                    count_name(count.charge, count.alternative_to),
                    f"{count_name(count.charge)}: {charge_text(count.charge)}",
                )
            elif row.altered_by_id:
                names[row.pk] = names[row.replaces]
                labels[row.pk] = _replacement_label(row, names[row.pk])
    return labels


def _replacement_label(row: Any, name: str) -> str:
    """
    row: a LaidCharge as with_charge_reports() reads it. name: of the count that the charge was
    which it replaces, also through others.
    """
    charge = charge_of_laid(LaidCount(row.victim, row.offence, row.from_on, row.to_on))
    values = {"name": name, "charge": charge_text(charge)}
    if row.is_alternative:
        return _("%(name)s, as replaced, in the alternative: %(charge)s") % values
    return _("%(name)s, as replaced: %(charge)s") % values


def charges_going_on(suspect: Suspect, scope: Scope) -> list[ChargeGoingOn]:
    """The charges of the newest report that nobody has stopped, in the order of the report."""
    decision, _counts = authorised_counts(suspect, scope)
    newest = next(iter(decision.reports.all()), None) if decision else None
    if newest is None:
        return []
    laid, labels = list(newest.charges.all()), laid_labels(decision)
    ended = StoppedCount.objects.filter(laid__in=laid, is_current=True)
    stopped = set(ended.values_list("laid", flat=True))
    shared, going_on = (
        alternatives_together(suspect),
        [row for row in laid if row.pk not in stopped],
    )
    return [
        ChargeGoingOn(
            laid_name(newest.number, laid.index(row) + 1), row, labels[row.pk],
            [each for each in going_on if each != row and shared[each.pk] == shared[row.pk]],
        )
        for row in going_on
    ]  # fmt: skip


def is_further_read_twice(suspect: Suspect, decision: Decision) -> bool:
    """
    Whether a further charge has a second reader: the decision to charge had one, or charges of the
    unit have one now.
    """
    unit = suspect.cps_unit
    return decision.read_by_id is not None or bool(unit and unit.charges_are_read_twice)


def stop_awaiting_reader(suspect: Suspect, scope: Scope) -> ChargeStop | None:
    """The proposal about a suspect that waits for a second reader, or None."""
    rows = ChargeStop.objects.for_scope(scope).filter(
        decision__suspect=suspect, status=StopStatus.PROPOSED
    )
    return rows.select_related("by").first()


def stops_in_order(scope: Scope) -> ArraySubquery:
    """Subquery: the proposals to stop charges of a decision, the newest first, for stops_of()."""
    rows = ChargeStop.objects.for_scope(scope).filter(decision=OuterRef("pk")).order_by("-number")
    rows = rows.annotate(
        laid=ArrayAgg(
            "counts__laid",
            order_by="counts__laid",
            filter=Q(counts__isnull=False),
            default=Value([]),
        ),
        victim=Coalesce(Min("counts__laid__victim__number"), Min("new_victim__number")),
    )
    facts = JSONFacts(
        victim="victim", title="new_offence__title", code="new_offence__code",
        from_on="new_from_on", to_on="new_to_on", consent="consent", **ALTERNATIVE_FACTS,
        leaves=leaves_in_order(),
        kind="kind", laid="laid", reasons="reasons", are_told="are_told", on="on",
        not_told_because="not_told_because", status="status", by="by__name", at="at",
        reading="reading", reading_text="reading_text", read_by="read_by__name", read_at="read_at",
        proposed_on="proposed_on", day_because="day_because",
        particulars="new_particulars", other_particulars="other_particulars",
        other_act_because="other_act_because", review="review", reviewed_at="review__at",
    )  # fmt: skip
    return ArraySubquery(rows.values(facts=facts))


def stops_of(decision: Any) -> list[StopDetail]:
    """The proposals to stop charges, read as a decision's `stopped_by`, as text."""
    labels = laid_labels(decision) if decision.stopped_by else {}
    return [_stop_detail(each, labels) for each in decision.stopped_by]


def stops_of_suspect(suspect: Suspect, scope: Scope) -> list[StopDetail]:
    """The proposals to stop charges of the decision in force, the newest first."""
    decision, _counts = authorised_counts(suspect, scope)
    if decision is None:
        return []
    rows = Decision.objects.for_scope(scope).filter(pk=decision.pk)
    told = rows.values_list(stops_in_order(scope), flat=True).get()
    labels = laid_labels(decision)
    return [_stop_detail(each, labels) for each in told]


def _stop_detail(told: dict[str, Any], labels: dict[int, str]) -> StopDetail:
    return StopDetail(
        str(StopKind(told["kind"]).label), [labels[pk] for pk in told["laid"]],
        replacement_text(told) if told["code"] else "",
        str(ProsecutionConsent(told["consent"]).label) if told["consent"] else "",
        _cautions(told), told["reasons"],
        told["are_told"], told["not_told_because"], _status_text(told),
        told["status"] == StopStatus.IN_FORCE, told["kind"] == StopKind.NO_EVIDENCE,
        told["kind"] == StopKind.ON_FILE, told["kind"] == StopKind.DISCONTINUED,
        told["kind"] == StopKind.FURTHER,
        _said_of_charge(told),
        told["by"], datetime.fromisoformat(told["at"]),
        date.fromisoformat(told["on"]) if told["on"] else None,
        str(SecondReaderAnswer(told["reading"]).label) if told["reading"] else "",
        told["reading_text"], told["read_by"] or "",
        datetime.fromisoformat(told["read_at"]) if told["read_at"] else None,
        date.fromisoformat(told["proposed_on"]) if told["proposed_on"] else None,
        told["day_because"],
        [leave_told(each, labels) for each in told["leaves"]],
        told["review"],
        datetime.fromisoformat(told["reviewed_at"]) if told["reviewed_at"] else None,
    )  # fmt: skip


def _said_of_charge(told: dict[str, Any]) -> list[str]:
    """The particulars of what it charges, and why nothing under the other Act is charged."""
    words = count_words(told["particulars"], told["other_act_because"])
    return [text for text in (words.strip(), told["other_particulars"]) if text]


def replacement_text(told: dict[str, Any]) -> str:
    """The charge in the place of another, and the one that is the alternative to it."""
    first = charge_text(charge_of_row(cast(ChargeFacts, told)))
    if not told["other_code"]:
        return first
    other = told | {"title": told["other_title"], "code": told["other_code"]}
    values = {"first": first, "other": charge_text(charge_of_row(cast(ChargeFacts, other)))}
    return _("%(first)s; in the alternative: %(other)s") % values


def _status_text(told: dict[str, Any]) -> str:
    if told["status"] == StopStatus.IN_FORCE and told["kind"] in STATUS_TEXT_OF_LAID:
        return str(STATUS_TEXT_OF_LAID[told["kind"]])
    return str(StopStatus(told["status"]).label)


def _cautions(told: dict[str, Any]) -> list[str]:
    """What the law says of the charge that is proposed in the place of one."""
    if told["status"] != StopStatus.PROPOSED or not told["code"]:
        return []
    first, last = (day and date.fromisoformat(day) for day in (told["from_on"], told["to_on"]))
    codes = [each for each in (told["code"], told["other_code"]) if each]
    acts = [ActToCharge(offences()[code], not_null(first), last) for code in codes]
    today = london_day(timezone.now())
    return list(dict.fromkeys(text for act in acts for text in cautions_about(act, today=today)))
