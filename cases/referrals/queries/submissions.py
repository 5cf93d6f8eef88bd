"""Submissions as sent, and the snapshot an unsent referral would have now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise

from cases.anticipated_pleas import pleas_of
from cases.circumstances import VictimCircumstances, read_circumstances
from cases.held_material.media_failures import media_failures
from cases.held_material.queries.held_material import held_material_json
from cases.mg3_sections import mg3_answers
from cases.models import Case, Document, HeldMaterial, Referral, Submission, Suspect
from cases.models.sealed_json import JSONFacts
from cases.open_lines import read_open_lines
from cases.personal_details import SuspectDetails, read_details
from cases.personal_statements import PersonalStatements, read_statements
from cases.queries.allegations import visible_allegations
from cases.queries.circumstances import circumstances_json
from cases.queries.personal_details import details_json
from cases.queries.personal_statements import statements_json
from cases.referral_checks import REFERRAL_CHECKS
from cases.referral_snapshot import (
    AllegationSnapshot,
    DocumentSnapshot,
    MediaSnapshot,
    OfficerSnapshot,
    ReferralSnapshot,
    SuspectSnapshot,
    parse_snapshot_dates,
)
from cases.return_answers import read_return_answers
from cases.statuses import ReferralStatus
from people.access.kept_statements import kept_statement, only_row
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope

UNSENT_STATUSES = (ReferralStatus.AWAITING_SIGN_OFF, ReferralStatus.SENT_BACK)

# The snapshot now


def current_referral_snapshot(
    referral: Referral, suspects: Collection[Suspect], scope: Scope
) -> ReferralSnapshot:
    """The snapshot of a referral if it were sent now. One query."""
    answers = {section.name: text for section, text in mg3_answers(referral)}
    numbers = [each.number for each in suspects]
    return build_referral_snapshot(
        referral.case, suspects, scope, accounts=referral.accounts, urgency=referral.urgency,
        code_test=referral.code_test, answers=answers, written_by=referral.written_by.name,
        explained=referral.explained, advice_followed=referral.advice_followed,
        open_lines=read_open_lines(referral.open_lines), pleas=pleas_of(numbers, referral.pleas),
        return_answers=read_return_answers(referral.return_answers),
        supervisor_comments=referral.supervisor_comments if referral.signed_off_at else "",
    )  # fmt: skip


def build_referral_snapshot(
    case: Case, suspects: Collection[Suspect], scope: Scope, *, accounts: Mapping[str, str],
    **said: Any,
) -> ReferralSnapshot:  # fmt: skip
    """
    A snapshot of these suspects and answers with the facts of the case. One query.

    accounts: {number of a suspect: what they say}.
    """
    row = only_row(_cases_to_send(scope, case.pk, [each.pk for each in suspects]), Case)
    officer = row.officer
    return ReferralSnapshot(
        suspects=tuple(
            _suspect_snapshot(each, accounts.get(str(each.number), ""))
            for each in sorted(suspects, key=lambda each: each.number)
        ),
        allegations=tuple(map(_allegation_snapshot, row.alleged)),
        documents=tuple(DocumentSnapshot(**facts) for facts in row.papers),
        circumstances=_circumstances_sent(row, suspects),
        details=_details_sent(row, suspects),
        statements=_statements_sent(row),
        media=tuple(_media_snapshot(HeldMaterial(**facts)) for facts in row.held_elsewhere),
        officer=OfficerSnapshot(officer.name, officer.email, officer.is_active),
        **said,
    )


@kept_statement
def _cases_to_send(scope: Scope, case: UUID, suspects: Collection[UUID]) -> "QuerySet[Any]":
    """A case with the facts of a submission about some of its suspects."""
    found = Case.objects.for_scope(scope).select_related("officer").only(*OFFICER_COLUMNS)
    return found.filter(pk=case).annotate(
        alleged=ArraySubquery(_allegations_json(suspects, scope)),
        papers=ArraySubquery(_documents_json(scope)),
        recorded_of_victims=circumstances_json(scope),
        recorded_of_suspects=details_json(scope),
        recorded_statements=statements_json(scope),
        held_elsewhere=held_material_json(scope),
    )


def _circumstances_sent(row: Any, suspects: Collection[Suspect]) -> tuple[VictimCircumstances, ...]:
    """The circumstances of the victims of these suspects, as far as these are concerned."""
    about = {each["victim"] for each in row.alleged}
    sent = {each.number for each in suspects}
    return tuple(
        each.about_suspects(sent)
        for number, each in read_circumstances(row.recorded_of_victims).items()
        if number in about
    )


def _statements_sent(row: Any) -> PersonalStatements:
    """The personal statements of the victims of these suspects and no other."""
    about = {each["victim"] for each in row.alleged}
    return tuple(
        each for each in read_statements(row.recorded_statements) or () if each.victim in about
    )


def _details_sent(row: Any, suspects: Collection[Suspect]) -> tuple[SuspectDetails, ...]:
    """The personal details of these suspects and no other."""
    sent = {each.number for each in suspects}
    recorded = read_details(row.recorded_of_suspects)
    return tuple(each for number, each in recorded.items() if number in sent)


def _media_snapshot(material: HeldMaterial) -> MediaSnapshot:
    return MediaSnapshot(material.number, material.title, list(media_failures(material)))


OFFICER_COLUMNS = ("officer__name", "officer__email", "officer__is_active")


def _suspect_snapshot(suspect: Suspect, account: str) -> SuspectSnapshot:
    return SuspectSnapshot(
        suspect.number, suspect.name, suspect.custody, suspect.arrested_on, suspect.detained_until,
        suspect.bailed_on, suspect.bail_ends_on, suspect.released_on, suspect.born_on,
        account,
    )  # fmt: skip


def _allegations_json(suspects: Collection[UUID], scope: Scope) -> QuerySet[Any]:
    """Subquery: the allegations against some suspects as JSON."""
    rows = visible_allegations(scope).filter(case=OuterRef("pk"), suspect__among=suspects)
    rows = rows.order_by("suspect__number", "victim__number", "from_on", "pk")
    facts = {"suspect": "suspect__number", "victim": "victim__number", "title": "offence__title"}
    facts |= {"code": "offence__code", "from_on": "from_on", "to_on": "to_on"}
    facts["is_for_lawyer"] = "is_for_lawyer"
    return rows.values(facts=JSONFacts(**facts))


def _allegation_snapshot(facts: dict[str, Any]) -> AllegationSnapshot:
    title, code = facts.pop("title"), facts.pop("code")
    return AllegationSnapshot(**parse_snapshot_dates(facts), offence=f"{title} ({code})")


def _documents_json(scope: Scope) -> QuerySet[Any]:
    """Subquery: the current documents as JSON, without those private to one side."""
    rows = Document.objects.for_scope(scope).filter(
        case=OuterRef("pk"), is_current=True, only_side=""
    )
    facts = {"id": Cast("pk", CharField()), "title": "title", "form": "form", "sha256": "sha256"}
    return rows.order_by("added_at", "pk").values(facts=JSONFacts(**facts))


# Submissions


def return_reasons_of(referral: Referral) -> list[tuple[str | Promise, str]]:
    """[(reason, detail)] of the return of a referral; [] if it was not returned."""
    returned = getattr(referral, "returned", None)
    details = {each.code: each.detail for each in returned.reasons.all()} if returned else {}
    return [
        (REFERRAL_CHECKS[code].words, details[code]) for code in REFERRAL_CHECKS if code in details
    ]


@dataclass(frozen=True)
class SubmissionRow:
    """One submission as a row of a case's submissions."""

    pk: UUID
    number: int
    suspects: list[tuple[int, str]]  # (number, name)
    documents: int
    by: str
    at: datetime
    referral: Referral  # with the outcome
    reasons: list[tuple[str | Promise, str]]  # (reason, detail) of its return
    before: int | None  # number of the previous submission sharing a suspect
    earlier: list[int]  # numbers it can be compared with, newest first
    unread: str  # what stands for its suspects and documents where what was sent does not open


def submissions_of_case(case: Case, scope: Scope) -> list[SubmissionRow]:
    """The submissions of a case, newest first. Two queries."""
    found = sent_submissions(case, scope)
    return [_submission_row(row, found[:n]) for n, row in enumerate(found)][::-1]


def _submission_row(sent: "SentSubmission", earlier: "list[SentSubmission]") -> SubmissionRow:
    content = sent.content
    return SubmissionRow(
        pk=sent.pk, number=sent.number, documents=len(content.documents),
        suspects=[(each.number, each.name) for each in content.suspects],
        by=sent.by, at=sent.at, referral=sent.referral, reasons=sent.reasons,
        before=_previous_number(sent, earlier), earlier=[each.number for each in earlier[::-1]],
        unread="" if content.is_opened else content.urgency,
    )  # fmt: skip


def _previous_number(sent: "SentSubmission", earlier: "list[SentSubmission]") -> int | None:
    """Number of the last earlier submission that shares a suspect with this one."""
    shared = (e.number for e in earlier[::-1] if sent.suspect_numbers & e.suspect_numbers)
    return next(shared, None)


@dataclass(frozen=True)
class SentSubmission:
    """One submission as sent, with the outcome of triage."""

    pk: UUID
    number: int
    by: str
    at: datetime
    content: ReferralSnapshot
    checks: dict[str, str]  # {code: outcome} of the checks at that moment
    referral: Referral
    reasons: list[tuple[str | Promise, str]]

    @property
    def suspect_numbers(self) -> set[int]:
        """Numbers of its suspects."""
        return {each.number for each in self.content.suspects}


def sent_submissions(case: Case, scope: Scope) -> list[SentSubmission]:
    """Every submission of a case as sent, earliest first. Two queries."""
    rows = _sent_rows(scope).filter(case=case)
    return [_sent_submission(row) for row in rows.order_by("number")]


def sent_submission(submission: Submission, scope: Scope) -> SentSubmission:
    """
    One submission as sent. Two queries. Raises Refused where it does not open: what it does not
    show would read as what was not there.
    """
    sent = _sent_submission(_sent_rows(scope).get(pk=submission.pk))
    check_all_opened(sent.content)
    return sent


def _sent_rows(scope: Scope) -> "QuerySet[Submission]":
    rows = Submission.objects.for_scope(scope).select_related(
        "by__agency", "referral__returned__by", "referral__triaged_by", "referral__withdrawn_by"
    )
    return rows.prefetch_related("referral__returned__reasons")


def _sent_submission(row: Submission) -> SentSubmission:
    return SentSubmission(
        pk=row.pk, number=row.number, by=f"{row.by.name}, {row.by.agency.name}", at=row.at,
        content=ReferralSnapshot.from_json(row.as_sent), checks=row.checks, referral=row.referral,
        reasons=return_reasons_of(row.referral),
    )  # fmt: skip


def unsent_referrals(case: Case, scope: Scope) -> list[Referral]:
    """The unsent referrals of a case that the reader may see. One query."""
    rows = Referral.objects.for_scope(scope).filter(case=case, status__in=UNSENT_STATUSES)
    return list(rows.only("case", "status").order_by("written_at"))


def has_submission(case: Case, scope: Scope) -> bool:
    """Whether the case has any submission. One query."""
    return Submission.objects.for_scope(scope).filter(case=case).exists()
