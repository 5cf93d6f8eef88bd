"""Forms to record an event, withdraw it, or end duties."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.forms.dates import PastDateField
from cases.models import Suspect
from people.web import fields
from victims.duty_rules import RECORDED_BY_HAND, NewsOwed
from victims.forms.contacts import suspect_label
from victims.queries.duties import DutyRow


class RecordVictimEventForm(fields.Form):
    """The event, the suspect and the day."""

    what = fields.Choice(
        label=_("What happened?"),
        error_messages={"required": _("Select what happened")},
        hints={
            NewsOwed.OUTCOME: _(
                "Witness care has the outcome from the court. Enter the day on which "
                "they received it."
            ),
        },
    )
    suspect = fields.Choice(
        label=_("About which suspect?"),
        help_text=_("Only suspects whom an allegation ties to this victim."),
        error_messages={"required": _("Select the suspect")},
    )
    on = PastDateField(label=_("On which day?"), what=_("the day"))

    def __init__(self, *args: Any, side: str, suspects: Sequence[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("what", [(each.value, each.label) for each in RECORDED_BY_HAND[side]])
        self.suspects = {str(each.pk): each.pk for each in suspects}
        self.set_choices("suspect", [(str(each.pk), suspect_label(each)) for each in suspects])

    def clean_suspect(self) -> UUID:
        return self.suspects[self.cleaned_data["suspect"]]


class WithdrawVictimEventForm(fields.Form):
    """Why it is withdrawn."""

    why = fields.Reason(
        label=_("Why is it withdrawn?"),
        help_text=_("For example, that the day was wrong. Write nothing about what happened."),
        rows=2,
        max_length=300,
        error_messages={"required": _("Enter why it is withdrawn")},
    )


class EndDutiesForm(fields.Form):
    """The duties that end because the victim does not want to be told, and why."""

    duties = fields.Choices(
        label=_("What is not to be told?"),
        error_messages={"required": _("Select what is not to be told")},
    )
    why = fields.Reason(
        label=_("What did the victim say, and to whom?"),
        help_text=_("For example, that they asked the officer by phone not to hear of bail."),
        rows=2,
        max_length=500,
        error_messages={"required": _("Enter what the victim said, and to whom")},
    )

    def __init__(self, *args: Any, duties: Iterable[DutyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.pk): each.pk for each in duties}
        self.set_choices("duties", [(str(each.pk), each.label) for each in duties])

    def clean_duties(self) -> list[UUID]:
        return [self.known[chosen] for chosen in self.cleaned_data["duties"]]


class RecordCodeBreachForm(fields.Form):
    """Why the victim was not told in time."""

    reason = fields.Reason(
        label=_("Why was the victim not told in time?"),
        help_text=_(
            "The Victims’ Code is to be followed unless there is good reason not to (Victims and "
            "Prisoners Act 2024, section 5). Write nothing about what happened to the victim."
        ),
        rows=4,
        max_length=2000,
        error_messages={"required": _("Enter why the victim was not told in time")},
    )
