"""Clocks of what was asked rest while nobody waits for it, and run on when somebody does again."""

from datetime import datetime

from cases.models import ActionItem, Case, Challenge, Suspect
from cases.states import NOBODY_WAITS_STATES
from cases.statuses import ChallengeStatus, ItemStatus
from timeliness.actions import clocks
from timeliness.models import Clock


def pause_unneeded_clocks(case: Case, *, at: datetime) -> None:
    """Stop the clocks of open actions that are about nobody for whom anybody waits now."""
    wanted = Suspect.objects.system("who is waited for now").filter(case=case)
    wanted = wanted.exclude(state__in=NOBODY_WAITS_STATES)
    items = case.action_items.system("actions at rest").filter(status=ItemStatus.OPEN)
    for item in items.exclude(suspects__in=wanted).select_related("clock"):
        for clock in _clocks_of_item(item):
            clocks.stop_clock(clock, at=at)


def resume_paused_clocks(suspect: Suspect, *, at: datetime) -> None:
    """Run them on for what was asked about a suspect, by the dates there were."""
    items = suspect.action_items.system("actions taken up again").filter(status=ItemStatus.OPEN)
    for item in items.select_related("clock"):
        for clock in _clocks_of_item(item):
            if clock.closed_at and not (clock == item.clock and item.waits_for_cps):
                clocks.resume_clock(clock, at=at)


def _clocks_of_item(item: ActionItem) -> list[Clock]:
    """The clock of an open action, and of a question about it that waits for an answer."""
    asked = Challenge.objects.system("questions that wait").filter(
        item=item, status=ChallengeStatus.ASKED
    )
    return [item.clock, *(challenge.clock for challenge in asked.select_related("clock"))]
