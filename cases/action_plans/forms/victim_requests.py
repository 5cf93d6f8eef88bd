"""Forms for intrusive actions, for the prosecutor and a manager."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.victim_request_fields import (
    again_field,
    ask_about_words,
    check_dates_in_order,
    check_not_asked_before,
    first_date_field,
    holder_field,
    last_date_field,
    less_intrusive_field,
    material_field,
    necessity_field,
    not_reaching_field,
    offer_victims,
    rebuttal_field,
    sentences_field,
    victim_field,
)
from cases.forms.dates import FutureDateField
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.models import Reach, Suspect, Victim, VictimRequest, Weight
from people.web import fields

REACH_FIELDS = (
    "kind", "victim", "material", "holder", "from_on", "to_on", "necessity", "less_intrusive",
    "again_because",
)  # fmt: skip


class ReachForm(fields.RowForm):
    """The fields of an action item that ask whether it is intrusive, and why."""

    reach = fields.Choice(
        label=_("Does it ask for the victim’s private material?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        hints={
            "yes": _(
                "The victim’s phone, or what others hold about the victim: medical, school or "
                "social services records, for example. What a provider of counselling, therapy or "
                "emotional support holds, paid or not, is asked for on a page of its own, once a "
                "manager has approved it."
            )
        },
        error_messages={"required": _("Select whether it asks for the victim’s private material")},
    )
    kind = fields.Choice(
        label=_("In which way?"),
        choices=[(each.value, each.label) for each in (Reach.HOLDER, Reach.DEVICE)],
        error_messages={"required": _("Select which private material of the victim it asks for")},
    )
    victim = victim_field()
    material = material_field()
    holder = holder_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()
    again_because = again_field()
    not_reaching_because = not_reaching_field()
    conditional_fields = {
        "reach": {"yes": list(REACH_FIELDS), "no": ["not_reaching_because"]},
    }

    def __init__(
        self, *args: Any, victims: Sequence[Victim] | None = None,
        register: Sequence[VictimRequest] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        """
        Args: victims: of the case, None where the form is only described. register: what was asked
        about them before.
        """
        super().__init__(*args, **kwargs)
        self.victims, self.register = victims or (), register
        if victims is not None and not offer_victims(self, victims):
            asked = [name for name in REACH_FIELDS if name != "victim"]
            reach = {**self.conditional_fields["reach"], "yes": asked}
            self.conditional_fields = {**self.conditional_fields, "reach": reach}

    def clean(self) -> None:
        """
        Collect the fields in `reach`: a dict, or None if the action is not intrusive.

        Where the words of an action sound intrusive, a "no" is asked for its reason.
        """
        super().clean()
        check_dates_in_order(self)
        if self.cleaned_data.get("reach") == "no":
            ask_about_words(self, self.cleaned_data.get("text") or "")
        elif self.cleaned_data.get("reach") == "yes":
            kind = self.cleaned_data.get("kind") or ""
            check_not_asked_before(self, self.victims, self.register, kind)
        facts = {name: self.cleaned_data.pop(name, None) for name in REACH_FIELDS}
        facts["reach"] = facts.pop("kind")
        self.cleaned_data["reach"] = facts if self.cleaned_data.get("reach") == "yes" else None


class JustifyItemForm(fields.EditForm):
    """What an action asks for, and why, that the police found to reach into a victim's life."""

    victim = victim_field()
    material = material_field()
    holder = holder_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()
    again_because = again_field()

    def __init__(
        self, *args: Any, reach: str, victims: Sequence[Victim], register: Sequence[VictimRequest],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.reach, self.victims, self.register = reach, victims, register
        offer_victims(self, victims)

    def clean(self) -> None:
        super().clean()
        check_dates_in_order(self)
        check_not_asked_before(self, self.victims, self.register, self.reach)


class ProposeCounsellingRequestForm(fields.Form):
    """Why to request records of counselling or support, against the presumption in law."""

    suspects = RowCheckboxesField(
        label=_("Which suspects is it about?"),
        error_messages={"required": _("Select at least one suspect")},
    )
    text = sentences_field(
        _("What do you need the police to do?"), _("Enter what you need the police to do"),
        longest=4000,
    )  # fmt: skip
    line_of_inquiry = sentences_field(
        _("Why is this a reasonable line of inquiry?"),
        _("Enter why this is a reasonable line of inquiry"),
        _("Say which element or issue it goes to."),
        kind=fields.Reason,
    )
    victim = victim_field()
    material = material_field()
    holder = holder_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()
    again_because = again_field()
    rebuttal = rebuttal_field()

    def __init__(
        self, *args: Any, suspects: Iterable[Suspect], victims: Sequence[Victim],
        register: Sequence[VictimRequest], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)
        self.victims, self.register = victims, register
        offer_victims(self, victims)

    def clean(self) -> None:
        super().clean()
        check_dates_in_order(self)
        check_not_asked_before(self, self.victims, self.register, Reach.COUNSELLING)


class JudgeProposalForm(fields.Form):
    """A manager approves or rejects a proposed request for records of counselling or support."""

    is_approved = fields.Choice(
        label=_("Is the presumption rebutted?"),
        choices=[("yes", _("Yes, the action can be set")), ("no", _("No, it cannot be set"))],
        error_messages={"required": _("Select whether the presumption is rebutted")},
    )
    judgement = sentences_field(_("Why?"), _("Enter why"), kind=fields.Reason)

    def clean(self) -> None:
        """Convert `is_approved` to a bool."""
        super().clean()
        if "is_approved" in self.cleaned_data:
            self.cleaned_data["is_approved"] = self.cleaned_data["is_approved"] == "yes"


class SetProposedActionForm(fields.Form):
    """Weight and due date of an approved action."""

    weight = fields.Choice(
        label=_("Can you decide without it?"),
        choices=[
            (Weight.ESSENTIAL, _("No, it is essential")),
            (Weight.DESIRABLE, _("Yes, but it would help")),
        ],
        error_messages={"required": _("Select whether you can decide without it")},
    )
    due_on = FutureDateField(label=_("When do you need it by?"), what=_("the date you need it by"))
