"""Forms that merge an agency or a unit into another, or move a unit to another agency."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.administration.forms import SELECT_ONE, ChoicePairs
from people.administration.proposal_forms import ProposedForm
from people.web import fields


class MergeAgencyForm(ProposedForm, fields.EditForm):
    into = fields.Lookup(
        label=_("Into which agency?"),
        help_text=_("Agencies of the same side."),
        error_messages={
            "required": _("Select the agency"),
            "invalid_choice": _("Select another agency of the same side"),
        },
    )

    def __init__(self, *args: Any, agencies: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("into", [*SELECT_ONE, *agencies])


class MergeUnitForm(ProposedForm, fields.EditForm):
    into = fields.Lookup(
        label=_("Into which unit?"),
        help_text=_("Open units of the same agency and kind."),
        error_messages={
            "required": _("Select the unit"),
            "invalid_choice": _("Select another open unit of the same agency and kind"),
        },
    )

    def __init__(self, *args: Any, units: ChoicePairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("into", [*SELECT_ONE, *units])


class MoveUnitForm(MergeAgencyForm):
    into = fields.Lookup(
        label=_("To which agency?"),
        help_text=_("Agencies of the same side. Add one first if it is new."),
        error_messages={
            "required": _("Select the agency"),
            "invalid_choice": _("Select another agency of the same side"),
        },
    )
