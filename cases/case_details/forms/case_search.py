"""Form that finds a case by its URN."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.urns import normalise_urn
from cases.models.case import is_urn
from people.web import fields
from people.web.forms import ConditionalForm

NOT_OPEN = _("No case with this URN is open to you. Check it and try again.")


class FindCaseForm(ConditionalForm):
    """The search box; sent by POST, so that no URL holds a URN."""

    urn = fields.SingleLineField(
        label=_("Find a case by URN"),
        max_length=40,
        error_messages={"required": _("Enter a URN")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urn"].widget.attrs["autocomplete"] = "off"

    def clean_urn(self) -> str:
        """The URN without separators."""
        urn = normalise_urn(self.cleaned_data["urn"])
        is_urn(urn)
        return urn
