"""Forms of the steps that the police take before an intrusive action, and of reclassifying one."""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.action_plans.forms.victim_request_fields import necessity_field, sentences_field
from cases.forms.dates import PastDateField
from cases.models import HolderReply, HowKnown, Reach
from cases.victim_request_law import (
    are_of_list,
    are_questions_asked,
    steps_asked,
)
from cases.victim_request_words import IN_FORCE_FROM
from people.text.dates import format_day
from people.web import fields

LAW_QUESTIONS = {"how_known", "belief", "probative_value"}  # of section 44A(3)(a) and (4)
STEPS_OF_THE_DAY = _(
    "Select the steps that were taken, of those that held on the day it was decided"
)


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

    steps = fields.Choices(
        label=_("Which steps of the code of practice were taken?"),
        help_text=_("The steps by which it is decided whether the presumption is displaced."),
        required=False,  # of a decision of a day on which some hold: see clean()
    )

    def __init__(self, *args: Any, reach: str, began_on: date, today: date, **kwargs: Any) -> None:
        """began_on: the day on which the police were asked, from which a decision may be."""
        super().__init__(*args, **kwargs)
        self.reach = reach
        listed = steps_asked(reach, began_on, today)
        self.set_choices("steps", [(each.code, each.text) for each in listed])
        if not listed:
            del self.fields["steps"]
        if reach != Reach.COUNSELLING:
            del self.fields["probative_value"]
        if reach == Reach.DEVICE:
            del self.fields["how_known"], self.fields["belief"]
        if began_on < IN_FORCE_FROM and reach != Reach.DEVICE:
            told = gettext(
                "Of a decision before %(day)s this, what makes you believe it and what the records "
                "would prove can be left blank."
            )
            self.fields["how_known"].help_text = told % {"day": format_day(IN_FORCE_FROM)}

    def clean(self) -> None:
        """Of a decision before the Act, what it asks may be blank; the steps that hold may not."""
        super().clean()
        decided_on = self.cleaned_data.get("authorised_on")
        if decided_on is None:
            return
        if not are_questions_asked(self.reach, decided_on):
            for name in LAW_QUESTIONS & self.fields.keys():
                self.errors.pop(name, None)
                self.cleaned_data.setdefault(name, "")
        listed = steps_asked(self.reach, decided_on, decided_on)
        if not are_of_list(self.cleaned_data.get("steps", ()), listed):
            self.add_error("steps", STEPS_OF_THE_DAY)


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
