"""Notify administrators and leaders of a proposal of access, and whoever made it of the answer."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from people.access.scopes import Scope
from people.administration.approvers import approving_administrators, service_administrators
from people.administration.lending import lending_of, standing_in
from people.models import AccessProposal


def notify_proposer(proposal: AccessProposal, *, at: datetime) -> None:
    """Tell whoever proposed it that it is settled: their page says how."""
    for tell in settings.PROPOSALS_TOLD_BY:
        import_string(tell)(
            proposal=proposal, administrators={proposal.proposed_by_id}, led_units=(), at=at
        )


def notify_approvers(proposal: AccessProposal, *, by: Scope, at: datetime) -> None:
    """
    Notify those who may approve or review a proposal: administrators, or leaders instead of them.

    Of an emergency every leader of the unit and the administrators of the service hear too; where
    no administrator of the agency can approve, those leaders who may, and the service. Calls the
    functions in the setting PROPOSALS_TOLD_BY, in the transaction of the proposal.
    """
    administrators = set(approving_administrators(proposal, by).values_list("pk", flat=True))
    units: frozenset[int] = frozenset()
    leaders: set[int] | None = None  # every leader of these units
    if proposal.status == AccessProposal.Status.TO_REVIEW:
        units = frozenset(filter(None, [proposal.unit_id]))
    elif not administrators:
        units, leaders = lending_of(proposal, at).units, standing_in(proposal, at)
    if units or not administrators:
        administrators |= set(service_administrators(proposal, by).values_list("pk", flat=True))
    for tell in settings.PROPOSALS_TOLD_BY:
        import_string(tell)(
            proposal=proposal, administrators=administrators, led_units=units, leaders=leaders,
            at=at,
        )  # fmt: skip
