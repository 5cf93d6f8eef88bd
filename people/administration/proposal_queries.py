"""Queries of the pages about proposals of access. They check no permission: the guards have."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.scopes import Scope
from people.administration.approvers import is_anothers, is_lent_to_leader
from people.administration.labels import capacity_label
from people.administration.managed import managed_proposals
from people.administration.public_keys import keys_in_words
from people.administration.widening import widening_acts
from people.models import AccessProposal, Agency, Unit, User
from people.text.dates import format_end, format_moment
from people.web.pagination import newest_first_page

Status = AccessProposal.Status
STILL_OPEN = [Status.WAITING, Status.TO_REVIEW, Status.APPROVED]
FactRow = tuple[str | Promise, str]


@dataclass(frozen=True)
class ProposalRow:
    """One proposal in a list."""

    pk: UUID
    title: str
    about: str  # the person, system, unit or agency it is about
    proposed_by: str
    proposed_at: datetime
    status: str


def titles() -> dict[str, str]:
    """{act: what it does} as a heading."""
    return {
        "give_capacity": _("Add a role"),
        "change_address": _("Change an email address"),
        "reactivate_person": _("Reactivate an account"),
        "reset_second_factor": _("Reset the second step of signing in"),
        "link_sign_in": _("Link a sign-in at a provider"),
        "join_accounts": _("Record another account of the same person"),
        "part_accounts": _("Record that an account is of another person"),
        "add_system": _("Add a system"),
        "add_directory": _("Add a directory"),
        "renew_secret": _("Renew the secret of a system"),
        "set_public_keys": _("Set the keys by which a system proves itself"),
        "merge_unit": _("Merge a unit into another"),
        "merge_agency": _("Merge an agency into another"),
        "set_route": _("Set where referrals go"),
    } | {verb: str(act.title) for verb, act in widening_acts().items() if act.title}


def open_proposals(scope: Scope) -> list[ProposalRow]:
    """
    What waits for approval or a review, or to be carried out, longest first.

    For an administrator what concerns the agencies that they manage; for a leader what they approve
    in the place of one.
    """
    rows = _with_names(managed_proposals(scope)).filter(status__in=STILL_OPEN)
    managed = rows.order_by("proposed_at", "pk")
    return [_proposal_row(each) for each in (*managed, *lent_proposals(scope, without=managed))]


def lent_proposals(scope: Scope, without: Collection[AccessProposal] = ()) -> list[AccessProposal]:
    """The open proposals that a leader approves or reviews, because no administrator can."""
    rows = _with_names(AccessProposal.objects.filter(status__in=AccessProposal.OPEN))
    return [
        each
        for each in rows.exclude(pk__in=[row.pk for row in without]).order_by("proposed_at", "pk")
        if is_anothers(scope, each) and is_lent_to_leader(scope, each)
    ]


def settled_proposals(scope: Scope, before: str) -> tuple[list[ProposalRow], str]:
    """
    (a page of what was settled, newest first; the cursor of the next page or "").

    Of the agencies that an administrator manages.
    """
    rows = _with_names(managed_proposals(scope)).filter(settled_at__isnull=False)
    rows = rows.exclude(status=Status.APPROVED)
    found, following = newest_first_page(rows, before, by="settled_at")
    return [_proposal_row(each) for each in found], following


def proposal_facts(proposal: AccessProposal) -> list[FactRow]:
    """[(question, answer)] of what a proposal would do, by whom and why."""
    act = widening_acts()[proposal.act]
    arguments = act.from_json(proposal.arguments)
    return [
        *(act.in_words(arguments) if act.in_words else _argument_facts(proposal.act, arguments)),
        (_("Why"), proposal.reason),
        (_("Proposed by"), proposal.proposed_by.name),
        (_("Proposed"), format_moment(proposal.proposed_at)),
        *_settled_facts(proposal),
    ]


def _argument_facts(act: str, arguments: dict[str, Any]) -> list[FactRow]:
    """What a proposal is about, in words, in the order in which people read it."""
    worded: list[FactRow] = []
    for name, label in _argument_labels().items():
        if name not in arguments:
            continue
        value = arguments[name]
        if name == "email" and act == "change_address":
            label = _("New email address")
        worded.append((label, _argument_in_words(name, value)))
        if isinstance(value, User) and not value.is_system:
            worded.append((_("Their email address now"), value.email))
    return worded


def _argument_labels() -> dict[str, str]:
    return {
        "person": _("Account"),
        "name": _("Name"),
        "agency": _("Agency"),
        "capacity": _("Role"),
        "unit": _("Unit"),
        "cps_unit": _("Referrals go to"),
        "is_urgent": _("Which referrals"),
        "into": _("Into"),
        "email": _("The other email address"),
        "issuer": _("Provider"),
        "subject": _("What the provider calls them"),
        "expires_at": _("Until"),
        "keys": _("Public keys, each with its thumbprint"),
    }


def _argument_in_words(name: str, value: Any) -> str:
    if isinstance(value, Unit):
        return f"{value.name}, {value.agency.name}"
    if isinstance(value, User):
        return f"{value.name}, {value.agency.name}"
    if isinstance(value, Agency):
        return value.name
    if name == "keys":
        return keys_in_words(value)
    if name == "capacity":
        return capacity_label(value)
    if name == "is_urgent":
        return _("Urgent referrals") if value else _("Referrals that are not urgent")
    if name == "expires_at":
        return format_end(value) if value else _("No end")
    return str(value) if value is not None else _("The same unit as other referrals")


def _settled_facts(proposal: AccessProposal) -> list[FactRow]:
    if proposal.settled_by is None or proposal.settled_at is None:
        return []
    facts: list[FactRow] = [
        (proposal.get_status_display(), proposal.settled_by.name),
        (_("When"), format_moment(proposal.settled_at)),
    ]
    if proposal.settled_text:
        facts.append((_("Their reason"), proposal.settled_text))
    return facts


def _with_names(rows: QuerySet[AccessProposal]) -> QuerySet[AccessProposal]:
    return rows.select_related("person", "unit", "proposed_by")


def _proposal_row(proposal: AccessProposal) -> ProposalRow:
    about = proposal.person or proposal.unit
    named = about.name if about else str(proposal.arguments.get("name", ""))
    if proposal.act == "give_capacity" and proposal.unit is not None:
        role = capacity_label(proposal.arguments["capacity"])
        named = f"{named}: {role}, {proposal.unit.name}"
    return ProposalRow(
        proposal.pk, titles()[proposal.act], named, proposal.proposed_by.name,
        proposal.proposed_at, str(proposal.get_status_display()),
    )  # fmt: skip
