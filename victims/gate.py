"""
What stands against contacting a victim, asked before every contact.

A barrier is no lock: the law may want her told all the same. Whoever goes past it says why. What
nobody has asked the victim is treated as not safe, unless it is the very way that they named.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.sides import Side
from victims.models import Asked, Channel, Contact, Outcome, VictimRecord, Way
from victims.safe_hours import is_on_a_day, is_within


class Barrier(TextChoices):
    """Why a contact is not to be made without a reason."""

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
    """What was asked about a way: its field on the record, the barriers of No and of no answer."""

    field: str
    is_not_safe: Barrier
    is_not_asked: Barrier


SAFEGUARDS = {
    Way.TEXT: Safeguard("text_is_safe", Barrier.NO_TEXT, Barrier.TEXT_UNASKED),
    Way.EMAIL: Safeguard("email_is_safe", Barrier.NO_EMAIL, Barrier.EMAIL_UNASKED),
    Way.LETTER: Safeguard("letter_is_safe", Barrier.NO_LETTER, Barrier.LETTER_UNASKED),
}
ONLY = {
    Channel.THROUGH_ISVA: (Way.THROUGH_ISVA, Barrier.ONLY_BY_ISVA),
    Channel.THROUGH_POLICE: (Way.THROUGH_POLICE, Barrier.ONLY_BY_POLICE),
}
VOICEMAIL = Safeguard("voicemail_is_safe", Barrier.NO_VOICEMAIL, Barrier.VOICE_UNASKED)
AT_AN_HOUR = {Way.PHONE, Way.TEXT, Way.VIDEO, Way.IN_PERSON}  # what reaches somebody as it is made


def barriers(
    record: VictimRecord,
    *,
    channel: str = "",
    outcome: str = "",
    side: str = "",
    is_agreed: bool = False,
    at: datetime | None = None,
    is_hour_known: bool = True,
) -> list[Barrier]:
    """
    The barriers before a contact; without channel and outcome, those before any contact.

    side: whose contact it is, for whoever is reached through the police the police may ring.
    is_agreed: whether the victim agrees that an ISVA passes something on
    (victims/queries/consented.py). at: when the contact is or was, and is_hour_known: whether its
    hour is, or only its day; without it no hours are compared.
    """
    found = standing(record) + _of_the_only_way(record, channel, side)
    if channel in SAFEGUARDS:
        found += _of(SAFEGUARDS[Way(channel)], record, channel)
    if outcome == Outcome.VOICEMAIL:
        found += _of(VOICEMAIL, record)
    if at and channel in AT_AN_HOUR and not _is_in_hours(record, at, is_hour_known):
        found.append(Barrier.OUTSIDE_HOURS)
    if channel == Way.THROUGH_ISVA and not is_agreed:
        found.append(Barrier.NOT_BY_ISVA)
    return found


def standing(record: VictimRecord) -> list[Barrier]:
    """The barriers before any contact at all."""
    found = [Barrier.OPTED_OUT] if record.wants_contact == Asked.NO else []
    return [*found, Barrier.WITHDRAWN] if record.is_withdrawn else found


def _of_the_only_way(record: VictimRecord, channel: str, side: str) -> list[Barrier]:
    way, barrier = ONLY.get(Channel(record.channel), (channel, None))
    is_theirs = barrier == Barrier.ONLY_BY_POLICE and side == Side.POLICE
    return [barrier] if channel and barrier and channel != way and not is_theirs else []


def _of(safeguard: Safeguard, record: VictimRecord, channel: str = "") -> list[Barrier]:
    answer = getattr(record, safeguard.field)
    if answer == Asked.NO:
        return [safeguard.is_not_safe]
    is_named = bool(channel) and record.channel == Channel(channel)
    return [] if answer == Asked.YES or is_named else [safeguard.is_not_asked]


def _is_in_hours(record: VictimRecord, at: datetime, is_hour_known: bool) -> bool:
    compare = is_within if is_hour_known else is_on_a_day
    return not record.safe_hours or compare(record.safe_hours, at)


def got_through(contact: Contact) -> bool:
    """Whether a contact reached the victim, as far as anybody knows: who it was, was checked."""
    return contact.outcome == Outcome.REACHED and Barrier.UNCHECKED not in contact.barriers
