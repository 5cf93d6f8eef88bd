"""Forms for intrusive actions, for the prosecutor and a manager."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.dates import FutureDateField, PastDateField
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.models import Reach, Suspect, Weight
from cases.victim_request_words import words_that_reach
from people.web import fields

DATES_OUT_OF_ORDER = _("The last date must not be before the first")


def sentences_field(
    label: str | Promise,
    required: str | Promise,
    hint: str | Promise = "",
    rows: int = 3,
    longest: int = 2000,
    kind: type[fields.Text] = fields.Text,
    **more: Any,
) -> fields.Text:
    """A text field for a few sentences; `kind` is fields.Reason if it asks for a reason."""
    return kind(
        label=label, help_text=hint, rows=rows, max_length=longest,
        error_messages={"required": required}, **more,
    )  # fmt: skip


def material_field() -> fields.Text:
    return sentences_field(
        _("Which material, and who holds it?"), _("Enter which material, and who holds it"),
        _("Name the categories, such as attendance records or messages with one contact."),
    )  # fmt: skip


def first_date_field() -> PastDateField:
    return PastDateField(label=_("From which date?"), what=_("the first date of what you need"))


def last_date_field() -> PastDateField:
    return PastDateField(label=_("To which date?"), what=_("the last date of what you need"))


def necessity_field() -> fields.Text:
    return sentences_field(
        _("Why is it necessary and proportionate?"),
        _("Enter why it is necessary and proportionate"),
        _("Say what makes you believe that the material exists, and what it can decide."),
        kind=fields.Reason,
    )  # fmt: skip


def less_intrusive_field() -> fields.Text:
    return sentences_field(
        _("Which less intrusive step did you consider, and why is it not enough?"),
        _("Enter which less intrusive step you considered"),
        kind=fields.Reason,
    )


def check_dates_in_order(form: fields.Form | fields.RowForm) -> None:
    """Add an error if the first date is after the last."""
    first, last = form.cleaned_data.get("from_on"), form.cleaned_data.get("to_on")
    if first and last and last < first:
        form.add_error("to_on", DATES_OUT_OF_ORDER)


SOUNDS_LIKE_REACHING = _(
    "“%(words)s” sounds as if this reaches into the victim’s life. Select yes, or say why it does "
    "not"
)


def not_reaching_field() -> fields.Text:
    return fields.Reason(
        label=_("Why does it not reach into the victim’s life?"),
        help_text=_("Only where its words sound as if it did: therapy, school or a phone."),
        rows=3,
        max_length=2000,
        required=False,
    )


def ask_about_words(form: fields.Form | fields.RowForm, text: str) -> None:
    """Add an error where a text sounds as if it reached into a victim's life, without a reason."""
    words = words_that_reach(text)
    name = "not_reaching_because"
    if words and name not in form.errors and not form.cleaned_data.get(name):
        form.add_error(name, SOUNDS_LIKE_REACHING % {"words": ", ".join(words)})


REACH_FIELDS = ("kind", "material", "from_on", "to_on", "necessity", "less_intrusive")


class ReachForm(fields.RowForm):
    """The fields of an action item that ask whether it is intrusive, and why."""

    reach = fields.Choice(
        label=_("Does it reach into the victim’s life?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        hints={
            "yes": _(
                "The victim’s phone, or what others hold about the victim: medical, school or "
                "social services records, for example. What a provider of counselling, therapy or "
                "emotional support holds, paid or not, is asked for on a page of its own, once a "
                "manager has approved it."
            )
        },
        error_messages={"required": _("Select whether it reaches into the victim’s life")},
    )
    kind = fields.Choice(
        label=_("In which way?"),
        choices=[(each.value, each.label) for each in (Reach.HOLDER, Reach.DEVICE)],
        error_messages={"required": _("Select in which way it reaches into the victim’s life")},
    )
    material = material_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()
    not_reaching_because = not_reaching_field()
    conditional_fields = {
        "reach": {"yes": list(REACH_FIELDS), "no": ["not_reaching_because"]},
    }

    def clean(self) -> None:
        """
        Collect the fields in `reach`: a dict, or None if the action is not intrusive.

        Where the words of an action sound intrusive, a "no" is asked for its reason.
        """
        super().clean()
        check_dates_in_order(self)
        if self.cleaned_data.get("reach") == "no":
            ask_about_words(self, self.cleaned_data.get("text") or "")
        facts = {name: self.cleaned_data.pop(name, None) for name in REACH_FIELDS}
        facts["reach"] = facts.pop("kind")
        self.cleaned_data["reach"] = facts if self.cleaned_data.get("reach") == "yes" else None


class JustifyItemForm(fields.EditForm):
    """What an action asks for, and why, that the police found to reach into a victim's life."""

    material = material_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()

    def clean(self) -> None:
        super().clean()
        check_dates_in_order(self)


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
    material = material_field()
    from_on = first_date_field()
    to_on = last_date_field()
    necessity = necessity_field()
    less_intrusive = less_intrusive_field()
    rebuttal = sentences_field(
        _("What rebuts the presumption against asking?"),
        _("Enter what rebuts the presumption against asking"),
        _(
            "The law presumes that asking for them is not necessary and proportionate. Say why "
            "these records are likely to have substantial probative value."
        ),
        rows=5,
        kind=fields.Reason,
    )

    def __init__(self, *args: Any, suspects: Iterable[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("suspects", RowCheckboxesField).set_rows(suspects, suspect_label)

    def clean(self) -> None:
        super().clean()
        check_dates_in_order(self)


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
