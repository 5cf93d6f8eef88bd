"""Forms of the police's own requests for material about a victim."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.victim_request_fields import (
    again_field,
    check_dates_in_order,
    check_not_asked_before,
    first_date_field,
    holder_field,
    last_date_field,
    less_intrusive_field,
    material_field,
    necessity_field,
    rebuttal_field,
)
from cases.models import Reach, Victim, VictimRequest
from people.web import fields


class BeginVictimRequestForm(fields.Form):
    """What the police want to ask of whom about a victim, and why."""

    reach = fields.Choice(
        label=_("Which private material of the victim is it?"),
        choices=Reach.choices,
        hints={
            Reach.COUNSELLING: _(
                "Whatever a provider of psychological or emotional support holds, paid or not."
            )
        },
        error_messages={"required": _("Select which private material of the victim it is")},
    )
    rebuttal = rebuttal_field()
    material = material_field()
    holder = holder_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()
    again_because = again_field()
    conditional_fields = {"reach": {Reach.COUNSELLING: ["rebuttal"]}}

    def __init__(
        self, *args: Any, victim: Victim | None = None, register: Sequence[VictimRequest] = (),
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """
        Args: victim: whom it is about; None where the form is only described. register: what was
        asked before on the case.
        """
        super().__init__(*args, **kwargs)
        self.victim, self.register = victim, register

    def clean(self) -> None:
        super().clean()
        check_dates_in_order(self)
        if self.victim:
            self.cleaned_data["victim"] = self.victim
            kind = self.cleaned_data.get("reach") or ""
            check_not_asked_before(self, [self.victim], self.register, kind)
            del self.cleaned_data["victim"]


class DropVictimRequestForm(fields.Form):
    """Why the police no longer ask for something."""

    because = fields.Reason(
        label=_("Why is it no longer asked for?"),
        rows=3,
        max_length=2000,
        error_messages={"required": _("Enter why it is no longer asked for")},
    )
