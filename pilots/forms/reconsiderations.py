"""What is asked of whoever names who looks at a decision again, and of whoever has looked."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import User
from people.web import fields
from pilots.forms.panels import EMPTY_CHOICE
from pilots.models import SecondLookOutcome


class NameForSecondLookForm(fields.Form):
    """Somebody of the unit who had no part in the decision. people: those."""

    person = fields.Lookup(
        label=_("Who reconsiders the decision?"),
        help_text=_(
            "No one who decided, countersigned, signed the case off or had a part in the panel."
        ),
        error_messages={"required": _("Select who reconsiders the decision")},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        named = [(pk, each.name) for pk, each in self.people.items()]
        self.fields["person"].choices = [EMPTY_CHOICE, *named]

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]


class TakeSecondLookForm(fields.Form):
    """Whether it stands, and why."""

    outcome = fields.Choice(
        label=_("What is the outcome for the decision?"), choices=SecondLookOutcome.choices,
        error_messages={"required": _("Select the outcome for the decision")},
    )  # fmt: skip
    reasons = fields.Reason(
        label=_("Why?"), rows=6, max_length=3000,
        error_messages={"required": _("Enter why")},
    )  # fmt: skip
