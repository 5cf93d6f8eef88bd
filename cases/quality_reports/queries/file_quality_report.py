"""File quality of each police unit in a month, over the cases that the reader may see."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.deadlines import dispute_window
from cases.file_quality import FAILURES, FailureStatus
from cases.models import FileFailure, FileQuality
from people.access.row_security import COUNTING_PURPOSE, for_purpose
from people.access.scopes import Scope
from timeliness.calendar import add_months, london_day, london_moment


@dataclass
class UnitFileQuality:
    """The files of one police unit in a month."""

    name: str
    agency: str
    assessed: int
    compliant: int
    after_disputes: int  # compliant: all failures disputed successfully
    failures: "list[FailureCount]" = field(default_factory=list)


@dataclass(frozen=True)
class FailureCount:
    """How often a unit's files had one failure, by outcome."""

    group: str
    text: str
    outcomes: Counter[str]  # {status: count}

    @property
    def times(self) -> int:
        return self.outcomes.total()

    @property
    def in_words(self) -> list[tuple[str | Promise, int]]:
        """The outcomes with a count, as (label, count)."""
        return [(each.label, self.outcomes[each]) for each in FailureStatus if self.outcomes[each]]


@dataclass(frozen=True)
class FileQualityReport:
    """The report of one month."""

    month: date
    closes_at: object  # when its dispute window closes
    is_closed: bool
    months: list[date]  # months with data, latest first
    units: list[UnitFileQuality]


def month_from_text(text: str, *, at: datetime) -> date:
    """First day of the month in the URL ("2026-03"); the current month if missing or malformed."""
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError:
        return london_day(at).replace(day=1)


@for_purpose(COUNTING_PURPOSE)
def file_quality_report(month: date, scope: Scope) -> FileQualityReport:
    """A month of every police unit whose files the reader may see. Three queries."""
    visible = FileQuality.objects.for_scope(scope)
    first = london_moment(month, time.min)
    then = Q(at__gte=first, at__lt=london_moment(add_months(month, 1), time.min))
    closes_at, _rule = dispute_window(at=first, area="")
    is_closed, units = scope.at > closes_at, _unit_file_qualities(visible, scope, then)
    return FileQualityReport(month, closes_at, is_closed, _months_with_files(visible), units)


def _months_with_files(visible: QuerySet[FileQuality]) -> list[date]:
    span = visible.aggregate(first=Min("at"), last=Max("at"))
    if span["first"] is None:
        return []
    month, first = (london_day(span[each]).replace(day=1) for each in ("last", "first"))
    months = [month]
    while months[-1] > first:
        months.append(add_months(months[-1], -1))
    return months


def _unit_file_qualities(
    visible: QuerySet[FileQuality], scope: Scope, then: Q
) -> list[UnitFileQuality]:
    unit = ("police_unit", "police_unit__name", "police_unit__agency__name")
    files = visible.filter(then).values(*unit)
    standing = FileFailure.objects.for_scope(scope).filter(quality=OuterRef("pk"))
    files = files.annotate(
        n=Count("pk"), good=Count("pk", filter=Q(is_compliant=True)),
        after=Count("pk", filter=~Exists(standing.exclude(status=FailureStatus.SUCCESSFUL))),
    )  # fmt: skip
    units = {
        row["police_unit"]: UnitFileQuality(
            row["police_unit__name"],
            row["police_unit__agency__name"],
            row["n"],
            row["good"],
            row["after"],
        )
        for row in files.order_by("police_unit__agency__name", "police_unit__name")
    }
    within = FileFailure.objects.for_scope(scope).filter(quality__in=visible.filter(then))
    counted = within.values_list("quality__police_unit", "code", "status").annotate(n=Count("pk"))
    by_code: dict[int, dict[str, Counter[str]]] = {pk: {} for pk in units}
    for pk, code, status, n in counted.order_by():
        by_code[pk].setdefault(code, Counter())[status] += n
    for pk, row in units.items():
        known = [(listed, by_code[pk].get(code)) for code, listed in FAILURES.items()]
        row.failures = [FailureCount(one.group, one.text, found) for one, found in known if found]
    return list(units.values())


CSV_HEADINGS = (
    "Month", "Force", "Unit", "Assessed", "Compliant", "Compliant after disputes", "Group",
    "Failure", "Times",
)  # fmt: skip


def file_quality_table(report: FileQualityReport) -> Iterator[list[object]]:
    """The same month as the lines of a table, its headings first: figures only, no free text."""
    yield [*CSV_HEADINGS, *(str(status.label) for status in FailureStatus)]
    for unit in report.units:
        start = [
            f"{report.month:%Y-%m}", unit.agency, unit.name, unit.assessed, unit.compliant,
            unit.after_disputes,
        ]  # fmt: skip
        for one in unit.failures or [FailureCount("", _("None"), Counter())]:
            counts = [one.outcomes[status] for status in FailureStatus]
            yield [*start, one.group, one.text, one.times, *counts]


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def escape_formula(cell: object) -> object:
    """Escape a cell that a spreadsheet would run as a formula. Source: OWASP, CSV injection."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
