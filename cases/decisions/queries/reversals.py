"""Proposals to set a decision aside, and those in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    REVIEWED_GROUNDS,
    DecisionKind,
    Reversal,
    ReversalGround,
    SecondReaderAnswer,
    Suspect,
)
from cases.models.decision import NFA_KINDS
from cases.models.sealed_json import JSONFacts
from cases.statuses import DecisionStatus, ReversalStatus
from people.access.scopes import Scope
from people.text.dates import format_day

PROPOSED_TITLES = {
    "": gettext_lazy("Reconsidering proposed"),
    "CHARGE": gettext_lazy("Withdrawing the charge proposed"),
    "DISPOSAL": gettext_lazy("Withdrawing the out-of-court disposal proposed"),
}


@dataclass(frozen=True)
class ReversalDetail:
    """One proposal as the pages of decisions tell it. read_by: "" where nobody has read it."""

    ground: str
    reasons: str
    status: str
    is_in_force: bool
    withdraws_charge: bool  # before it was reported
    withdraws_disposal: bool  # before it was given; neither: no further action is reconsidered
    by: str
    at: datetime
    reading: str = ""
    reading_text: str = ""
    read_by: str = ""
    read_at: datetime | None = None


def what_is_withdrawn(kind: str, ground: str) -> str:
    """
    CHARGE or DISPOSAL, where one is withdrawn before the police report it; else empty.

    Empty for no further action, and for what a review set aside.
    """
    if kind in NFA_KINDS or ground in REVIEWED_GROUNDS:
        return ""
    return "CHARGE" if kind == DecisionKind.CHARGE else "DISPOSAL"


def _withdrawals(kind: str, ground: str) -> tuple[bool, bool]:
    """(a charge is withdrawn, a disposal is withdrawn)."""
    what = what_is_withdrawn(kind, ground)
    return what == "CHARGE", what == "DISPOSAL"


def reversal_detail(row: Reversal) -> ReversalDetail:
    """A proposal, read with its decision and people, as text."""
    return ReversalDetail(
        row.get_ground_display(), row.reasons, row.get_status_display(),
        row.status == ReversalStatus.IN_FORCE, *_withdrawals(row.decision.kind, row.ground),
        row.by.name, row.at, row.get_reading_display(), row.reading_text,
        row.read_by.name if row.read_by else "", row.read_at,
    )  # fmt: skip


def reversals_in_order(scope: Scope) -> ArraySubquery:
    """Subquery: the proposals to set a decision aside, the newest first, for reversals_of()."""
    rows = Reversal.objects.for_scope(scope).filter(decision=OuterRef("pk")).order_by("-number")
    facts = JSONFacts(
        ground="ground", reasons="reasons", status="status", by="by__name", at="at",
        reading="reading", reading_text="reading_text", read_by="read_by__name", read_at="read_at",
    )  # fmt: skip
    return ArraySubquery(rows.values(facts=facts))


def reversals_of(decision: Any) -> list[ReversalDetail]:
    """The proposals to set a decision aside, read as its `set_aside_by`, as text."""
    return [
        ReversalDetail(
            str(ReversalGround(each["ground"]).label), each["reasons"],
            str(ReversalStatus(each["status"]).label), each["status"] == ReversalStatus.IN_FORCE,
            *_withdrawals(decision.kind, each["ground"]), each["by"],
            datetime.fromisoformat(each["at"]),
            str(SecondReaderAnswer(each["reading"]).label) if each["reading"] else "",
            each["reading_text"], each["read_by"] or "",
            datetime.fromisoformat(each["read_at"]) if each["read_at"] else None,
        )
        for each in decision.set_aside_by
    ]  # fmt: skip


def reversal_awaiting_reader(suspect: Suspect, scope: Scope) -> Reversal | None:
    """The proposal about a suspect that waits for a second reader, with its decision, or None."""
    rows = Reversal.objects.for_scope(scope).filter(
        decision__suspect=suspect, status=ReversalStatus.PROPOSED
    )
    rows = rows.select_related("by", "decision__by", "decision__read_by", "decision__review")
    return rows.first()


def reversals_before(suspect: Suspect, scope: Scope) -> list[ReversalDetail]:
    """Earlier proposals about the decision in force, the newest first."""
    rows = Reversal.objects.for_scope(scope).filter(
        decision__suspect=suspect, decision__status=DecisionStatus.LIVE
    )
    ended = rows.exclude(status=ReversalStatus.PROPOSED).select_related("by", "read_by", "decision")
    return [reversal_detail(each) for each in ended.order_by("-number")]


# On the case page


def waiting_reversal(scope: Scope) -> QuerySet[Reversal, Any]:  # a subquery
    """Subquery: the proposal that waits for a second reader, for a query of suspects."""
    rows = Reversal.objects.for_scope(scope).filter(
        decision__suspect=OuterRef("pk"), status=ReversalStatus.PROPOSED
    )
    facts = JSONFacts(
        number="number",
        ground="ground",
        reasons="reasons",
        by="by__name",
        at="at",
        kind="decision__kind",
    )
    return rows.values(facts=facts)[:1]


def describe_reversal(reversal: dict[str, Any] | None) -> Iterator[tuple[str, str, str]]:
    """(label, value, second line) rows of a proposal for the case page."""
    if not reversal:
        return
    day = format_day(datetime.fromisoformat(reversal["at"]))
    by = _("%(by)s, %(day)s") % {"by": reversal["by"], "day": day}
    what = what_is_withdrawn(reversal["kind"], reversal["ground"])
    yield str(PROPOSED_TITLES[what]), str(ReversalGround(reversal["ground"]).label), by
    yield _("Why the decision should be set aside"), reversal["reasons"], ""
