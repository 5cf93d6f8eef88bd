"""
The prosecutor's part of an MG3: the decisions in force that are about the submission.

Source of what it holds: the Director's Guidance on Charging, 6th edition, Annex 4. What nobody
records here, such as an assurance about disclosure, is not in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.models import (
    Allegation,
    AuthorisedCharge,
    Case,
    CodeTest,
    ConsentStep,
    Decision,
    Review,
    UnchargedAllegation,
)
from cases.models.decision import DISPOSAL_KINDS
from cases.offences.alleged_days import ActDays
from cases.offences.judgement_texts import act_days_text
from cases.referrals.queries.submissions import SentSubmission
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from people.text.dates import format_day, format_moment
from timeliness.calendar import london_day


@dataclass(frozen=True)
class CpsDecision:
    """One decision in force as the form has it. charges, uncharged: (what, the text about it)."""

    suspect: int
    facts: list[tuple[str, str]]  # (label, text)
    charges: list[tuple[str, str]]
    uncharged: list[tuple[str, str]]


def cps_decisions(
    case: Case, sent: SentSubmission, everything: Iterable[SentSubmission], scope: Scope
) -> list[CpsDecision]:
    """
    The decisions in force about suspects of a submission that rest on it, not on a later one, as
    the reader may see them. Four queries. everything: the submissions of the case.
    """
    rows = Decision.objects.for_scope(scope).filter(
        case=case, status=DecisionStatus.LIVE, suspect__number__in=sent.suspect_numbers
    )
    rows = _with_what_is_printed(rows, scope)
    known = list(everything)
    return [
        _cps_decision(each)
        for each in rows.order_by("suspect__number")
        if _last_before(each, known) == sent.pk
    ]


def _with_what_is_printed(rows: QuerySet[Decision], scope: Scope) -> QuerySet[Decision]:
    """Decisions with their parts, and with the newest review of the suspect since."""
    since = Review.objects.for_scope(scope).filter(
        suspects=OuterRef("suspect"), at__gt=OuterRef("review__at")
    )
    newest = since.order_by("-at", "-pk")
    rows = rows.annotate(
        reviewed_again_at=Subquery(newest.values("at")[:1]),
        tested_again=Subquery(newest.values("test")[:1]),
    )
    about = ("allegation__offence", "allegation__victim")
    charges = AuthorisedCharge.objects.select_related("offence", "victim", *about)
    uncharged = UnchargedAllegation.objects.select_related(*about)
    return rows.select_related("suspect", "review", "by", "read_by").prefetch_related(
        Prefetch("charges", charges.order_by("pk")),
        Prefetch("consent_steps", ConsentStep.objects.order_by("number")),
        Prefetch("uncharged", uncharged.order_by("pk")),
    )


def _last_before(decision: Decision, everything: list[SentSubmission]) -> object:
    """The newest submission about the suspect of a decision when it was made; None if none."""
    number = decision.suspect.number
    about = [each for each in everything if number in each.suspect_numbers]
    before = [each for each in about if each.at <= decision.at]
    return max(before, key=lambda each: each.at).pk if before else None


def _cps_decision(decision: Decision) -> CpsDecision:
    charges = list(decision.charges.all())
    numbers = {row.pk: n for n, row in enumerate(charges, start=1)}
    return CpsDecision(
        decision.suspect.number,
        list(_facts(decision)),
        [(_charge_text(row, numbers), row.particulars) for row in charges],
        [
            (_act_text(row.allegation), f"{row.get_why_display()}. {row.reason}")
            for row in decision.uncharged.all()
        ],
    )


def _facts(decision: Decision) -> Iterator[tuple[str, str]]:
    """(label, text) of the decision, its reasons, its test, and who made and read it."""
    yield _("Decision"), decision.get_kind_display()
    if decision.kind in DISPOSAL_KINDS:
        yield (
            _("Not in this form"),
            _("What it is given for, the admission and the conditions are with the decision."),
        )
    if decision.reason:
        yield _("Reason"), decision.get_reason_display()
    if decision.public_interest_rationale:
        yield _("Evidential stage"), decision.rationale
        yield _("Public interest stage"), decision.public_interest_rationale
    else:
        yield _("Rationale"), decision.rationale
    yield from _review_facts(decision)
    if steps := list(decision.consent_steps.all()):
        yield _("Consent to prosecute"), _consent_text(steps[-1])
    elif decision.consent:
        yield _("Consent to prosecute"), decision.get_consent_display()
    yield _("Prosecutor"), f"{decision.by.name}, {format_moment(decision.at)}"
    if decision.read_by and decision.read_at:
        told = f"{decision.read_by.name}, {format_moment(decision.read_at)}"
        yield _("Second reader"), told
    if decision.suspect.has_stopped_charges:
        yield _("Since then"), _("Charges were stopped or replaced. These are as authorised.")


def _review_facts(decision: Decision) -> Iterator[tuple[str, str]]:
    """(label, text) of the review that the decision rests on, and of a newer one."""
    if review := decision.review:
        day = format_day(london_day(review.at))
        yield _("Test applied"), str(review.get_test_display() or _("Not recorded"))
        yield _("Reviewed on"), day
        if again := getattr(decision, "reviewed_again_at", None):
            yield _("Reviewed again on"), _reviewed_again_text(again, decision)
        elif review.review_again_on:
            yield _("To be reviewed again by"), format_day(review.review_again_on)


def _reviewed_again_text(at: datetime, decision: Decision) -> str:
    """The day of the newest review since the decision, and the test that it applied."""
    test = dict(CodeTest.choices).get(getattr(decision, "tested_again", ""), _("Not recorded"))
    return f"{format_day(london_day(at))}. {test}"


def _consent_text(step: ConsentStep) -> str:
    """How the consent stands by its newest step, with whose it is and since when."""
    text = f"{step.get_answer_display()}, {format_day(step.on)}" if step.on else ""
    return ". ".join(filter(None, (text or str(step.get_answer_display()), step.of)))


def _charge_text(row: AuthorisedCharge, numbers: Mapping[int, int]) -> str:
    """A charge with its number; one from before charges had facts has those of its allegation."""
    about = row if row.offence_id else not_null(row.allegation)
    told = {
        "n": numbers[row.pk], "to": numbers.get(row.alternative_to_id or 0),
        "charge": _act_text(about),
    }  # fmt: skip
    if told["to"]:
        return _("Charge %(n)s, alternative to charge %(to)s: %(charge)s") % told
    return _("Charge %(n)s: %(charge)s") % told


def _act_text(row: Allegation | AuthorisedCharge) -> str:
    """The offence, its victim and its days."""
    days = ActDays.of(not_null(row.from_on), row.to_on)
    told = {
        "offence": str(row.offence), "n": not_null(row.victim).number,
        "days": act_days_text(days),
    }  # fmt: skip
    return _("%(offence)s, victim %(n)s, %(days)s") % told
