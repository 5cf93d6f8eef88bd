"""The form that gives a person or a system a role on a unit."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.forms.utils import from_current_timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.administration.forms import SELECT_ONE, ChoicePairs
from people.administration.labels import capacity_label
from people.administration.proposal_forms import ProposedForm
from people.identity.capacities import CAPACITIES_OF_SIDE, may_be_held
from people.identity.sides import Side
from people.web import fields


class GiveCapacityForm(ProposedForm):
    """The role that a person or a system is to have on a unit, and until when."""

    unit = fields.Lookup(
        label=_("On which unit?"),
        help_text=_("Type part of its name, or of its agency’s."),
        error_messages={"required": _("Select the unit")},
    )
    capacity = fields.Choice(
        label=_("In what role?"), error_messages={"required": _("Select the role")}
    )
    ends_on = fields.DateField(
        label=_("What is the last day? (optional)"),
        what=_("the last day"),
        help_text=_(
            "They have it until the end of that day. Leave blank if there is no end. In an "
            "emergency it must be entered."
        ),
        required=False,
    )
    is_emergency = fields.Tick(
        label=_("This is an emergency: they need the role before it can be approved"),
        help_text=format_lazy(
            _(
                "They have the role at once, for no more than {hours} hours. The unit’s leaders "
                "and the other administrators are told, and one of them reviews it."
            ),
            hours=settings.EMERGENCY_ROLE_HOURS,
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, sides: Iterable[str], units: ChoicePairs, by_system: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if by_system:
            del self.fields["is_emergency"]
        self.set_choices("unit", [*SELECT_ONE, *units])
        capacities = [
            (key, capacity_label(key))
            for side in sides
            for key in CAPACITIES_OF_SIDE[Side(side)]
            if may_be_held(key, by_system=by_system)
        ]
        self.set_choices("capacity", capacities)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        answers = self.cleaned_data
        if answers.get("is_emergency") and "ends_on" in answers and answers["ends_on"] is None:
            self.add_error("ends_on", _("Enter the last day, because this is an emergency"))
        return cleaned

    @property
    def arguments(self) -> dict[str, Any]:
        """The role and the moment at which it ends; the unit is looked up by the page."""
        return {"capacity": self.cleaned_data["capacity"], "expires_at": self.expires_at}

    @property
    def expires_at(self) -> dt.datetime | None:
        """The moment at which the last day ends in London, or None."""
        last = self.cleaned_data["ends_on"]
        return last and from_current_timezone(
            dt.datetime.combine(last + dt.timedelta(days=1), dt.time())
        )
