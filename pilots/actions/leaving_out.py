"""Leaving a drawn case out: one person says why, a second agrees, and the next in order comes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from people.access import Refused, Scope
from pilots.actions import conflicts, frames, packs, texts
from pilots.actions.base import begin, step
from pilots.models import Draw, FrameEntry, Panel, PanelCase, PanelCaseStatus, PanelStatus
from pilots.permissions import opinions_are_in

READ_BY_NOW = _(
    "Opinions on this case have been read, so it cannot be left out any more. Select "
    "No, and say why."
)


@transaction.atomic
def ask_to_leave_out(*, panel_case: PanelCase, by: Scope, at: datetime, reason: str) -> PanelCase:
    """Ask for a drawn case to be left out; nothing changes until somebody else agrees."""
    row = begin("ask_to_leave_out", panel_case, by=by, at=at)
    texts.must_tell_nobody(row, reason, by=by, at=at)
    row.status, row.out_asked_by_id = PanelCaseStatus.OUT_ASKED, by.user_id
    row.save(update_fields=["status", "out_asked_by"])
    step("ask_to_leave_out", row.panel, panel_case=row, note=reason, by=by, at=at)
    return row


@transaction.atomic
def settle_leaving_out(
    *, panel_case: PanelCase, by: Scope, at: datetime, is_agreed: bool, reason: str
) -> PanelCase:
    """
    Agree that a case is left out, or that it stays. A case that is left out is replaced by the
    next in the order of the draw, of the same stratum, that is still in the frame, if any is.
    Raises Refused where opinions on it are read by now: what a panel thinks of a case is no reason
    to leave it out.
    """
    row = begin("settle_leaving_out", panel_case, by=by, at=at)
    texts.must_tell_nobody(row, reason, by=by, at=at)
    if is_agreed and opinions_are_in(by, row):
        raise Refused(READ_BY_NOW, is_stage=True)
    following = _next_in_order(row, at=at) if is_agreed else None
    if is_agreed:
        row.status = PanelCaseStatus.OUT
        row.save(update_fields=["status"])
    else:
        row.status, row.out_asked_by = PanelCaseStatus.ON_PANEL, None
        row.save(update_fields=["status", "out_asked_by"])
    verb = "leave_out" if is_agreed else "keep_in"
    step(verb, row.panel, panel_case=row, note=reason, by=by, at=at)
    if following:
        _comes_next(following, row.panel, by=by, at=at)
    return row


def _next_in_order(row: PanelCase, *, at: datetime) -> FrameEntry | None:
    """
    The first entry of the row's stratum that was not drawn and is in the frame as it is now.

    It holds the cases of the frame; ask before anything is written, as whoever has one of them may
    be about to write to its row of this panel.
    """
    panel = row.panel
    draw = Draw.objects.system("why a draw was made").get(panel=panel)
    now = {each.reference for each in frames.held(panel, at=at, reason=draw.reason)}
    rows = FrameEntry.objects.system("what comes next in the order of a draw")
    left = rows.filter(panel=panel, stratum=row.entry.stratum, drawn=None, reference__in=now)
    return left.order_by("place").first()


def _comes_next(entry: FrameEntry, panel: Panel, *, by: Scope, at: datetime) -> None:
    cases = PanelCase.objects.system("the next case in the order of a draw")
    last = cases.filter(panel=panel).aggregate(last=Max("number"))["last"]
    made = cases.create(
        panel=panel, entry=entry, number=last + 1, is_open=panel.status == PanelStatus.OPEN
    )
    conflicts.find(panel, at=at)
    if made.is_open:
        packs.make(panel, at=at)
    step("next_in_order", panel, panel_case=made, by=by, at=at)
