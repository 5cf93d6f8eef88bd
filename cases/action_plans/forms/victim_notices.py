"""Forms of the notice to the victim of a request: given, late, or left out by an exception."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.victim_request_fields import sentences_field
from cases.forms.dates import FutureDateField, PastDateField
from cases.models import PARTS, NoticePart, NoticeRecipient
from cases.victim_request_law import EXCEPTION_GROUNDS, entries_on
from people.web import fields


class NoticeGivenForm(fields.Form):
    """The content of the written notice, and to whom it was given."""

    given_on = PastDateField(
        label=_("When was the notice given?"), what=_("the date of the notice")
    )
    told_whom = fields.Choice(
        label=_("To whom was it given?"),
        choices=[
            ("victim", _("The victim, who is an adult with capacity")),
            ("another", _("Another person, for a child or an adult without capacity")),
        ],
        error_messages={"required": _("Select to whom the notice was given")},
    )
    recipient = fields.Choice(
        label=_("Who is that?"),
        choices=[pair for pair in NoticeRecipient.choices if pair[0] != NoticeRecipient.VICTIM],
        error_messages={"required": _("Select who was told in the victim’s place")},
    )
    recipient_name = fields.SingleLineField(
        label=_("What is their name?"),
        max_length=150,
        error_messages={"required": _("Enter the name of whoever was told")},
    )
    recipient_because = sentences_field(
        _("Why were they told in the victim’s place?"),
        _("Enter why they were told in the victim’s place"),
        _("Never somebody from whom the victim is at risk."),
        kind=fields.Reason,
    )
    what = sentences_field(
        _("What did it say is sought?"), _("Enter what the notice says is sought")
    )
    why = sentences_field(
        _("Why, did it say, is it sought?"), _("Enter why it is sought, as the notice says")
    )
    handling = sentences_field(
        _("How, did it say, will it be dealt with?"),
        _("Enter how it will be dealt with, as the notice says"),
    )
    conditional_fields: Mapping[str, Mapping[Any, Sequence[str]]] = {
        "told_whom": {"another": ["recipient", "recipient_name", "recipient_because"]}
    }

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("told_whom", None)
        self.cleaned_data["recipient"] = (
            self.cleaned_data.get("recipient") or NoticeRecipient.VICTIM
        )


class RecordDeviceNoticeForm(NoticeGivenForm):
    """The notice about a device, which must say that the victim may refuse."""

    may_refuse = fields.Tick(
        label=_(
            "It also said that the victim may refuse, and that the investigation does not end "
            "merely because of that"
        ),
        error_messages={"required": _("Confirm that the notice said that the victim may refuse")},
    )


def ground_field() -> fields.Choice:
    """The ground of an exception; taken out of the form while none has been entered."""
    return fields.Choice(
        label=_("On which ground of section 44B(5)?"),
        error_messages={"required": _("Select the ground of the exception")},
    )


def looked_at_again_field() -> FutureDateField:
    """The day on which an exception is looked at again."""
    return FutureDateField(
        label=_("When is the exception looked at again?"),
        help_text=_("You are reminded of that day. The notice can be given before."),
        what=_("the date it is looked at again"),
    )


def decided_by_field() -> fields.SingleLineField:
    """Who decided that an exception applies."""
    return fields.SingleLineField(
        label=_("Who decided that the exception applies?"),
        help_text=_("Name, and rank or number."),
        max_length=150,
        error_messages={"required": _("Enter who decided that the exception applies")},
    )


def exception_field() -> fields.Text:
    return sentences_field(
        _("Which exception of section 44B(5) applies, and why?"),
        _("Enter which exception applies, and why"),
        _("The grounds are not listed here: the text of the subsection has not been checked."),
        kind=fields.Reason,
    )


class RecordNoticeForm(NoticeGivenForm):
    """The notice to the victim, why it comes later, or the exception of section 44B(5)."""

    told = fields.Choice(
        label=_("Was the victim told in writing?"),
        choices=[
            ("yes", _("Yes")),
            ("late", _("Not yet: it is not reasonably practicable before the request")),
            ("no", _("No, an exception applies")),
        ],
        error_messages={"required": _("Select whether the victim was told in writing")},
    )
    late_because = sentences_field(
        _("Why is it not reasonably practicable before?"),
        _("Enter why it is not reasonably practicable before"),
        kind=fields.Reason,
    )
    promised_on = FutureDateField(
        label=_("When will it be given?"),
        help_text=_("As soon as is reasonably practicable. You are reminded until it is."),
        what=_("the date it will be given"),
    )
    is_whole = fields.Choice(
        label=_("Did it say all three: what, why, and how it will be dealt with?"),
        choices=[("yes", _("Yes")), ("no", _("No, an exception applies to one of them"))],
        error_messages={"required": _("Select whether it said all three")},
    )
    left_out = fields.Choice(
        label=_("Which one was left out?"),
        choices=NoticePart.choices,
        error_messages={"required": _("Select which one was left out")},
    )
    ground = ground_field()
    exception = exception_field()
    decided_by = decided_by_field()
    again_on = looked_at_again_field()
    part_ground = ground_field()
    part_exception = exception_field()
    part_decided_by = decided_by_field()
    part_again_on = looked_at_again_field()
    field_order = [
        "told", "given_on", "told_whom", "recipient", "recipient_name", "recipient_because",
        "is_whole", "left_out", "part_ground", "part_exception", "part_decided_by", "part_again_on",
    ]  # fmt: skip
    conditional_fields = {
        "told": {
            "yes": ["given_on", "told_whom", "is_whole", *(name for name in PARTS)],
            "late": ["late_because", "promised_on"],
            "no": ["ground", "exception", "decided_by", "again_on"],
        },
        "is_whole": {
            "no": [
                "left_out",
                "part_ground",
                "part_exception",
                "part_decided_by",
                "part_again_on",
            ]
        },
        **NoticeGivenForm.conditional_fields,
    }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = entries_on(EXCEPTION_GROUNDS, today, today)
        for name in ("ground", "part_ground"):
            self.set_choices(name, [(each.code, each.text) for each in listed])
        if listed:
            for name in ("exception", "part_exception"):
                self.fields[name].label = _("Why does it apply?")
                self.fields[name].help_text = ""
            return
        del self.fields["ground"], self.fields["part_ground"]
        self.conditional_fields = {
            name: {
                answer: [each for each in asked if each in self.fields]
                for answer, asked in branches.items()
            }
            for name, branches in self.conditional_fields.items()
        }

    def clean(self) -> None:
        """The part left out is blank, and its exception is the notice's."""
        super().clean()
        typed = self.cleaned_data
        typed.pop("told", None)
        typed.pop("is_whole", None)
        of_part = {
            name: typed.pop(f"part_{name}")
            for name in ("ground", "exception", "decided_by", "again_on")
            if f"part_{name}" in typed
        }
        for name, part in PARTS.items():
            if typed.get("left_out") == part:
                self.errors.pop(name, None)
                typed[name] = ""
                typed |= of_part
