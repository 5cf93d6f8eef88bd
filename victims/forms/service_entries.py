"""Form of an ISVA's private entry of a contact: coded facts only."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.web import fields
from timeliness.calendar import london_day
from victims.models import ContactDirection, CorrectionReason, Need, ServiceEntryPurpose, Way

MAX_ENTRY_MINUTES = 600  # more is a typing error
ISVA_WAYS = [each for each in Way if each not in (Way.THROUGH_ISVA,)]
ASK_NEXT = _("A contact was due, and this entry ends it. Enter the day of the next one.")

ENTRY_FACTS = (
    "contacted_at", "direction", "channel", "minutes", "purpose", "needs", "next_on",
)  # fmt: skip


class AddServiceEntryForm(fields.Form):
    """
    When, channel, duration and purpose. It has no free text.

    due_on: the day of a contact that is due; None without one. An entry of that day or later ends
    it, also of a call that nobody answered, so that it asks for the day of the next.
    """

    due_on: date | None = None

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

    def clean_next_on(self) -> date | None:
        next_on: date | None = self.cleaned_data["next_on"]
        contacted_at: datetime | None = self.cleaned_data.get("contacted_at")
        if self.due_on and contacted_at and not next_on and london_day(contacted_at) >= self.due_on:
            raise ValidationError(ASK_NEXT)
        return next_on


class CorrectServiceEntryForm(AddServiceEntryForm):
    """The same, and why it is corrected; from a list, so that no account is kept."""

    why = fields.Choice(
        label=_("Why are you correcting it?"),
        choices=CorrectionReason.choices,
        error_messages={"required": _("Select why you are correcting it")},
    )
