"""Forms of break-glass: which case and why, and what its review finds."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.forms.urns import normalise_urn
from cases.models.break_glass import BreakGlassFinding, BreakGlassKind
from people.web import fields

MAX_REASON_CHARS = 500


def _length_choices() -> list[tuple[str, str]]:
    return [
        (str(hours), ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
        for hours in settings.BREAK_GLASS_HOURS
    ]


class BreakGlassForm(fields.Form):
    """The case by its URN, why it cannot wait, and for how long."""

    urn = fields.SingleLineField(
        label=_("Which case?"),
        max_length=40,
        help_text=_("The whole URN, such as 52RS0012326. It opens this one case and no other."),
        error_messages={"required": _("Enter the URN")},
    )
    kind = fields.Choice(
        label=_("Why can it not wait?"),
        choices=BreakGlassKind.choices,
        error_messages={"required": _("Select why it cannot wait")},
    )
    reason = fields.Reason(
        label=_("What has happened, and what do you need to see?"),
        help_text=_("At least one full sentence. Those who lead the case read it."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter what has happened, and what you need to see")},
    )
    hours = fields.Choice(
        label=_("For how long?"),
        choices=_length_choices,
        error_messages={"required": _("Select for how long")},
    )

    def clean_urn(self) -> str:
        return normalise_urn(self.cleaned_data["urn"])

    def clean_hours(self) -> int:
        return int(self.cleaned_data["hours"])


class ReviewBreakGlassForm(fields.Form):
    """What a leader finds, and why."""

    finding = fields.Choice(
        label=_("What do you find?"),
        choices=BreakGlassFinding.choices,
        error_messages={"required": _("Select what you find")},
    )
    text = fields.Reason(
        label=_("In a sentence, why?"),
        help_text=_("The others who lead this case can read it."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why")},
    )
