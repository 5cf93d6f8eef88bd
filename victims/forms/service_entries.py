"""Form of an ISVA's private entry of a contact: coded facts only."""

from django.utils.translation import gettext_lazy as _

from people.web import fields
from victims.models import ContactDirection, CorrectionReason, Need, ServiceEntryPurpose, Way

MAX_ENTRY_MINUTES = 600  # more is a typing error
ISVA_WAYS = [each for each in Way if each not in (Way.THROUGH_ISVA,)]


ENTRY_FACTS = (
    "contacted_at", "direction", "channel", "minutes", "purpose", "needs", "next_on",
)  # fmt: skip


class AddServiceEntryForm(fields.Form):
    """When, channel, duration and purpose. It has no free text."""

    contacted_at = fields.DateTimeField(
        label=_("When was it?"), what=_("the day and time of the contact")
    )
    direction = fields.Choice(
        label=_("Who got in touch?"),
        choices=ContactDirection.choices,
        error_messages={"required": _("Select who got in touch")},
    )
    channel = fields.Choice(
        label=_("How?"),
        choices=[(each.value, each.label) for each in ISVA_WAYS],
        error_messages={"required": _("Select how")},
    )
    minutes = fields.Number(
        label=_("How many minutes? (optional)"), most=MAX_ENTRY_MINUTES, required=False,
        error_messages={"invalid": _("Enter a number of minutes between 1 and %(most)s")},
    )  # fmt: skip
    purpose = fields.Choice(
        label=_("What was it mainly about?"),
        choices=ServiceEntryPurpose.choices,
        error_messages={"required": _("Select what it was mainly about")},
    )
    needs = fields.Choices(
        label=_("What will you do? (optional)"), choices=Need.choices, required=False
    )
    next_on = fields.DateField(
        label=_("When is the next contact? (optional)"),
        what=_("the day of the next contact"),
        required=False,
    )


class CorrectServiceEntryForm(AddServiceEntryForm):
    """The same, and why it is corrected; from a list, so that no account is kept."""

    why = fields.Choice(
        label=_("Why are you correcting it?"),
        choices=CorrectionReason.choices,
        error_messages={"required": _("Select why you are correcting it")},
    )
