"""The referrals and the action plans of a case as lines of its page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from cases.action_plans.queries.plan_table import due_text_of_item
from cases.desk.queries.case_page import CasePage
from cases.desk.queries.case_page_rows import current_referrals
from cases.referral_checks import REFERRAL_CHECKS
from cases.statuses import ItemStatus

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import ItemWithFacts


@dataclass(frozen=True)
class PlanLine:
    """
    An action plan: how many actions are in which state, and when the next open one is due.

    due: (text, tone), ("", "later") where none is open.
    """

    pk: UUID
    number: int
    set_by: str
    set_at: datetime
    total: int
    states: list[tuple[str, int]]  # (state, how many actions)
    due: tuple[str | Promise, str]


def plan_lines(page: CasePage) -> list[PlanLine]:
    """The plans of a case, newest first."""
    return [
        _plan_line(page, list(items)) for _plan, items in groupby(page.items, lambda it: it.plan)
    ]


def _plan_line(page: CasePage, items: "list[ItemWithFacts]") -> PlanLine:
    plan, counted = items[0].plan, Counter(item.status for item in items)
    running = [each for each in items if each.status == ItemStatus.OPEN and not each.waits_for_cps]
    first = min(running, key=lambda item: item.due_on, default=None)
    return PlanLine(
        plan.pk, plan.number, plan.set_by.name, plan.set_at, len(items),
        states=[(str(each.label), counted[each]) for each in ItemStatus if counted[each]],
        due=due_text_of_item(first, at=page.scope.at) if first else ("", "later"),
    )  # fmt: skip


@dataclass(frozen=True)
class ReferralRow:
    """A referral as a row of the case page."""

    referral: object
    names: str
    reasons: list[tuple[str | Promise, str]]  # (reason, detail) of its return
    is_current: bool


def referral_rows(page: CasePage) -> list[ReferralRow]:
    """The referrals of a case, newest first."""
    now = {referral.pk for referral in current_referrals(page.referrals)}
    return [
        ReferralRow(
            referral,
            ", ".join(page.names[number] for number in referral.names if number in page.names),
            [(REFERRAL_CHECKS[each["code"]].words, each["detail"]) for each in referral.reasons],
            is_current=referral.pk in now,
        )
        for referral in page.referrals
    ]
