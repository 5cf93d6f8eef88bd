"""A person of one's own side, selected from the unit or named by email address."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import User
from people.web import fields

ONE_OF_TWO = _("Select a person, or enter an email address, and not both")


def name_and_address(person: User) -> str:
    """A person as a choice: people of one name are told apart by their address."""
    return f"{person.name} ({person.email})"


class PersonOfSideForm(fields.Form):
    """A form that also has the field `person`; exactly one of the two is answered."""

    email = fields.Email(
        label=_("Or the work email address of someone else of your side"),
        required=False,
        max_length=254,
    )

    def clean(self) -> dict[str, Any]:
        """Require exactly one of the two ways to name the person."""
        cleaned = super().clean() or self.cleaned_data
        if (
            "person" in cleaned
            and "email" in cleaned
            and bool(cleaned["person"]) == bool(cleaned["email"])
        ):
            self.add_error("person", ONE_OF_TWO)
        return cleaned
