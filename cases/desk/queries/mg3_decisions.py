"""
The prosecutor's part of an MG3: the decisions in force that are about the submission.

Source of what it holds: the Director's Guidance on Charging, 6th edition, Annex 4. What nobody
records here, such as an assurance about disclosure, is not in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from cases.decisions.queries.consents import consent_rows
from cases.decisions.queries.counts import added_count_texts, first_count_texts
from cases.decisions.queries.decisions import decisions_in_force, rationale_texts
from cases.decisions.queries.disposals import disposal_rows
from cases.decisions.queries.uncharged import uncharged_texts, uncharged_when_decided
from cases.models import Case, ChargeStop, CodeTest, Decision, Review, StopKind
from cases.models.sealed_json import JSONFacts
from cases.referrals.queries.submissions import SentSubmission
from cases.statuses import StopStatus
from people.access.scopes import Scope
from people.text.dates import format_day, format_moment
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _ReviewSince(TypedDict):
    """The newest review of the suspect since the one that the decision rests on; None if none."""

    reviewed_again_at: datetime | None
    tested_again: str | None


@dataclass(frozen=True)
class CpsDecision:
    """
    One decision in force as the form has it, as it was made. charges, uncharged: (what, the text
    about it). added: (facts, charges) of each further charge since.
    """

    suspect: int
    facts: list[tuple[str, str]]  # (label, text)
    charges: list[tuple[str, str]]
    uncharged: list[tuple[str, str]]
    added: list[tuple[list[tuple[str, str]], list[tuple[str, str]]]]


def cps_decisions(
    case: Case, sent: SentSubmission, everything: Iterable[SentSubmission], scope: Scope
) -> list[CpsDecision]:
    """
    The decisions in force about suspects of a submission that rest on it, not on a later one, as
    the reader may see them. At most four queries. everything: the submissions of the case.
    """
    since = Review.objects.for_scope(scope).filter(
        suspects=OuterRef("suspect"), at__gt=OuterRef("review__at")
    )
    newest = since.order_by("-at", "-pk")
    rows = decisions_in_force(case, scope).annotate(
        reviewed_again_at=Subquery(newest.values("at")[:1]),
        tested_again=Subquery(newest.values("test")[:1]),
        told_uncharged=uncharged_when_decided(),
        told_further=_further_charges(scope),
    )
    known = list(everything)
    return [
        _cps_decision(each)
        for each in rows.filter(suspect__number__in=sent.suspect_numbers).order_by(
            "suspect__number"
        )
        if _last_before(each, known) == sent.pk
    ]


def _further_charges(scope: Scope) -> ArraySubquery:
    """Subquery for decisions: the further charges in force, the first first."""
    rows = ChargeStop.objects.for_scope(scope).filter(
        decision=OuterRef("pk"), kind=StopKind.FURTHER, status=StopStatus.IN_FORCE
    )
    facts = JSONFacts(
        pk="pk", reasons="reasons", reviewed_at="review__at", by="by__name", at="at",
        read_by="read_by__name", read_at="read_at",
    )  # fmt: skip
    return ArraySubquery(rows.order_by("number").values(facts=facts))


def _last_before(decision: Decision, everything: list[SentSubmission]) -> object:
    """The newest submission about the suspect of a decision when it was made; None if none."""
    number = decision.suspect.number
    about = [each for each in everything if number in each.suspect_numbers]
    before = [each for each in about if each.at <= decision.at]
    return max(before, key=lambda each: each.at).pk if before else None


def _cps_decision(decision: Decision) -> CpsDecision:
    uncharged = uncharged_texts(decision)
    return CpsDecision(
        decision.suspect.number,
        list(_facts(decision)),
        first_count_texts(decision),
        [(alleged, f"{why}. {reasons}") for alleged, why, reasons in uncharged],
        _added(decision),
    )


def _added(decision: Any) -> list[tuple[list[tuple[str, str]], list[tuple[str, str]]]]:
    """(facts, charges) of each further charge of a decision with `told_further`."""
    counts = added_count_texts(decision)
    return [(list(_added_facts(each)), counts[UUID(each["pk"])]) for each in decision.told_further]


def _added_facts(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(label, text) of a further charge: its reasons, its review, and who made and read it."""
    yield _("Reasons"), told["reasons"]
    yield _("Reviewed on"), format_day(london_day(datetime.fromisoformat(told["reviewed_at"])))
    for label, name in ((_("Prosecutor"), "by"), (_("Second reader"), "read_by")):
        if told[name]:
            at = datetime.fromisoformat(told["read_at" if name == "read_by" else "at"])
            yield label, f"{told[name]}, {format_moment(at)}"


def _facts(decision: Decision) -> Iterator[tuple[str, str]]:
    """(label, text) of the decision, its reasons, its test, and who made and read it."""
    yield _("Decision"), decision.get_kind_display()
    if decision.reason:
        yield _("Reason"), decision.get_reason_display()
    yield from rationale_texts(decision.rationale, decision.public_interest_rationale)
    for label, *told in disposal_rows(decision):
        yield label, ". ".join(filter(None, told))
    yield from _review_facts(decision)
    for label, *told in consent_rows(decision)[-1:]:
        yield label, ". ".join(filter(None, told))
    yield _("Prosecutor"), f"{decision.by.name}, {format_moment(decision.at)}"
    if decision.read_by and decision.read_at:
        told_by = f"{decision.read_by.name}, {format_moment(decision.read_at)}"
        yield _("Second reader"), told_by
    if decision.suspect.has_stopped_charges:
        yield (
            _("Since then"),
            _("Charges were stopped, replaced or added. These are as authorised."),
        )


def _review_facts(decision: Decision) -> Iterator[tuple[str, str]]:
    """(label, text) of the review that the decision rests on, and of the newest one since."""
    review, found = decision.review, cast("WithAnnotations[Decision, _ReviewSince]", decision)
    if review is None:
        return
    yield _("Test applied"), str(review.get_test_display() or _("Not recorded"))
    yield _("Reviewed on"), format_day(london_day(review.at))
    if found.reviewed_again_at:
        day = format_day(london_day(found.reviewed_again_at))
        test = dict(CodeTest.choices).get(found.tested_again or "", _("Not recorded"))
        yield _("Reviewed again on"), f"{day}. {test}"
    elif review.review_again_on:
        yield _("To be reviewed again by"), format_day(review.review_again_on)
