"""Forms to name who reconsiders a decision, and to record the outcome."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import User
from people.web import fields
from pilots.forms.panels import EMPTY_CHOICE
from pilots.models import SecondLookOutcome


class NameForSecondLookForm(fields.Form):
    """A person of the unit who had no part in the decision. people: the possible ones."""

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
        self.set_choices("person", [EMPTY_CHOICE, *named])

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]


class TakeSecondLookForm(fields.Form):
    """The outcome, and the reasons."""

    outcome = fields.Choice(
        label=_("What is the outcome for the decision?"), choices=SecondLookOutcome.choices,
        error_messages={"required": _("Select the outcome for the decision")},
    )  # fmt: skip
    reasons = fields.Reason(
        label=_("Why?"), rows=6, max_length=3000,
        error_messages={"required": _("Enter why")},
    )  # fmt: skip
