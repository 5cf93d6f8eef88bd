"""The form of one count of a charge."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.counts import StatedCount
from cases.decisions.forms.charge_facts import ChargeFactsForm
from cases.decisions.forms.count_shown import CountShown, day_so_far
from cases.decisions.forms.other_act import NOT_ACROSS, other_act_reason
from cases.forms.row_choices import RowChoices, RowRadioField
from cases.models import Allegation, Victim
from cases.offences.queries.obstacles import obstacle_to_charge
from cases.offences.queries.offence_table import all_offences
from people.web import fields
from timeliness.calendar import london_day

MAX_COUNTS = 30
OWN = "own"  # the answer that it is a count of its own


class RowHiddenField(RowChoices, fields.HintedMixin):
    """A row that a button has chosen, cleaned to the row or None."""

    widget = forms.HiddenInput
    empty_value = ""

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class CountForm(ChargeFactsForm, fields.RowForm):
    """
    One count: from an allegation of the police, or new.

    What is left out of a count from an allegation is as alleged.
    """

    allegation = RowHiddenField(
        label=gettext_lazy("Which allegation does it come from?"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "The allegation is not as it was. Remove the charge, and state it as it is now"
            )
        },
    )
    alternative_to = fields.Choice(
        label=gettext_lazy("Is it an alternative to another charge?"), required=False
    )
    other_act_because = other_act_reason()

    def __init__(
        self,
        *args: Any,
        victims: Sequence[Victim],
        allegations: Iterable[Allegation],
        others: Sequence[int] = (),
        **kwargs: Any,
    ) -> None:
        """Args: others: the numbers of the counts to which it may be the alternative."""
        super().__init__(*args, **kwargs)
        self.typed_field("allegation", RowHiddenField).set_rows(allegations, str)
        self.set_victims(victims)
        if len(victims) == 1:
            self.fields["victim"].initial = str(victims[0].pk)
        choices = [(str(n), _("Alternative to charge %(n)s") % {"n": n}) for n in others]
        self.set_choices("alternative_to", [(OWN, _("No, a charge of its own")), *choices])

    def answers(self) -> dict[str, Any]:
        """The raw input, with the allegation that a button has chosen."""
        return super().answers() | {"allegation": self["allegation"].value()}

    @property
    def shown(self) -> CountShown:
        """The count in words as it stands, valid or not."""
        victim = self.typed_field("victim", RowRadioField).rows.get(str(self["victim"].value()))
        days = [day_so_far(self[name].value()) for name in ("from_on", "to_on")]
        return CountShown(
            offence=all_offences().get(str(self["offence"].value())),
            victim=victim.number if victim else None,
            days=(days[0], days[1] or days[0]) if days[0] else None,
        )

    @property
    def alternative(self) -> str:
        """The number of the count to which it is the alternative so far, or ""."""
        given = str(self["alternative_to"].value() or "")
        return given if given.isdecimal() else ""

    @property
    def chosen_allegation(self) -> Allegation | None:
        """The allegation that it comes from, also before the form is sent."""
        return self.typed_field("allegation", RowHiddenField).rows.get(
            str(self["allegation"].value())
        )

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        self.take_facts(typed.get("allegation"))
        if not self.errors and typed.get("other_act_because") and not self.shown.crosses_acts:
            self.add_error("other_act_because", NOT_ACROSS)
        if not self.errors:
            self._check_obstacles()

    def _check_obstacles(self) -> None:
        """Add the error of a count that cannot be charged."""
        count = self.count
        if obstacle := obstacle_to_charge(count, today=london_day(timezone.now())):
            self.add_error("offence", obstacle)

    @property
    def count(self) -> StatedCount:
        """The count, once the form is valid."""
        typed = dict(self.cleaned_data)
        to = typed.pop("alternative_to")
        return StatedCount(**typed, alternative_to=int(to) if to.isdecimal() else None)
