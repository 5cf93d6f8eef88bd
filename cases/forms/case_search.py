"""Finding a case by its reference."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.cases import URN_SEPARATORS
from cases.models.case import is_urn
from people.web import fields
from people.web.forms import ConditionalForm

NOT_OPEN = _("No case with this URN is open to you. Check it and try again.")


class FindCaseForm(ConditionalForm):
    """The one question of the search box; sent by POST, so that no address holds a URN."""

    urn = fields.SingleLineField(
        label=_("Find a case by URN"),
        max_length=40,
        error_messages={"required": _("Enter a URN")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urn"].widget.attrs["autocomplete"] = "off"

    def clean_urn(self) -> str:
        """The URN without what people put between its parts."""
        urn = URN_SEPARATORS.sub("", self.cleaned_data["urn"]).upper()
        is_urn(urn)
        return urn
