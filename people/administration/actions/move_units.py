"""Move a unit to another agency: its people and systems go along, with their cases open."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_exclusive
from people.access.permission_tables import Refused, Stale
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.agency_changes import (
    check_can_take,
    end_roles,
    give_units,
    lock_agencies,
)
from people.administration.actions.open_admin_action import (
    log_admin_action,
    save_all_next_version,
)
from people.administration.actions.units import IS_MERGED
from people.administration.approvals import Approval
from people.administration.permissions import SITE
from people.administration.unit_moves import UnitMove, proposed_administrators, unit_move
from people.models import Agency, DirectoryPerson, Operation, System, Token, Unit, User

VERB = "move_unit"
ITS_OWN = _("Select another agency. The unit is in this one already.")
ADMINISTRATOR_WAITS = _(
    "A role on this unit that manages its agency is waiting for approval. Settle that first, "
    "because it would be a role in the other agency."
)


@transaction.atomic
def move_unit(
    *, unit: Unit, by: Scope, at: datetime, approval: Approval, version: int, agency: Agency,
    into: Agency,
) -> Unit:  # fmt: skip
    """
    Move a unit from its agency to another of the same side. Returns the unit.

    Its cases, clocks, routes, roles and proposals stay with it. An account of the agency goes along
    if all its live roles in the agency are on this unit. Whoever administers the agency by a role
    on this unit does so no more, as when agencies are merged. The functions of other apps in
    MOVED_UNIT_FOLLOWERS refuse it or follow. agency: the one that the unit is to leave.
    """
    approval.check(VERB)
    SITE.check(by, VERB)
    lock_units_exclusive()
    agency, into = lock_agencies(agency, into)
    rows = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into")
    unit = rows.get(pk=unit.pk)
    if version != unit.version or unit.agency_id != agency.pk:
        raise Stale([], version=unit.version)
    move = unit_move(unit, at=at)
    _check_move(unit, move, agency, into)
    accounts = list(move.going.values_list("pk", flat=True))
    _end_administrators(move, by=by, at=at)
    give_units(VERB, move.units, agency=agency, into=into, by=by, at=at)
    _move_accounts(accounts, into, by=by, at=at)
    for follow in settings.MOVED_UNIT_FOLLOWERS:
        import_string(follow)(agency=agency, into=into, at=at)
    unit_leaders.notify_leaders_of_units([unit.pk], notice="unit_moved", at=at)
    unit.refresh_from_db()
    log_admin_action(VERB, unit, by=by, at=at, operation=Operation.COMBINATION)
    return unit


def _check_move(unit: Unit, move: UnitMove, agency: Agency, into: Agency) -> None:
    if unit.merged_into:
        raise Refused(IS_MERGED % {"unit": unit.merged_into.name}, is_stage=True)
    check_can_take(into, move.units, agency=agency, is_same=ITS_OWN)
    if proposed_administrators(unit).exists():
        raise Refused(ADMINISTRATOR_WAITS, is_stage=True)


def _end_administrators(move: UnitMove, *, by: Scope, at: datetime) -> None:
    """End the roles that administer the agency, and tell the service and the agency's leaders."""
    for person in move.ending:
        unit_leaders.notify_administrator_ended(person, by=by, at=at)
    end_roles(VERB, move.administering, by=by, at=at)


def _move_accounts(accounts: list[int], into: Agency, *, by: Scope, at: datetime) -> None:
    """
    Make accounts of people and systems the other agency's. Linked sign-ins stay linked.

    A system acts for people of its own agency alone, so tokens of and for these accounts end. The
    accounts are locked first, as where a token is issued or a directory changes them.
    """
    people = User.objects.filter(pk__in=accounts).order_by("pk")
    list(people.select_for_update(of=("self",), no_key=True))
    list(System.objects.select_for_update(of=("self",)).filter(account__in=accounts).order_by("pk"))
    Token.objects.filter(Q(officer__in=accounts) | Q(system__account__in=accounts)).delete()
    _forget_directory(accounts)
    save_all_next_version(VERB, people, by=by, at=at, agency=into)


def _forget_directory(accounts: list[int]) -> None:
    """
    Forget what the directory of the agency before said of accounts, and what it wants with them.

    That somebody left or moved stays, since their work may still wait for those who lead the unit.
    """
    said = DirectoryPerson.objects.filter(user__in=accounts)
    said.filter(left_at=None, moved_at=None).delete()
    kept = list(said.select_related("user"))
    for row in kept:
        row.names, row.email = {"displayName": row.user.name}, row.user.email
        row.is_active, row.is_removed = row.user.is_active, False
        row.external_id = row.department = ""
    facts = ["names", "email", "is_active", "is_removed", "external_id", "department"]
    DirectoryPerson.objects.bulk_update(kept, facts)
