"""Date fields limited to the past or the future, by London days."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.deadlines import EARLIEST_DATE, has_passed, is_in_future, last_agreeable_date
from people.text.dates import format_day
from people.web import fields
from timeliness.calendar import london_day


class LimitedDateField(fields.DateField):
    """A date that is not absurdly far ahead."""

    default_error_messages = {"too_far": _("%(what)s must be %(last)s or earlier")}

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        last = last_agreeable_date(at=timezone.now())
        if day and _london_date(day) > last:
            message = self.error_messages["too_far"]
            raise self.wrong(message, self.parts, self.subject, last=format_day(last))
        return day


class LimitedDateTimeField(LimitedDateField, fields.DateTimeField):
    """A date and time that is not absurdly far ahead."""


class FutureDateField(LimitedDateField):
    """A due date: today or later."""

    default_error_messages = {"passed": _("%(what)s must be today or later")}

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and has_passed(day, at=timezone.now()):
            raise self.wrong(self.error_messages["passed"], self.parts, self.subject)
        return day


class NotLongAgoField(fields.DateField):
    """A date that is not before `since`."""

    default_error_messages = {"too_early": _("%(what)s must be %(first)s or later")}
    since = EARLIEST_DATE

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and day < self.since:
            message, first = self.error_messages["too_early"], format_day(self.since)
            raise self.wrong(message, self.parts, self.subject, first=first)
        return day


class PastDateField(NotLongAgoField):
    """The date of something that has happened: today or earlier, and not before `since`."""

    default_error_messages = {"ahead": _("%(what)s must be today or earlier")}

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and is_in_future(day, at=timezone.now()):
            raise self.wrong(self.error_messages["ahead"], self.parts, self.subject)
        return day


class ExpectedDateField(NotLongAgoField, LimitedDateField):
    """The day by which something is expected. It may have passed."""


def _london_date(value: date) -> date:
    return london_day(value) if isinstance(value, datetime) else value
