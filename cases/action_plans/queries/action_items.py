"""One action item of a plan, with its log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.action_plans.action_item_fields import reasons_for_item
from cases.action_plans.queries.challenges import ChallengeDetail, challenge_detail
from cases.action_plans.queries.standard_wordings import ItemWording, wording_of_item
from cases.action_plans.queries.victim_requests import victim_request_of_item
from cases.models import (
    ActionItem,
    ActionPlan,
    DateRequest,
    Document,
    EntryKind,
    HeldMaterial,
    ItemEntry,
    Suspect,
    Upload,
    UploadStatus,
    VictimRequest,
    Weight,
)
from cases.models.sealed_json import JSONFacts
from cases.permissions import ITEM
from cases.statuses import ItemStatus
from people.access.scopes import Scope, standing_on
from people.models import Side, User
from people.text.dates import format_day
from timeliness.calendar import london_day

# Verbs on an action item, in the order of the page, with their labels.
ITEM_VERB_LABELS = {
    "justify_item": gettext_lazy("Say what is asked for, and why"),
    "answer_challenge": gettext_lazy("Answer the question about this action"),
    "answer_item": gettext_lazy("Answer this action"),
    "accept_item": gettext_lazy("Accept this action"),
    "vary_item": gettext_lazy("Propose a variation"),
    "challenge_item": gettext_lazy("Challenge this action"),
    "reclassify_item": gettext_lazy("Say that it asks for the victim’s private material"),
    "withdraw_challenge": gettext_lazy("Accept the action as it is"),
    "propose_outcome": gettext_lazy("Propose an outcome"),
    "answer_outcome": gettext_lazy("Answer the proposed outcome"),
    "send_challenge_up": gettext_lazy("Name two people to resolve it"),
    "accept_answer": gettext_lazy("Accept the answer"),
    "say_what_is_missing": gettext_lazy("Say what is missing"),
    "answer_date_request": gettext_lazy("Answer the request for another date"),
    "ask_for_date": gettext_lazy("Ask for another date"),
    "withdraw_date_request": gettext_lazy("Withdraw the request for another date"),
    "amend_item": gettext_lazy("Amend this action"),
    "cancel_item": gettext_lazy("Cancel this action"),
}
ONLY_WHEN_OPEN = {  # the page shows the outcome of these elsewhere
    "withdraw_date_request", "amend_item", "reclassify_item",
    "answer_date_request", "answer_challenge", "accept_item", "vary_item", "challenge_item",
    "withdraw_challenge", "send_challenge_up", "propose_outcome", "answer_outcome",
}  # fmt: skip


@dataclass(frozen=True)
class ItemLogEntry:
    """One entry in the log of an action item, as text."""

    what: str
    text: str
    by: str
    side: str
    at: datetime
    documents: tuple[Document, ...] = ()
    held: tuple[HeldMaterial, ...] = ()  # elsewhere
    quoted: str = ""  # proposed or new wording of the action
    in_quarantine: int = 0  # uploads still waiting for the scan, for the side that sent them


def item_log_entries(item: ActionItem, scope: Scope) -> list[ItemLogEntry]:
    """
    The log of an action item, oldest first, with the documents sent with each entry. One query.

    The side that sent files also sees how many of them still wait for the virus scan.
    """
    entries = _with_what_was_sent(item.entries.for_scope(scope), scope)
    return [_first_log_entry(item), *map(_log_entry, entries)]


def newest_answers(items: Sequence[UUID], scope: Scope) -> dict[UUID, ItemLogEntry]:
    """{id of an item: the newest answer of the police to it}. One query at most."""
    if not items:
        return {}
    answers = (EntryKind.ANSWERED, EntryKind.PARTLY, EntryKind.CANNOT)
    entries = ItemEntry.objects.for_scope(scope).filter(item__in=items, kind__in=answers)
    return {entry.item_id: _log_entry(entry) for entry in _with_what_was_sent(entries, scope)}


def _with_what_was_sent(entries: QuerySet[ItemEntry], scope: Scope) -> QuerySet[ItemEntry]:
    """Entries, oldest first, with their documents and what is held elsewhere."""
    waiting = Upload.objects.for_scope(scope).filter(
        entry=OuterRef("pk"), status=UploadStatus.WAITING
    )
    count = waiting.order_by().values("entry").annotate(n=Count("pk")).values("n")
    return entries.select_related("by__agency").annotate(
        in_quarantine=Coalesce(Subquery(count), 0), held_rows=ArraySubquery(_held_rows(scope)),
        document_rows=ArraySubquery(_document_rows(scope)),
        on_file_rows=ArraySubquery(_on_file_rows(scope)),
    ).order_by("at", "pk")  # fmt: skip


def _document_rows(scope: Scope) -> QuerySet[Document, Any]:
    """Subquery for entries: what their list shows of the documents of each, as JSON."""
    rows = Document.objects.for_scope(scope).filter(entry=OuterRef("pk"))
    return rows.order_by("pk").values(facts=facts_of_document())


def _on_file_rows(scope: Scope) -> QuerySet[Document, Any]:
    """Subquery for entries: the documents that were on the case, to which each refers, as JSON."""
    rows = Document.objects.for_scope(scope).filter(answers=OuterRef("pk"))
    return rows.order_by("pk").values(facts=facts_of_document())


def _held_rows(scope: Scope) -> QuerySet[HeldMaterial, Any]:
    """Subquery for entries: the material held elsewhere that each refers to, as JSON."""
    rows = HeldMaterial.objects.for_scope(scope).filter(answers=OuterRef("pk"))
    return rows.order_by("number").values(facts=facts_of_material())


def facts_of_document() -> JSONFacts:
    """What a list shows of a document, as JSON."""
    return JSONFacts(**{name: name for name in ("pk", "title", "is_current")})


def facts_of_material() -> JSONFacts:
    """What a list shows of material that is held elsewhere, as JSON."""
    names = ("pk", "case_id", "number", "title", "held_where")
    return JSONFacts(**{name: name for name in names})


def _first_log_entry(item: ActionItem) -> ItemLogEntry:
    plan, when = item.plan, {"date": format_day(item.first_due_on)}
    return ItemLogEntry(
        what=_("Action set, due %(date)s") % when, text="", by=_author_of_entry(plan.set_by),
        side=Side.CPS, at=plan.set_at,
    )  # fmt: skip


def _log_entry(entry: Any) -> ItemLogEntry:
    dated = DATED_ENTRY_TEXT.get(entry.kind)
    what = dated % {"date": format_day(entry.date)} if dated and entry.date else ""
    return ItemLogEntry(
        what=what or entry.get_kind_display(), text=entry.text, by=_author_of_entry(entry.by),
        side=entry.side, at=entry.at, quoted=entry.quoted,
        documents=tuple(
            Document(**row)
            for row in sorted(
                [*entry.document_rows, *entry.on_file_rows], key=lambda row: row["title"]
            )
        ),
        held=tuple(HeldMaterial(**row) for row in entry.held_rows),
        in_quarantine=entry.in_quarantine,
    )  # fmt: skip


DATED_ENTRY_TEXT = {
    EntryKind.MISSING: gettext_lazy("More is needed by %(date)s"),
    EntryKind.DATE_ASKED: gettext_lazy("Another date asked for: %(date)s"),
    EntryKind.DATE_AGREED: gettext_lazy("Agreed: due %(date)s"),
    EntryKind.DATE_REFUSED: gettext_lazy("Not agreed: %(date)s"),
    EntryKind.VARIED: gettext_lazy("Variation proposed, due %(date)s"),
    EntryKind.PROPOSED: gettext_lazy("Outcome proposed, due %(date)s"),
    EntryKind.AGREED: gettext_lazy("Variation agreed, due %(date)s"),
}


def _author_of_entry(person: User) -> str:
    return f"{person.name}, {person.agency.name}"


def open_date_request(item: ActionItem, scope: Scope) -> DateRequest | None:
    """The date request that waits for an answer, or None."""
    if not item.date_asked_by:
        return None
    waiting = item.date_requests.for_scope(scope).filter(answered_at=None)
    return waiting.select_related("by__agency").first()


def open_items_about_suspect(suspect: Suspect, scope: Scope) -> list[ActionItem]:
    """The open action items that name a suspect, soonest due first."""
    rows = suspect.action_items.for_scope(scope).filter(status=ItemStatus.OPEN)
    return list(rows.select_related("plan").order_by("due_on", "plan__number", "number"))


@dataclass(frozen=True)
class ItemDetail:
    """What every page about one action item shows of it."""

    item: ActionItem
    suspects: list[Suspect]
    entries: list[ItemLogEntry]
    date_request: object  # the open date request, or None
    challenge: ChallengeDetail | None  # the open challenge or variation
    days: int | None  # until it is due, while it waits for the police
    open_verbs: list[tuple[str, str | Promise]]  # (verb, words)
    closed_verbs: dict[str, list[str | Promise]]  # {reason: words of the verbs it closes}
    victim_request: VictimRequest | None  # the victim information request of an intrusive action
    standard_wording: ItemWording | None  # the standard wording it started from

    @property
    def is_essential(self) -> bool:
        return self.item.weight == Weight.ESSENTIAL

    @property
    def reasons(self) -> list[tuple[str | Promise, str]]:
        """The reasons for the action item, as (label, text)."""
        return reasons_for_item(self.item)

    @property
    def has_moved(self) -> bool:
        """Whether the due date differs from the one first set."""
        return self.item.due_on != self.item.first_due_on


def item_detail(item: ActionItem, scope: Scope, allowed: frozenset[str]) -> ItemDetail:
    """An action item for a reader: its wording, its log, the verbs open now and those not yet."""
    plans = ActionPlan.objects.for_scope(scope).select_related("set_by__agency")
    item.plan = plans.get(pk=item.plan_id)
    days = (item.due_on - london_day(scope.at)).days if item.status == ItemStatus.OPEN else None
    return ItemDetail(
        item=item,
        suspects=list(item.suspects.for_scope(scope).order_by("number")),
        entries=item_log_entries(item, scope),
        date_request=open_date_request(item, scope),
        challenge=challenge_detail(item, scope),
        days=days,
        open_verbs=[(verb, words) for verb, words in ITEM_VERB_LABELS.items() if verb in allowed],
        closed_verbs=_verbs_not_yet_open(item, scope),
        victim_request=victim_request_of_item(item, scope),
        standard_wording=wording_of_item(item),
    )


def _verbs_not_yet_open(item: ActionItem, scope: Scope) -> dict[str, list[str | Promise]]:
    closed = ITEM.stage_refusals(standing_on(scope, item), item)
    by_reason: defaultdict[str, list[str | Promise]] = defaultdict(list)
    for verb, words in ITEM_VERB_LABELS.items():
        if verb in closed and verb not in ONLY_WHEN_OPEN:
            by_reason[str(closed[verb])].append(words)
    return dict(by_reason)
