"""
Link two cases, dismiss a possible match, and end either.

No timeline event is added: a reader of one case may not be allowed to know of the other.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_not_destroyed, open_case_action
from cases.models import Case, CaseLink, LinkKind
from cases.permissions.capacity_tests import READS_ONLY, does_more_than_read
from people.access.scopes import Refused, Scope, standing_on

ITSELF = _("Enter the URN of another case than this one.")
SAID_ALREADY = _("These two cases have already been linked, or recorded as not the same.")
ENDED_ALREADY = _("This has already been withdrawn.")


@transaction.atomic
def link_case(*, case: Case, by: Scope, at: datetime, other: Case, reason: str) -> Case:
    """Link two cases that belong together. Visible to those who can see both."""
    return _create_case_link("link_case", LinkKind.LINKED, case, other, by=by, at=at, reason=reason)


@transaction.atomic
def dismiss_match(*, case: Case, by: Scope, at: datetime, other: Case, reason: str) -> Case:
    """Record that two similar cases are not the same, so they are no longer shown as a match."""
    return _create_case_link(
        "dismiss_match", LinkKind.DISMISSED, case, other, by=by, at=at, reason=reason
    )


@transaction.atomic
def dismiss_matches(
    *, case: Case, by: Scope, at: datetime, others: Sequence[Case], reason: str
) -> Case:
    """Record that none of these cases is the same as this one, with one reason."""
    for other in others:
        case = _create_case_link(
            "dismiss_matches", LinkKind.DISMISSED, case, other, by=by, at=at, reason=reason
        )
    return case


@transaction.atomic
def unlink_case(*, case: Case, by: Scope, at: datetime, link: CaseLink, reason: str) -> Case:
    """End a link or a dismissal, with a reason; the row stays readable."""
    case = open_case_action("unlink_case", case, by=by, at=at)
    of_case = CaseLink.objects.for_scope(by).filter(Q(case=case) | Q(other=case))
    link = of_case.select_for_update(of=("self",)).get(pk=link.pk)
    _check_works_on(link.case if link.other == case else link.other, by)
    if link.ended_at:
        raise Refused(ENDED_ALREADY, is_stage=True)
    link.ended_by_id, link.ended_at, link.ended_because = by.user_id, at, reason
    link.save(update_fields=["ended_by", "ended_at", "ended_because"])
    return case


def _check_works_on(other: Case, by: Scope) -> None:
    """Raise Refused if the caller only reads the other case, having opened it by break-glass."""
    if not does_more_than_read(standing_on(by, other), other):
        raise Refused(READS_ONLY)


def _create_case_link(
    verb: str, kind: LinkKind, case: Case, other: Case, *, by: Scope, at: datetime, reason: str
) -> Case:
    case = open_case_action(verb, case, by=by, at=at)
    other = Case.objects.for_scope(by).get(pk=other.pk)
    _check_works_on(other, by)
    check_not_destroyed(other)
    if other == case:
        raise Refused(ITSELF, is_stage=True)
    first, second = sorted((case, other), key=lambda each: each.pk.bytes)
    try:
        with transaction.atomic():
            CaseLink.objects.unscoped("say something of two cases").create(
                case=first, other=second, kind=kind, reason=reason, by_id=by.actor.id, at=at
            )
    except IntegrityError:
        raise Refused(SAID_ALREADY, is_stage=True) from None
    return case
