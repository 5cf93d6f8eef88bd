"""
Hold back letters for an ISVA to hand over where the victim's consent to that has ended.

A person hands such a letter over, so the last check is before it is printed. A printed letter may
have left already: only its holder can say, and is notified to check.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from timeliness.actions import outbox
from victims.actions.letter_dispatch import record_dispatch_result
from victims.actions.letter_email_queue import lock_letter
from victims.models import LetterMeans, Sending, SendingResult
from victims.permissions.safe_letter_means import ISVA_NOT_AGREED
from victims.queries.known_support import may_send_through_isva


def hold_back_isva_letters(*, at: datetime) -> int:
    """Hold back each letter that may no longer go through an ISVA; their number. Runs as a task."""
    return sum(
        _hold_back_letter(pk, at=at)
        for pk in _letters_waiting_for_isva().values_list("pk", flat=True)
    )


@transaction.atomic
def _hold_back_letter(pk: UUID, *, at: datetime) -> bool:
    """
    Hold back a letter whose way through the ISVA is no longer agreed. Returns whether it was.

    A letter that has not been printed yet can be sent another way at once.
    """
    letter = lock_letter(Sending.objects.unscoped("a letter waits for an ISVA").get(pk=pk))
    sending = _letters_waiting_for_isva().filter(pk=pk).first()
    if sending is None or may_send_through_isva(letter.record_id, letter.side, at=at):
        return False
    if sending.text:
        sending.why = str(ISVA_NOT_AGREED)
        sending.save(update_fields=["why"])
        subject, about = letter.record.case.urn, letter.case_id
        outbox.enqueue_notices(
            [sending.by_id], notice="letter_to_keep", subject=subject, about=about, at=at
        )
    else:
        record_dispatch_result(
            sending, letter, SendingResult.DROPPED, by=None, at=at, why=ISVA_NOT_AGREED
        )
    return True


def _letters_waiting_for_isva() -> QuerySet[Sending]:
    """Letters waiting to be handed over by an ISVA of which nobody has been notified yet."""
    rows = Sending.objects.unscoped("letters wait for an ISVA")
    return rows.filter(means=LetterMeans.ISVA, result="", why="")
