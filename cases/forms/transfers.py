"""What is asked when a case is offered to another CPS unit, and what of that unit."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowSelectField
from people.models import Unit
from people.web import fields

MAX_REASON_CHARS = 500


class ProposeTransferForm(fields.Form):
    """Which unit, and why: all that its managers read before they answer."""

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
        self.fields["to"].nothing = _("Select a unit")
        self.fields["to"].offer(units, unit_and_area_label)


def unit_and_area_label(unit: Unit) -> str:
    """A unit as a list to choose from calls it."""
    return f"{unit.name} ({unit.agency.name})"


class WithdrawTransferForm(fields.Form):
    """Nothing is asked."""


class AcceptTransferForm(fields.Form):
    """Nothing is asked."""


class DeclineTransferForm(fields.Form):
    """Why the case stays where it is."""

    reason = fields.Reason(
        label=_("Why does your unit not take the case over?"),
        help_text=_("The managers of the unit that has the case read this."),
        max_length=MAX_REASON_CHARS,
        error_messages={"required": _("Enter why your unit does not take the case over")},
    )
