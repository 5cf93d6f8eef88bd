"""Forms of the calendar and operations pages, and of a person's email."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.web import fields
from timeliness.mail_times import HOURS_OF_A_DAY, is_quiet_at

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOURS = [("", _("Select an hour")), *((hour, f"{hour:02}:00") for hour in HOURS_OF_A_DAY)]
AT_ONCE, DAILY, YES, NO = "at_once", "daily", "yes", "no"
QUIET_AT_DAILY_HOUR = _("Select an hour outside your quiet hours, or your daily email cannot come")
QUIET_ALL_DAY = _("Select another hour than the one at which your quiet hours begin")


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


class HourField(fields.Lookup):
    """A whole hour of the day, as a number."""

    widget = forms.Select
    empty_value: Any = None

    def __init__(self, *, label: "StrOrPromise", missing: "StrOrPromise") -> None:
        super().__init__(
            label=label, choices=HOURS, widget=forms.Select, error_messages={"required": missing}
        )

    def clean(self, value: Any) -> Any:
        """The hour as a number."""
        return int(super().clean(value))


class MailChoiceForm(fields.EditForm):
    when = fields.Choice(
        label=_("When do you want your notices emailed?"),
        choices=[(AT_ONCE, _("Each one at once")), (DAILY, _("In one email a day"))],
        error_messages={"required": _("Select when you want your notices emailed")},
    )
    daily_hour = HourField(
        label=_("At what time of day?"), missing=_("Select the time of day of your email")
    )
    has_quiet_hours = fields.Choice(
        label=_("Do you want quiet hours?"),
        help_text=_(
            "What comes in them is emailed when they end, or in your daily email."
            " They can go over midnight."
        ),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        error_messages={"required": _("Select whether you want quiet hours")},
    )
    quiet_from = HourField(label=_("From when?"), missing=_("Select when your quiet hours begin"))
    quiet_to = HourField(label=_("Until when?"), missing=_("Select when your quiet hours end"))
    conditional_fields = {
        "when": {DAILY: ["daily_hour"]},
        "has_quiet_hours": {YES: ["quiet_from", "quiet_to"]},
    }

    def clean(self) -> None:
        """Check the hours against each other; they alone are what is saved."""
        super().clean()
        first, end, daily = (
            self.cleaned_data.get(name) for name in ("quiet_from", "quiet_to", "daily_hour")
        )
        if first is not None and first == end:
            self.add_error("quiet_to", QUIET_ALL_DAY)
        elif is_quiet_at(daily, first, end):
            self.add_error("daily_hour", QUIET_AT_DAILY_HOUR)
        for name in ("when", "has_quiet_hours"):
            self.cleaned_data.pop(name, None)
