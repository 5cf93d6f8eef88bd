"""Forms to record, withdraw and confirm a victim's consents."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.web import fields
from victims.forms.support import (
    agreed_on_field,
    categories_field,
    expires_on_field,
    how_agreed_field,
    purpose_field,
)
from victims.models import FROM_POLICE_AND_CPS, FROM_THE_SERVICE, ConsentRecipient
from victims.queries.support import ConsentRow

CATEGORIES_LABEL = _("What does the victim agree that they know?")
CATEGORIES_ERRORS = {"required": _("Select at least one thing that the victim agrees to")}


class RecordConsentForm(fields.Form):
    """Recipient, categories, purpose, last day, and how the victim agreed."""

    recipient = fields.Choice(
        label=_("Who may know?"),
        choices=ConsentRecipient.choices,
        error_messages={"required": _("Select who may know")},
    )
    to_service = categories_field(
        FROM_POLICE_AND_CPS, label=CATEGORIES_LABEL, error_messages=CATEGORIES_ERRORS
    )
    to_police = categories_field(
        FROM_THE_SERVICE, label=CATEGORIES_LABEL, error_messages=CATEGORIES_ERRORS
    )
    to_cps = categories_field(
        FROM_THE_SERVICE, label=CATEGORIES_LABEL, error_messages=CATEGORIES_ERRORS
    )
    purpose = purpose_field()
    how = how_agreed_field(_("How did the victim agree?"), _("Select how the victim agreed"))
    given_on = agreed_on_field()
    expires_on = expires_on_field()
    conditional_fields = {
        "recipient": {
            ConsentRecipient.SERVICE: ["to_service"],
            ConsentRecipient.POLICE: ["to_police"],
            ConsentRecipient.CPS: ["to_cps"],
        }
    }

    def clean(self) -> None:
        super().clean()
        field_names = ("to_service", "to_police", "to_cps")
        ticked = [self.cleaned_data.pop(name, None) or () for name in field_names]
        self.cleaned_data["categories"] = [each for names in ticked for each in names]


class WithdrawConsentForm(fields.Form):
    """Which active consents the victim withdraws, and how they said so."""

    consents = fields.Choices(
        label=_("What does the victim withdraw?"),
        help_text=_(
            "People who saw it under this consent can no longer see it from "
            "the next page they open."
        ),
        error_messages={"required": _("Select what the victim withdraws")},
    )
    how = how_agreed_field(_("How did the victim say so?"), _("Select how the victim said so"))

    def __init__(self, *args: Any, agreed: Iterable[ConsentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("consents", [(str(each.pk), each.label) for each in agreed])


class ConfirmConsentForm(fields.Form):
    """Which waiting consents the victim gives again, and how they said so."""

    consents = fields.Choices(
        label=_("What does the victim agree to again?"),
        help_text=_("Ask the victim yourself, when no one else is there who wants them to agree."),
        error_messages={"required": _("Select what the victim agrees to again")},
    )
    how = how_agreed_field(
        _("How did the victim say so to you?"), _("Select how the victim said so")
    )

    def __init__(self, *args: Any, waiting: list[ConsentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("consents", [(str(each.pk), each.label) for each in waiting])
