"""
Reminders of opinions that are due, and the notice to conveners when all are in.

No notice reveals who else has given an opinion: members are notified of their own only, and the
conveners when everybody may read them.
"""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from people.models.nullable import not_null
from pilots import notices
from pilots.actions.open_panel_action import add_panel_step
from pilots.models import Panel, PanelCase, PanelCaseStatus, PanelStatus, PanelStep
from timeliness import periods
from timeliness.actions import clocks
from timeliness.announced_days import announced_closed_days
from timeliness.calendar import end_of_day, last_working_day, london_day, london_moment

OPINION_DEADLINE_PURPOSE = "whose opinions a panel waits for"
OPINIONS_PERIOD = "panel_opinions"  # a clock whose day is agreed each time
OPINIONS_IN_STEP, OPINIONS_DUE_STEP = (
    "opinions_in",
    "opinions_due",
)  # steps of notices, so that each is sent once


def update_opinion_clock(panel: Panel, *, at: datetime) -> None:
    """
    Start or stop the reminders of opinions, and notify the conveners once when none is missing.

    Call it whenever an opinion is given, a member joins or leaves, or a case leaves. Idempotent.
    The caller has locked the panel.
    """
    if panel.status != PanelStatus.OPEN or panel.opinions_by is None:
        return
    is_over = at > end_of_day(panel.opinions_by)
    _notify_once_opinions_in(panel, is_over, at=at)
    if is_over or not members_without_opinion(panel, at=at):
        stop_opinion_clock(panel, at=at)
    elif panel.clock is None:
        panel.clock = clocks.start_agreed_clock(
            due_on=panel.opinions_by, rule=OPINIONS_PERIOD, about=panel.pk, unit=panel.area, at=at,
            subject=_("opinions for panel %(reference)s") % {"reference": panel.reference},
        )  # fmt: skip
        panel.save(update_fields=["clock"])
    elif panel.clock.closed_at:
        clocks.resume_clock(panel.clock, at=at)


def stop_opinion_clock(panel: Panel, *, at: datetime) -> None:
    """Stop the reminders of opinions for the panel."""
    if panel.clock is not None:
        clocks.stop_clock(panel.clock, at=at)


def members_without_opinion(panel: Panel, *, at: datetime) -> set[int]:
    """The ids of members who may give an opinion on a case of the panel and have not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id FROM pilots_waited_for(%s, %s)", [panel.pk, at])
        return {member for (member,) in cursor}


@transaction.atomic
def remind_on_opinion_day(*, at: datetime) -> None:
    """
    Remind members once on the morning of the due day, or of the last working day before it.

    Scheduled every minute. A short clock has a reminder point at that moment, and then none is sent
    here.
    """
    clocks.lock_calendar_shared()
    rows = Panel.objects.unscoped(OPINION_DEADLINE_PURPOSE).filter(
        status=PanelStatus.OPEN, opinions_by__gte=london_day(at), clock__isnull=False
    )
    extra = announced_closed_days()
    for panel in rows.select_related("clock").select_for_update(of=("self",), skip_locked=True):
        if _is_reminder_time(panel, extra, at=at):
            add_panel_step(OPINIONS_DUE_STEP, panel, by=None, at=at)
            notices.notify_opinions_due(panel, members_without_opinion(panel, at=at), at=at)


def _is_reminder_time(panel: Panel, extra: dict[date, str], *, at: datetime) -> bool:
    """
    Whether the morning has come since the clock started and no reminder was recorded.

    It is recorded even where no opinion is missing: the record must not reveal whether one is.
    """
    assert panel.opinions_by is not None
    day = last_working_day(panel.opinions_by, extra)
    speaks_from = periods.period_in_force("speak_from", on=day, area=panel.area.area).clock_time
    moment = london_moment(day, speaks_from)
    clock = not_null(panel.clock)
    if not clock.started_at < moment <= at or clock.remind_at == moment:
        return False
    return not _has_step(panel, OPINIONS_DUE_STEP, OPINIONS_IN_STEP)


def _notify_once_opinions_in(panel: Panel, is_over: bool, *, at: datetime) -> None:
    cases = PanelCase.objects.unscoped(OPINION_DEADLINE_PURPOSE).filter(panel=panel, has_left=False)
    revealed = set(cases.exclude(status=PanelCaseStatus.OUT).values_list("is_revealed", flat=True))
    is_in = revealed == {True} or (is_over and bool(revealed))
    if is_in and not _has_step(panel, OPINIONS_IN_STEP):
        add_panel_step(OPINIONS_IN_STEP, panel, by=None, at=at)
        notices.notify_opinions_in(panel, at=at)


def _has_step(panel: Panel, *verbs: str) -> bool:
    return (
        PanelStep.objects.unscoped(OPINION_DEADLINE_PURPOSE)
        .filter(panel=panel, verb__in=verbs)
        .exists()
    )
