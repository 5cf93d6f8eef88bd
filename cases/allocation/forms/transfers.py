"""Forms for offering a case to another CPS unit, and for that unit's answer."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowSelectField
from people.models import Unit
from people.web import fields

MAX_REASON_CHARS = 500


class ProposeTransferForm(fields.Form):
    """The unit and the reason, which its managers read before they answer."""

    to = RowSelectField(
        label=_("Which unit is asked to take the case over?"),
        error_messages={"required": _("Select a unit")},
    )
    reason = fields.Reason(
        label=_("Why should that unit have the case?"),
        help_text=_(
            "Its managers can read this before they accept the case. Leave out names "
            "and what happened."
        ),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why that unit should have the case")},
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("to", RowSelectField).nothing = _("Select a unit")
        self.typed_field("to", RowSelectField).set_rows(units, unit_and_area_label)


def unit_and_area_label(unit: Unit) -> str:
    """Label of a unit in a list of choices: its name and its Area."""
    return f"{unit.name} ({unit.agency.name})"


class WithdrawTransferForm(fields.Form):
    """A confirmation without fields."""


class AcceptTransferForm(fields.Form):
    """A confirmation without fields."""


class DeclineTransferForm(fields.Form):
    """Why the unit declines the case."""

    reason = fields.Reason(
        label=_("Why does your unit not take the case over?"),
        help_text=_("The managers of the unit that has the case read this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why your unit does not take the case over")},
    )
