"""
A victim's withdrawal of support: recorded, confirmed with the victim, taken back.

Once confirmed, contact needs a reason (victims/contact_barriers.py) and no agreed interval runs.
Duties go on: no source ends a duty because the victim withdraws, only because the victim does not
want to be told (domain notes 5.1, 5.2).
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates, only_known_fields
from people.access.scopes import Refused, Scope
from victims.actions.open_victim_action import open_victim_action
from victims.contact_dates import next_contact_at
from victims.models import VictimRecord, Withdrawal

WITHDRAWAL_FIELDS = {
    "reasons", "stage", "told_by", "told_to", "is_isva_offered", "is_statement_taken",
    "is_evidence_led_considered",
}  # fmt: skip
CONFIRMATION_DAY_REQUIRED = _("Enter when it was confirmed.")


@transaction.atomic
def record_victim_withdrawal(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    on: date,
    confirmed_by: str = "",
    confirmed_on: date | None = None,
    **facts: Any,
) -> Withdrawal:
    """Record a withdrawal. confirmed_by: empty until the victim has been asked in person."""
    only_known_fields(WITHDRAWAL_FIELDS, facts)
    record = open_victim_action(
        "record_victim_withdrawal", record, by=by, at=at, operation="collection"
    )
    check_past_dates(on, *([confirmed_on] if confirmed_on else []), at=at)
    if bool(confirmed_by) != bool(confirmed_on):
        raise Refused(CONFIRMATION_DAY_REQUIRED, is_stage=True)
    withdrawal = Withdrawal.objects.unscoped("a victim withdraws").create(
        case_id=record.case_id, record=record, on=on, confirmed_by=confirmed_by,
        confirmed_on=confirmed_on, by_id=by.actor.id, at=at, **facts,
    )  # fmt: skip
    _set_withdrawal_state(record, at=at, is_withdrawing=True, is_withdrawn=bool(confirmed_by))
    return withdrawal


@transaction.atomic
def confirm_victim_withdrawal(
    *, withdrawal: Withdrawal, by: Scope, at: datetime, confirmed_by: str, confirmed_on: date
) -> Withdrawal:
    """Confirm a withdrawal, as the victim or their representative said: it counts from now on."""
    withdrawal = open_victim_action("confirm_victim_withdrawal", withdrawal, by=by, at=at)
    check_past_dates(confirmed_on, at=at)
    withdrawal.confirmed_by, withdrawal.confirmed_on = confirmed_by, confirmed_on
    withdrawal.save(update_fields=["confirmed_by", "confirmed_on"])
    _set_withdrawal_state(withdrawal.record, at=at, is_withdrawing=True, is_withdrawn=True)
    return withdrawal


@transaction.atomic
def take_back_victim_withdrawal(
    *, withdrawal: Withdrawal, by: Scope, at: datetime, on: date
) -> Withdrawal:
    """Take the withdrawal back: the victim supports the case again."""
    withdrawal = open_victim_action("take_back_victim_withdrawal", withdrawal, by=by, at=at)
    check_past_dates(on, at=at, since=withdrawal.on)
    withdrawal.taken_back_on, withdrawal.taken_back_at = on, at
    withdrawal.taken_back_by_id = by.user_id
    withdrawal.save(update_fields=["taken_back_on", "taken_back_at", "taken_back_by"])
    _set_withdrawal_state(withdrawal.record, at=at, is_withdrawing=False, is_withdrawn=False)
    return withdrawal


def _set_withdrawal_state(record: VictimRecord, *, at: datetime, **how_far: bool) -> None:
    """Set the flags of the record that barriers, permissions and worklists read."""
    record = VictimRecord.objects.unscoped("whether she has withdrawn").get(pk=record.pk)
    record.is_withdrawing, record.is_withdrawn = how_far["is_withdrawing"], how_far["is_withdrawn"]
    record.listed_at = next_contact_at(record, at=at)
    changed = [*how_far, "listed_at"]
    record.save_without_historical_record(update_fields=changed)
