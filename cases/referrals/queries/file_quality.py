"""The file assessments of a case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.file_quality import FAILURES, FailureStatus
from cases.models import Case, FailureEntry, FailureReason, FileFailure, FileQuality, Referral
from cases.models.sealed_json import Opened
from cases.permissions import FAILURE, REFERRAL
from cases.statuses import ReferralStatus
from people.access.scopes import Scope, Standing


@dataclass(frozen=True)
class FailureRow:
    """One failure of a file, its dispute, and the verbs open to the reader."""

    pk: UUID
    group: str
    text: str
    comment: str
    status: str
    status_label: str
    entries: list[FailureEntry]
    reason: str  # the manager's reason; "" for the police
    allowed: frozenset[str]


@dataclass(frozen=True)
class FileAssessment:
    """The assessment of one submission's file."""

    number: int
    outcome: str | Promise  # outcome of the whole file, as text
    by: str
    at: datetime
    closes_at: datetime
    is_closed: bool
    lines: list[FailureRow]


@dataclass(frozen=True)
class UnassessedReferral:
    """A submission whose file is not assessed yet."""

    pk: UUID
    number: int
    may_assess: bool


@dataclass(frozen=True)
class FileQualityPage:
    """The files of a case, latest submission first."""

    assessments: list[FileAssessment]
    waiting: list[UnassessedReferral]


def file_quality_of_case(case: Case, scope: Scope, capacities: frozenset[str]) -> FileQualityPage:
    """The files of a case; the guard has checked access to it. Five queries."""
    who = scope.standing_with(capacities)
    entries = FailureEntry.objects.for_scope(scope).select_related("by__agency").order_by("at")
    failures = FileFailure.objects.for_scope(scope).prefetch_related(
        Prefetch("entries", entries, "said")
    )
    found = (
        FileQuality.objects.for_scope(scope)
        .filter(case=case)
        .select_related("referral", "by__agency")
        .prefetch_related(Prefetch("failures", failures.order_by("code"), "found"))
    )
    reasons = FailureReason.objects.for_scope(scope).filter(case=case)
    why = defaultdict(str, reasons.values_list("failure_id", Opened("text")))
    unassessed = Referral.objects.for_scope(scope).filter(
        case=case, status=ReferralStatus.ACCEPTED, is_assessed=False
    )
    return FileQualityPage(
        [_file_assessment(each, who, why) for each in found.order_by("-referral__number")],
        [_unassessed_referral(each, who) for each in unassessed.order_by("-number")],
    )


def _file_assessment(quality: Any, who: Standing, why: Mapping[UUID, str]) -> FileAssessment:
    order = list(FAILURES)
    failures = sorted(quality.found, key=lambda failure: order.index(failure.code))
    return FileAssessment(
        number=quality.referral.number, outcome=_file_outcome(quality.found),
        by=f"{quality.by.name}, {quality.by.agency.name}", at=quality.at,
        closes_at=quality.closes_at, is_closed=who.at > quality.closes_at,
        lines=[_failure_row(failure, who, why[failure.pk]) for failure in failures],
    )  # fmt: skip


# The outcome of a file is the first of these statuses that any of its failures has.
# Source: the CPS's public DG assessment prototype, for "disputed unsuccessfully".
OUTCOME_ORDER = (
    FailureStatus.UNSUCCESSFUL, FailureStatus.DISPUTED, FailureStatus.REPORTED,
    FailureStatus.NOT_DISPUTED, FailureStatus.SUCCESSFUL,
)  # fmt: skip


def _file_outcome(failures: Iterable[FileFailure]) -> str | Promise:
    found = {failure.status for failure in failures}
    return next((each.label for each in OUTCOME_ORDER if each in found), _("Compliant"))


def _failure_row(failure: Any, who: Standing, reason: str) -> FailureRow:
    listed = FAILURES[failure.code]
    return FailureRow(
        pk=failure.pk, group=listed.group, text=listed.text, comment=failure.comment,
        status=failure.status, status_label=failure.get_status_display(), entries=failure.said,
        reason=reason, allowed=FAILURE.allowed_verbs(who, failure),
    )  # fmt: skip


def _unassessed_referral(referral: Referral, who: Standing) -> UnassessedReferral:
    may = REFERRAL.refusal(who, "assess_file", referral) is None
    assert referral.number is not None
    return UnassessedReferral(referral.pk, referral.number, may)


def failure_name(failure: FileFailure) -> tuple[str, str]:
    """The failure that a page is about: (group, label)."""
    listed = FAILURES[failure.code]
    return listed.group, listed.text
