"""The file beside a form that judges it: referral, documents, last review."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.action_plans.queries.reviews import (
    ReviewSectionRow,
    last_review_of,
    review_section_rows,
)
from cases.documents.queries.documents import DOCUMENT_COLUMNS, DocumentRow, document_rows
from cases.mg3_sections import ADVICE_FOLLOWED_QUESTION, ALL_SECTIONS
from cases.models import AdviceFollowed, Case, Document, Review, Submission, Suspect
from cases.open_lines import OpenLineRow, open_line_rows
from cases.queries.suspect_snapshots import suspect_snapshot_facts, suspect_snapshot_label
from cases.referral_snapshot import ReferralSnapshot
from cases.return_answer_texts import return_answer_rows
from people.access.scopes import Scope
from timeliness.calendar import london_day


@dataclass(frozen=True)
class SubmittedSuspect:
    """A suspect as they were sent: what the police recorded of them, and their own account."""

    called: str
    facts: list[tuple[str, str]]  # (label, text)
    account: str  # "" where the submission has none, or one for all


@dataclass(frozen=True)
class SubmittedReferral:
    """The newest submission about the suspects, as it was sent."""

    pk: UUID
    number: int
    at: datetime
    suspects: list[SubmittedSuspect]  # of these suspects
    texts: list[tuple[str | Promise, str]]  # (question, answer) of all that was answered
    open_lines: list[OpenLineRow] | None  # None where it has none, or has them in a text


@dataclass(frozen=True)
class FileBeside:
    """What is read beside the form."""

    referral: SubmittedReferral | None
    documents: list[DocumentRow]  # on the case now, the newest first
    review: Review | None  # the last one about any of the suspects
    sections: list[ReviewSectionRow]


def file_beside(case: Case, suspects: Collection[Suspect], scope: Scope) -> FileBeside:
    """The file about these suspects of a case. Three queries, however much is in it."""
    review = last_review_of(suspects, scope)
    return FileBeside(
        referral=_submitted_referral(suspects, scope),
        documents=documents_beside(case, scope),
        review=review,
        sections=list(review_section_rows(review, None)) if review else [],
    )


def documents_alone(case: Case, scope: Scope) -> FileBeside:
    """The file beside a page that itself shows what the police wrote. One query."""
    return FileBeside(None, documents_beside(case, scope), None, [])


def documents_beside(case: Case, scope: Scope) -> list[DocumentRow]:
    """The documents that are on a case now and the reader may see, the newest first. One query."""
    documents = Document.objects.for_scope(scope).filter(case=case, is_current=True)
    documents = documents.order_by("-added_at", "-pk")
    return document_rows(documents.values_list(*DOCUMENT_COLUMNS))


def _submitted_referral(suspects: Collection[Suspect], scope: Scope) -> SubmittedReferral | None:
    rows = Submission.objects.for_scope(scope).filter(referral__suspects__in=suspects)
    sent = rows.order_by("-number").first()
    if sent is None:
        return None
    content = ReferralSnapshot.from_json(sent.as_sent)
    followed = content.advice_followed and str(AdviceFollowed(content.advice_followed).label)
    answers: list[tuple[str | Promise, str]] = [(ADVICE_FOLLOWED_QUESTION, followed)]
    answers += [(each.question, content.answers.get(each.name, "")) for each in ALL_SECTIONS]
    answers += return_answer_rows(content.return_answers)
    answers.append((_("Supervisor’s comments"), content.supervisor_comments))
    return SubmittedReferral(
        sent.pk,
        sent.number,
        sent.at,
        [
            SubmittedSuspect(
                suspect_snapshot_label(each),
                suspect_snapshot_facts(each, content, to_decide=True),
                each.account,
            )
            for each in content.suspects
            if each.number in {one.number for one in suspects}
        ],
        [(asked, told) for asked, told in answers if told],
        open_line_rows(content.open_lines, on=london_day(scope.at)),
    )
