"""What is asked of whoever writes down that a victim agrees, or no longer agrees."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from people import fields
from victims.forms.support import categories, expires_on, given_on, how_given, purpose
from victims.models import FROM_POLICE_AND_CPS, FROM_THE_SERVICE, Recipient
from victims.queries.support import Agreed

WHAT = _("What does the victim agree that they know?")
REQUIRED = {"required": _("Select at least one thing that the victim agrees to")}


class RecordConsent(fields.Form):
    """Who may know what, what for, until when, and how she said so."""

    recipient = fields.Choice(
        label=_("Who may know?"),
        choices=Recipient.choices,
        error_messages={"required": _("Select who may know")},
    )
    to_service = categories(FROM_POLICE_AND_CPS, label=WHAT, error_messages=REQUIRED)
    to_police = categories(FROM_THE_SERVICE, label=WHAT, error_messages=REQUIRED)
    to_cps = categories(FROM_THE_SERVICE, label=WHAT, error_messages=REQUIRED)
    purpose = purpose()
    how = how_given(_("How did the victim agree?"), _("Select how the victim agreed"))
    given_on = given_on()
    expires_on = expires_on()
    reveals = {
        "recipient": {
            Recipient.SERVICE: ["to_service"],
            Recipient.POLICE: ["to_police"],
            Recipient.CPS: ["to_cps"],
        }
    }

    def clean(self) -> None:
        super().clean()
        asked = ("to_service", "to_police", "to_cps")
        ticked = [self.cleaned_data.pop(name, None) or () for name in asked]
        self.cleaned_data["categories"] = [each for names in ticked for each in names]


class WithdrawConsent(fields.Form):
    """Which of those that stand she takes back, and how she said so."""

    consents = fields.Choices(
        label=_("What does the victim withdraw?"),
        help_text=_(
            "People who saw it under this consent can no longer see it from "
            "the next page they open."
        ),
        error_messages={"required": _("Select what the victim withdraws")},
    )
    how = how_given(_("How did the victim say so?"), _("Select how the victim said so"))

    def __init__(self, *args: Any, agreed: Iterable[Agreed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = [(str(each.pk), each.label) for each in agreed]


class ConfirmConsent(fields.Form):
    """Which of those that wait the victim has given again, and how they said so."""

    consents = fields.Choices(
        label=_("What does the victim agree to again?"),
        help_text=_("Ask the victim yourself, when no one else is there who wants them to agree."),
        error_messages={"required": _("Select what the victim agrees to again")},
    )
    how = how_given(_("How did the victim say so to you?"), _("Select how the victim said so"))

    def __init__(self, *args: Any, waiting: list[Agreed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = [(str(each.pk), each.label) for each in waiting]
