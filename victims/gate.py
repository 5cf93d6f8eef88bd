"""
What stands against contacting a victim, asked before every contact.

A barrier is no lock: the law may want her told all the same. Whoever goes past it says why.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from victims.models import Asked, Outcome, Way


class Barrier(TextChoices):
    """Why a contact is not to be made without a reason."""

    OPTED_OUT = "OPTED_OUT", _("The victim does not want to be contacted.")
    WITHDRAWN = "WITHDRAWN", _("The victim has withdrawn from the case.")
    NO_TEXT = "NO_TEXT", _("A text message is not safe for this victim.")
    NO_LETTER = "NO_LETTER", _("A letter is not safe for this victim.")
    NO_VOICEMAIL = "NO_VOICEMAIL", _("A voicemail is not safe for this victim.")
    NOT_BY_ISVA = (
        "NOT_BY_ISVA",
        _("The victim did not agree then that an ISVA passes anything on, or had no ISVA. Ask "
          "first, and try another way."),
    )  # fmt: skip


def barriers(record, *, channel="", outcome="", is_agreed=False):
    """
    The barriers before a contact; without channel and outcome, those before any contact.

    is_agreed: whether she agrees that an ISVA passes something on (victims/queries/consented.py).
    """
    found = [Barrier.OPTED_OUT] if record.wants_contact == Asked.NO else []
    if record.is_withdrawn:
        found.append(Barrier.WITHDRAWN)
    if channel == Way.TEXT and record.text_is_safe == Asked.NO:
        found.append(Barrier.NO_TEXT)
    if channel == Way.LETTER and record.letter_is_safe == Asked.NO:
        found.append(Barrier.NO_LETTER)
    if outcome == Outcome.VOICEMAIL and record.voicemail_is_safe == Asked.NO:
        found.append(Barrier.NO_VOICEMAIL)
    if channel == Way.THROUGH_ISVA and not is_agreed:
        found.append(Barrier.NOT_BY_ISVA)
    return found
