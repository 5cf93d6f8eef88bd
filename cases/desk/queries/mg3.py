"""
The MG3 of a submission, and the MG3A: what the police have answered since it was sent.

Both are made of what was typed once. Source of what an MG3 holds: the Director's Guidance on
Charging, 6th edition, Annex 4. No blank form is published, so the headings are our own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.desk.queries.mg3_decisions import CpsDecision, cps_decisions
from cases.models import (
    ActionItem,
    Answer,
    Case,
    EarlyAdvice,
    EntryKind,
    ItemEntry,
    Submission,
    Suspect,
    Weight,
)
from cases.queries.suspect_snapshots import suspect_snapshot_facts, suspect_snapshot_label
from cases.referral_snapshot import ReferralSnapshot, SuspectSnapshot
from cases.referrals.queries.submission_text import (
    SubmissionDetail,
    allegation_snapshot_texts,
    submission_detail,
)
from cases.referrals.queries.submissions import SentSubmission, sent_submissions
from cases.statuses import AdviceStatus, ItemStatus, ReferralStatus
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope
from people.text.dates import format_day

ANSWERS = (EntryKind.ANSWERED, EntryKind.PARTLY, EntryKind.CANNOT)


@dataclass(frozen=True)
class Mg3Suspect:
    """A suspect of the submission: the facts that the form asks for, and what is alleged."""

    called: str
    facts: list[tuple[str, str]]  # (label, text)
    alleged: list[str]
    account: str  # "" where the submission has none, or one for all


@dataclass(frozen=True)
class Mg3Sheet:
    """The MG3 of one submission, as it was sent, and what the prosecutor decided on it."""

    urn: str
    sent: SentSubmission
    is_further: bool  # an earlier submission about one of its suspects was accepted
    suspects: list[Mg3Suspect]
    content: SubmissionDetail
    advice: list[str]  # a line for each request for early advice before it
    decisions: list[CpsDecision]  # in force, that rest on it: the prosecutor’s part

    @property
    def form(self) -> str:
        """The name of the form."""
        return "MG3A" if self.is_further else "MG3"


@dataclass(frozen=True)
class FurtherAction:
    """An action asked for since the submission, with the answer of the police so far."""

    label: str
    text: str
    weight: str | Promise
    suspects: list[int]
    status: str | Promise
    answer: str  # "" while there is none
    due_on: date | None  # while it is open


@dataclass(frozen=True)
class FurtherReport:
    """What the police have answered since a submission: the MG3A."""

    urn: str
    number: int
    suspects: list[str]
    answered: list[FurtherAction]
    outstanding: list[FurtherAction]  # the earliest date first
    at: datetime  # as things stand then


def mg3_sheet(submission: Submission, scope: Scope) -> Mg3Sheet:
    """
    The MG3 of a submission that the reader may see. At most seven queries.

    Raises Refused where one of the case does not open: which of them a decision rests on is not
    known then, nor what was sent.
    """
    everything = sent_submissions(submission.case, scope)
    check_all_opened([each.content for each in everything])
    sent = next(each for each in everything if each.pk == submission.pk)
    return Mg3Sheet(
        urn=submission.case.urn,
        sent=sent,
        is_further=any(_was_accepted_before(each, sent) for each in everything),
        suspects=[_mg3_suspect(each, sent.content) for each in sent.content.suspects],
        content=submission_detail(sent.content, submission.case, scope),
        advice=_advice_before(sent, submission.case, scope),
        decisions=cps_decisions(submission.case, sent, everything, scope),
    )


def _was_accepted_before(earlier: SentSubmission, sent: SentSubmission) -> bool:
    is_earlier = earlier.number < sent.number and earlier.suspect_numbers & sent.suspect_numbers
    return bool(is_earlier) and earlier.referral.status == ReferralStatus.ACCEPTED


def _mg3_suspect(suspect: SuspectSnapshot, content: ReferralSnapshot) -> Mg3Suspect:
    return Mg3Suspect(
        called=suspect_snapshot_label(suspect),
        facts=suspect_snapshot_facts(suspect, content),
        alleged=list(allegation_snapshot_texts(content, suspect)),
        account=suspect.account,
    )


def _advice_before(sent: SentSubmission, case: Case, scope: Scope) -> list[str]:
    """A line for each request for early advice about its suspects that was sent before it."""
    rows = EarlyAdvice.objects.for_scope(scope).filter(
        case=case, sent_at__lte=sent.at, suspects__number__in=sent.suspect_numbers
    )
    text = _("Request %(n)s of %(day)s: %(status)s")
    return [
        text % {
            "n": each.number, "day": format_day(each.sent_at or sent.at),
            "status": AdviceStatus(each.status).label,
        }
        for each in rows.distinct().order_by("number")
    ]  # fmt: skip


def further_report(submission: Submission, scope: Scope) -> FurtherReport:
    """
    What was asked and answered about the suspects of a submission since it was sent.

    Raises Refused where it does not open.
    """
    content = ReferralSnapshot.from_json(submission.as_sent)
    check_all_opened(content)
    numbers = {each.number for each in content.suspects}
    suspects = Suspect.objects.for_scope(scope).filter(case=submission.case_id, number__in=numbers)
    about = ActionItem.suspects.through.objects.filter(
        actionitem=OuterRef("pk"), suspect__number__in=numbers
    )
    rows = ActionItem.objects.for_scope(scope).filter(
        case=submission.case_id, plan__set_at__gte=submission.at, suspects__in=suspects
    )
    rows = rows.exclude(status=ItemStatus.CANCELLED).select_related("plan").distinct()
    rows = rows.annotate(
        numbers=ArraySubquery(about.order_by("suspect__number").values("suspect__number")),
    )
    items = list(rows.order_by("plan__number", "number"))
    entries = ItemEntry.objects.for_scope(scope).filter(item__in=items, kind__in=ANSWERS)
    told = {entry.item_id: entry.text for entry in entries.order_by("at")}  # the last one stays
    actions = [_further_action(each, told.get(each.pk, "")) for each in items]
    return FurtherReport(
        urn=submission.case.urn,
        number=submission.number,
        suspects=[suspect_snapshot_label(each) for each in content.suspects],
        answered=[each for each in actions if each.due_on is None],
        outstanding=sorted(
            (each for each in actions if each.due_on), key=lambda each: each.due_on or date.max
        ),
        at=scope.at,
    )


def _further_action(item: Any, told: str) -> FurtherAction:
    """An action item with `numbers`, which the query adds, and what was last answered."""
    is_open = item.status == ItemStatus.OPEN
    values = {"n": item.number, "plan": item.plan.number}
    answer = str(Answer(item.answer).label) if item.answer else ""
    return FurtherAction(
        label=_("Action %(n)s of plan %(plan)s") % values,
        text=item.text,
        weight=Weight(item.weight).label,
        suspects=item.numbers,
        status=item.get_status_display(),
        answer="\n".join(filter(None, (answer, told))),
        due_on=item.due_on if is_open else None,
    )
