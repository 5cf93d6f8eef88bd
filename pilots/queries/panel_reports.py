"""Yearly report of panel findings for one pilot area or all, after disclosure control."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.row_security import for_purpose
from people.access.scopes import Scope
from people.models import Unit
from pilots.agreement import AgreementNotMeasurable, agreement_of_members
from pilots.disclosure_control import panel_tables
from pilots.disclosure_control.rounding import round_to_five, rounded_count_text
from pilots.models import Finding, Grade, LearningAction, Opinion, SecondLook, SecondLookOutcome
from pilots.queries.panels import AGREEMENT_TEXT_WITHOUT_COUNT, ORDERED_GRADES
from pilots.themes import Theme
from timeliness.calendar import london_day, london_moment

PANEL_REPORT_PURPOSE = "a report of what panels found in a year"
ALL_PILOT_AREAS = "all"
REPORT_CAPACITIES = ("convene_panels", "manage_pilot_area")
DECISION_READ, ANSWER_NO, ANSWER_YES = "READ", "NO", "YES"
REFERRED_BACK, NOT_RECONSIDERED_YET = "BACK", "WAITS"
RECONSIDERED_UPHELD, RECONSIDERED_CHANGED = SecondLookOutcome.STANDS, SecondLookOutcome.CHANGED
SOUND_GRADES = (Grade.CONSISTENT, Grade.OBSERVATIONS)
UNSOUND_GRADES = (Grade.INAPPROPRIATE, Grade.CANNOT_CONCLUDE)
GRADE_GROUPINGS: list[list[panel_tables.AnswerGroup]] = [
    [(grade,) for grade in Grade],
    [(Grade.CONSISTENT,), (Grade.OBSERVATIONS,), UNSOUND_GRADES],
    [SOUND_GRADES, UNSOUND_GRADES],
]
REFERRED_BACK_GROUPINGS: list[list[panel_tables.AnswerGroup]] = [
    [(ANSWER_NO,), (NOT_RECONSIDERED_YET,), (RECONSIDERED_UPHELD,), (RECONSIDERED_CHANGED,)],
    [(ANSWER_NO,), (NOT_RECONSIDERED_YET, RECONSIDERED_UPHELD, RECONSIDERED_CHANGED)],
]
THEME_GROUPINGS = [[(ANSWER_YES,), (ANSWER_NO,)]]
REFERRED_BACK_LABELS = {
    NOT_RECONSIDERED_YET: gettext_lazy("Referred back, and not looked at yet"),
    RECONSIDERED_UPHELD: gettext_lazy("Reconsidered: decision upheld"),
    RECONSIDERED_CHANGED: gettext_lazy("Reconsidered: decision overturned"),
}
TOO_FEW_TO_SHOW = gettext_lazy("Too few to show")
NONE_TEXT = gettext_lazy("None")

ReportRow = tuple[str | Promise, int | str | Promise]


@dataclass(frozen=True)
class PanelReport:
    """
    One year of one area's panels, or of all. Each table: [(label, number or why there is none)].
    """

    place: str
    year: int
    panels: list[ReportRow]
    grades: list[ReportRow]
    themes: list[ReportRow]
    referred_back: list[ReportRow]
    actions: list[ReportRow]
    agreement: str

    @property
    def tables(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """[(heading, rows)] for the page, the PDF and the spreadsheet."""
        return [
            (_("Panels and cases"), self.panels), (_("What the panels found"), self.grades),
            (_("Themes"), self.themes), (_("Referred back"), self.referred_back),
            (_("Learning actions"), self.actions),
        ]  # fmt: skip


def report_areas(scope: Scope) -> list[tuple[str, str]]:
    """[(id, name)] of the pilot areas whose panel reports a person may read."""
    rows = Unit.objects.filter(pk__in=scope.units_with(*REPORT_CAPACITIES))
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]


@for_purpose(PANEL_REPORT_PURPOSE)
def report_years(scope: Scope) -> list[int]:
    """The years with a panel finding, newest first; this year always."""
    first = (
        Finding.objects.unscoped(PANEL_REPORT_PURPOSE)
        .order_by("at")
        .values_list("at", flat=True)
        .first()
    )
    this = london_day(scope.at).year
    return list(range(this, (london_day(first).year if first else this) - 1, -1))


@for_purpose(PANEL_REPORT_PURPOSE)
def panel_report(scope: Scope, *, area: str, year: int) -> PanelReport:
    """
    The report of an area (its id as text), or of ALL_PILOT_AREAS. Seven queries.

    It is the same for every reader, also for those who know some of the panels.
    """
    found = _latest_findings(_bounds_of_year(year))
    place = None if area == ALL_PILOT_AREAS else int(area)
    names = dict(report_areas(scope))
    counts = _report_tables(found, place)
    return PanelReport(
        names.get(area) or _("All pilot areas"),
        year,
        [
            (_("Panels that found something"), _count_panels(place, _bounds_of_year(year))),
            *counts["read"],
        ],
        counts["grades"],
        counts["themes"],
        counts["back"],
        _learning_action_rows(place, year, scope.at),
        _agreement_of_year(place, _bounds_of_year(year)),
    )


def _count_panels(place: int | None, within: tuple[datetime, datetime]) -> int | Promise:
    begins, ends = within
    rows = Finding.objects.unscoped(PANEL_REPORT_PURPOSE).filter(at__gte=begins, at__lt=ends)
    rows = rows.filter(panel__area=place) if place else rows
    return rows.aggregate(n=Count("panel", distinct=True))["n"] or NONE_TEXT


def _bounds_of_year(year: int) -> tuple[datetime, datetime]:
    """The moments at which a London year begins and ends."""
    return london_moment(date(year, 1, 1), time()), london_moment(date(year + 1, 1, 1), time())


def _latest_findings(within: tuple[datetime, datetime]) -> list[dict[str, Any]]:
    """
    The findings on each suspect in a year; of several panels, the last one's.

    No panel looks at a restricted case. A case restricted since stays in the numbers, because a
    change of them would reveal it.
    """
    begins, ends = within
    rows = Finding.objects.unscoped(PANEL_REPORT_PURPOSE).filter(at__gte=begins, at__lt=ends)
    rows = rows.order_by("panel_case__entry__suspect", "-at", "-pk")
    rows = rows.distinct("panel_case__entry__suspect")
    looks = dict(
        SecondLook.objects.unscoped(PANEL_REPORT_PURPOSE)
        .filter(panel_case__in=rows.values("panel_case"))
        .values_list("panel_case", "outcome")
    )
    facts = {"area": F("panel__area"), "case": F("panel_case__entry__case")}
    found = rows.values("panel", "panel_case", "grade", "themes", **facts)
    return [{**row, "back": _referred_back_answer(looks.get(row["panel_case"]))} for row in found]


def _referred_back_answer(outcome: str | None) -> str:
    return ANSWER_NO if outcome is None else outcome or NOT_RECONSIDERED_YET


def _report_tables(
    found: list[dict[str, Any]], place: int | None
) -> dict[str, list[tuple[Any, Any]]]:
    """{"read", "grades", "themes", "back": rows} of one place, suppressed over all places."""
    totals = panel_tables.suppressed_table(
        _panel_answers(found, lambda row: DECISION_READ), [[(DECISION_READ,)]]
    )
    among = set(totals) - {None}

    def shown(
        answer: Callable[..., str], groupings: Sequence[Sequence[panel_tables.AnswerGroup]]
    ) -> dict[panel_tables.AnswerGroup, int] | None:
        return panel_tables.suppressed_table(
            _panel_answers(found, answer), groupings, among=among
        ).get(place)

    themes = [
        (theme.label, shown(partial(_theme_answer, theme), THEME_GROUPINGS)) for theme in Theme
    ]
    grades = shown(lambda row: row["grade"], GRADE_GROUPINGS)
    back = shown(lambda row: row["back"], REFERRED_BACK_GROUPINGS)
    back = back and {group: n for group, n in back.items() if group != (ANSWER_NO,)}
    read = _group_count_text(totals.get(place), (DECISION_READ,))
    return {
        "read": [(_("Decisions that were read"), read)],
        "grades": _group_rows(grades, _grades_label, _("Every grade")),
        "themes": _theme_rows(themes),
        "back": _group_rows(back, _referred_back_label, _("All")),
    }


def _panel_answers(
    rows: Iterable[dict[str, Any]], answer: Callable[[dict[str, Any]], str]
) -> list[panel_tables.PanelAnswer]:
    return [
        panel_tables.PanelAnswer(row["area"], row["panel"], answer(row), row["case"])
        for row in rows
    ]


def _theme_answer(theme: Theme, row: dict[str, Any]) -> str:
    return ANSWER_YES if theme in row["themes"] else ANSWER_NO


def _group_count_text(
    counts: Mapping[panel_tables.AnswerGroup, int] | None, group: panel_tables.AnswerGroup
) -> int | str | Promise:
    return TOO_FEW_TO_SHOW if counts is None else rounded_count_text(round_to_five(counts[group]))


def _group_rows(
    counts: Mapping[panel_tables.AnswerGroup, int] | None,
    words: Callable[[panel_tables.AnswerGroup], str | Promise],
    nothing: str,
) -> list[tuple[Any, Any]]:
    if counts is None:
        return [(nothing, TOO_FEW_TO_SHOW)]
    return [(words(group), _group_count_text(counts, group)) for group in counts]


def _theme_rows(
    shown: Sequence[tuple[str | Promise, Mapping[panel_tables.AnswerGroup, int] | None]],
) -> list[tuple[Any, Any]]:
    """One row for each theme; a single row for all where none can be shown."""
    if all(counts is None for _label, counts in shown):
        return [(_("Every theme"), TOO_FEW_TO_SHOW)]
    return [(label, _group_count_text(counts, (ANSWER_YES,))) for label, counts in shown]


def _grades_label(group: panel_tables.AnswerGroup) -> str:
    return _(" or ").join(str(Grade(each).label) for each in group)


def _referred_back_label(group: panel_tables.AnswerGroup) -> str | Promise:
    return REFERRED_BACK_LABELS[group[0]] if len(group) == 1 else _("Referred back")


def _learning_action_rows(place: int | None, year: int, at: datetime) -> list[tuple[Any, Any]]:
    """
    Numbers of learning actions set in the year, by their state: they are about work, not people.
    """
    begins, ends = _bounds_of_year(year)
    rows = LearningAction.objects.unscoped(PANEL_REPORT_PURPOSE).filter(at__gte=begins, at__lt=ends)
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
    return [(told, counts[name] or NONE_TEXT) for name, told in words.items()]


def _agreement_of_year(place: int | None, within: tuple[datetime, datetime]) -> str:
    """The agreement of members, if it may be shown."""
    rows = Opinion.objects.unscoped(PANEL_REPORT_PURPOSE).filter(
        panel_case__finding__at__gte=within[0], panel_case__finding__at__lt=within[1],
    )  # fmt: skip
    rows = rows.exclude(panel_case__conflicts__user=F("by"))
    rows = rows.filter(panel__area=place) if place else rows
    fields = ("panel__area", "panel", "panel_case__entry__case", "panel_case", "grade")
    return _agreement_of_opinions(list(rows.values_list(*fields)))


def _agreement_of_opinions(rows: Iterable[Sequence[Any]]) -> str:
    """
    The agreement of members, or "Too few to show".

    rows: (area, panel, case, drawn case, grade) of each opinion. Suppressed too where one panel, or
    one of several areas, would know all but a few of the cases that count: those graded by two
    members or more.
    """
    given, which = defaultdict(list), {}
    for area, panel, case, drawn, grade in rows:
        given[drawn].append(grade)
        which[drawn] = panel_tables.PanelAnswer(area, panel, DECISION_READ, case)
    tell = [
        drawn
        for drawn, grades in given.items()
        if sum(map(ORDERED_GRADES.__contains__, grades)) >= 2
    ]
    if not panel_tables.has_enough_unknown_cases([which[drawn] for drawn in tell]):
        return str(TOO_FEW_TO_SHOW)
    try:
        found = agreement_of_members(list(given.values()), grades=ORDERED_GRADES)
    except AgreementNotMeasurable:
        return str(TOO_FEW_TO_SHOW)
    return AGREEMENT_TEXT_WITHOUT_COUNT % {
        "alpha": f"{found.alpha:.2f}",
        "lower": f"{found.lower:.2f}",
        "upper": f"{found.upper:.2f}",
    }
