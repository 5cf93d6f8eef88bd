"""
Several action items of one plan in one act: each by its own verb, or none of them.

Source: ADR 120.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from cases.action_plans.actions.action_items import accept_answer, say_what_is_missing
from cases.action_plans.actions.challenges import accept_item
from cases.actions.open_case_action import open_case_action
from cases.models import ActionItem, ActionPlan
from people.access import audit_log
from people.access.permission_tables import RefusedRows
from people.access.scopes import Refused, Scope
from people.models import Operation

ItemAction = Callable[..., ActionItem]
JUDGEMENTS: dict[str, ItemAction] = {
    "accept_answer": accept_answer,
    "say_what_is_missing": say_what_is_missing,
}
NOT_OF_THIS_PLAN = gettext_lazy("This action is not of this plan. Reload the page.")
SOME_REFUSED = gettext_lazy("Nothing was done: some of the actions refuse it.")


@dataclass(frozen=True)
class ChosenItem:
    """What somebody chose to do with one action item of a plan.

    number: of the item in its plan. version: the one that the page showed. verb: of the item.
    facts: what the verb takes besides.
    """

    number: int
    version: int
    verb: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def accept_items(
    *, plan: ActionPlan, by: Scope, at: datetime, chosen: Sequence[ChosenItem]
) -> ActionPlan:
    """Accept several action items as they are. Raises RefusedRows if one cannot be accepted."""
    plan = open_case_action("accept_items", plan, by=by, at=at)
    _do_all_or_none(plan, chosen, {"accept_item": accept_item}, by=by, at=at)
    return plan


@transaction.atomic
def judge_answers(
    *, plan: ActionPlan, by: Scope, at: datetime, chosen: Sequence[ChosenItem]
) -> ActionPlan:
    """Judge several answers. Raises RefusedRows if one of them cannot be judged so."""
    plan = open_case_action("judge_answers", plan, by=by, at=at)
    _do_all_or_none(plan, chosen, JUDGEMENTS, by=by, at=at)
    return plan


def _do_all_or_none(
    plan: ActionPlan, chosen: Sequence[ChosenItem], verbs: Mapping[str, ItemAction], *,
    by: Scope, at: datetime,
) -> None:  # fmt: skip
    """
    Do what was chosen with each item, by the action of its verb.

    Each is tried, so that whoever sent them reads at once all that stands in the way.
    """
    items = {item.number: item for item in plan.items.for_scope(by)}
    refused: dict[int, Refused] = {}
    for each in chosen:
        try:
            with transaction.atomic():
                _do_one(items.get(each.number), each, verbs[each.verb], by=by, at=at)
        except Refused as refusal:
            refused[each.number] = refusal
    if refused:
        tried = [each for each in chosen if each.number in refused and each.number in items]
        log = partial(_log_refusals, items, tried, refused, by=by, at=at)
        raise _refused_rows(refused, log)


def _do_one(
    item: ActionItem | None, each: ChosenItem, action: ItemAction, *, by: Scope, at: datetime
) -> None:
    if item is None:
        raise Refused(NOT_OF_THIS_PLAN, is_stage=True)
    action(item=item, by=by, at=at, version=each.version, **each.facts)


def _refused_rows(refused: Mapping[int, Refused], log: Callable[[], object]) -> RefusedRows:
    rows = {str(number): refusal for number, refusal in refused.items()}
    text = ngettext(
        "Nothing has been sent. One action stands in the way. All that you chose and typed is "
        "still here: change that one or take it out, then send again.",
        "Nothing has been sent. %(n)s actions stand in the way. All that you chose and typed is "
        "still here: change those or take them out, then send again.",
        len(rows),
    )
    return RefusedRows(SOME_REFUSED, rows, message=text % {"n": len(rows)}, afterwards=log)


def _log_refusals(
    items: Mapping[int, ActionItem], tried: Sequence[ChosenItem], refused: Mapping[int, Refused],
    *, by: Scope, at: datetime,
) -> None:  # fmt: skip
    """Log the refusal of each item as its own verb does, once the rest is rolled back."""
    for each in tried:
        item, refusal = items[each.number], refused[each.number]
        audit_log.record_entry(
            operation=Operation.ALTERATION, verb=each.verb, by=by, kind=ActionItem._meta.label,
            ids=[item.pk], case_id=item.case_id, refused=refusal.reason, at=at,
        )  # fmt: skip
        if refusal.afterwards:
            refusal.afterwards()
