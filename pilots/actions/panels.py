"""Scrutiny panels: created with a sampling frame, drawn from, and given members."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.closing.outcome_codes import CLOSING_OUTCOMES
from cases.models import DecisionKind, NfaReason
from cases.models.decision import DISPOSAL_KINDS
from people.access import audit_log, grants
from people.access.advisory_locks import lock_units_shared
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import Operation, Unit, UnitGrant, User
from pilots import draws, notices
from pilots.actions import conflicts, opinion_deadlines, sampling_frames
from pilots.actions.open_panel_action import add_panel_step, open_panel_action
from pilots.models import (
    DecidedBy,
    Draw,
    DrawMethod,
    FrameEntry,
    Panel,
    PanelCase,
    PanelMember,
    PanelStatus,
)
from pilots.permissions import SITE
from timeliness.calendar import end_of_day

NOT_YOUR_PILOT_AREA = _("Select a pilot area whose panels you convene.")
PERIOD_ENDS_BEFORE_IT_BEGINS = _(
    "The last day must not be before the first. Enter the period again."
)
FRAME_TOO_SMALL = _(
    "The frame has %(found)s decisions, fewer than you want to draw. Draw fewer, or begin another "
    "panel with a longer period."
)
NOT_A_REASON_OF_THEIRS = _(
    "Those whose decisions this panel looks back at give no such reason. Select another."
)
FRAME_EMPTY = _("The frame has no decision. Begin another panel with a longer period.")
CANNOT_SIT_ON_PANEL = _("Select someone who can sit on this area’s panels and is not on this one.")
NOT_A_PANEL_MEMBER = _("Select a member of this panel.")
TERM_ALREADY_OVER = _("The last day of the term must be today or later.")
DISPOSAL_CHOICES = [(each.value, each.label) for each in DecisionKind if each in DISPOSAL_KINDS]
SINGLE_STRATUM = "ALL"  # the name of the one stratum of a draw without strata


@transaction.atomic
def add_panel(
    *, by: Scope, at: datetime, area: int, decided_by: str, from_on: date, until_on: date,
    waited_days: int, quorum: int, keeps_units_out: bool,
) -> Panel:  # fmt: skip
    """Create a panel of a pilot area (its id), and fix the sampling frame it draws from."""
    SITE.check(by, "add_panel")
    lock_units_shared()
    mine = Unit.objects.filter(pk__in=by.units_with("convene_panels"), is_open=True)
    if not mine.filter(pk=area).exists():
        raise Refused(NOT_YOUR_PILOT_AREA, is_stage=True)
    if until_on < from_on:
        raise Refused(PERIOD_ENDS_BEFORE_IT_BEGINS, is_stage=True)
    check_past_dates(until_on, at=at)
    panel = Panel.objects.unscoped("a panel is begun").create(
        area_id=area, decided_by=decided_by, from_on=from_on, until_on=until_on,
        waited_days=waited_days, quorum=quorum, keeps_units_out=keeps_units_out,
        by_id=by.actor.id, at=at,
    )  # fmt: skip
    audit_log.record_entry(
        operation=Operation.COLLECTION, verb="add_panel", by=by, capacities=by.all_capacities,
        kind=Panel._meta.label, ids=[panel.pk], at=at,
    )  # fmt: skip
    add_panel_step("add_panel", panel, by=by, at=at)
    return panel


@transaction.atomic
def draw_panel(
    *, panel: Panel, by: Scope, at: datetime, method: str, size: int, reason: str = ""
) -> Panel:
    """
    Draw `size` cases from the panel's current sampling frame, with a random seed.

    reason: the coded reason of a thematic draw. The frame, seed, order and result are stored, so
    that the draw can be repeated with the same result (pilots/draws.py). Raises Refused where the
    frame has fewer than `size` decisions.
    """
    panel = open_panel_action("draw_panel", panel, by=by, at=at, operation=Operation.COMBINATION)
    found = _lock_frame_by_reference(panel, reason, at=at)
    layered = method == DrawMethod.STRATIFIED
    strata = {ref: each.stratum if layered else SINGLE_STRATUM for ref, each in found.items()}
    seed = secrets.token_hex(16)
    try:
        drawn = draws.draw_cases(strata, seed=seed, size=size)
    except draws.FrameTooSmall:
        raise Refused(FRAME_TOO_SMALL % {"found": len(found)}, is_stage=True) from None
    parameters = {"method": method, "reason": reason, "size": size, "seed": seed}
    _save_draw(panel, drawn, strata, by=by, at=at, **parameters)
    _save_frame_entries(panel, drawn, strata, found)
    panel.status = PanelStatus.DRAWN
    panel.save(update_fields=["status"])
    conflicts.record_panel_conflicts(panel, at=at)
    add_panel_step("draw_panel", panel, by=by, at=at)
    return panel


def _lock_frame_by_reference(
    panel: Panel, reason: str, *, at: datetime
) -> dict[str, sampling_frames.FrameDecision]:
    """{reference: decision} of the frame, locked. Raises Refused where it is empty."""
    if reason and reason not in dict(coded_reasons(panel)):
        raise Refused(NOT_A_REASON_OF_THEIRS, is_stage=True)
    rows = sampling_frames.lock_frame_decisions(panel, at=at, reason=reason)
    found = {each.reference: each for each in rows}
    if not found:
        raise Refused(FRAME_EMPTY, is_stage=True)
    return found


@for_purpose("the reasons of the decisions in a frame")
def coded_reasons(panel: Panel) -> list[tuple[str, str | Promise]]:
    """(code, words) of the reasons by which this panel's cases may be drawn."""
    of_cps = [] if panel.decided_by == DecidedBy.POLICE else [*NfaReason.choices, *DISPOSAL_CHOICES]
    of_police = [] if panel.decided_by == DecidedBy.CPS else CLOSING_OUTCOMES
    return [*of_cps, *((str(each.code), str(each)) for each in of_police)]


def _save_draw(
    panel: Panel, drawn: draws.DrawResult, strata: Mapping[str, str], *, by: Scope, at: datetime,
    **parameters: Any,
) -> None:  # fmt: skip
    """Store the draw with its frame, strata and result. parameters: method, reason, size, seed."""
    counts = {
        name: {"in_frame": sum(each == name for each in strata.values()), "drawn": share}
        for name, share in sorted(drawn.shares.items())
    }
    Draw.objects.unscoped("cases are drawn").create(
        panel=panel, frame=sampling_frames.frame_description(panel, at=at), strata=counts,
        result=drawn.references, by_id=by.actor.id, at=at, **parameters,
    )  # fmt: skip


def _save_frame_entries(
    panel: Panel,
    drawn: draws.DrawResult,
    strata: Mapping[str, str],
    found: Mapping[str, sampling_frames.FrameDecision],
) -> None:
    """Store the whole frame in the order of the draw, and the drawn cases."""
    entries = [
        FrameEntry(
            panel=panel, reference=ref, stratum=strata[ref], place=place,
            case_id=found[ref].row.case_id, suspect_id=found[ref].row.suspect_id,
            **{found[ref].names: found[ref].row},
        )
        for place, ref in enumerate(drawn.order, start=1)
    ]  # fmt: skip
    FrameEntry.objects.unscoped("a frame is kept").bulk_create(entries, batch_size=1000)
    by_reference = {entry.reference: entry for entry in entries}
    PanelCase.objects.unscoped("cases are drawn").bulk_create(
        PanelCase(panel=panel, entry=by_reference[ref], number=number)
        for number, ref in enumerate(drawn.references, start=1)
    )


# Members


def possible_panel_members(panel: Panel, *, at: datetime) -> QuerySet[User]:
    """The people who can sit on the area's panels and are not on this one, by name."""
    held = UnitGrant.objects.filter(
        live_at(at), content_object=panel.area_id, permission__codename="sit_on_panels"
    )
    there = PanelMember.objects.unscoped("who is on a panel").filter(panel=panel, ended_at=None)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    same = there.filter(user__human__isnull=False).values("user__human")
    people = people.exclude(Q(pk__in=there.values("user")) | Q(human__in=same))
    return people.select_related("agency").order_by("name", "pk")


@transaction.atomic
def name_panel_member(
    *, panel: Panel, by: Scope, at: datetime, member: User, until_on: date
) -> Panel:
    """Name a member of the panel until the last day of their term."""
    panel = open_panel_action("name_panel_member", panel, by=by, at=at)
    grants.lock_account(member)
    if not possible_panel_members(panel, at=at).filter(pk=member.pk).exists():
        raise Refused(CANNOT_SIT_ON_PANEL, is_stage=True)
    if end_of_day(until_on) <= at:
        raise Refused(TERM_ALREADY_OVER, is_stage=True)
    ends_at = end_of_day(until_on)
    grants.grant_capacity("panel_member", to=member, on=panel, by=by, at=at, expires_at=ends_at)
    PanelMember.objects.unscoped("a member is named").create(
        panel=panel, user=member, until_on=until_on, by_id=by.actor.id, at=at
    )
    conflicts.record_panel_conflicts(panel, at=at)
    if member.pk in opinion_deadlines.members_without_opinion(panel, at=at):
        opinion_deadlines.update_opinion_clock(panel, at=at)
        notices.notify_packs_to_read(panel, [member.pk], at=at)
    return panel


def current_panel_members(panel: Panel) -> QuerySet[User]:
    """The current members of the panel, by name."""
    there = PanelMember.objects.unscoped("who is on a panel").filter(panel=panel, ended_at=None)
    return User.objects.filter(pk__in=there.values("user")).order_by("name")


@transaction.atomic
def end_panel_member(*, panel: Panel, by: Scope, at: datetime, member: User) -> Panel:
    """
    End a membership: the member can no longer read any case of the panel.

    It reveals no opinion: see opinions._reveal_case_opinions.
    """
    panel = open_panel_action("end_panel_member", panel, by=by, at=at)
    there = PanelMember.objects.unscoped("a member leaves").filter(
        panel=panel, user=member, ended_at=None
    )
    if not there.update(ended_by_id=by.user_id, ended_at=at):
        raise Refused(NOT_A_PANEL_MEMBER, is_stage=True)
    grants.revoke_capacity("panel_member", of=member, on=panel, by=by, at=at)
    return panel
