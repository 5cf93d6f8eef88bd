"""The form that names a sign-in at a provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.administration.proposal_forms import ProposedForm
from people.signing_in.link_codes import sign_in_of
from people.web import fields

CODE_ERROR = _("Enter the code that the person was shown, not more than 7 days ago")


class LinkSignInForm(ProposedForm, fields.EditForm):
    code = fields.SingleLineField(
        label=_("What is the code that the person was shown?"),
        help_text=_("For example, ABCD-EFGH-IJKL. It can be used for 7 days."),
        max_length=40,
        error_messages={"required": CODE_ERROR},
    )

    def clean_code(self) -> tuple[str, str]:
        """(issuer, subject) of the sign-in."""
        found = sign_in_of(self.cleaned_data["code"])
        if found is None:
            raise forms.ValidationError(CODE_ERROR)
        return found

    @property
    def arguments(self) -> dict[str, Any]:
        issuer, subject = self.cleaned_data["code"]
        return {"version": self.cleaned_data["version"], "issuer": issuer, "subject": subject}
