"""
Declare a conflict of interest with a case that one does not open, by its URN.

For whoever cannot see the case, or should not look first: an auditor, an administrator, somebody
about to join its unit. They hear the same whatever the URN is: it must not tell whether such a case
exists.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from cases import notices
from cases.case_access.actions.conflicts import create_conflict
from cases.models import Case
from cases.permissions import SITE
from cases.queries.conflicts import accounts_recorded_by
from people.access import audit_log
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.models import Operation, User

VERB = "declare_unseen_conflict"


@transaction.atomic
def declare_unseen_conflict(*, by: Scope, at: datetime, urn: str, kind: str, reason: str) -> None:
    """
    Declare one's own conflict of interest with the case of a URN, under every account.

    Does nothing more than log it if there is none, or if the person's side has recorded one.
    """
    SITE.check(by, VERB)
    check_grants_unchanged(by)
    rows = Case.objects.unscoped("whom a conflict of interest keeps from a case").filter(urn=urn)
    case = rows.first()  # not locked: to wait for whoever saves on it would tell of it
    audit_log.record_entry(  # of one shape, whatever the URN is: an auditor reads their own
        operation=Operation.CONSULTATION, verb=VERB, by=by, sought=urn, at=at
    )
    if case is None:
        return
    _record_once(case, by=by, at=at, kind=kind, reason=reason)
    audit_log.record_entry(  # hidden from whoever declared it, as all about the case
        operation=Operation.COLLECTION, verb=VERB, by=by, kind=Case._meta.label, ids=[case.pk],
        case_id=case.pk, at=at,
    )  # fmt: skip


def _record_once(case: Case, *, by: Scope, at: datetime, kind: str, reason: str) -> None:
    """Record it and notify the managers of the person's side, unless it is recorded already."""
    side, person = by.actor.side, User.objects.get(pk=by.actor.id)
    if accounts_recorded_by(side, case.pk).filter(pk=person.pk).exists():
        return
    try:
        with transaction.atomic():
            create_conflict(case, person, by=by, at=at, kind=kind, reason=reason)
    except IntegrityError:  # somebody recorded it in this moment
        return
    if side in notices.CONFLICT_WATCH:
        notices.notify_conflict_watch(case, side, notice="conflict_declared", at=at)
