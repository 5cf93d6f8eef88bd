"""
Notes private to one side. Nothing else on the case changes: no event, version, turn or notice.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import open_case_action
from cases.models import ActionItem, Case, Note, Suspect
from cases.permissions import NOT_OF_THIS_CASE
from people.access.scopes import Refused, Scope

NO_SUCH_ITEM = _("Select an action of this case.")


@transaction.atomic
def write_note(
    *,
    case: Case,
    by: Scope,
    at: datetime,
    text: str,
    suspects: Collection[Suspect] = (),
    item: ActionItem | None = None,
) -> Note:
    """Write a note for one's own side, about the case, some suspects or an action item."""
    case = open_case_action("write_note", case, by=by, at=at, operation="collection")
    about = _check_note_suspects(case, suspects, by=by)
    if item and not case.action_items.for_scope(by).filter(pk=item.pk).exists():
        raise Refused(NO_SUCH_ITEM, is_stage=True)
    return _create_note(case, about, by=by, at=at, text=text, item=item)


@transaction.atomic
def correct_note(*, note: Note, by: Scope, at: datetime, text: str) -> Note:
    """Add a corrected note; the earlier one stays."""
    note = open_case_action("correct_note", note, by=by, at=at, operation="collection")
    about = list(note.suspects.for_scope(by))
    return _create_note(
        note.case, about, by=by, at=at, text=text, item_id=note.item_id, corrects=note
    )


def _create_note(
    case: Case, suspects: Iterable[Suspect], *, by: Scope, at: datetime, **facts: Any
) -> Note:
    note = Note.objects.unscoped("write a note").create(
        case=case, only_side=by.actor.side, by_id=by.actor.id, at=at, **facts
    )
    link = Note.suspects.through
    link.objects.bulk_create(link(note=note, suspect=suspect) for suspect in suspects)
    return note


def _check_note_suspects(case: Case, chosen: Iterable[Suspect], *, by: Scope) -> list[Suspect]:
    """The chosen suspects. Raises Refused for one not of this case or not visible to `by`."""
    wanted = {suspect.pk for suspect in chosen}
    rows = list(case.suspects.for_scope(by).filter(pk__in=wanted))
    if len(rows) != len(wanted):
        raise Refused(NOT_OF_THIS_CASE, is_stage=True)
    return rows
