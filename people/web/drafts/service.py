"""
Save and discard drafts: the text of unsent forms, encrypted on the server.

Each opened form saves under its own id, so that two tabs do not overwrite each other. A form that
started with a draft replaces it, unless another tab has saved that draft meanwhile.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.access.encryption import encrypt_text
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.models import Draft

MAX_DRAFT_CHARACTERS = 400_000  # characters of JSON: twice the longest referral
MAX_DRAFTS_PER_FORM = 20  # drafts of one person in one form about one row; no person writes more
TOO_LONG = _("This is too long to save as a draft.")
TOO_MANY = _("You have too many unsent texts in this form. Discard one of them first.")


class SavedDraft(NamedTuple):
    """A draft as saved at one moment."""

    id: UUID
    saved_at: datetime


def draft_key_of(verb: str, about: str = "") -> str:
    """The key of the drafts of one form about one row."""
    return f"{verb}:{about}"


def save_draft(
    *,
    draft: UUID,
    key: str,
    typed: Mapping[str, list[str]],
    by: Scope,
    at: datetime,
    continues: SavedDraft | None = None,
) -> bool:
    """
    Save the draft of one opened form. Returns whether it is a new draft.

    draft: its id. typed: {field: [values]}, not validated. continues: the draft that the form
    started with, or None. Raises Refused if it is longer than any of our forms could be.
    """
    text = json.dumps(typed, ensure_ascii=False)
    if len(text) > MAX_DRAFT_CHARACTERS:
        raise Refused(TOO_LONG, is_stage=True)
    is_known = _own_drafts(by, draft).exists() or bool(_end_unchanged_draft(continues, by=by))
    own = Draft.objects.filter(user=by.user_id, key=key, is_signed_out=False)
    if not is_known and own.count() >= MAX_DRAFTS_PER_FORM:
        raise Refused(TOO_MANY, is_stage=True)
    _upsert_draft(draft, key, text, by=by, at=at, is_signed_out=False)
    return not is_known


def save_signed_out_draft(
    *, opened: UUID, key: str, typed: Mapping[str, list[str]], by: Scope, at: datetime
) -> bool:
    """
    Save a draft typed after the session ended, separate from the person's own drafts. It replaces
    none of them and does not count towards their maximum. Returns whether it is new.

    opened: id of the opened form. Raises Refused as save_draft() does.
    """
    text = json.dumps(typed, ensure_ascii=False)
    if len(text) > MAX_DRAFT_CHARACTERS:
        raise Refused(TOO_LONG, is_stage=True)
    draft = uuid5(opened, "typed after the session had ended")
    apart = Draft.objects.filter(user=by.user_id, key=key, is_signed_out=True)
    is_known = apart.filter(id=draft).exists()
    if not is_known and apart.count() >= MAX_DRAFTS_PER_FORM:
        raise Refused(TOO_MANY, is_stage=True)
    _upsert_draft(draft, key, text, by=by, at=at, is_signed_out=True)
    return not is_known


def _upsert_draft(
    draft: UUID, key: str, text: str, *, by: Scope, at: datetime, is_signed_out: bool
) -> None:
    encrypted = encrypt_text(text, keys=settings.DRAFT_KEYS, belongs_to=(by.user_id, key, draft))
    facts = {"key": key, "sealed": encrypted, "saved_at": at, "is_signed_out": is_signed_out}
    Draft.objects.bulk_create(
        [Draft(user_id=by.actor.id, id=draft, **facts)],
        update_conflicts=True,
        unique_fields=["user", "id"],
        update_fields=list(facts),
    )


def discard_draft(*, draft: UUID, by: Scope, continues: SavedDraft | None = None) -> int:
    """Delete the draft of one opened form, and the draft it started with."""
    gone, _by_model = _own_drafts(by, draft).delete()
    return gone + _end_unchanged_draft(continues, by=by)


def _end_unchanged_draft(saved_draft: SavedDraft | None, *, by: Scope) -> int:
    """Delete a draft, unless another tab has saved it again."""
    if saved_draft is None:
        return 0
    return _own_drafts(by, saved_draft.id).filter(saved_at=saved_draft.saved_at).delete()[0]


def _own_drafts(by: Scope, draft: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(user=by.user_id, id=draft)
