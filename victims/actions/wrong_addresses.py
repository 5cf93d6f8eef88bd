"""
Take back news that was sent to a number or address which turns out to be wrong.

The senders and the victim's named contacts are notified at once.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from people.access.scopes import Scope
from victims.actions import news_told
from victims.actions.letter_dispatch import record_dispatch_result
from victims.models import Contact, LetterMeans, Sending, SendingResult, Way
from victims.notices import notify_message_not_received

PHONE_WAYS = (Way.PHONE, Way.TEXT)
MEANS_BY_WAY = {Way.LETTER: LetterMeans.POST, Way.EMAIL: LetterMeans.EMAIL}
# Out, and not known to have arrived.
DISPATCH_ON_ITS_WAY = Q(result=SendingResult.POSTED) | Q(result="", accepted_at__isnull=False)


def take_back_from_wrong_address(contact: Contact, *, by: Scope, at: datetime) -> None:
    """
    Take back what either side sent to the place where this contact found it wrong.

    Calls and texts share one number. A letter or e-mail that is out ends as returned. The caller
    holds the case's row lock and recomputes the duties afterwards.
    """
    channels = PHONE_WAYS if contact.channel in PHONE_WAYS else (contact.channel,)
    for sent in news_told.take_back_unanswered_news(contact, channels=channels, at=at):
        notify_message_not_received(sent, at=at)
    if contact.channel in MEANS_BY_WAY:
        _return_letters(contact, by=by, at=at)


def _return_letters(contact: Contact, *, by: Scope, at: datetime) -> None:
    """End as returned the letters that were out at the contact, which is timed to the minute."""
    before = contact.contacted_at + timedelta(minutes=1)
    rows = Sending.objects.unscoped("what went to a wrong address").filter(
        DISPATCH_ON_ITS_WAY,
        record=contact.record_id,
        means=MEANS_BY_WAY[Way(contact.channel)],
        at__lt=before,
    )
    for sending in rows.select_related("letter__record__case"):
        went_at = sending.result_at or sending.accepted_at
        if went_at and went_at < before:
            record_dispatch_result(
                sending, sending.letter, SendingResult.CAME_BACK, by=by, at=at,
                happened_at=max(went_at, contact.contacted_at),
            )  # fmt: skip
