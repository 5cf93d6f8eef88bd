"""Forms for allocating a case to a prosecutor, cover, and the officer in the case."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.allocation.caseload_text import RankedProsecutor, prosecutor_summary
from cases.forms.dates import FutureDateField
from cases.forms.row_choices import RowCheckboxesField, RowRadioField, suspect_label
from cases.models import Suspect
from people.models import User
from people.text.dates import format_moment
from people.web import fields


class ChooseProsecutorForm(fields.Form):
    """A choice among prosecutors, each shown with their caseload."""

    to = RowRadioField(
        label=_("Which prosecutor?"),
        error_messages={"required": _("Select a prosecutor")},
    )

    def __init__(self, *args: Any, prosecutors: Iterable[RankedProsecutor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("to", RowRadioField).set_rows(
            prosecutors, lambda person: person.name, prosecutor_summary
        )


class AllocateCaseForm(ChooseProsecutorForm, fields.EditForm):
    """Which suspects are allocated to a reviewing prosecutor, who gets access to the whole case."""

    suspects = RowCheckboxesField(
        label=_("Which suspects are you allocating?"),
        help_text=_("Those you do not select stay ready to allocate."),
        error_messages={"required": _("Select at least one suspect")},
    )
    field_order = ("suspects", "to")

    def __init__(
        self, *args: Any, suspects: Sequence[Suspect] | QuerySet[Suspect], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_suspects(suspects)
        if len(suspects) == 1:
            self.fields["suspects"].help_text = ""

    def set_suspects(self, suspects: Sequence[Suspect] | QuerySet[Suspect]) -> None:
        """Set the choices; every suspect is ticked at first."""
        field = self.typed_field("suspects", RowCheckboxesField)
        field.set_rows(suspects, suspect_label, urgency_and_due_text)
        field.initial = list(field.rows)


def urgency_and_due_text(suspect: Suspect) -> str:
    """How urgent the decision about a suspect is, and when it is due."""
    parts = [suspect.get_urgency_display() or _("No urgency class")]
    if suspect.due_at:
        parts.append(_("Decision due %(when)s") % {"when": format_moment(suspect.due_at)})
    return ". ".join(map(str, parts)) + "."


class ReallocateCaseForm(ChooseProsecutorForm, fields.EditForm):
    """Reallocate the case to another prosecutor."""

    reason = fields.Reason(
        label=_("Why is the case allocated to another prosecutor?"),
        help_text=_("Everyone on the case can read this. Leave out anything about health."),
        max_length=500,
        error_messages={"required": _("Enter why the case is allocated to another prosecutor")},
    )


class EndCoverForm(fields.Form):
    """Whose cover ends now."""

    to = RowRadioField(
        label=_("Whose cover ends now?"),
        error_messages={"required": _("Select whose cover ends")},
    )

    def __init__(self, *args: Any, covering: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("to", RowRadioField).set_rows(covering, lambda person: person.name)
        if len(covering) == 1:
            self.fields["to"].initial = str(covering[0].pk)


class NameOfficerForm(fields.Form):
    """Which officer of the unit is the officer in the case from now on."""

    to = RowRadioField(
        label=_("Which officer?"),
        error_messages={"required": _("Select an officer")},
    )
    reason = fields.Reason(
        label=_("Why is another officer named?"),
        help_text=_(
            "For example, a change of team. Everyone on the case can read this. Leave out "
            "anything about health."
        ),
        max_length=500,
        error_messages={"required": _("Enter why another officer is named")},
    )

    def __init__(self, *args: Any, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("to", RowRadioField).set_rows(officers, lambda person: person.name)


class CoverCaseForm(ChooseProsecutorForm, fields.EditForm):
    """Let another prosecutor cover for the reviewing prosecutor until a date."""

    from_on = FutureDateField(
        label=_("When does the cover start?"), what=_("the first day of the cover")
    )
    until_on = FutureDateField(label=_("When does it end?"), what=_("the last day of the cover"))
    reason = fields.Reason(
        label=_("Why is cover needed? (optional)"),
        help_text=_(
            "For example, annual leave. Everyone on the case can read this. Leave out "
            "anything about health."
        ),
        required=False,
        max_length=500,
    )

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day of the cover must not be before the first"))
