"""Pause the clocks of items and challenges while no suspect needs them, and resume them."""

from datetime import datetime

from cases.actions.threshold_clocks import update_threshold_clocks
from cases.models import ActionItem, Case, Challenge, Suspect
from cases.states import NOBODY_WAITS_STATES
from cases.statuses import ChallengeStatus, ItemStatus
from timeliness.actions import clocks
from timeliness.models import Clock


def pause_unneeded_clocks(case: Case, *, at: datetime) -> None:
    """
    Stop the clocks of open items, their challenges and reviews under the Threshold Test whose
    suspects are all in NOBODY_WAITS_STATES.

    case: locked. at: aware UTC.
    """
    wanted = Suspect.objects.unscoped("who is waited for now").filter(case=case)
    wanted = wanted.exclude(state__in=NOBODY_WAITS_STATES)
    items = case.action_items.unscoped("actions at rest").filter(status=ItemStatus.OPEN)
    for item in items.exclude(suspects__in=wanted).select_related("clock"):
        for clock in _clocks_of_item(item):
            clocks.stop_clock(clock, at=at)
    update_threshold_clocks(case, at=at)


def resume_paused_clocks(suspect: Suspect, *, at: datetime) -> None:
    """
    Resume the clocks of a suspect's open items, challenges and review, with their old due dates.
    """
    items = suspect.action_items.unscoped("actions taken up again").filter(status=ItemStatus.OPEN)
    for item in items.select_related("clock"):
        for clock in _clocks_of_item(item):
            if clock.closed_at and not (clock == item.clock and item.waits_for_cps):
                clocks.resume_clock(clock, at=at)
    update_threshold_clocks(suspect.case, at=at)


def _clocks_of_item(item: ActionItem) -> list[Clock]:
    """Clocks of an open item and of its challenge that waits for an answer."""
    challenges = Challenge.objects.unscoped("questions that wait").filter(
        item=item, status=ChallengeStatus.ASKED
    )
    return [item.clock, *(challenge.clock for challenge in challenges.select_related("clock"))]
