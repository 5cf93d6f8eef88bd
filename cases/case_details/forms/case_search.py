"""Form that finds cases by a part of a number, and suspects by a name."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.case_details.queries.search_keys import Sought
from cases.forms.urns import normalise_urn
from cases.models.case import is_urn
from people.web import fields
from people.web.forms import ConditionalForm

NOT_OPEN = _("No case with this URN is open to you. Check it and try again.")
MIN_OF_NUMBER, MIN_OF_NAME = 3, 2
NUMBER_TOO_SHORT = _("Enter at least 3 letters or digits of a URN or crime reference")
NAME_TOO_SHORT = _("Enter at least 2 letters of a suspect’s name")
MOST_WORDS = 5
TOO_MANY_WORDS = _("Enter at most 5 words of a name")
BETWEEN_WORDS = re.compile(r"[\s.,;:/()\"_\u2010-\u2015-]+")


class FindCaseForm(ConditionalForm):
    """The search box; sent by POST, so that no URL holds a URN or a name."""

    sought = fields.SingleLineField(
        label=_("Find a case"),
        help_text=_("Any part of a URN or crime reference, or a suspect’s name"),
        max_length=80,
        error_messages={
            "required": _("Enter a part of a URN or crime reference, or a suspect’s name")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sought"].widget.attrs["autocomplete"] = "off"

    def clean_sought(self) -> Sought:
        """What is looked for: a number if there is a digit in it."""
        typed = self.cleaned_data["sought"]
        return _number_sought(typed) if re.search("[0-9]", typed) else _name_sought(typed)


def _number_sought(typed: str) -> Sought:
    number = re.sub(r"[^A-Z0-9]", "", typed.upper())
    if len(number) < MIN_OF_NUMBER:
        raise ValidationError(NUMBER_TOO_SHORT)
    try:
        return Sought(urn=clean_urn(typed), number=number)
    except ValidationError:
        return Sought(number=number)


def _name_sought(typed: str) -> Sought:
    if sum(map(str.isalpha, typed)) < MIN_OF_NAME:
        raise ValidationError(NAME_TOO_SHORT)
    words = [word for word in BETWEEN_WORDS.split(typed) if word]
    if len(words) > MOST_WORDS:
        raise ValidationError(TOO_MANY_WORDS)
    names = [(word, " ".join(words[:n] + words[n + 1 :])) for n, word in enumerate(words)]
    if len(words) > 1:  # a surname that is written as one word, such as O’Brien
        names.append(("".join(words), ""))
    return Sought(names=tuple(names))


def clean_urn(typed: str) -> str:
    """A whole URN without separators. Raises ValidationError for anything else."""
    urn = normalise_urn(typed)
    is_urn(urn)
    return urn
