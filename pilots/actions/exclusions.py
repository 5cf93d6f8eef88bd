"""
Exclusion of a drawn case: proposed by one person, agreed by another; the next entry replaces it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cases.models.case_key_of_text import reason_if_key_is_there
from people.access.scopes import Refused, Scope
from pilots.actions import conflicts, identifying_text, packs, sampling_frames
from pilots.actions.open_panel_action import add_panel_step, open_panel_action
from pilots.models import Draw, FrameEntry, Panel, PanelCase, PanelCaseStatus, PanelStatus
from pilots.permissions import opinions_are_in

OPINIONS_ALREADY_READ = _(
    "Opinions on this case have been read, so it cannot be left out any more. Select "
    "No, and say why."
)


@transaction.atomic
def ask_to_leave_out(*, panel_case: PanelCase, by: Scope, at: datetime, reason: str) -> PanelCase:
    """
    Propose that a drawn case is excluded; it takes effect when another person agrees.

    Without the key of the case this goes on, and a sentence stands for the reason: nothing of such
    a case can be read, and it is to leave the panel.
    """
    row = open_panel_action("ask_to_leave_out", panel_case, by=by, at=at)
    identifying_text.check_text_identifies_no_one(row, reason, by=by, at=at)
    row.status, row.out_asked_by_id = PanelCaseStatus.OUT_ASKED, by.user_id
    row.save(update_fields=["status", "out_asked_by"])
    reason = reason_if_key_is_there(reason, packs.case_id_of(row))
    add_panel_step("ask_to_leave_out", row.panel, panel_case=row, note=reason, by=by, at=at)
    return row


@transaction.atomic
def settle_leaving_out(
    *, panel_case: PanelCase, by: Scope, at: datetime, is_agreed: bool, reason: str
) -> PanelCase:
    """
    Agree or reject a proposed exclusion, also without the key of the case.

    An excluded case is replaced by the next entry in the order of the draw, of the same stratum,
    that is still in the frame, if there is one. Raises Refused where opinions on the case have been
    revealed: what a panel thinks of a case is no reason to exclude it.
    """
    row = open_panel_action("settle_leaving_out", panel_case, by=by, at=at)
    identifying_text.check_text_identifies_no_one(row, reason, by=by, at=at)
    if is_agreed and opinions_are_in(by, row):
        raise Refused(OPINIONS_ALREADY_READ, is_stage=True)
    following = _next_entry_in_draw(row, at=at) if is_agreed else None
    if is_agreed:
        row.status = PanelCaseStatus.OUT
        row.save(update_fields=["status"])
    else:
        row.status, row.out_asked_by = PanelCaseStatus.ON_PANEL, None
        row.save(update_fields=["status", "out_asked_by"])
    verb = "leave_out" if is_agreed else "keep_in"
    if is_agreed or opinions_are_in(by, row):  # else the case stays, and nobody waits for it
        reason = reason_if_key_is_there(reason, packs.case_id_of(row))
    add_panel_step(verb, row.panel, panel_case=row, note=reason, by=by, at=at)
    if following:
        _add_replacement_case(following, row.panel, by=by, at=at)
    return row


def _next_entry_in_draw(row: PanelCase, *, at: datetime) -> FrameEntry | None:
    """
    The first entry of the row's stratum that was not drawn and is still in the frame.

    Locks the cases of the frame; call it before anything is written, because a person who holds one
    of them may be about to write to its row of this panel.
    """
    panel = row.panel
    draw = Draw.objects.unscoped("why a draw was made").get(panel=panel)
    now = {
        each.reference
        for each in sampling_frames.lock_frame_decisions(panel, at=at, reason=draw.reason)
    }
    rows = FrameEntry.objects.unscoped("what comes next in the order of a draw")
    left = rows.filter(panel=panel, stratum=row.entry.stratum, drawn=None, reference__in=now)
    return left.order_by("place").first()


def _add_replacement_case(entry: FrameEntry, panel: Panel, *, by: Scope, at: datetime) -> None:
    cases = PanelCase.objects.unscoped("the next case in the order of a draw")
    last = cases.filter(panel=panel).aggregate(last=Max("number"))["last"]
    made = cases.create(
        panel=panel, entry=entry, number=last + 1, is_open=panel.status == PanelStatus.OPEN
    )
    conflicts.record_panel_conflicts(panel, at=at)
    if made.is_open:
        packs.create_missing_packs(panel, at=at)
    add_panel_step("next_in_order", panel, panel_case=made, by=by, at=at)
