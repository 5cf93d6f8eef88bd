"""
Restrict a case to named people, let someone else read it, and lift the restriction.

Restricting and taking someone off the list is done by one person, at once. What lets more people
read the case is proposed by one and approved by another (ADR 76).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import add_timeline_event, open_case_action, save_next_version
from cases.case_access.actions.access_requests import close_all_requests, close_requests_of
from cases.case_access.actions.settled_by_another import check_proposer_stands, save_settled
from cases.case_access.queries.conflicts import person_of_side_by_email
from cases.case_access.queries.restrictions import (
    ALLOWED,
    allowed_of_side,
    approvers_of,
    leaders_of_unit,
    other_leaders_allowed,
    people_in_no_need_of_list,
    people_on_list,
    readers_of_unit,
)
from cases.models import Case, Restriction, RestrictionChange, RestrictionChangeKind
from cases.models.case_key_of_text import note_if_key_is_there, reason_if_key_is_there
from cases.permissions import RESTRICTION
from people.access import grants
from people.access.scopes import Refused, Scope
from people.models import Side, User

Status = RestrictionChange.Status
NOT_OF_THE_UNIT = _("Select people of your side’s unit that has this case.")
NO_SUCH_COLLEAGUE = _("There is no one else of your side with this email address.")
READS_ALREADY = _("This person is named on the case, and reads it already.")
NOT_ON_THE_LIST = _("This person is not on the list.")
LAST_LEADER = _(
    "This is the last supervisor, inspector or manager of your side on the list. Let another one "
    "read the case first."
)
NOT_ACTIVE = _("The account of this person is not active any more. Refuse it.")
PROPOSING = {"ALLOW": "propose_allowing", "LIFT": "propose_lifting"}
WAITS_ALREADY = _("This waits for approval already.")


@transaction.atomic
def restrict_case(
    *, case: Case, by: Scope, at: datetime, reason: str, people: Collection[User]
) -> Restriction:
    """
    Make a case one for named people only, at once.

    people: of one's own side's unit, beside oneself. Those named on the case as something else stay
    on it. The leaders of the other side's unit are put on the list, and choose for their side.
    """
    case = open_case_action("restrict_case", case, by=by, at=at)
    side = by.actor.side
    chosen = {person.pk for person in people}
    if readers_of_unit(case, side, at=at).filter(pk__in=chosen).count() != len(chosen):
        raise Refused(NOT_OF_THE_UNIT, is_stage=True)
    made = Restriction.objects.unscoped("a case is restricted").create(
        case=case, reason=reason_if_key_is_there(reason, case.pk), by_id=by.actor.id, at=at
    )
    case.is_restricted = True
    save_next_version(case, "restrict_case", by=by, at=at)
    others = _leaders_of_other_side(case, side, at=at)
    for person in User.objects.filter(pk__in={*chosen, by.actor.id, *others}).order_by("pk"):
        grants.grant_capacity(ALLOWED, to=person, on=case, by=by, at=at)
    add_timeline_event("restrict_case", case, by=by, at=at)
    notices.notify_without_urn(others, case, notice="case_restricted", at=at)
    return made


@transaction.atomic
def end_allowance(
    *, restriction: Restriction, by: Scope, at: datetime, person: User, reason: str
) -> Restriction:
    """
    Take a person of one's own side off the list, at once. What they are named as stays.

    reason: why, for the people of one's own side; without the key of the case it is not kept, and
    they are taken off all the same.
    """
    restriction = open_case_action("end_allowance", restriction, by=by, at=at)
    case, side = restriction.case, by.actor.side
    if not allowed_of_side(case, side, at=at).filter(pk=person.pk).exists():
        raise Refused(NOT_ON_THE_LIST, is_stage=True)
    if not other_leaders_allowed(case, side, person, at=at).exists():
        raise Refused(LAST_LEADER, is_stage=True)
    grants.revoke_capacity(ALLOWED, of=person, on=case, by=by, at=at)
    save_next_version(case, "end_allowance", by=by, at=at)
    note = note_if_key_is_there(f"{person.name}\n{reason}", case.pk)
    add_timeline_event("end_allowance", case, by=by, at=at, note=note, only_side=side)
    return restriction


@transaction.atomic
def propose_allowing(
    *,
    restriction: Restriction,
    by: Scope,
    at: datetime,
    reason: str,
    person: User | None = None,
    email: str = "",
) -> RestrictionChange:
    """
    Propose to let someone of one's own side read the case.

    person: of the unit; else email: address of any other account of the side.
    """
    restriction = open_case_action("propose_allowing", restriction, by=by, at=at)
    case, side = restriction.case, by.actor.side
    if person is None:
        person = person_of_side_by_email(email, by)
        if person is None or not person.is_active:
            raise Refused(NO_SUCH_COLLEAGUE, is_stage=True)
    elif not readers_of_unit(case, side, at=at).filter(pk=person.pk).exists():
        raise Refused(NOT_OF_THE_UNIT, is_stage=True)
    if people_in_no_need_of_list(case, side, at=at).filter(pk=person.pk).exists():
        raise Refused(READS_ALREADY, is_stage=True)
    return _propose(restriction, RestrictionChangeKind.ALLOW, person, by=by, at=at, reason=reason)


@transaction.atomic
def propose_lifting(
    *, restriction: Restriction, by: Scope, at: datetime, reason: str
) -> RestrictionChange:
    """Propose that everyone of the units reads the case again."""
    restriction = open_case_action("propose_lifting", restriction, by=by, at=at)
    return _propose(restriction, RestrictionChangeKind.LIFT, None, by=by, at=at, reason=reason)


@transaction.atomic
def approve_restriction_change(
    *, change: RestrictionChange, by: Scope, at: datetime
) -> RestrictionChange:
    """
    Approve a change, which comes into force at once.

    Raises Refused if its proposer could not propose it any more, or the person is not active.
    """
    verb = "approve_restriction_change"
    change = open_case_action(verb, change, by=by, at=at)
    _check_proposal_stands(change, at=at)
    if change.person is not None:
        grants.grant_capacity(ALLOWED, to=change.person, on=change.case, by=by, at=at)
        save_next_version(change.case, verb, by=by, at=at)
        close_requests_of(change.person, change.case, by=by, at=at)
    else:
        _lift(change.case, change.restriction, by=by, at=at)
    return _settle_change(verb, change, Status.APPROVED, by=by, at=at)


@transaction.atomic
def refuse_restriction_change(
    *, change: RestrictionChange, by: Scope, at: datetime, text: str
) -> RestrictionChange:
    """Refuse a change, with a reason for whoever proposed it."""
    verb = "refuse_restriction_change"
    change = open_case_action(verb, change, by=by, at=at)
    return _settle_change(verb, change, Status.REFUSED, by=by, at=at, text=text)


@transaction.atomic
def withdraw_restriction_change(
    *, change: RestrictionChange, by: Scope, at: datetime
) -> RestrictionChange:
    """Withdraw what one proposed oneself."""
    verb = "withdraw_restriction_change"
    change = open_case_action(verb, change, by=by, at=at)
    return _settle_change(verb, change, Status.WITHDRAWN, by=by, at=at)


def _leaders_of_other_side(case: Case, side: str, *, at: datetime) -> set[int]:
    """Ids of those who lead the other side's unit; none before it has the case."""
    other = Side.CPS if side == Side.POLICE else Side.POLICE
    if getattr(case, f"{case.unit_of[other]}_id") is None:
        return set()
    return set(leaders_of_unit(case, other, at=at).values_list("pk", flat=True))


def _propose(
    restriction: Restriction,
    kind: RestrictionChangeKind,
    person: User | None,
    *,
    by: Scope,
    at: datetime,
    reason: str,
) -> RestrictionChange:
    """Record a change that waits, and notify those who may settle it."""
    authors = [by.actor.id, *([person.pk] if person else [])]
    try:
        with transaction.atomic():
            change = RestrictionChange.objects.unscoped("a change is proposed").create(
                case=restriction.case, restriction=restriction, kind=kind, person=person,
                reason=reason, by_id=by.actor.id, at=at, authors=authors,
                only_side=by.actor.side if person else "",
            )  # fmt: skip
    except IntegrityError:
        raise Refused(WAITS_ALREADY, is_stage=True) from None
    people = set(approvers_of(change, at=at).values_list("pk", flat=True))
    notices.notify_without_urn(people, change.case, notice="opening_proposed", at=at)
    return change


def _lift(case: Case, restriction: Restriction, *, by: Scope, at: datetime) -> None:
    """End a restriction. The list ends with it, so that a later one begins with its own."""
    restriction.lifted_at = at
    restriction.save(update_fields=["lifted_at"])
    for person in people_on_list(case, at=at):
        grants.revoke_capacity(ALLOWED, of=person, on=case, by=by, at=at)
    close_all_requests(case, by=by, at=at)
    case.is_restricted = False
    save_next_version(case, "approve_restriction_change", by=by, at=at)
    waiting = RestrictionChange.objects.unscoped("a restriction is lifted").filter(
        restriction=restriction, status=Status.WAITING, kind=RestrictionChangeKind.ALLOW
    )
    for other in waiting.order_by("pk"):
        save_settled(other, Status.WITHDRAWN, by=by, at=at)


def _check_proposal_stands(change: RestrictionChange, *, at: datetime) -> None:
    check_proposer_stands(change, RESTRICTION, PROPOSING[change.kind], change.restriction, at=at)
    if change.person is not None and not change.person.is_active:
        raise Refused(NOT_ACTIVE, is_stage=True)


def _settle_change(
    verb: str, change: RestrictionChange, status: str, *, by: Scope, at: datetime, text: str = ""
) -> RestrictionChange:
    save_settled(change, status, by=by, at=at, text=text)
    note = change.person.name if change.person else ""
    if status != Status.WITHDRAWN:
        notice = "opening_approved" if status == Status.APPROVED else "opening_refused"
        notices.notify_without_urn([change.by_id], change.case, notice=notice, at=at)
    lifts = status == Status.APPROVED and change.person is None
    add_timeline_event(
        "lift_restriction" if lifts else verb, change.case, by=by, at=at, made=note,
        only_side=change.only_side,
    )  # fmt: skip
    return change


def follow_to_cps_unit(case: Case, *, is_new: bool, by: Scope, at: datetime) -> None:
    """
    Put the leaders of the CPS unit that a restricted case goes to on its list, and tell them.

    is_new: no CPS unit had it before; else the people of that one leave the list. Does nothing for
    a case that is not restricted.
    """
    if not case.is_restricted:
        return
    for person in allowed_of_side(case, Side.CPS, at=at) if not is_new else ():
        grants.revoke_capacity(ALLOWED, of=person, on=case, by=by, at=at)
    leaders = leaders_of_unit(case, Side.CPS, at=at)
    for person in leaders:
        grants.grant_capacity(ALLOWED, to=person, on=case, by=by, at=at)
    people = set(leaders.values_list("pk", flat=True))
    notices.notify_without_urn(people, case, notice="case_restricted", at=at)
