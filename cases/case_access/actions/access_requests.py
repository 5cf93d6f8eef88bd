"""
Ask to read a restricted case, and decline what was asked (ADR 80).

Whoever asks hears the same whatever the URN is: it must not tell whether such a case exists. Those
who lead the case for their side propose to let them in (restrictions.propose_allowing).
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.case_access.actions.conflicts import accounts_of_person
from cases.case_access.queries.break_glass import leaders_who_read
from cases.models import AccessRequest, Case
from cases.permissions import SITE
from cases.queries.conflicts import is_in_conflict
from people.access import audit_log
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.models import Operation, User


@transaction.atomic
def ask_to_be_let_in(*, by: Scope, at: datetime, urn: str, reason: str) -> None:
    """
    Ask the leaders of a restricted case to be let in.

    Does nothing more than log it if no restricted case of the person's side has the URN, if a
    conflict of interest keeps them from it, if they read it already, or asked and wait.
    """
    SITE.check(by, "ask_to_be_let_in")
    check_grants_unchanged(by)
    rows = Case.objects.unscoped("who may let a person in").filter(urn=urn, is_restricted=True)
    case = rows.first()  # not locked: to wait for whoever saves on it would tell of it
    made = case and _add_request(case, by=by, at=at, reason=reason)
    about: dict[str, Any] = {}
    if case is not None:
        about = {"kind": Case._meta.label, "ids": [case.pk], "case_id": case.pk}
    audit_log.record_entry(
        operation=Operation.CONSULTATION if made is None else Operation.COLLECTION,
        verb="ask_to_be_let_in", by=by, refused="" if made else audit_log.NOT_FOUND, sought=urn,
        at=at, **about,
    )  # fmt: skip


@transaction.atomic
def decline_access_request(*, asked: AccessRequest, by: Scope, at: datetime) -> AccessRequest:
    """Decline a request. The person is not told: that would say that there is such a case."""
    asked = open_case_action("decline_access_request", asked, by=by, at=at)
    asked.closed_by_id, asked.closed_at = by.actor.id, at
    asked.save(update_fields=["closed_by", "closed_at"])
    return asked


def close_requests_of(person: User, case: Case, *, by: Scope, at: datetime) -> None:
    """Close what a person asked for who is let in now, and tell them."""
    waiting = AccessRequest.objects.unscoped("a person is let in").filter(
        case=case, by__in=accounts_of_person(person), closed_at=None
    )
    if waiting.update(closed_by=by.actor.id, closed_at=at):
        notices.notify_let_in([person.pk], case, at=at)


def close_all_requests(case: Case, *, by: Scope, at: datetime) -> None:
    """
    Close what people asked for on a case whose restriction is lifted, and tell them.

    Who cannot read it still is not told: notices of a case reach its readers alone.
    """
    rows = AccessRequest.objects.unscoped("a restriction is lifted")
    waiting = rows.filter(case=case, closed_at=None)
    people = list(waiting.values_list("by", flat=True))
    waiting.update(closed_by=by.actor.id, closed_at=at)
    notices.notify_let_in(people, case, at=at)


def _add_request(case: Case, *, by: Scope, at: datetime, reason: str) -> AccessRequest | None:
    """The request, or None if there is nothing to ask for; notifies the leaders of the side."""
    side, person = by.actor.side, User.objects.get(pk=by.actor.id)
    unit = getattr(case, f"{case.unit_of[side]}_id")
    reads = Case.objects.for_scope(by).filter(pk=case.pk)
    if unit is None or is_in_conflict(person, case.pk) or reads.exists():
        return None
    try:
        with transaction.atomic():
            made = AccessRequest.objects.unscoped("a person asks to be let in").create(
                case=case, by=person, reason=reason, at=at, only_side=side
            )
    except IntegrityError:  # they asked before, and wait
        return None
    leaders = leaders_who_read(case, at=at).filter(agency__side=side)
    people = set(leaders.values_list("pk", flat=True))
    notices.notify_without_urn(people, case, notice="asked_to_be_let_in", at=at)
    return made
