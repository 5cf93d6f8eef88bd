"""Differences between two submissions of a referral, as text."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import text_diff
from cases.documents.queries.documents import mg_form_label
from cases.models import Case, Referral, Submission
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.queries import submissions
from cases.referrals.queries.submission_text import RETURN_ANSWER_KEY, snapshot_fields
from cases.referrals.queries.submissions import SentSubmission
from cases.text_diff import DocumentChange, FieldDiff
from people.access.scopes import Scope
from people.models.nullable import not_null

CHANGE_COLOURS = {
    DocumentChange.ADDED: "green",
    DocumentChange.GONE: "orange",
    DocumentChange.CHANGED: "yellow",
    DocumentChange.SAME: "grey",
}


@dataclass(frozen=True)
class DocumentChangeRow:
    """A document in a comparison."""

    id: str
    title: str
    form: str | Promise
    was: str  # previous title and type, if changed
    outcome: str | Promise
    colour: str  # of the outcome's tag


@dataclass(frozen=True)
class ReferralComparison:
    """Two versions of a referral.

    Args:
        was: a submission.
        became: a later one, or None for a referral not sent yet.
        changed: the fields that differ.
        same: the labels of the fields that do not.
    """

    was: submissions.SentSubmission
    became: submissions.SentSubmission | None
    changed: list[FieldDiff]
    same: list[str | Promise]
    papers: list[DocumentChangeRow]
    others: list[int]  # numbers of earlier submissions to compare with

    @property
    def moved(self) -> list[DocumentChangeRow]:
        """The documents that differ."""
        return [paper for paper in self.papers if paper.outcome != DocumentChange.SAME.label]


def compare_submission(
    submission: Submission | Referral, scope: Scope, *, since: str = ""
) -> ReferralComparison | None:
    """A submission (or that of a referral) beside an earlier one; None if there is none.

    Args: since: number of the earlier one; by default the last that shares a suspect.
    """
    everything = submissions.sent_submissions(submission.case, scope)
    became = next((each for each in everything if each.number == submission.number), None)
    if became is None:
        return None
    earlier = [each for each in everything if each.number < became.number]
    was = _earlier_submission(earlier, became.suspect_numbers, since)
    return _referral_comparison(was, became, became.content, earlier) if was else None


def compare_unsent_referral(
    referral: Referral, scope: Scope, *, since: str = ""
) -> ReferralComparison | None:
    """An unsent referral beside an earlier submission; None if there is none."""
    suspects = list(referral.suspects.for_scope(scope))
    return compare_snapshot(
        submissions.current_referral_snapshot(referral, suspects, scope),
        referral.case,
        scope,
        since=since,
    )


def compare_snapshot(
    content: ReferralSnapshot, case: Case, scope: Scope, *, since: str = ""
) -> ReferralComparison | None:
    """What would be sent now beside an earlier submission. Two queries."""
    earlier = submissions.sent_submissions(case, scope)
    was = _earlier_submission(earlier, {suspect.number for suspect in content.suspects}, since)
    return _referral_comparison(was, None, content, earlier) if was else None


def _earlier_submission(
    earlier: list[SentSubmission], about: set[int], since: str
) -> SentSubmission | None:
    """The submission with number `since`; else the last sharing a suspect; else the last."""
    asked = [each for each in earlier if str(each.number) == since]
    shared = [each for each in earlier if each.suspect_numbers & about]
    return next(iter([*asked, *shared[::-1], *earlier[::-1]]), None)


def _referral_comparison(
    was: SentSubmission,
    became: SentSubmission | None,
    content: ReferralSnapshot,
    earlier: list[SentSubmission],
) -> ReferralComparison:
    fields = text_diff.diff_fields(*_fields_to_compare(was.content, content))
    is_known = was.content.is_opened and content.is_opened
    pairs = text_diff.diff_documents(was.content.documents, content.documents) if is_known else []
    return ReferralComparison(
        was=was,
        became=became,
        changed=[each for each in fields if not each.is_same],
        same=[each.label for each in fields if each.is_same],
        papers=[_document_change_row(pair) for pair in pairs],
        others=[each.number for each in earlier if each.number != was.number],
    )


def _fields_to_compare(
    was: ReferralSnapshot, became: ReferralSnapshot
) -> list[dict[str, tuple[str, str]]]:
    """
    The fields of both, without answers to a return that the later one no longer answers: nobody
    took them back.
    """
    before, now = snapshot_fields(was), snapshot_fields(became)
    over = {key for key in before.keys() - now.keys() if key.startswith(RETURN_ANSWER_KEY)}
    return [{key: before[key] for key in before if key not in over}, now]


def _document_change_row(pair: text_diff.DocumentDiff) -> DocumentChangeRow:
    now, outcome = pair.became or not_null(pair.was), pair.outcome
    was = ""
    if outcome == DocumentChange.CHANGED:
        before = not_null(pair.was)
        was = _("Before: %(title)s. %(form)s") % {
            "title": before.title,
            "form": mg_form_label(before.form),
        }
    form, colour = mg_form_label(now.form), CHANGE_COLOURS[outcome]
    return DocumentChangeRow(now.id, now.title, form, was, outcome.label, colour)
