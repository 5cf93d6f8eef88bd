"""Forms of requests to read more than the limit of an hour."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.access.reading_limits import usual_limit
from people.models import ReadingLimit
from people.web import fields

MAX_REASON_CHARS = 500


def _length_choices() -> list[tuple[str, str]]:
    return [
        (str(hours), ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
        for hours in settings.READ_MORE_HOURS
    ]


class AskToReadMoreForm(fields.Form):
    """What, how many an hour, for how long, why, and whose leaders are asked."""

    limit = fields.Choice(
        label=_("What do you need to read more of?"),
        choices=ReadingLimit.choices,
        error_messages={"required": _("Select what you need to read more of")},
    )
    an_hour = fields.Number(
        label=_("How many an hour?"),
        most=99_999,
        error_messages={"required": _("Enter how many an hour")},
    )
    hours = fields.Choice(
        label=_("For how long?"),
        choices=_length_choices,
        error_messages={"required": _("Select for how long")},
    )
    unit = fields.Choice(
        label=_("Which unit is the work for?"),
        help_text=_("Those who lead it are asked."),
        error_messages={"required": _("Select the unit the work is for")},
    )
    reason = fields.Reason(
        label=_("What is the work, and why now?"),
        help_text=_("At least one full sentence, without names. Those who lead the unit read it."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter what the work is, and why now")},
    )

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("unit", [(str(pk), name) for pk, name in units])

    def clean_hours(self) -> int:
        return int(self.cleaned_data["hours"])

    def clean_unit(self) -> int:
        return int(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse a number that is no more than the limit, or far more than a person can read."""
        facts = super().clean()
        limit, number = self.cleaned_data.get("limit"), self.cleaned_data.get("an_hour")
        if limit and number:
            usual = usual_limit(limit)
            most = usual * settings.READ_MORE_TIMES
            if not usual < number <= most:
                wrong = _("Enter a number from %(least)s to %(most)s: the limit is %(usual)s")
                numbers = {"least": usual + 1, "most": most, "usual": usual}
                self.add_error("an_hour", wrong % numbers)
        return facts


class RefuseReadingForm(fields.Form):
    """Why more is not read."""

    text = fields.Reason(
        label=_("Why not?"),
        help_text=_("The person who asked reads this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why not")},
    )


class AnswerReadingForm(fields.Form):
    """The button that approves or withdraws a request."""
