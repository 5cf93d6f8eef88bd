"""What a person does with her notices."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from people.web import fields
from people.web.forms import is_uuid


class MarkNoticesReadForm(fields.Form):
    """Which notices were on the page when its button was pressed; no other is marked."""

    references = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Reload the page, then mark the notices again")},
    )

    def clean_references(self) -> list[uuid.UUID]:
        """The references as UUIDs; what is none is left out."""
        typed = self.cleaned_data["references"].split()
        return [uuid.UUID(text) for text in typed if is_uuid(text)]
