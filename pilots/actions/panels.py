"""A scrutiny panel is begun with its frame, drawn from, and given its members."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from people import access, audit
from people.access import Refused, Scope
from people.actions.base import keep_units
from people.models import Operation, Unit, UnitGrant, User
from pilots import draws, notices
from pilots.actions import conflicts, frames, opinion_days
from pilots.actions.base import begin, step
from pilots.models import (
    DecidedBy,
    Draw,
    FrameEntry,
    Method,
    Panel,
    PanelCase,
    PanelMember,
    PanelStatus,
)
from pilots.permissions import SITE
from timeliness.calendar import end_of_day

NOT_YOURS = _("Select a pilot area whose panels you convene.")
BACKWARDS = _("The last day must not be before the first. Enter the period again.")
TOO_FEW = _(
    "The frame has %(found)s decisions, fewer than you want to draw. Draw fewer, or begin another "
    "panel with a longer period."
)
NO_REASONS = _(
    "This panel looks back at decisions of the police, who record no coded reason. Draw in another "
    "way."
)
NOTHING_THERE = _("The frame has no decision. Begin another panel with a longer period.")
NOT_A_MEMBER_HERE = _("Select someone who can sit on this area’s panels and is not on this one.")
NOT_ON_IT = _("Select a member of this panel.")
TERM_OVER = _("The last day of the term must be today or later.")
A_STRATUM = "ALL"  # the name of the one stratum of a draw without strata


@transaction.atomic
def add_panel(
    *, by: Scope, at: datetime, area: int, decided_by: str, from_on: date, until_on: date,
    waited_days: int, quorum: int, keeps_units_out: bool,
) -> Panel:  # fmt: skip
    """Begin a panel of a pilot area (its id), and state the frame from which it draws."""
    SITE.check(by, "add_panel")
    keep_units()
    mine = Unit.objects.filter(pk__in=by.units_with("convene_panels"), is_open=True)
    if not mine.filter(pk=area).exists():
        raise Refused(NOT_YOURS, is_stage=True)
    if until_on < from_on:
        raise Refused(BACKWARDS, is_stage=True)
    must_have_happened(until_on, at=at)
    panel = Panel.objects.system("a panel is begun").create(
        area_id=area, decided_by=decided_by, from_on=from_on, until_on=until_on,
        waited_days=waited_days, quorum=quorum, keeps_units_out=keeps_units_out,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    audit.record(
        operation=Operation.COLLECTION, verb="add_panel", by=by, capacities=by.everything,
        kind=Panel._meta.label, ids=[panel.pk], at=at,
    )  # fmt: skip
    step("add_panel", panel, by=by, at=at)
    return panel


@transaction.atomic
def draw_panel(
    *, panel: Panel, by: Scope, at: datetime, method: str, size: int, reason: str = ""
) -> Panel:
    """
    Draw `size` cases from the panel's frame as it is now, by a seed that nobody chose.

    reason: for a thematic draw. The frame, the seed, the order and the result are kept, so that
    anybody can draw again and get the same (pilots/draws.py). Raises Refused where the frame has
    fewer.
    """
    panel = begin("draw_panel", panel, by=by, at=at, operation=Operation.COMBINATION)
    if reason and panel.decided_by == DecidedBy.POLICE:
        raise Refused(NO_REASONS, is_stage=True)
    found = {each.reference: each for each in frames.held(panel, at=at, reason=reason)}
    if not found:
        raise Refused(NOTHING_THERE, is_stage=True)
    layered = method == Method.STRATIFIED
    strata = {ref: each.stratum if layered else A_STRATUM for ref, each in found.items()}
    seed = secrets.token_hex(16)
    try:
        drawn = draws.draw(strata, seed=seed, size=size)
    except draws.FrameTooSmall:
        raise Refused(TOO_FEW % {"found": len(found)}, is_stage=True) from None
    said = {"method": method, "reason": reason, "size": size, "seed": seed}
    _keep_draw(panel, drawn, strata, by=by, at=at, **said)
    _keep_entries(panel, drawn, strata, found)
    panel.status = PanelStatus.DRAWN
    panel.save(update_fields=["status"])
    conflicts.find(panel, at=at)
    step("draw_panel", panel, by=by, at=at)
    return panel


def _keep_draw(
    panel: Panel,
    drawn: draws.Drawn,
    strata: Mapping[str, str],
    *,
    by: Scope,
    at: datetime,
    **said: Any,
) -> None:
    counts = {
        name: {"in_frame": sum(each == name for each in strata.values()), "drawn": share}
        for name, share in sorted(drawn.shares.items())
    }
    Draw.objects.system("cases are drawn").create(
        panel=panel, frame=frames.stated(panel, at=at), strata=counts, result=drawn.references,
        by_id=by.user_id, at=at, **said,
    )  # fmt: skip


def _keep_entries(
    panel: Panel, drawn: draws.Drawn, strata: Mapping[str, str], found: Mapping[str, frames.Found]
) -> None:
    """The whole frame in its order, and what was drawn of it."""
    entries = [
        FrameEntry(
            panel=panel, reference=ref, stratum=strata[ref], place=place,
            case_id=found[ref].row.case_id, suspect_id=found[ref].row.suspect_id,
            **{found[ref].names: found[ref].row},
        )
        for place, ref in enumerate(drawn.order, start=1)
    ]  # fmt: skip
    FrameEntry.objects.system("a frame is kept").bulk_create(entries, batch_size=1000)
    by_reference = {entry.reference: entry for entry in entries}
    PanelCase.objects.system("cases are drawn").bulk_create(
        PanelCase(panel=panel, entry=by_reference[ref], number=number)
        for number, ref in enumerate(drawn.references, start=1)
    )


# Members


def may_sit_on(panel: Panel, *, at: datetime) -> QuerySet[User]:
    """The people who can sit on the area's panels and are not on this one, by name."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    grants = UnitGrant.objects.filter(
        live, content_object=panel.area_id, permission__codename="sit_on_panels"
    )
    there = PanelMember.objects.system("who is on a panel").filter(panel=panel, ended_at=None)
    people = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    same = there.filter(user__human__isnull=False).values("user__human")
    people = people.exclude(Q(pk__in=there.values("user")) | Q(human__in=same))
    return people.select_related("agency").order_by("name", "pk")


@transaction.atomic
def name_panel_member(
    *, panel: Panel, by: Scope, at: datetime, member: User, until_on: date
) -> Panel:
    """Name somebody as a member of the panel, until the last day of their term."""
    panel = begin("name_panel_member", panel, by=by, at=at)
    if not may_sit_on(panel, at=at).filter(pk=member.pk).exists():
        raise Refused(NOT_A_MEMBER_HERE, is_stage=True)
    if end_of_day(until_on) <= at:
        raise Refused(TERM_OVER, is_stage=True)
    ends_at = end_of_day(until_on)
    access.grant("panel_member", to=member, on=panel, by=by, at=at, expires_at=ends_at)
    PanelMember.objects.system("a member is named").create(
        panel=panel, user=member, until_on=until_on, by_id=by.user_id, at=at
    )
    conflicts.find(panel, at=at)
    if member.pk in opinion_days.waited_for(panel, at=at):
        opinion_days.keep_clock(panel, at=at)
        notices.to_read(panel, [member.pk], at=at)
    return panel


def members_of(panel: Panel) -> QuerySet[User]:
    """The people who are members of the panel, by name."""
    there = PanelMember.objects.system("who is on a panel").filter(panel=panel, ended_at=None)
    return User.objects.filter(pk__in=there.values("user")).order_by("name")


@transaction.atomic
def end_panel_member(*, panel: Panel, by: Scope, at: datetime, member: User) -> Panel:
    """
    Somebody is a member of the panel no longer, and reads none of its cases from now on.

    It shows nobody an opinion: see opinions._reveal.
    """
    panel = begin("end_panel_member", panel, by=by, at=at)
    there = PanelMember.objects.system("a member leaves").filter(
        panel=panel, user=member, ended_at=None
    )
    if not there.update(ended_by_id=by.user_id, ended_at=at):
        raise Refused(NOT_ON_IT, is_stage=True)
    access.revoke("panel_member", of=member, on=panel, by=by, at=at)
    return panel
