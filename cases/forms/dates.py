"""Dates that may not lie on the wrong side of today, as London counts days."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.deadlines import has_passed, lies_ahead
from people import fields


class Ahead(fields.DateField):
    """A date that somebody has to keep: today or later."""

    default_error_messages = {"passed": _("%(what)s must be today or later")}

    def clean(self, value):
        day = super().clean(value)
        if day and has_passed(day, at=timezone.now()):
            raise self.wrong(self.error_messages["passed"], self.parts, self.subject)
        return day


class Behind(fields.DateField):
    """A date on which something has happened: today or earlier."""

    default_error_messages = {"ahead": _("%(what)s must be today or earlier")}

    def clean(self, value):
        day = super().clean(value)
        if day and lies_ahead(day, at=timezone.now()):
            raise self.wrong(self.error_messages["ahead"], self.parts, self.subject)
        return day
