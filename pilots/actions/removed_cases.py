"""Notify conveners that a case has left a panel, which a trigger has recorded."""

from datetime import datetime

from django.db import transaction

from pilots import notices
from pilots.actions.open_panel_action import add_panel_step
from pilots.models import Panel, PanelCase

CASE_LEFT_STEP = "case_left"


@transaction.atomic
def notify_removed_cases(*, at: datetime) -> None:
    """
    Notify the conveners of each panel that a case has left it, without which or why.

    Scheduled every minute; each is notified once.
    """
    rows = PanelCase.objects.unscoped("cases that left a panel")
    gone = rows.filter(has_left=True).exclude(steps__verb=CASE_LEFT_STEP)
    panels = Panel.objects.unscoped("cases that left a panel").filter(cases__in=gone)
    for panel in panels.select_for_update(of=("self",), skip_locked=True):
        for row in gone.filter(panel=panel):
            add_panel_step(CASE_LEFT_STEP, panel, panel_case=row, by=None, at=at)
        notices.notify_case_left(panel, at=at)
