"""
Which leaders approve a change of access in the place of an administrator, where there is no other.

Source: ADR 75 and 103. Never what concerns who administers an agency: the service approves that.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from people.access.expiry import live_at
from people.administration.managed import own_agency_of
from people.administration.unit_leaders import LEADERS
from people.administration.widening import widening_acts
from people.identity.capacities import AGENCY_CAPACITIES
from people.models import AccessProposal, Unit, UnitGrant, User

Status = AccessProposal.Status
OF_EMERGENCIES = [Status.TO_REVIEW, Status.CONFIRMED, Status.UNDONE]


@dataclass(frozen=True)
class Lending:
    """
    The units whose leaders are asked, by id; none: the service alone approves.

    is_any: to lead one of them is enough; else all are led. without: a unit whose people, who
    would read more, are not asked.
    """

    units: frozenset[int] = frozenset()
    is_any: bool = False
    without: int | None = None

    def is_met_by(self, led: Set[int]) -> bool:
        """Whether whoever leads these units may approve."""
        return bool(self.units & led) if self.is_any else self.units <= led


def lending_of(proposal: AccessProposal, at: datetime) -> Lending:
    """
    Whose leaders are asked: those of the unit that is opened.

    Of a merger, those of the unit that is closed, whose cases others read then. Of an act of
    another app, any of those that it names. Of an act on an account, who leads all its units, if
    they are of one agency. Of a new system, any of its agency.
    """
    if _is_about_administrator(proposal, at):
        return Lending()
    if proposal.act == "merge_unit":
        return Lending(frozenset([proposal.arguments["unit"]]), without=proposal.unit_id)
    if named := widening_acts()[proposal.act].units_opened:
        opened = frozenset(named(proposal.arguments))
        return Lending(opened, is_any=True, without=proposal.unit_id)
    if proposal.unit_id is not None:
        return Lending(frozenset([proposal.unit_id]))
    agency = own_agency_of(proposal)
    if agency is None:
        return Lending()
    if proposal.person_id is not None:
        return Lending(_units_of_account(proposal.person_id, agency, at))
    units = Unit.objects.filter(agency=agency).values_list("pk", flat=True)
    return Lending(frozenset(units), is_any=True)


def standing_in(proposal: AccessProposal, at: datetime) -> set[int]:
    """The accounts of the leaders who may approve a proposal that is lent to them."""
    lending = lending_of(proposal, at)
    if not lending.units:
        return set()
    led: defaultdict[int, set[int]] = defaultdict(set)
    rows = _leading_grants(proposal, at).filter(content_object__in=lending.units)
    if lending.without is not None:
        held = UnitGrant.objects.filter(live_at(at), content_object=lending.without)
        gaining = accounts_of_same_human(*held.values_list("user", flat=True))
        rows = rows.exclude(user__in=gaining.values("pk"))
    for user, unit in rows.values_list("user_id", "content_object_id"):
        led[user].add(unit)
    return {user for user, units in led.items() if lending.is_met_by(units)}


def accounts_of_same_human(*people: int | None) -> QuerySet[User]:
    """These accounts, and the others of the same people."""
    known = [pk for pk in people if pk is not None]
    return User.objects.filter(Q(pk__in=known) | Q(human__accounts__in=known))


def _is_about_administrator(proposal: AccessProposal, at: datetime) -> bool:
    """Whether it makes an administrator of an agency, or is an act on the account of one."""
    if proposal.arguments.get("capacity") in AGENCY_CAPACITIES:
        return True
    held = UnitGrant.objects.filter(live_at(at), permission__codename__in=AGENCY_CAPACITIES)
    return proposal.person_id is not None and held.filter(user=proposal.person_id).exists()


def _units_of_account(account: int, agency: int, at: datetime) -> frozenset[int]:
    """The units on which an account has roles; none if it has one at another agency."""
    held = UnitGrant.objects.filter(live_at(at), user=account)
    units = dict(held.values_list("content_object_id", "content_object__agency_id"))
    return frozenset(units) if set(units.values()) <= {agency} else frozenset()


def _live_leading(at: datetime) -> QuerySet[UnitGrant]:
    return UnitGrant.objects.filter(
        live_at(at), permission__codename__in=LEADERS, user__is_active=True, user__is_system=False
    )


def _leading_grants(proposal: AccessProposal, at: datetime) -> QuerySet[UnitGrant]:
    """
    The leading roles that count: of others, from no emergency, and not given by the proposer.

    So nobody chooses who approves what they propose.
    """
    in_emergency = AccessProposal.objects.alias(capacity=KT("arguments__capacity")).filter(
        act="give_capacity", status__in=OF_EMERGENCIES, person=OuterRef("user"),
        capacity=OuterRef("permission__codename"), proposed_at=OuterRef("granted_at"),
    )  # fmt: skip
    proposers = accounts_of_same_human(proposal.proposed_by_id).values("pk")
    own = accounts_of_same_human(proposal.proposed_by_id, proposal.person_id).values("pk")
    rows = _live_leading(at).filter(~Exists(in_emergency))
    return rows.exclude(granted_by__in=proposers).exclude(user__in=own)
