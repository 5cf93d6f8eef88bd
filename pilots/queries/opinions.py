"""The pack of one case, and the opinions on it that a reader may read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.scopes import Scope
from people.access.sealed_text import NotOpenedValue
from people.models import User
from pilots import pack_labels
from pilots.models import Opinion, Pack, PanelCase, PanelMember, Passage
from pilots.permissions import opinions_are_in
from timeliness.calendar import london_day


@dataclass(frozen=True)
class PackDetail:
    """A pack for one reader. mine: their own opinion; others: those they may read."""

    row: PanelCase
    facts: list[tuple[str | Promise, str | Promise]]
    passage: str
    own_opinion: Opinion | None
    opinions: list[Opinion]


def pack_detail(panel_case: PanelCase, scope: Scope) -> PackDetail:
    """
    A pack in full. Always three queries, whoever reads and whoever has given an opinion.

    Until all opinions are in, or their due day is over, nobody is shown another's opinion, a count
    of them, or anything else that changes when one is given.
    """
    pack = Pack.objects.for_scope(scope).filter(panel_case=panel_case).first()
    passages = Passage.objects.for_scope(scope).filter(panel_case=panel_case)
    agreed = Q(needs_agreement=False) | Q(answer__is_agreed=True)
    latest = F("answer__at").desc(nulls_last=True)
    passage = passages.filter(agreed).order_by(latest, "-at", "-pk").first()
    rows = Opinion.objects.for_scope(scope).filter(panel_case=panel_case)
    rows = rows.filter(by__in=_accounts_of_members(panel_case, scope))
    rows = rows.exclude(by__in=panel_case.conflicts.for_scope(scope).values("user"))
    if not opinions_are_in(scope, panel_case):
        rows = rows.filter(by__in=[scope.user_id, *scope.accounts])
    found = list(rows.select_related("by__agency").order_by("pk"))
    mine = next((each for each in found if each.by_id in scope.accounts), None)
    return PackDetail(
        panel_case, _fact_rows(pack) if pack else [],
        passage.text if passage else "",
        mine, found if opinions_are_in(scope, panel_case) else [],
    )  # fmt: skip


def _fact_rows(pack: Pack) -> list[tuple[str | Promise, str | Promise]]:
    if isinstance(pack.facts, NotOpenedValue):
        return [(_("What the pack says of the case"), pack.facts.sentence)]
    return pack_labels.describe_pack_facts(pack.facts)


def passage_waiting(panel_case: PanelCase, scope: Scope) -> tuple[str, int]:
    """(the passage that waits for a second person, how many passages of the case there are)."""
    rows = Passage.objects.for_scope(scope).filter(panel_case=panel_case)
    waiting = rows.filter(needs_agreement=True, answer=None).first()
    return waiting.text if waiting else "", rows.count()


def _accounts_of_members(panel_case: PanelCase, scope: Scope) -> QuerySet[User, Any]:
    """Every account of the people who are members of the panel today."""
    rows = PanelMember.objects.for_scope(scope).filter(
        panel=panel_case.panel_id, ended_at=None, until_on__gte=london_day(scope.at)
    )
    humans = rows.filter(user__human__isnull=False).values("user__human")
    return User.objects.filter(Q(pk__in=rows.values("user")) | Q(human__in=humans)).values("pk")
