"""What panels found in a year, for one pilot area or for all of them, as far as it may be shown."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope
from people.models import Unit
from pilots import reports
from pilots.agreement import Unmeasured, agreement
from pilots.models import Finding, Grade, LearningAction, Opinion, SecondLook, SecondLookOutcome
from pilots.queries.panels import AGREED_OF, ORDERED
from pilots.rounding import in_words, rounded
from pilots.themes import Theme
from timeliness.calendar import london_day, moment_of

FOR_A_REPORT = "a report of what panels found in a year"
EVERYWHERE = "all"
CONVENES = ("convene_panels", "manage_pilot_area")
READ, NO, YES = "READ", "NO", "YES"
BACK, WAITS = "BACK", "WAITS"
STANDS, CHANGED = SecondLookOutcome.STANDS, SecondLookOutcome.CHANGED
SOUND = (Grade.CONSISTENT, Grade.OBSERVATIONS)
UNSOUND = (Grade.INAPPROPRIATE, Grade.CANNOT_CONCLUDE)
GRADES = [
    [(grade,) for grade in Grade],
    [(Grade.CONSISTENT,), (Grade.OBSERVATIONS,), UNSOUND],
    [SOUND, UNSOUND],
]
WENT_BACK = [[(NO,), (WAITS,), (STANDS,), (CHANGED,)], [(NO,), (WAITS, STANDS, CHANGED)]]
WAS_BACK = {
    WAITS: gettext_lazy("Referred back, and not looked at yet"),
    STANDS: gettext_lazy("Reconsidered: decision upheld"),
    CHANGED: gettext_lazy("Reconsidered: decision overturned"),
}
NO_FIGURE = gettext_lazy("Too few to show")
NOBODY = gettext_lazy("None")


@dataclass(frozen=True)
class Report:
    """
    One year of one area's panels, or of all. Each table is [(what, number or why there is none)].
    """

    place: str
    year: int
    panels: list
    grades: list
    themes: list
    referred_back: list
    actions: list
    agreement: str

    @property
    def tables(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """[(heading, rows)], as the page, the PDF and the spreadsheet have them."""
        return [
            (_("Panels and cases"), self.panels), (_("What the panels found"), self.grades),
            (_("Themes"), self.themes), (_("Referred back"), self.referred_back),
            (_("Learning actions"), self.actions),
        ]  # fmt: skip


def areas(scope: Scope) -> list[tuple[str, str]]:
    """[(id, name)] of the pilot areas on whose panels somebody reads reports."""
    rows = Unit.objects.filter(pk__in=scope.units_with(*CONVENES))
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]


def years(scope: Scope) -> list[int]:
    """The years in which any panel found anything, the newest first; this year always."""
    first = Finding.objects.system(FOR_A_REPORT).order_by("at").values_list("at", flat=True).first()
    this = london_day(scope.at).year
    return list(range(this, (london_day(first).year if first else this) - 1, -1))


def read(scope: Scope, *, area: str, year: int) -> Report:
    """
    The report of an area (its id as a text), or of EVERYWHERE. Seven queries.

    It is the same for whoever reads it: also for those who know some of the panels better.
    """
    found = _newest(_within(year))
    place = None if area == EVERYWHERE else int(area)
    names = dict(areas(scope))
    counts = _counted(found, place)
    return Report(
        names.get(area) or _("All pilot areas"), year,
        [(_("Panels that found something"), _panels(place, _within(year))), *counts["read"]],
        counts["grades"], counts["themes"], counts["back"], _actions(place, year, scope.at),
        _agreement(place, _within(year)),
    )  # fmt: skip


def _panels(place: int | None, within: tuple[datetime, datetime]) -> int | Promise:
    begins, ends = within
    rows = Finding.objects.system(FOR_A_REPORT).filter(at__gte=begins, at__lt=ends)
    rows = rows.filter(panel__area=place) if place else rows
    return rows.aggregate(n=Count("panel", distinct=True))["n"] or NOBODY


def _within(year: int) -> tuple[datetime, datetime]:
    """The moments at which a London year begins and ends."""
    return moment_of(date(year, 1, 1), time()), moment_of(date(year + 1, 1, 1), time())


def _newest(within: tuple[datetime, datetime]) -> list[dict[str, Any]]:
    """
    What was found about each suspect in a year; of several panels, by the last of them.

    No panel looks at a restricted case. One that was restricted since stays in the numbers, which
    would tell of it if they moved.
    """
    begins, ends = within
    rows = Finding.objects.system(FOR_A_REPORT).filter(at__gte=begins, at__lt=ends)
    rows = rows.order_by("panel_case__entry__suspect", "-at", "-pk")
    rows = rows.distinct("panel_case__entry__suspect")
    looks = dict(
        SecondLook.objects.system(FOR_A_REPORT)
        .filter(panel_case__in=rows.values("panel_case"))
        .values_list("panel_case", "outcome")
    )
    facts = {"area": F("panel__area"), "case": F("panel_case__entry__case")}
    found = rows.values("panel", "panel_case", "grade", "themes", **facts)
    return [{**row, "back": _back(looks.get(row["panel_case"]))} for row in found]


def _back(outcome: str | None) -> str:
    return NO if outcome is None else outcome or WAITS


def _counted(found: list[dict[str, Any]], place: int | None) -> dict[str, list[tuple[Any, Any]]]:
    """The tables of one place, decided over all places together."""
    totals = reports.table(_found(found, lambda row: READ), [[(READ,)]])
    among = set(totals) - {None}

    def shown(
        answer: Callable[..., str], groupings: Sequence[Sequence[reports.Group]]
    ) -> dict[reports.Group, int] | None:
        return reports.table(_found(found, answer), groupings, among=among).get(place)

    themes = [
        (theme.label, shown(lambda row, theme=theme: _has(row, theme), [[(YES,), (NO,)]]))
        for theme in Theme
    ]
    back = shown(lambda row: row["back"], WENT_BACK)
    return {
        "read": [(_("Decisions that were read"), _of(totals.get(place), (READ,)))],
        "grades": _listed(shown(lambda row: row["grade"], GRADES), _grades, _("Every grade")),
        "themes": _themes(themes),
        "back": _listed(back and {k: n for k, n in back.items() if k != (NO,)}, _backs, _("All")),
    }


def _found(
    rows: Iterable[dict[str, Any]], answer: Callable[[dict[str, Any]], str]
) -> list[reports.Found]:
    return [reports.Found(row["area"], row["panel"], answer(row), row["case"]) for row in rows]


def _has(row: dict[str, Any], theme: Theme) -> str:
    return YES if theme in row["themes"] else NO


def _of(counts: Mapping[reports.Group, int] | None, group: reports.Group) -> int | str | Promise:
    return NO_FIGURE if counts is None else in_words(rounded(counts[group]))


def _listed(
    counts: Mapping[reports.Group, int] | None,
    words: Callable[[reports.Group], str | Promise],
    nothing: str,
) -> list[tuple[Any, Any]]:
    if counts is None:
        return [(nothing, NO_FIGURE)]
    return [(words(group), _of(counts, group)) for group in counts]


def _themes(
    shown: Sequence[tuple[str | Promise, Mapping[reports.Group, int] | None]],
) -> list[tuple[Any, Any]]:
    """One line a theme; one for all of them where none can be shown."""
    if all(counts is None for _label, counts in shown):
        return [(_("Every theme"), NO_FIGURE)]
    return [(label, _of(counts, (YES,))) for label, counts in shown]


def _grades(group: reports.Group) -> str:
    return _(" or ").join(str(Grade(each).label) for each in group)


def _backs(group: reports.Group) -> str | Promise:
    return WAS_BACK[group[0]] if len(group) == 1 else _("Referred back")


def _actions(place: int | None, year: int, at: datetime) -> list[tuple[Any, Any]]:
    """How many learning actions were set in the year, and where they stand: work, and no people."""
    begins, ends = _within(year)
    rows = LearningAction.objects.system(FOR_A_REPORT).filter(at__gte=begins, at__lt=ends)
    rows = rows.filter(panel__area=place) if place else rows
    done = Q(done_at__isnull=False)
    late = Q(done_at__gt=F("clock__due_at"))
    overdue = Q(done_at=None, clock__due_at__lt=at)
    counts = rows.aggregate(
        set=Count("pk"), in_time=Count("pk", filter=done & ~late),
        late=Count("pk", filter=done & late), overdue=Count("pk", filter=overdue),
        open=Count("pk", filter=Q(done_at=None) & ~overdue),
    )  # fmt: skip
    words = {
        "set": _("Set"), "in_time": _("Completed by the agreed day"),
        "late": _("Completed after it"), "open": _("Open"), "overdue": _("Open and overdue"),
    }  # fmt: skip
    return [(told, counts[name] or NOBODY) for name, told in words.items()]


def _agreement(place: int | None, within: tuple[datetime, datetime]) -> str:
    """How far members agreed, as far as it may be said."""
    rows = Opinion.objects.system(FOR_A_REPORT).filter(
        panel_case__finding__at__gte=within[0], panel_case__finding__at__lt=within[1],
    )  # fmt: skip
    rows = rows.exclude(panel_case__conflicts__user=F("by"))
    rows = rows.filter(panel__area=place) if place else rows
    fields = ("panel__area", "panel", "panel_case__entry__case", "panel_case", "grade")
    return _agreed(list(rows.values_list(*fields)))


def _agreed(rows: Iterable[Sequence[Any]]) -> str:
    """
    rows: (area, panel, case, drawn case, grade) of each opinion.

    Too few to say also where one panel, or one of several areas, would know all but a few of the
    cases that tell anything: those that two members or more have graded.
    """
    given, which = defaultdict(list), {}
    for area, panel, case, drawn, grade in rows:
        given[drawn].append(grade)
        which[drawn] = reports.Found(area, panel, READ, case)
    tell = [drawn for drawn, grades in given.items() if sum(map(ORDERED.__contains__, grades)) >= 2]
    if not reports.leaves_enough([which[drawn] for drawn in tell]):
        return str(NO_FIGURE)
    try:
        found = agreement(list(given.values()), grades=ORDERED)
    except Unmeasured:
        return str(NO_FIGURE)
    return AGREED_OF % {
        "alpha": f"{found.alpha:.2f}",
        "lower": f"{found.lower:.2f}",
        "upper": f"{found.upper:.2f}",
    }
