"""The drafts of a person in one form, decrypted."""

import json
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.datastructures import MultiValueDict

from people.access.encryption import decrypt_text
from people.access.scopes import Scope
from people.models import Draft


class DraftText(NamedTuple):
    """The last saved text of one opened form."""

    id: UUID
    saved_at: datetime
    typed: "MultiValueDict[str, str]"
    is_signed_out: bool = False  # typed after the session ended, perhaps by another person

    @property
    def saved_key(self) -> str:
        """Id and save time, as a form that started with this draft sends them back (continues)."""
        return f"{self.id}~{self.saved_at.isoformat()}"


def drafts_of_form(scope: Scope, key: str) -> list[DraftText]:
    """A person's drafts of one form about one row, newest first, without undecryptable ones."""
    found = []
    for draft in Draft.objects.filter(user=scope.user_id, key=key).order_by("-saved_at", "id"):
        belongs_to = (draft.user_id, draft.key, draft.id)
        text = decrypt_text(draft.sealed, keys=settings.DRAFT_KEYS, belongs_to=belongs_to)
        if text is not None:
            typed = MultiValueDict(json.loads(text))
            found.append(DraftText(draft.id, draft.saved_at, typed, draft.is_signed_out))
    return found
