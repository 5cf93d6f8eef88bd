"""Forms of the calendar and operations pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.web import fields


class AnnounceClosedDayForm(fields.Form):
    day = fields.DateField(label=_("Which day will offices be closed?"), what=_("the closed day"))
    title = forms.CharField(
        label=_("What is the day for?"),
        help_text=_("For example, National day of mourning"),
        max_length=80,
        error_messages={"required": _("Enter what the day is for")},
    )


class ConfirmMessageForm(fields.Form):
    """A confirmation page: a button without fields."""


class WithdrawClosedDayForm(fields.Form):
    """A confirmation page: a button without fields."""
