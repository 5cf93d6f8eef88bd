"""Members give independent opinions; then the panel records its findings and closes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_future_dates
from people.access.scopes import Refused, Scope
from pilots import notices
from pilots.actions import conflicts, identifying_text, opinion_deadlines, packs, reconsiderations
from pilots.actions.open_panel_action import add_panel_step, open_panel_action
from pilots.models import (
    ConflictKind,
    Finding,
    FrameEntry,
    Opinion,
    Panel,
    PanelCase,
    PanelCaseStatus,
    PanelConflict,
    PanelMember,
    PanelStatus,
    PanelStep,
)
from timeliness.actions import clocks

TOO_FEW_ELIGIBLE_MEMBERS = _(
    "Too few members may read case %(n)s for the panel to record a finding on it. Name "
    "more members, or leave the case out."
)
OPINION_ALREADY_GIVEN = _("You have given your opinion on this case. It cannot be changed.")
BELOW_QUORUM = _(
    "%(given)s of the members who may read this case gave an opinion, and the panel "
    "agreed on %(quorum)s. Without that number the panel cannot record a finding."
)
FINDING_ALREADY_RECORDED = _("The panel has recorded what it found on this case.")


@transaction.atomic
def open_panel(*, panel: Panel, by: Scope, at: datetime, opinions_by: date) -> Panel:
    """
    Release the packs to the members, until an agreed day.

    Raises Refused where a case has too few members who may read it.
    """
    panel = open_panel_action("open_panel", panel, by=by, at=at)
    check_future_dates(opinions_by, at=at)
    conflicts.record_panel_conflicts(panel, at=at)
    readers = conflicts.eligible_members_by_case(panel, at=at)
    rows = PanelCase.objects.unscoped("a panel opens").filter(panel=panel, has_left=False)
    for row in rows.filter(status=PanelCaseStatus.ON_PANEL).order_by("number"):
        if len(readers[row.pk]) < panel.quorum:
            raise Refused(TOO_FEW_ELIGIBLE_MEMBERS % {"n": row.number}, is_stage=True)
    packs.create_missing_packs(panel, at=at)
    rows.update(is_open=True)
    panel.status, panel.opinions_by = PanelStatus.OPEN, opinions_by
    panel.save(update_fields=["status", "opinions_by"])
    add_panel_step("open_panel", panel, by=by, at=at)
    opinion_deadlines.update_opinion_clock(panel, at=at)
    notices.notify_packs_to_read(
        panel, opinion_deadlines.members_without_opinion(panel, at=at), at=at
    )
    for row in rows.filter(passage_asked_by__isnull=False).select_related("panel"):
        but = conflicts.accounts_not_asked_about_passage(row)
        notices.notify_passage_waits(row, but=but, at=at, is_new=False)
    return panel


@transaction.atomic
def stand_aside(*, panel_case: PanelCase, by: Scope, at: datetime) -> PanelCase:
    """Declare a conflict with a case, which one reads no longer under any account."""
    row = open_panel_action("stand_aside", panel_case, by=by, at=at)
    PanelConflict.objects.unscoped("someone on the panel declares it").create(
        panel=row.panel, panel_case=row, user_id=by.actor.id, kind=ConflictKind.DECLARED,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    _reveal_case_opinions(row, conflicts.eligible_members_by_case(row.panel, at=at))
    opinion_deadlines.update_opinion_clock(row.panel, at=at)
    return row


@transaction.atomic
def give_opinion(*, panel_case: PanelCase, by: Scope, at: datetime, **said: Any) -> PanelCase:
    """Give one's opinion on a case, once, before seeing any other."""
    row = open_panel_action("give_opinion", panel_case, by=by, at=at)
    mine = Opinion.objects.unscoped("whether the member has given one").filter(
        panel_case=row, by__in=[by.user_id, *by.accounts]
    )
    if mine.exists():
        raise Refused(OPINION_ALREADY_GIVEN, is_stage=True)
    identifying_text.check_text_identifies_no_one(row, said.get("text", ""), by=by, at=at)
    Opinion.objects.unscoped("a member gives an opinion").create(
        panel=row.panel, panel_case=row, by_id=by.actor.id, at=at, **said
    )
    _reveal_case_opinions(row, conflicts.eligible_members_by_case(row.panel, at=at))
    opinion_deadlines.update_opinion_clock(row.panel, at=at)
    return row


def reveal_panel_opinions(panel: Panel, *, at: datetime) -> None:
    """Reveal the opinions on each case of the panel on which none is missing."""
    rows = PanelCase.objects.unscoped("are all opinions in")
    rows = rows.filter(panel=panel, is_open=True, is_revealed=False, has_left=False)
    readers = conflicts.eligible_members_by_case(panel, at=at)
    for row in rows.exclude(status=PanelCaseStatus.OUT):
        row.panel = panel
        _reveal_case_opinions(row, readers)


@transaction.atomic
def reveal_due_opinions(*, at: datetime) -> None:
    """Do so on every panel being read: after terms end and conflicts are found. Scheduled."""
    clocks.lock_calendar_shared()
    rows = Panel.objects.unscoped("are all opinions in").filter(status=PanelStatus.OPEN)
    for panel in rows.select_for_update(of=("self",), skip_locked=True):
        reveal_panel_opinions(panel, at=at)
        opinion_deadlines.update_opinion_clock(panel, at=at)


def _reveal_case_opinions(
    row: PanelCase, readers: Mapping[UUID, Mapping[conflicts.PersonKey, int]]
) -> None:
    """
    Reveal the opinions on a case to its members once all who may give one have.

    Not below the quorum: a person named in a lost member's place has read none of them, and can
    still give one. Nor where a member was ended before giving one and has no successor: ending the
    last missing member must not reveal the others' opinions.
    """
    mine = readers.get(row.pk, {})
    are_in = len(mine) >= row.panel.quorum and mine.keys() <= people_with_counted_opinion(row, mine)
    if are_in and not _has_unfilled_place(row):
        row.is_revealed = True
        row.save(update_fields=["is_revealed"])


def _has_unfilled_place(row: PanelCase) -> bool:
    """
    Whether more members were ended without an opinion on a case, while it was read, than joined.
    """
    steps = PanelStep.objects.unscoped("since when is a panel read")
    opened_at = (
        steps.filter(panel=row.panel, verb="open_panel").values_list("at", flat=True).first()
    )
    if opened_at is None:
        return False
    members = PanelMember.objects.unscoped("who left a panel while it read")
    opinions = Opinion.objects.unscoped("who was heard").filter(panel_case=row).values("by")
    aside = (
        PanelConflict.objects.unscoped("who does not read").filter(panel_case=row).values("user")
    )
    left = members.filter(panel=row.panel, ended_at__gte=opened_at)
    left = left.exclude(user__in=opinions).exclude(user__in=aside)
    came = members.filter(panel=row.panel, at__gt=opened_at)
    return left.count() > came.count()


def people_with_counted_opinion(
    row: PanelCase, readers: Mapping[conflicts.PersonKey, int]
) -> set[conflicts.PersonKey]:
    """The people whose opinion on a case counts: those who may still read it."""
    given = Opinion.objects.unscoped("whose opinions count").filter(panel_case=row)
    humans = {conflicts.person_key(*each) for each in given.values_list("by", "by__human")}
    return humans & readers.keys()


@transaction.atomic
def record_finding(
    *, panel_case: PanelCase, by: Scope, at: datetime, refers_back: bool, **said: Any
) -> Finding:
    """
    Record the panel's joint finding on a case. It changes no decision.

    refers_back: the leaders of the deciding unit are asked for a reconsideration by an independent
    person. Raises Refused where fewer members than the quorum gave an opinion.
    """
    row = open_panel_action("record_finding", panel_case, by=by, at=at)
    conflicts.record_panel_conflicts(row.panel, at=at)
    readers = conflicts.eligible_members_by_case(row.panel, at=at)[row.pk]
    given, quorum = len(people_with_counted_opinion(row, readers)), row.panel.quorum
    if given < quorum:
        raise Refused(BELOW_QUORUM % {"given": given, "quorum": quorum}, is_stage=True)
    if Finding.objects.unscoped("was it found").filter(panel_case=row).exists():
        raise Refused(FINDING_ALREADY_RECORDED, is_stage=True)
    identifying_text.check_text_identifies_no_one(row, said.get("text", ""), by=by, at=at)
    finding = Finding.objects.unscoped("a panel finds").create(
        panel=row.panel, panel_case=row, refers_back=refers_back, by_id=by.actor.id, at=at, **said
    )
    add_panel_step("record_finding", row.panel, panel_case=row, by=by, at=at)
    if refers_back:
        entries = FrameEntry.objects.unscoped("a decision is referred back")
        entry = entries.select_related("case", "decision", "event", "closing").get(pk=row.entry_id)
        reconsiderations.request_reconsideration(finding, entry, at=at)
    return finding


@transaction.atomic
def close_panel(*, panel: Panel, by: Scope, at: datetime) -> Panel:
    """Close the panel: packs can no longer be read, nor opinions given."""
    panel = open_panel_action("close_panel", panel, by=by, at=at)
    rows = PanelCase.objects.unscoped("a panel closes").filter(panel=panel)
    rows.update(is_open=False, is_over=True)
    panel.status = PanelStatus.CLOSED
    panel.save(update_fields=["status"])
    add_panel_step("close_panel", panel, by=by, at=at)
    opinion_deadlines.stop_opinion_clock(panel, at=at)
    notices.notify_panel_closed(panel, but=by.accounts, at=at)
    return panel
