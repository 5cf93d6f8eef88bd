"""Who wrote any of a referral: none of them may sign it off."""

from collections.abc import Collection
from datetime import datetime

from cases.models import Case, Referral, Suspect
from cases.referrals.queries.advice_before import advice_before
from cases.referrals.queries.referrals import last_ended_referral
from people.access.scopes import Scope


def writers_copied_from(case: Case, suspects: Collection[Suspect], *, by: Scope) -> list[int]:
    """Who wrote the earlier referral, or else the request for advice, that a form begins with."""
    earlier = last_ended_referral(case, by, suspects) or advice_before(case, suspects, by)
    return earlier.writers if earlier else []


def record_writer(referral: Referral, *, by: Scope, at: datetime) -> None:
    """Add `by` to the writers, none of whom may sign the referral off."""
    referral.written_by_id, referral.written_at = by.actor.id, at
    referral.writers = [*{*referral.writers, by.actor.id}]
