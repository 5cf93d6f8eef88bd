"""
Contact steps: what to try next where a victim was not reached. Advice only.

Source: the CPS's call log: up to three calls, then a text or letter. A step that is not known to be
safe, or has a contact barrier (victims/contact_barriers.py), is left out; the victim's preferred
channel comes first.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from victims.contact_barriers import ContactBarrier, barriers_to_contact
from victims.models import Channel, ContactOutcome, VictimRecord, Way

MAX_CALLS = 3
CALL_LABEL = _("A call")
WAY_LABELS = {
    Way.TEXT: _("A text message"),
    Way.EMAIL: _("An email"),
    Way.LETTER: _("A letter"),
    Way.THROUGH_ISVA: _("Through the ISVA"),
    Way.THROUGH_POLICE: _("Through the police"),
}
NOT_KNOWN_SAFE_TEXT = _("not known to be safe")
BARRIER_TEXT = {
    ContactBarrier.OPTED_OUT: _("the victim does not want to be contacted"),
    ContactBarrier.WITHDRAWN: _("the victim has withdrawn from the case"),
    ContactBarrier.ONLY_BY_ISVA: _("the victim is to be reached only through the ISVA"),
    ContactBarrier.ONLY_BY_POLICE: _("the victim is to be reached only through the police"),
    ContactBarrier.NOT_BY_ISVA: _("the victim does not agree to it now, or has no ISVA"),
}
WRONG_ADDRESS_TEXT = _("the number or address was wrong")


@dataclass(frozen=True)
class ContactStep:
    """One step. tried_at: when it was taken. why_not: why it is left out. Both may be empty."""

    label: Promise
    tried_at: datetime | None = None
    why_not: str | Promise = ""
    is_next: bool = False


ContactAttempt = tuple[str, datetime, str]  # channel, moment, outcome


def contact_steps_to_try(
    record: VictimRecord, attempts: Iterable[ContactAttempt], *, is_agreed: bool, side: str = ""
) -> list[ContactStep]:
    """
    The steps in order: those taken with their moment, and the next one.

    attempts: [(channel, moment, outcome)] since the victim was last reached, oldest first.
    is_agreed: whether the victim consents that an ISVA passes something on
    (victims/queries/consent_sharing.py). side: that makes the next contact.
    """
    left, steps, is_found = list(attempts), [], False
    wrong = {channel for channel, _moment, outcome in attempts if outcome == ContactOutcome.WRONG}
    for channel in _ways_to_try(record):
        label, why_not = (
            WAY_LABELS.get(channel, CALL_LABEL),
            _why_step_is_left_out(record, channel, wrong, is_agreed, side),
        )
        taken = next((each for each in left if each[0] == channel), None)
        if taken:
            left.remove(taken)
            steps.append(ContactStep(label, tried_at=taken[1]))
        elif why_not:
            steps.append(ContactStep(label, why_not=why_not))
        else:
            steps.append(ContactStep(label, is_next=not is_found))
            is_found = True
    return steps


def _ways_to_try(record: VictimRecord) -> list[Way]:
    """The channel of each step: the preferred one first, and only calls more than once."""
    usual = [*[Way.PHONE] * MAX_CALLS, Way.TEXT, Way.LETTER, Way.THROUGH_ISVA, Way.THROUGH_POLICE]
    named = record.channel
    if named in (Channel.NOT_ASKED, Channel.PHONE):
        return usual
    return [Way(named), *(channel for channel in usual if channel != named)]


def _why_step_is_left_out(
    record: VictimRecord, channel: Way, wrong: Collection[str], is_agreed: bool, side: str
) -> str | Promise:
    """Why a step is left out: a contact barrier, or a wrong number."""
    against = barriers_to_contact(record, channel=channel, is_agreed=is_agreed, side=side)
    if against:
        return BARRIER_TEXT.get(against[0], NOT_KNOWN_SAFE_TEXT)
    return WRONG_ADDRESS_TEXT if channel in wrong else ""
