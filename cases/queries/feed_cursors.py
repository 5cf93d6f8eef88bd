"""Places in what people have been told, which say nothing but to whoever gave them."""

import base64
import re
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from people.access.encryption import decrypt_text, encrypt_text
from people.access.scopes import Scope

CURSOR_SHAPE = re.compile(r"[A-Za-z0-9_-]{112}")  # whatever place it is


class CursorGone(LookupError):
    """Nobody can go on from here: it is another reader's, or made up, or its key is gone."""


class FeedCursor(NamedTuple):
    """After this notice, in the order of the transactions that wrote them."""

    written_in: int
    reference: UUID

    def given_to(self, scope: Scope) -> str:
        """
        The place as only this reader can hand it in again.

        It differs each time, so that it does not tell whether it has moved. Raw, it would: past
        notices of which the reader may know nothing, each with its id and the time of its act.
        """
        text = f"{self.written_in:019}~{self.reference}"
        kept = encrypt_text(text, keys=settings.DRAFT_KEYS, belongs_to=_cursor_owner(scope))
        return base64.urlsafe_b64encode(kept).decode()

    @classmethod
    def of(cls, handed_in: str, scope: Scope) -> "FeedCursor":
        """The place that was given; ValueError where it was never any, Gone where it is no more."""
        if not CURSOR_SHAPE.fullmatch(handed_in):
            raise ValueError(handed_in)
        kept = base64.urlsafe_b64decode(handed_in)
        text = decrypt_text(kept, keys=settings.DRAFT_KEYS, belongs_to=_cursor_owner(scope))
        if text is None:
            raise CursorGone
        written_in, _tilde, reference = text.partition("~")
        return cls(int(written_in), UUID(reference))


FEED_START = FeedCursor(-(10**17), UUID(int=0))  # before the first notice, also after a restore


def _cursor_owner(scope: Scope) -> tuple[object, ...]:
    """A person, by the system through which she asks; or a system that asks for itself."""
    return "place in notices", scope.user_id, scope.system_id
