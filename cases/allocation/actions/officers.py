"""The officer in the case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action, save_next_version
from cases.allocation.actions.allocations import name_and_reason
from cases.allocation.queries.allocations import officers_for, people_named_as
from cases.models import Case
from cases.queries.conflicts import free_of_conflict
from cases.states import OPEN_STATES
from people.access import grants
from people.access.scopes import Refused, Scope
from people.models import User


@transaction.atomic
def name_officer(*, case: Case, by: Scope, at: datetime, to: User, reason: str = "") -> Case:
    """Make another officer of the police unit the officer in the case. reason: why."""
    case = open_case_action("name_officer", case, by=by, at=at)
    before = case.officer
    if to in people_named_as("officer_in_case", case, at=at):
        raise Refused(_("This officer has the case already."), is_stage=True)
    grants.lock_account(to)
    free = free_of_conflict(officers_for(case, at=at), case.pk)
    if not free.filter(pk=to.pk).exists():
        raise Refused(_("Select an officer of the unit who may see this case."), is_stage=True)
    grants.revoke_capacity("officer_in_case", of=before, on=case, by=by, at=at)
    grants.grant_capacity("officer_in_case", to=to, on=case, by=by, at=at)
    case.officer = to
    save_next_version(case, "name_officer", by=by, at=at)
    note = name_and_reason(to, reason)
    add_timeline_event("name_officer", case, by=by, at=at, made=to.name, note=note)
    suspects = list(turns.suspects_in_order(case, state__in=OPEN_STATES))
    notices.notify_person(to, case, suspects, notice="officer_named", at=at)
    if before.pk != to.pk:
        notices.notify_person(before, case, suspects, notice="reallocated", at=at)
    return case
