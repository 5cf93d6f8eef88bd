"""The referrals and the action plans of a case as rows of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import Truncator

from cases.action_plans.queries.plan_table import due_text_of_item
from cases.desk.queries.case_page import CasePage
from cases.desk.queries.case_page_rows import current_referrals
from cases.models import Weight
from cases.referral_checks import REFERRAL_CHECKS
from cases.statuses import UNDER_CHALLENGE, ItemStatus

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import ItemWithFacts

MAX_TEXT_CHARS = 160  # characters of an action's text; its page has the rest
ITEM_STATUS_COLOURS: dict[str, str] = {
    ItemStatus.OPEN: "yellow",
    ItemStatus.ANSWERED: "blue",
    ItemStatus.ACCEPTED: "green",
    ItemStatus.CANCELLED: "grey",
}


@dataclass(frozen=True)
class PlanTable:
    """An action plan, with a tuple for each action item in the order of the template's loop."""

    pk: UUID
    number: int
    set_by: str
    set_at: datetime
    rows: list[tuple[object, ...]]


def plan_tables(page: CasePage) -> list[PlanTable]:
    """The plans of a case, newest first."""
    names = {suspect.number: suspect.name for suspect in page.suspects}
    return [
        PlanTable(
            plan.pk, plan.number, plan.set_by.name, plan.set_at,
            [_plan_item_row(page, names, item) for item in items],
        )
        for plan, items in groupby(page.items, key=lambda item: item.plan)
    ]  # fmt: skip


def _plan_item_row(
    page: CasePage, names: Mapping[int, str], item: "ItemWithFacts"
) -> tuple[object, ...]:
    text, tone = due_text_of_item(item, at=page.scope.at)
    whom = ", ".join(names[number] for number in item.names if number in names)
    cells = item.get_category_display(), Truncator(item.text).chars(MAX_TEXT_CHARS)
    status = item.get_status_display(), ITEM_STATUS_COLOURS[item.status]
    weight = Weight(item.weight).label
    due = text, tone, item.due_on, item.proposed_on
    questioned = item.get_challenge_display() if item.challenge in UNDER_CHALLENGE else ""
    return item.pk, item.number, *cells, whom, weight, *due, *status, questioned


@dataclass(frozen=True)
class ReferralRow:
    """A referral as a row of the case page."""

    referral: object
    names: str
    reasons: list[tuple[str | Promise, str]]  # (reason, detail) of its return
    is_current: bool


def referral_rows(page: CasePage) -> list[ReferralRow]:
    """The referrals of a case, newest first."""
    names = {suspect.number: suspect.name for suspect in page.suspects}
    now = {referral.pk for referral in current_referrals(page.referrals)}
    return [
        ReferralRow(
            referral,
            ", ".join(names[number] for number in referral.names if number in names),
            [(REFERRAL_CHECKS[each["code"]].words, each["detail"]) for each in referral.reasons],
            is_current=referral.pk in now,
        )
        for referral in page.referrals
    ]
