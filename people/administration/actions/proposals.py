"""
Propose a change that lets someone read more, and settle it: two people for power.

A proposal is carried out in the name of whoever proposed it, by the approval of another person.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused, Stale
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope, scope_of
from people.administration.actions.grants import end_capacity
from people.administration.actions.open_admin_action import log_admin_action, refuse_if_taken
from people.administration.actions.proposal_notices import notify_approvers, notify_proposer
from people.administration.approvals import Approval
from people.administration.managed import is_administrator
from people.administration.proposal_permissions import ACCESS_PROPOSAL
from people.administration.queries import live_grants
from people.administration.widening import widening_acts
from people.identity.capacities import AGENCY_CAPACITIES, EXPORT_CAPACITIES
from people.identity.sides import Side
from people.models import AccessProposal, Operation, Unit, UnitGrant, User
from people.models.nullable import not_null
from people.signing_in.set_up_links import is_address_new

Status = AccessProposal.Status
ALREADY_PROPOSED = _("This has been sent for approval already. It is under Approvals.")
CHANGED_SINCE = _(
    "What this is about has been changed since it was proposed. Refuse it, so that it can be "
    "proposed again."
)
PROPOSER_GONE = _(
    "Whoever proposed this no longer manages accounts. Refuse it, and propose it yourself if it is "
    "needed."
)
NOT_IN_AN_EMERGENCY = _(
    "Only a person’s role on a unit of the police, of the CPS or of a support service can be given "
    "in an emergency. Send this for approval."
)
NO_FILES_IN_AN_EMERGENCY = _(
    "The role that takes files away is not given in an emergency. Send this for approval."
)
NO_ADMINISTRATOR_IN_AN_EMERGENCY = _(
    "The role that manages accounts is not given in an emergency. Send this for approval."
)
TOO_LONG_FOR_EMERGENCY = _(
    "A role given in an emergency ends within %(hours)s hours. Enter an earlier last day; a longer "
    "role is sent for approval."
)
NOT_KNOWN_YET = _(
    "In an emergency only someone else can be given a role, who has another role in their agency "
    "and whose address is not new. Send this for approval."
)
HELD_ALREADY = _("They have this role already.")
NOT_REVIEWED_YET = _(
    "An earlier role of this person in an emergency has not been confirmed. Send this for approval."
)
SIDES_OF_EMERGENCIES = {Side.POLICE, Side.CPS, Side.SUPPORT}


class _TrialOver(Exception):
    """Rolls a trial back."""


@transaction.atomic
def propose_access(
    *, by: Scope, at: datetime, act: str, reason: str, is_emergency: bool = False, **arguments: Any
) -> AccessProposal:
    """
    Send a change for approval, or in an emergency carry it out at once, to be reviewed.

    act: a key of widening_acts(). arguments: those of the act. Raises what the act would raise now,
    and Refused for what waits already.
    """
    widening = widening_acts()[act]
    widening.rules.check(by, act)
    if is_emergency:
        _check_emergency(act, arguments, by=by, at=at)
    else:
        _try_out(act, arguments, by=by, at=at)
    person, unit = arguments.get(widening.person), arguments.get(widening.unit)
    with refuse_if_taken(ALREADY_PROPOSED):
        proposal = AccessProposal.objects.create(
            act=act, arguments=widening.to_json(arguments), reason=reason, person=person, unit=unit,
            proposed_by_id=not_null(by.user_id), proposed_at=at,
            status=Status.TO_REVIEW if is_emergency else Status.WAITING,
        )  # fmt: skip
    log_admin_action("propose_access", proposal, by=by, at=at, operation=Operation.COLLECTION)
    if is_emergency:
        _run_act(act, arguments, by=by, at=at, proposal=proposal)
    notify_approvers(proposal, by=by, at=at)
    return proposal


@transaction.atomic
def approve_access(*, proposal: AccessProposal, by: Scope, at: datetime) -> AccessProposal:
    """
    Approve a proposal, and carry it out, unless its act shows a secret to whoever proposed it.

    Raises Refused if its proposer lost the right to propose it, and what the act raises.
    """
    proposal = _lock_proposal("approve_access", proposal, by=by)
    shows_secret = widening_acts()[proposal.act].shows_secret
    if not shows_secret:
        _carry_out(proposal, at=at)
    status = Status.APPROVED if shows_secret else Status.DONE
    return _settle("approve_access", proposal, by=by, at=at, status=status)


@transaction.atomic
def carry_out_access(*, proposal: AccessProposal, by: Scope, at: datetime) -> Model:
    """Carry out what was approved and shows a secret. Returns what the act returns."""
    proposal = _lock_proposal("carry_out_access", proposal, by=by)
    made = _carry_out(proposal, at=at)
    proposal.status = Status.DONE
    proposal.save(update_fields=["status"])
    log_admin_action("carry_out_access", proposal, by=by, at=at)
    return made


@transaction.atomic
def refuse_access(
    *, proposal: AccessProposal, by: Scope, at: datetime, text: str
) -> AccessProposal:
    """Refuse a proposal, with a reason for whoever made it."""
    proposal = _lock_proposal("refuse_access", proposal, by=by)
    return _settle("refuse_access", proposal, by=by, at=at, status=Status.REFUSED, text=text)


@transaction.atomic
def withdraw_access(*, proposal: AccessProposal, by: Scope, at: datetime) -> AccessProposal:
    """Withdraw one's own proposal before it is carried out."""
    proposal = _lock_proposal("withdraw_access", proposal, by=by)
    return _settle("withdraw_access", proposal, by=by, at=at, status=Status.WITHDRAWN)


@transaction.atomic
def confirm_emergency(
    *, proposal: AccessProposal, by: Scope, at: datetime, text: str
) -> AccessProposal:
    """Review what was done in an emergency: it was right."""
    proposal = _lock_proposal("confirm_emergency", proposal, by=by)
    status = Status.CONFIRMED
    return _settle("confirm_emergency", proposal, by=by, at=at, status=status, text=text)


@transaction.atomic
def undo_emergency(
    *, proposal: AccessProposal, by: Scope, at: datetime, text: str
) -> AccessProposal:
    """
    Review what was done in an emergency: it was not right, and the role ends now.

    Whoever reviews it ends it, a leader too, whatever its proposer may do by then.
    """
    proposal = _lock_proposal("undo_emergency", proposal, by=by)
    grants = UnitGrant.objects.select_related("permission", "content_object", "user")
    capacity = proposal.arguments["capacity"]
    unit = not_null(proposal.unit)
    given = grants.filter(permission__codename=capacity, user=proposal.person)
    for grant in given.filter(content_object__in=[unit.pk, unit.merged_into_id or unit.pk]):
        end_capacity(grant, by=by, at=at, reason=text)
    status = Status.UNDONE
    return _settle("undo_emergency", proposal, by=by, at=at, status=status, text=text)


def _lock_proposal(verb: str, proposal: AccessProposal, *, by: Scope) -> AccessProposal:
    """Lock a proposal and check the verb on it as it is now."""
    rows = AccessProposal.objects.select_for_update(of=("self",), no_key=True)
    proposal = rows.select_related("proposed_by", "person", "unit").get(pk=proposal.pk)
    check_grants_unchanged(by)
    ACCESS_PROPOSAL.check(by, verb, proposal)
    return proposal


def _settle(
    verb: str, proposal: AccessProposal, *, by: Scope, at: datetime, status: str, text: str = ""
) -> AccessProposal:
    proposal.status, proposal.settled_text = Status(status), text
    proposal.settled_by_id, proposal.settled_at = by.user_id, at
    proposal.save()
    log_admin_action(verb, proposal, by=by, at=at)
    if status != Status.WITHDRAWN:
        notify_proposer(proposal, at=at)
    return proposal


def _carry_out(proposal: AccessProposal, *, at: datetime) -> Model:
    """Run the act of a proposal in the name of whoever proposed it, with all they hold now."""
    by = scope_of(proposal.proposed_by, at=at)
    if not is_administrator(by):
        raise Refused(PROPOSER_GONE, is_stage=True)
    arguments = widening_acts()[proposal.act].from_json(proposal.arguments)
    try:
        return _run_act(proposal.act, arguments, by=by, at=at, proposal=proposal)
    except Stale:
        raise Refused(CHANGED_SINCE, is_stage=True) from None


def _run_act(
    act: str, arguments: dict[str, Any], *, by: Scope, at: datetime, proposal: AccessProposal | None
) -> Model:
    approval = Approval(act, proposal.pk if proposal else None)
    return widening_acts()[act].function(by=by, at=at, approval=approval, **arguments)


def _try_out(act: str, arguments: dict[str, Any], *, by: Scope, at: datetime) -> None:
    """Carry an act out and roll it back, so that what it refuses is refused now."""
    try:
        with transaction.atomic():
            _run_act(act, arguments, by=by, at=at, proposal=None)
            raise _TrialOver
    except _TrialOver:
        pass


def _check_emergency(act: str, arguments: dict[str, Any], *, by: Scope, at: datetime) -> None:
    person, unit = arguments.get("person"), arguments.get("unit")
    if not (
        widening_acts()[act].may_be_emergency
        and isinstance(person, User)
        and isinstance(unit, Unit)
        and not person.is_system
        and unit.agency.side in SIDES_OF_EMERGENCIES
    ):
        raise Refused(NOT_IN_AN_EMERGENCY, is_stage=True)
    if arguments["capacity"] in EXPORT_CAPACITIES:
        raise Refused(NO_FILES_IN_AN_EMERGENCY, is_stage=True)
    if arguments["capacity"] in AGENCY_CAPACITIES:
        raise Refused(NO_ADMINISTRATOR_IN_AN_EMERGENCY, is_stage=True)
    _check_person_of_emergency(person, unit, arguments["capacity"], by=by, at=at)
    hours = settings.EMERGENCY_ROLE_HOURS
    ends = arguments.get("expires_at")
    if ends is None or ends > at + timedelta(hours=hours):
        raise Refused(TOO_LONG_FOR_EMERGENCY % {"hours": hours}, is_stage=True)


def _check_person_of_emergency(
    person: User, unit: Unit, capacity: str, *, by: Scope, at: datetime
) -> None:
    """
    Raise Refused unless two people gave this person a role before, and nothing of theirs is open.

    So one administrator can neither let in an account of their own making, nor themselves, nor the
    same person again before anybody has looked.
    """
    if person.pk in by.accounts or is_address_new(person):
        raise Refused(NOT_KNOWN_YET, is_stage=True)
    held = live_grants(at).filter(user=person, content_object__agency=person.agency_id)
    if not held.exists():
        raise Refused(NOT_KNOWN_YET, is_stage=True)
    if held.filter(content_object=unit, permission__codename=capacity).exists():
        raise Refused(HELD_ALREADY, is_stage=True)
    unsettled = [Status.TO_REVIEW, Status.UNDONE]
    if AccessProposal.objects.filter(person=person, status__in=unsettled).exists():
        raise Refused(NOT_REVIEWED_YET, is_stage=True)
