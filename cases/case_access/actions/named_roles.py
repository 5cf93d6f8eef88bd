"""End a named role on a case, by an administrator who cannot see the case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, save_next_version
from cases.models import Case, CaseGrant
from cases.models.case_key_of_text import note_if_key_is_there
from cases.states import OPEN_STATES
from people.access import audit_log, grants
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Refused, Scope
from people.administration.permissions import PERSON, SITE
from people.models import Operation, User

# Who can name a replacement, and their notice, which says that a role is vacant, never why.
CAN_NAME_ANOTHER = {
    "officer_in_case": ("supervise_cases", "police_unit_id", "no_officer"),
    "reviewing_prosecutor": ("allocate_cases", "cps_unit_id", "no_prosecutor"),
}


@transaction.atomic
def end_naming(*, grant: CaseGrant, by: Scope, at: datetime, reason: str) -> User:
    """
    End one named role: the person left, or was named by mistake.

    The person's side sees who and why on the timeline. Those who can name a replacement are
    notified if the case has an open suspect, or none yet.
    """
    SITE.check(by, "end_naming")
    PERSON.check(by, "end_naming", grant.user)
    cases = Case.objects.unscoped("end a naming").select_for_update(of=("self",), no_key=True)
    case = cases.get(pk=grant.content_object_id)
    check_grants_unchanged(by)
    if not CaseGrant.objects.filter(pk=grant.pk).exists():
        raise Refused(_("This has been ended already."), is_stage=True)
    capacity = grant.permission.codename
    _audit_ended_role(case, by=by, at=at)
    grants.revoke_capacity(capacity, of=grant.user, on=case, by=by, at=at)
    save_next_version(case, "end_naming", by=by, at=at)
    note = f"{grant.user.name}: {_(grant.permission.name)}\n{reason}"
    side = grant.user.agency.side
    note = note_if_key_is_there(note, case.pk)
    add_timeline_event("end_naming", case, by=by, at=at, note=note, only_side=side)
    notify_of_vacant_role(capacity, case, at=at)
    return grant.user


def notify_of_vacant_role(capacity: str, case: Case, *, at: datetime) -> None:
    """Notify those who can name a replacement, unless all suspects of the case are closed."""
    if capacity not in CAN_NAME_ANOTHER:
        return
    holding, unit, notice = CAN_NAME_ANOTHER[capacity]
    suspects = list(turns.suspects_in_order(case, state__in=OPEN_STATES))
    if suspects or not case.suspects.unscoped("is there anybody yet").exists():
        notices.notify_unit(holding, getattr(case, unit), case, suspects, notice=notice, at=at)


def _audit_ended_role(case: Case, *, by: Scope, at: datetime) -> None:
    """Record the audit entry of the case for an administrator with no capacity on it."""
    audit_log.record_entry(
        operation=Operation.ALTERATION,
        verb="end_naming",
        by=by,
        capacities=by.all_capacities,
        kind=Case._meta.label,
        ids=[case.pk],
        case_id=case.pk,
        at=at,
    )
