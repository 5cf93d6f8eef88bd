"""Telling conveners that a case has left a panel, which a trigger has already done."""

from datetime import datetime

from django.db import transaction

from pilots import notices
from pilots.actions.base import step
from pilots.models import Panel, PanelCase

LEFT = "case_left"


@transaction.atomic
def tell_of_those_who_left(*, at: datetime) -> None:
    """
    Tell the conveners of each panel that a case has left it. Nothing says which, or why.

    Poked every minute; what was told already is not told again.
    """
    rows = PanelCase.objects.system("cases that left a panel")
    gone = rows.filter(has_left=True).exclude(steps__verb=LEFT)
    panels = Panel.objects.system("cases that left a panel").filter(cases__in=gone)
    for panel in panels.select_for_update(of=("self",), skip_locked=True):
        for row in gone.filter(panel=panel):
            step(LEFT, panel, panel_case=row, by=None, at=at)
        notices.case_left(panel, at=at)
