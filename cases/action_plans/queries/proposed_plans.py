"""Second plans before they are sent: each wording and its outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from cases import text_diff
from cases.action_plans import proposed_plan_codec
from cases.models import STILL_PROPOSED, ProposedPlan, Review, Suspect, Victim
from cases.permissions import PROPOSED_PLAN, REVIEW
from cases.text_diff import FieldDiff
from people.access.scopes import Scope, standing_on
from people.access.sealed_text import NotOpenedValue


@dataclass(frozen=True)
class ProposedPlanDetail:
    """What every page about one wording of a second plan shows."""

    row: ProposedPlan
    actions: list[list[tuple[str, str]]]  # the (label, text) of each action item
    since: int | None  # number of the previous wording, or None
    changed: list[tuple[int, list[FieldDiff]]]  # since then: (item, differences)
    wordings: list[ProposedPlan]  # of the same plan, newest first
    allowed: frozenset[str]
    may_change: bool  # whether the reader may write a new wording


PROPOSED_PLAN_RELATIONS = ("by__agency", "judged_by", "withdrawn_by", "review", "case")


def wordings_of_plan(review: Review, scope: Scope) -> list[ProposedPlan]:
    """Every wording of a second plan on a review, newest first. One query."""
    rows = ProposedPlan.objects.for_scope(scope).filter(review=review)
    return list(rows.select_related("by").order_by("-number"))


def proposed_plan_detail(proposed: ProposedPlan, scope: Scope) -> ProposedPlanDetail:
    """A wording with its people, action items and open verbs. Four queries."""
    rows = ProposedPlan.objects.for_scope(scope)
    row = rows.select_related("by__agency", "judged_by", "withdrawn_by", "review", "case").get(
        pk=proposed.pk
    )
    suspects = row.review.suspects.for_scope(scope).order_by("number")
    names = {str(each.pk): _suspect_name(each) for each in suspects}
    who, wordings = standing_on(scope, row), wordings_of_plan(row.review, scope)
    words = _item_texts(row, names)
    before = next((each for each in wordings if each.number == row.number - 1), None)
    return ProposedPlanDetail(
        row=row,
        actions=[list(each.values()) for each in words],
        since=before.number if before else None,
        changed=_changed_items(_item_texts(before, names), words) if before else [],
        wordings=wordings,
        allowed=PROPOSED_PLAN.allowed_verbs(who, row),
        may_change=REVIEW.refusal(who, "propose_action_plan", row.review) is None,
    )


def _item_texts(row: ProposedPlan, names: Mapping[str, str]) -> list[dict[str, tuple[str, str]]]:
    if isinstance(row.items, NotOpenedValue):
        return [{"text": (_("What is asked for"), row.items.sentence)}]
    return [proposed_plan_codec.describe_plan_item(item, names) for item in row.items]


def _changed_items(
    was: list[dict[str, tuple[str, str]]], became: list[dict[str, tuple[str, str]]]
) -> list[tuple[int, list[FieldDiff]]]:
    """The action items of two wordings in order, each with the fields that differ."""
    nothing: dict[str, tuple[str, str]] = {}
    pairs = enumerate(zip_longest(was, became, fillvalue=nothing), start=1)
    found = [(n, text_diff.diff_fields(*pair)) for n, pair in pairs]
    differing = [(n, [each for each in fields if not each.is_same]) for n, fields in found]
    return [(n, fields) for n, fields in differing if fields]


def _suspect_name(suspect: Suspect) -> str:
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}


def newest_wording(
    wordings: Iterable[ProposedPlan], suspects: Iterable[Suspect], victims: Iterable[Victim]
) -> tuple[ProposedPlan | None, list[dict[str, Any]]]:
    """
    (newest wording, its action items as the form takes them), or (None, []).

    Raises Refused where the items of one that still waits do not open; after one that ended the
    form begins without them.
    """
    newest = next(iter(wordings), None)
    if newest is None:
        return None, []
    if isinstance(newest.items, NotOpenedValue) and newest.status not in STILL_PROPOSED:
        return newest, []
    return newest, proposed_plan_codec.decode_plan_items(newest.items, suspects, victims)
