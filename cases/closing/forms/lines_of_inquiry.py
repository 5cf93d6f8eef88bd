"""The lines of inquiry of a closing report."""

from collections.abc import Iterable
from itertools import islice

from django.utils.translation import gettext_lazy as _

from cases.closing.queries.known_lines import MAX_LINE_CHARS, KnownLine
from cases.closing.report_parts import LineOfInquiry
from cases.forms.yes_no import YES_NO
from people.web import fields

MAX_LINES = 40


class LineForm(fields.RowForm):
    """One line of inquiry."""

    text = fields.SingleLineField(
        label=_("Line of inquiry"),
        max_length=MAX_LINE_CHARS,
        error_messages={"required": _("Enter the line of inquiry")},
    )
    is_done = fields.Choice(
        label=_("Was it done?"),
        choices=YES_NO,
        error_messages={"required": _("Select whether it was done")},
    )
    why_not = fields.Reason(
        label=_("Why was it not done?"),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Enter why it was not done")},
    )
    conditional_fields = {"is_done": {"no": ["why_not"]}}


class BaseLineFormSet(fields.RowFormSet):
    """
    The lines of inquiry, added and removed one by one.

    left_out: number of those the case has for which there was no room.
    """

    left_out = 0
    noun = _("Line %(n)s")

    @property
    def answered(self) -> list[LineOfInquiry]:
        """The lines; untouched rows are left out."""
        typed = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [
            LineOfInquiry(each["text"], each["is_done"] == "yes", each["why_not"] or "")
            for each in typed
        ]


LineFormSet = fields.row_formset_class(
    LineForm, formset=BaseLineFormSet, extra=0, min_num=1, validate_min=True, max_num=MAX_LINES
)


def lines_form_data(lines: Iterable[KnownLine]) -> list[dict[str, str]]:
    """The rows that the lines of inquiry start with."""
    is_done = {True: "yes", False: "no", None: ""}
    return [
        {"text": line.text, "is_done": is_done[line.is_done], "why_not": line.why_not}
        for line in islice(lines, MAX_LINES)
    ]
