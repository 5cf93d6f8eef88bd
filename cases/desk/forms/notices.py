"""Form that marks notices as read."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from people.web import fields
from people.web.forms import is_uuid


class MarkNoticesReadForm(fields.Form):
    """The notices that were on the page; no others are marked as read."""

    references = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Reload the page, then mark the notices again")},
    )

    def clean_references(self) -> list[uuid.UUID]:
        """The references as UUIDs; malformed ones are left out."""
        typed = self.cleaned_data["references"].split()
        return [uuid.UUID(text) for text in typed if is_uuid(text)]
