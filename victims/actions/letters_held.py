"""
Letters that wait to be handed to an ISVA are held back where the victim agrees to that no longer.

A person hands such a letter over, so the last that we can ask is before it is printed. One that
was printed may be out of the house already: only whoever has it can say, and is told to look.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from timeliness.actions import outbox
from victims.actions.letter_post import locked
from victims.actions.sendings import ended
from victims.models import Means, Sending, SendingResult
from victims.permissions.safe_means import NOT_AGREED
from victims.queries.consented import carried_by_isva


def hold_back(*, at: datetime) -> int:
    """Hold back every letter that may no longer go through an ISVA; how many were. By nobody."""
    return sum(_held(pk, at=at) for pk in _waiting().values_list("pk", flat=True))


@transaction.atomic
def _held(pk: UUID, *, at: datetime) -> bool:
    """Whether one is held back: not printed, it may be sent another way at once."""
    letter = locked(Sending.objects.system("a letter waits for an ISVA").get(pk=pk))
    sending = _waiting().filter(pk=pk).first()
    if sending is None or carried_by_isva(letter.record_id, letter.side, at=at):
        return False
    if sending.text:
        sending.why = str(NOT_AGREED)
        sending.save(update_fields=["why"])
        subject, about = letter.record.case.urn, letter.case_id
        outbox.tell([sending.by_id], notice="letter_to_keep", subject=subject, about=about, at=at)
    else:
        ended(sending, letter, SendingResult.DROPPED, by=None, at=at, why=NOT_AGREED)
    return True


def _waiting() -> QuerySet[Sending]:
    """Those of which nobody has been told yet that they are to be held back."""
    rows = Sending.objects.system("letters wait for an ISVA")
    return rows.filter(means=Means.ISVA, result="", why="")
