"""
Contact barriers: reasons not to contact a victim, checked before every contact.

A barrier does not block: the law may require that the victim is told. A person who goes on gives a
reason. A channel that was not asked about counts as unsafe, unless it is the victim's preferred
one.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.identity.sides import Side
from victims.models import Channel, Contact, ContactOutcome, VictimRecord, Way, YesNoNotAsked
from victims.safe_hours import is_in_safe_hours, is_on_safe_day


class ContactBarrier(TextChoices):
    """Why a contact needs a reason."""

    OPTED_OUT = "OPTED_OUT", _("The victim does not want to be contacted.")
    WITHDRAWN = "WITHDRAWN", _("The victim has withdrawn from the case.")
    NO_TEXT = "NO_TEXT", _("A text message is not safe for this victim.")
    NO_EMAIL = "NO_EMAIL", _("An email is not safe for this victim.")
    NO_LETTER = "NO_LETTER", _("A letter is not safe for this victim.")
    NO_VOICEMAIL = "NO_VOICEMAIL", _("A voicemail is not safe for this victim.")
    TEXT_UNASKED = "TEXT_UNASKED", _("No one has asked the victim whether a text message is safe.")
    EMAIL_UNASKED = "EMAIL_UNASKED", _("No one has asked the victim whether an email is safe.")
    LETTER_UNASKED = "LETTER_UNASKED", _("No one has asked the victim whether a letter is safe.")
    VOICE_UNASKED = "VOICE_UNASKED", _("No one has asked the victim whether a voicemail is safe.")
    OUTSIDE_HOURS = (
        "OUTSIDE_HOURS",
        _("This is outside the days and hours at which the victim can be reached safely."),
    )
    UNCHECKED = "UNCHECKED", _("Something was told before it was checked who was there.")
    ONLY_BY_ISVA = "ONLY_BY_ISVA", _("The victim is to be reached only through the ISVA.")
    ONLY_BY_POLICE = "ONLY_BY_POLICE", _("The victim is to be reached only through the police.")
    NOT_BY_ISVA = (
        "NOT_BY_ISVA",
        _("The victim did not agree then that an ISVA passes anything on, or had no ISVA. Ask "
          "first, and try another way."),
    )  # fmt: skip


@dataclass(frozen=True)
class Safeguard:
    """
    A question about a channel: its field on the record, and the barriers for No and for not asked.
    """

    field: str
    is_not_safe: ContactBarrier
    is_not_asked: ContactBarrier


SAFEGUARD_BY_WAY = {
    Way.TEXT: Safeguard("text_is_safe", ContactBarrier.NO_TEXT, ContactBarrier.TEXT_UNASKED),
    Way.EMAIL: Safeguard("email_is_safe", ContactBarrier.NO_EMAIL, ContactBarrier.EMAIL_UNASKED),
    Way.LETTER: Safeguard(
        "letter_is_safe", ContactBarrier.NO_LETTER, ContactBarrier.LETTER_UNASKED
    ),
}
ONLY_WAY_BY_CHANNEL = {
    Channel.THROUGH_ISVA: (Way.THROUGH_ISVA, ContactBarrier.ONLY_BY_ISVA),
    Channel.THROUGH_POLICE: (Way.THROUGH_POLICE, ContactBarrier.ONLY_BY_POLICE),
}
VOICEMAIL_SAFEGUARD = Safeguard(
    "voicemail_is_safe", ContactBarrier.NO_VOICEMAIL, ContactBarrier.VOICE_UNASKED
)
IMMEDIATE_WAYS = {
    Way.PHONE,
    Way.TEXT,
    Way.VIDEO,
    Way.IN_PERSON,
}  # channels that reach the victim at that moment


def barriers_to_contact(
    record: VictimRecord,
    *,
    channel: str = "",
    outcome: str = "",
    side: str = "",
    is_agreed: bool = False,
    at: datetime | None = None,
    is_hour_known: bool = True,
) -> list[ContactBarrier]:
    """
    The barriers to a contact; without channel and outcome, those to any contact.

    side: that makes the contact; the police may call a victim who is reached through the police.
    is_agreed: whether the victim consents that an ISVA passes something on
    (victims/queries/consent_sharing.py). at: the moment of the contact; is_hour_known: False where
    only its day is known. Without `at`, safe hours are not compared.
    """
    found = barriers_to_any_contact(record) + _only_way_barriers(record, channel, side)
    if channel in SAFEGUARD_BY_WAY:
        found += _safeguard_barriers(SAFEGUARD_BY_WAY[Way(channel)], record, channel)
    if outcome == ContactOutcome.VOICEMAIL:
        found += _safeguard_barriers(VOICEMAIL_SAFEGUARD, record)
    if at and channel in IMMEDIATE_WAYS and not _is_in_safe_hours(record, at, is_hour_known):
        found.append(ContactBarrier.OUTSIDE_HOURS)
    if channel == Way.THROUGH_ISVA and not is_agreed:
        found.append(ContactBarrier.NOT_BY_ISVA)
    return found


def barriers_to_any_contact(record: VictimRecord) -> list[ContactBarrier]:
    """The barriers to any contact at all."""
    found = [ContactBarrier.OPTED_OUT] if record.wants_contact == YesNoNotAsked.NO else []
    return [*found, ContactBarrier.WITHDRAWN] if record.is_withdrawn else found


def _only_way_barriers(record: VictimRecord, channel: str, side: str) -> list[ContactBarrier]:
    way, barrier = ONLY_WAY_BY_CHANNEL.get(Channel(record.channel), (channel, None))
    is_theirs = barrier == ContactBarrier.ONLY_BY_POLICE and side == Side.POLICE
    return [barrier] if channel and barrier and channel != way and not is_theirs else []


def _safeguard_barriers(
    safeguard: Safeguard, record: VictimRecord, channel: str = ""
) -> list[ContactBarrier]:
    answer = getattr(record, safeguard.field)
    if answer == YesNoNotAsked.NO:
        return [safeguard.is_not_safe]
    is_named = bool(channel) and record.channel == Channel(channel)
    return [] if answer == YesNoNotAsked.YES or is_named else [safeguard.is_not_asked]


def _is_in_safe_hours(record: VictimRecord, at: datetime, is_hour_known: bool) -> bool:
    compare = is_in_safe_hours if is_hour_known else is_on_safe_day
    return not record.safe_hours or compare(record.safe_hours, at)


def has_reached_victim(contact: Contact) -> bool:
    """Whether a contact is known to have reached the victim: the identity was checked."""
    return (
        contact.outcome == ContactOutcome.REACHED
        and ContactBarrier.UNCHECKED not in contact.barriers
    )
