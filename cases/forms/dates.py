"""Dates that may not lie on the wrong side of today, as London counts days."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.deadlines import EARLIEST, has_passed, in_words, last_to_agree_on, lies_ahead
from people import fields
from timeliness.calendar import london_day


class Near(fields.DateField):
    """A date that is not absurdly far ahead."""

    default_error_messages = {"too_far": _("%(what)s must be %(last)s or earlier")}

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        last = last_to_agree_on(at=timezone.now())
        if day and _london(day) > last:
            message = self.error_messages["too_far"]
            raise self.wrong(message, self.parts, self.subject, last=in_words(last))
        return day


class NearMoment(Near, fields.DateTimeField):
    """A moment that is not absurdly far ahead."""


class Ahead(Near):
    """A date that somebody has to keep: today or later."""

    default_error_messages = {"passed": _("%(what)s must be today or later")}

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and has_passed(day, at=timezone.now()):
            raise self.wrong(self.error_messages["passed"], self.parts, self.subject)
        return day


class Behind(fields.DateField):
    """A date on which something has happened: today or earlier, and no earlier than `since`."""

    default_error_messages = {
        "ahead": _("%(what)s must be today or earlier"),
        "too_early": _("%(what)s must be %(first)s or later"),
    }
    since = EARLIEST

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and lies_ahead(day, at=timezone.now()):
            raise self.wrong(self.error_messages["ahead"], self.parts, self.subject)
        if day and day < self.since:
            message, first = self.error_messages["too_early"], in_words(self.since)
            raise self.wrong(message, self.parts, self.subject, first=first)
        return day


def _london(value: date) -> date:
    return london_day(value) if isinstance(value, datetime) else value
