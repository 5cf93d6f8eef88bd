"""Scrutiny panels as their pages show them, for conveners and members."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.closing.queries.closing_reports import outcome_title
from cases.models import DecisionKind, NfaReason
from cases.models.decision import DISPOSAL_KINDS
from people.access.row_security import for_purpose
from people.access.scopes import Scope, Standing, standings_on
from people.models import Unit
from pilots.agreement import AgreementNotMeasurable, agreement_of_members
from pilots.models import (
    Draw,
    DrawMethod,
    Finding,
    FrameEntry,
    Grade,
    LearningAction,
    Opinion,
    Panel,
    PanelCase,
    PanelMember,
    PanelStatus,
    PanelStep,
)
from pilots.permissions import PANEL_CASE
from pilots.queries.panel_tasks import LearningActionRow, learning_action_row

PANEL_CASE_VERB_LABELS = {
    "see_pack": gettext_lazy("Read"),
    "ask_to_leave_out": gettext_lazy("Ask to leave it out"),
    "settle_leaving_out": gettext_lazy("Decide whether it is left out"),
    "settle_passage": gettext_lazy("Decide on a passage for the pack"),
}
AGREEMENT_TEXT = gettext_lazy(
    "Krippendorff’s alpha %(alpha)s (95%% interval %(lower)s to %(upper)s) over %(cases)s cases: 1 "
    "is perfect agreement, 0 is what chance would give."
)
AGREEMENT_TEXT_WITHOUT_COUNT = gettext_lazy(
    "Krippendorff’s alpha %(alpha)s (95%% interval %(lower)s to %(upper)s): 1 is perfect "
    "agreement, 0 is what chance would give."
)
STRATUM_LABELS = {  # as the order of a draw names them, and what that means
    "ALL": gettext_lazy("Not divided"),
    "POLICE": gettext_lazy("The police"),
    "EVIDENTIAL": gettext_lazy("The CPS: evidential"),
    "PUBLIC_INTEREST": gettext_lazy("The CPS: public interest"),
    "DISPOSAL": gettext_lazy("The CPS: out-of-court disposals"),
}
PANEL_STEP_TITLES = {
    "add_panel": gettext_lazy("The panel was begun"),
    "draw_panel": gettext_lazy("Cases were drawn"),
    "ask_to_leave_out": gettext_lazy("someone asked to leave it out"),
    "leave_out": gettext_lazy("left out"),
    "keep_in": gettext_lazy("not left out"),
    "next_in_order": gettext_lazy("came in its place"),
    "open_panel": gettext_lazy("The packs were sent to the members"),
    "opinions_due": gettext_lazy("The day for opinions came"),
    "opinions_in": gettext_lazy("All opinions were in, or the day for them was over"),
    "close_panel": gettext_lazy("The panel was closed"),
    "let_passage_through": gettext_lazy("a passage was added to the pack"),  # by one person
    "propose_passage": gettext_lazy("a passage was proposed for the pack"),
    "agree_to_passage": gettext_lazy("a passage was added to the pack"),
    "refuse_passage": gettext_lazy("a passage was not added to the pack"),
    "record_finding": gettext_lazy("a finding was recorded"),
    "set_learning_action": gettext_lazy("a learning action was set"),
    "complete_learning_action": gettext_lazy("A learning action was completed"),
    "case_left": gettext_lazy("A case left the panel"),
    "decision_stood": gettext_lazy("the decision was reconsidered and upheld"),
    "decision_changed": gettext_lazy("the decision was reconsidered and overturned"),
}


def panels_of_reader(scope: Scope) -> list[Panel]:
    """The panels that a person convenes or is a member of, newest first. One query."""
    rows = Panel.objects.for_scope(scope).select_related("area")
    return list(rows.order_by("-at", "pk"))


def areas_to_convene_in(scope: Scope) -> list[tuple[int, str]]:
    """[(id, name)] of the open pilot areas whose panels a person convenes."""
    rows = Unit.objects.filter(pk__in=scope.units_with("convene_panels"), is_open=True)
    return list(rows.order_by("name").values_list("pk", "name"))


@dataclass(frozen=True)
class DrawnCaseRow:
    """
    One drawn case, the verbs that the reader may do, and the number of eligible members if shown.
    """

    row: PanelCase
    finding: Finding | None
    verbs: list[tuple[str, str | Promise]]  # (verb, words)
    readers: int | None
    has_quorum: bool


@dataclass(frozen=True)
class PanelDetail:
    """A panel with its cases and its members."""

    panel: Panel
    cases: list[DrawnCaseRow]
    members: list[PanelMember]
    actions: list[LearningActionRow]  # learning actions of the panel's findings
    # (case's number, outcome, its day), for a convener
    referred_back: list[tuple[int, Promise, datetime]]
    agreement: str  # of the members, for a convener of a closed panel


def panel_detail(
    panel: Panel, scope: Scope, readers: Mapping[UUID, Collection[Any]] | None
) -> PanelDetail:
    """
    A panel in full. Four queries for a member, and one more for a convener.

    readers: {case of the panel: eligible members} for a convener; None for a member, to whom it is
    not shown.
    """
    rows = PanelCase.objects.for_scope(scope).filter(panel=panel).select_related("panel", "finding")
    cases = list(rows.order_by("number"))
    who = standings_on(scope, cases)
    actions = LearningAction.objects.for_scope(scope).filter(panel=panel)
    actions = actions.select_related("owner", "unit__agency", "clock").order_by("due_on", "pk")
    members = PanelMember.objects.for_scope(scope).filter(panel=panel, ended_at=None)
    return PanelDetail(
        panel,
        [_drawn_case_row(each, who[each.pk], readers) for each in cases],
        list(members.select_related("user__agency").order_by("user__name")),
        [learning_action_row(row, at=scope.at) for row in actions],
        _referred_back_rows(panel, scope) if readers is not None else [],
        _panel_agreement_text(panel, scope)
        if readers is not None and panel.status == PanelStatus.CLOSED
        else "",
    )


LEFT_PURPOSE = "what a panel found on cases that have left it since"
RECONSIDERATION_STEP_LABELS = {
    "decision_stood": gettext_lazy("Reconsidered: decision upheld"),
    "decision_changed": gettext_lazy("Reconsidered: decision overturned"),
    None: gettext_lazy("Referred back, and not looked at yet"),
}


@for_purpose(LEFT_PURPOSE)
def _referred_back_rows(panel: Panel, scope: Scope) -> list[tuple[int, Promise, datetime]]:
    """The outcome of each reconsideration, without its person or reasons."""
    steps = PanelStep.objects.for_scope(scope).filter(
        panel_case=OuterRef("panel_case"),
        verb__in=[verb for verb in RECONSIDERATION_STEP_LABELS if verb],
    )
    rows = Finding.objects.for_scope(scope).filter(panel=panel, refers_back=True)
    rows = rows.exclude(panel_case__conflicts__user__in=scope.accounts)
    rows = rows.annotate(verb=Subquery(steps.values("verb")), on=Subquery(steps.values("at")))
    rows = rows.order_by("panel_case__number")
    listed = rows.values_list("panel_case__number", "verb", "on", "at")
    return [
        (number, RECONSIDERATION_STEP_LABELS[verb], on or at) for number, verb, on, at in listed
    ]


ORDERED_GRADES = (Grade.CONSISTENT, Grade.OBSERVATIONS, Grade.INAPPROPRIATE)


@for_purpose(LEFT_PURPOSE)
def _panel_agreement_text(panel: Panel, scope: Scope) -> str:
    """
    The members' agreement before they read each other's opinions, or why it cannot be measured.

    A term that ended after the panel closed does not exclude a member; a member who was ended
    earlier is excluded.
    """
    rows = Opinion.objects.for_scope(scope).filter(panel=panel)
    ended = PanelMember.objects.for_scope(scope).filter(panel=panel, ended_at__isnull=False)
    there = PanelMember.objects.for_scope(scope).filter(panel=panel, ended_at=None)
    rows = rows.exclude(Q(by__in=ended.values("user")) & ~Q(by__in=there.values("user")))
    rows = rows.exclude(panel_case__conflicts__user=F("by"))
    given = defaultdict(list)
    for case, grade in rows.values_list("panel_case", "grade"):
        given[case].append(grade)
    try:
        found = agreement_of_members(list(given.values()), grades=ORDERED_GRADES)
    except AgreementNotMeasurable as why:
        return str(why)
    return AGREEMENT_TEXT % {
        "alpha": f"{found.alpha:.2f}", "lower": f"{found.lower:.2f}", "upper": f"{found.upper:.2f}",
        "cases": found.cases,
    }  # fmt: skip


def _drawn_case_row(
    row: PanelCase, who: Standing, readers: Mapping[UUID, Collection[Any]] | None
) -> DrawnCaseRow:
    open_now = PANEL_CASE.allowed_verbs(who, row)
    verbs: list[tuple[str, str | Promise]] = [
        (verb, words) for verb, words in PANEL_CASE_VERB_LABELS.items() if verb in open_now
    ]
    finding = getattr(row, "finding", None)
    if readers is None:
        return DrawnCaseRow(row, finding, verbs, None, True)
    count = len(readers.get(row.pk, ()))
    return DrawnCaseRow(row, finding, verbs, count, count >= row.panel.quorum)


@dataclass(frozen=True)
class DrawDetail:
    """A draw so that it can be repeated: its facts, and every reference of the frame in order."""

    row: Draw
    # (place, reference, stratum, whether it was drawn)
    references: list[tuple[int, str, str, bool]]

    @property
    def method(self) -> str | Promise:
        return DrawMethod(self.row.method).label

    @property
    def reason(self) -> str | Promise:
        reason = self.row.reason
        if reason.isdecimal():
            return outcome_title(int(reason))
        if reason in DISPOSAL_KINDS:
            return DecisionKind(reason).label
        return NfaReason(reason).label if reason else ""


def draw_detail(panel: Panel, scope: Scope) -> DrawDetail:
    """The draw of a panel with its frame. Two queries."""
    row = Draw.objects.for_scope(scope).select_related("by").get(panel=panel)
    rows = FrameEntry.objects.for_scope(scope).filter(panel=panel).order_by("place")
    result = set(row.result)
    listed = rows.values_list("place", "reference", "stratum")
    return DrawDetail(row, [(p, ref, stratum, ref in result) for p, ref, stratum in listed])


@dataclass(frozen=True)
class PanelTimelineEntry:
    """One step, as a timeline shows it."""

    title: str | Promise
    by: str
    at: datetime
    text: str


def panel_timeline_entries(panel: Panel, scope: Scope) -> list[PanelTimelineEntry]:
    """
    The steps of a panel and its cases, newest first. One query.

    Without steps of cases with which the reader is in conflict.
    """
    rows = PanelStep.objects.for_scope(scope).filter(panel=panel)
    rows = rows.exclude(panel_case__conflicts__user__in=scope.accounts)
    rows = rows.annotate(number=F("panel_case__number")).select_related("by")
    return [
        PanelTimelineEntry(
            _panel_step_title(row), row.by.name if row.by else _("itself"), row.at, row.note
        )
        for row in rows.order_by("-at", "-pk")
    ]


def _panel_step_title(row: Any) -> str | Promise:
    """The title of a step. It does not say which case left: the page only has one number fewer."""
    title = PANEL_STEP_TITLES[row.verb]
    if row.verb == "case_left":
        return title
    return _("Case %(n)s: %(what)s") % {"n": row.number, "what": title} if row.number else title
