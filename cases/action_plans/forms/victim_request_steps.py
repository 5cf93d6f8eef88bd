"""Forms of the steps that the police take before an intrusive action, and of reclassifying one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.victim_request_fields import necessity_field, sentences_field
from cases.forms.dates import FutureDateField, PastDateField
from cases.models import PARTS, HolderReply, HowKnown, NoticePart, NoticeRecipient, Reach
from people.web import fields


class ReclassifyItemForm(fields.EditForm):
    """The police say that an action reaches into the victim's life, in which way, and why."""

    kind = fields.Choice(
        label=_("Which private material of the victim does it ask for?"),
        choices=Reach.choices,
        hints={
            Reach.COUNSELLING: _(
                "Whatever a provider of psychological or emotional support holds, paid or not. If "
                "you are not sure, select this until the authorised person has decided."
            )
        },
        error_messages={"required": _("Select which private material of the victim it asks for")},
    )
    text = fields.Reason(
        label=_("What makes it so?"),
        help_text=_("The prosecutor reads this, and says what is asked for and why."),
        max_length=4000,
        error_messages={"required": _("Enter what makes it so")},
    )


class RecordAuthorityForm(fields.Form):
    """The authorised person's decision that the request may be made."""

    authorised_by = fields.SingleLineField(
        label=_("Who decided that the request may be made?"),
        help_text=_("Name, and rank or number."),
        max_length=150,
        error_messages={"required": _("Enter who decided that the request may be made")},
    )
    authorised_on = PastDateField(label=_("When?"), what=_("the date of the decision"))
    how_known = fields.Choice(
        label=_("How do you know that they hold it?"),
        choices=HowKnown.choices,
        error_messages={"required": _("Select how you know that they hold it")},
    )
    belief = sentences_field(
        _("What makes you believe that they hold it?"),
        _("Enter what makes you believe that they hold it"),
        kind=fields.Reason,
    )
    line_of_inquiry = sentences_field(
        _("Why is it relevant to a reasonable line of inquiry?"),
        _("Enter why it is relevant to a reasonable line of inquiry"),
        kind=fields.Reason,
    )
    necessity = necessity_field()
    other_means = sentences_field(
        _("Which other means were considered, and why are they not enough?"),
        _("Enter which other means were considered"),
        kind=fields.Reason,
    )
    probative_value = sentences_field(
        _("Why are the records likely to have substantial probative value?"),
        _("Enter why the records are likely to have substantial probative value"),
        _("Say also what rebuts the presumption that asking is not necessary and proportionate."),
        kind=fields.Reason,
    )

    def __init__(self, *args: Any, reach: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reach != Reach.COUNSELLING:
            del self.fields["probative_value"]
        if reach == Reach.DEVICE:
            del self.fields["how_known"], self.fields["belief"]


class NoticeGivenForm(fields.Form):
    """The content of the written notice, and to whom it was given."""

    given_on = PastDateField(
        label=_("When was the notice given?"), what=_("the date of the notice")
    )
    told_whom = fields.Choice(
        label=_("To whom was it given?"),
        choices=[
            ("victim", _("The victim")),
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


def exception_field() -> fields.Text:
    return sentences_field(
        _("Which exception of section 44B(5) applies, and why?"),
        _("Enter which exception applies, and why"),
        _(
            "The grounds are not listed here: the text of the subsection has not been checked. "
            "Say also who decided it, and when it is looked at again."
        ),
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
    exception = exception_field()
    part_exception = exception_field()
    field_order = [
        "told", "given_on", "told_whom", "recipient", "recipient_name", "recipient_because",
        "is_whole", "left_out", "part_exception",
    ]  # fmt: skip
    conditional_fields = {
        "told": {
            "yes": ["given_on", "told_whom", "is_whole", *(name for name in PARTS)],
            "late": ["late_because", "promised_on"],
            "no": ["exception"],
        },
        "is_whole": {"no": ["left_out", "part_exception"]},
        **NoticeGivenForm.conditional_fields,
    }

    def clean(self) -> None:
        """The part left out is blank, and its exception is the notice's."""
        super().clean()
        typed = self.cleaned_data
        typed.pop("told", None)
        typed.pop("is_whole", None)
        because = typed.pop("part_exception", "")
        for name, part in PARTS.items():
            if typed.get("left_out") == part:
                self.errors.pop(name, None)
                typed[name], typed["exception"] = "", because


class RecordAgreementForm(fields.Form):
    """The victim's written agreement."""

    agreed_on = PastDateField(
        label=_("When did the victim agree in writing?"), what=_("the date of the agreement")
    )


class RecordWithdrawalForm(fields.Form):
    """The victim withdraws their agreement."""

    withdrawn_on = PastDateField(
        label=_("When did the victim withdraw the agreement?"),
        what=_("the date of the withdrawal"),
    )


class RecordReplyForm(fields.Form):
    """When the holder replied, with what, and where the police keep what came."""

    replied_on = PastDateField(
        label=_("When did the holder reply?"), what=_("the date of the reply")
    )
    reply = fields.Choice(
        label=_("What came?"),
        choices=HolderReply.choices,
        error_messages={"required": _("Select what came")},
    )
    held_where = fields.SingleLineField(
        label=_("Where is it kept? (optional)"),
        help_text=_("A reference or a place, never what it says."),
        max_length=200,
        required=False,
    )


class MarkGivenBackForm(fields.Form):
    """When the material or the device was given back."""

    returned_on = PastDateField(
        label=_("When was it given back?"), what=_("the date it was given back")
    )


class MarkRequestedForm(fields.Form):
    """The date on which the police made the request, and what it said to a holder."""

    requested_on = PastDateField(
        label=_("When was the request made?"), what=_("the date of the request")
    )
    request_means = fields.SingleLineField(
        label=_("How was it sent to the holder?"),
        max_length=200,
        error_messages={"required": _("Enter how the request was sent")},
    )
    request_text = sentences_field(
        _("What did the request say?"),
        _("Enter what the request said"),
        _(
            "What is sought, why, and how it will be dealt with. From section 44C of the Act, "
            "whose text has not been checked."
        ),
        rows=5,
        longest=8000,
    )

    def __init__(self, *args: Any, reach: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reach == Reach.DEVICE:
            del self.fields["request_means"], self.fields["request_text"]
