"""Forms for messages between the two sides of a case."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.correspondence.forms.notes import action_item_label
from cases.forms.row_choices import RowSelectField
from cases.models import ActionItem
from people.models import User
from people.web import fields

MAX_MESSAGE_CHARS = 4000


class WriteMessageForm(fields.Form):
    """A message, and the people whose attention is asked for."""

    text = fields.Text(
        label=_("What do you want to say?"),
        rows=8,
        max_length=MAX_MESSAGE_CHARS,
        error_messages={"required": _("Enter what you want to say")},
    )
    mention = RowSelectField(
        label=_("Who should look at it? (optional)"),
        help_text=_("They are notified that there is a message, not what it says."),
        required=False,
    )
    mention.nothing = _("No one in particular")

    def __init__(self, *args: Any, people: Collection[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("mention", RowSelectField).set_rows(people, person_label)
        if not people:
            del self.fields["mention"]


class OpenThreadForm(WriteMessageForm):
    """The first message of a thread, and the action item that it is about."""

    item = RowSelectField(label=_("Which action is it about? (optional)"), required=False)
    item.nothing = _("None: it is about the case")
    field_order = ["item", "text", "mention"]

    def __init__(self, *args: Any, items: Collection[ActionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("item", RowSelectField).set_rows(items, action_item_label)
        if not items:
            del self.fields["item"]


def person_label(person: User) -> str:
    """Label of a person in a list of choices."""
    return f"{person.name}, {person.agency.name}"
