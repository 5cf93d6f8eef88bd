"""Settle what one person proposed and another decides: what letting someone read a case needs."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.models.case_key_of_text import reason_if_key_is_there
from cases.models.settled_by_another import SettledByAnother
from people.access.permission_tables import Rules
from people.access.scopes import Refused, Scope, scope_of, standing_on
from people.models import AccessControlled

PROPOSER_GONE = _(
    "Whoever proposed this no longer leads a unit that has this case. Refuse it, and propose it "
    "yourself if it is needed."
)


def check_proposer_stands(
    proposal: SettledByAnother, rules: Rules, verb: str, row: AccessControlled, *, at: datetime
) -> None:
    """
    Raise Refused if whoever proposed it could not propose it any more.

    verb: what they did, on this row.
    """
    proposer = standing_on(scope_of(proposal.by, at=at), row)
    if rules.refusal(proposer, verb, row):
        raise Refused(PROPOSER_GONE, is_stage=True)


def save_settled(
    proposal: SettledByAnother, status: str, *, by: Scope, at: datetime, text: str = ""
) -> None:
    """Record what became of a proposal, by whom and why."""
    proposal.status = SettledByAnother.Status(status)
    proposal.settled_text = reason_if_key_is_there(text, proposal.case_id)
    proposal.settled_by_id, proposal.settled_at = by.actor.id, at
    proposal.save(update_fields=["status", "settled_text", "settled_by", "settled_at"])
