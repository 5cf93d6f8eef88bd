"""File quality of a submission: a prosecutor assesses, the police dispute, a manager decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import add_timeline_event, open_case_action, suspects_of_row
from cases.deadlines import dispute_window
from cases.file_quality import FAILURES, FailureStatus
from cases.models import FailureEntry, FailureReason, FileFailure, FileQuality, Method, Referral
from people.access.scopes import Refused, Scope

COMMENT_MISSING = _("Say of each failure you select what is wrong or missing.")


@transaction.atomic
def assess_file(
    *, referral: Referral, by: Scope, at: datetime, failures: Mapping[str, str]
) -> FileQuality:
    """
    Record the failures of a submitted file; without any, the file is compliant.

    failures: {code: comment}. Raises Refused for an unknown code or an empty comment.
    """
    referral = open_case_action("assess_file", referral, by=by, at=at, operation="collection")
    if not set(failures) <= set(FAILURES) or not all(map(str.strip, failures.values())):
        raise Refused(COMMENT_MISSING, is_stage=True)
    case = referral.case
    closes_at, rule = dispute_window(at=at, area=case.police_unit.area)
    quality = FileQuality.objects.unscoped("assess a file").create(
        case=case, referral=referral, police_unit_id=case.police_unit_id,
        is_compliant=not failures, closes_at=closes_at, rule=rule, by_id=by.actor.id, at=at,
    )  # fmt: skip
    FileFailure.objects.unscoped("assess a file").bulk_create(
        FileFailure(
            case=case, quality=quality, code=code, comment=comment, assessed_by_id=by.actor.id,
            closes_at=closes_at,
        )
        for code, comment in failures.items()
    )  # fmt: skip
    referral.is_assessed = True
    referral.save_without_historical_record(update_fields=["is_assessed"])
    suspects = list(suspects_of_row(referral))
    add_timeline_event(
        "assess_file", case, by=by, at=at, suspects=suspects, made=str(len(failures))
    )  # fmt: skip
    if failures:
        notices.notify_named_roles(
            notices.OFFICER_ROLES, case, suspects, notice="file_assessed", at=at
        )
    return quality


@transaction.atomic
def accept_failure(*, failure: FileFailure, by: Scope, at: datetime) -> FileFailure:
    """Accept a failure on behalf of the police."""
    failure = open_case_action("accept_failure", failure, by=by, at=at)
    return _answer_failure(failure, FailureStatus.NOT_DISPUTED, by=by, at=at)


@transaction.atomic
def dispute_failure(*, failure: FileFailure, by: Scope, at: datetime, text: str) -> FileFailure:
    """Dispute a failure, with a reason; a manager of the CPS unit decides."""
    failure = open_case_action("dispute_failure", failure, by=by, at=at)
    _answer_failure(failure, FailureStatus.DISPUTED, by=by, at=at, text=text)
    case, suspects = failure.case, list(suspects_of_row(failure.quality.referral))
    add_timeline_event("dispute_failure", case, by=by, at=at, suspects=suspects)
    notices.notify_unit(
        "allocate_cases", case.cps_unit_id, case, suspects, notice="file_disputed", at=at
    )
    return failure


@transaction.atomic
def decide_dispute(
    *, failure: FileFailure, by: Scope, at: datetime, is_upheld: bool, method: str, reason: str
) -> FileFailure:
    """Decide a dispute. method: how it was discussed. reason: visible to the CPS only."""
    failure = open_case_action("decide_dispute", failure, by=by, at=at)
    status = FailureStatus.SUCCESSFUL if is_upheld else FailureStatus.UNSUCCESSFUL
    _answer_failure(failure, status, by=by, at=at, method=Method(method))
    FailureReason.objects.unscoped("decide a dispute").create(
        case=failure.case, failure=failure, text=reason, by_id=by.actor.id, at=at
    )
    case, suspects = failure.case, list(suspects_of_row(failure.quality.referral))
    add_timeline_event("decide_dispute", case, by=by, at=at, suspects=suspects)
    notices.notify_named_roles(notices.OFFICER_ROLES, case, suspects, notice="file_decided", at=at)
    return failure


def _answer_failure(
    failure: FileFailure, status: FailureStatus, *, by: Scope, at: datetime, **said: Any
) -> FileFailure:
    FailureEntry.objects.unscoped("answer about a file").create(
        case=failure.case, failure=failure, status=status, by_id=by.actor.id, at=at, **said
    )
    failure.status = status
    failure.save(update_fields=["status"])
    return failure
