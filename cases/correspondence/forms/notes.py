"""Forms for private notes."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowCheckboxesField, RowSelectField, suspect_label
from cases.models import ActionItem, Suspect
from people.web import fields

MAX_NOTE_CHARS = 4000


class CorrectNoteForm(fields.Form):
    """What the note should have said."""

    text = fields.Text(
        label=_("What should the note have said?"),
        help_text=_("The note that you correct stays as it is, beside yours."),
        rows=8,
        max_length=MAX_NOTE_CHARS,
        error_messages={"required": _("Enter what the note should have said")},
    )


class WriteNoteForm(fields.Form):
    """A note, and the suspect or action item it is about, if not the whole case."""

    text = fields.Text(
        label=_("What do you want to note?"),
        rows=8,
        max_length=MAX_NOTE_CHARS,
        error_messages={"required": _("Enter what you want to note")},
    )
    suspects = RowCheckboxesField(label=_("Which suspects is it about? (optional)"), required=False)
    item = RowSelectField(label=_("Which action is it about? (optional)"), required=False)

    def __init__(
        self,
        *args: Any,
        suspects: Collection[Suspect],
        items: Collection[ActionItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)
        self.fields["suspects"].initial = None  # the whole case is preselected
        self.typed_field("item", RowSelectField).set_rows(items, action_item_label)
        for name, rows in (("suspects", suspects), ("item", items)):
            if not rows:
                del self.fields[name]


def action_item_label(item: ActionItem) -> str:
    """Label of an action item in a list of choices."""
    values = {"n": item.number, "plan": item.plan.number, "text": item.text[:60]}
    return _("Action %(n)s of plan %(plan)s: %(text)s") % values
