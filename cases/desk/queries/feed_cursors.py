"""Encrypted cursors of the notice feed, readable only for the caller they were issued to."""

import base64
import re
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from people.access.encryption import decrypt_text, encrypt_text
from people.access.scopes import Scope

CURSOR_SHAPE = re.compile(r"[A-Za-z0-9_-]{112}")  # of any cursor


class CursorGone(LookupError):
    """The cursor was issued to another caller, is forged, or its key is gone."""


class FeedCursor(NamedTuple):
    """Position after a notice, in the order of the transactions that wrote notices."""

    written_in: int
    reference: UUID

    def given_to(self, scope: Scope) -> str:
        """Encrypt the cursor for this caller.

        The text differs on each call, so that it does not reveal whether the position moved: it may
        have passed notices of which the caller may know nothing, with their ids and times.
        """
        text = f"{self.written_in:019}~{self.reference}"
        encrypted = encrypt_text(text, keys=settings.DRAFT_KEYS, belongs_to=_cursor_owner(scope))
        return base64.urlsafe_b64encode(encrypted).decode()

    @classmethod
    def parse(cls, handed_in: str, scope: Scope) -> "FeedCursor":
        """Decrypt a cursor.

        Raises: ValueError if malformed; CursorGone if it cannot be decrypted for this caller.
        """
        if not CURSOR_SHAPE.fullmatch(handed_in):
            raise ValueError(handed_in)
        encrypted = base64.urlsafe_b64decode(handed_in)
        text = decrypt_text(encrypted, keys=settings.DRAFT_KEYS, belongs_to=_cursor_owner(scope))
        if text is None:
            raise CursorGone
        written_in, _tilde, reference = text.partition("~")
        return cls(int(written_in), UUID(reference))


FEED_START = FeedCursor(-(10**17), UUID(int=0))  # before the first notice, also after a restore


def _cursor_owner(scope: Scope) -> tuple[object, ...]:
    """The encryption context: a person and the system they use, or a system alone."""
    return "place in notices", scope.user_id, scope.system_id
