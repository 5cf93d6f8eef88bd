"""Forms for intrusive actions: the prosecutor's request and the steps of the police."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.dates import FutureDateField, PastDateField
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.models import Reach, Suspect, Weight
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


REACH_FIELDS = ("kind", "material", "from_on", "to_on", "necessity", "less_intrusive")


class ReachForm(fields.RowForm):
    """The fields of an action item that ask whether it is intrusive, and why."""

    reach = fields.Choice(
        label=_("Does it reach into the victim’s life?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        hints={
            "yes": _(
                "The victim’s phone, or what others hold about the victim: medical, school or "
                "social services records, for example. Counselling notes are asked for on a page "
                "of their own, once a manager has approved it."
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
    conditional_fields = {"reach": {"yes": list(REACH_FIELDS)}}

    def clean(self) -> None:
        """Collect the fields in `reach`: a dict, or None if the action is not intrusive."""
        super().clean()
        check_dates_in_order(self)
        facts = {name: self.cleaned_data.pop(name, None) for name in REACH_FIELDS}
        facts["reach"] = facts.pop("kind")
        self.cleaned_data["reach"] = facts if self.cleaned_data.get("reach") == "yes" else None


class ProposeCounsellingRequestForm(fields.Form):
    """Why to request notes of counselling, against the presumption in law."""

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
            "The law presumes that asking for counselling notes is not necessary and "
            "proportionate. Say why these notes are likely to have substantial probative value."
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
    """A manager approves or rejects a proposed request for notes of counselling."""

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


class RecordAuthorityForm(fields.Form):
    """The authorised person's decision that the request may be made."""

    authorised_by = fields.SingleLineField(
        label=_("Who decided that the request may be made?"),
        help_text=_("Name, and rank or number."),
        max_length=150,
        error_messages={"required": _("Enter who decided that the request may be made")},
    )
    authorised_on = PastDateField(label=_("When?"), what=_("the date of the decision"))
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
        _("Why are the notes likely to have substantial probative value?"),
        _("Enter why the notes are likely to have substantial probative value"),
        _("Say also what rebuts the presumption that asking is not necessary and proportionate."),
        kind=fields.Reason,
    )

    def __init__(self, *args: Any, reach: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reach != Reach.COUNSELLING:
            del self.fields["probative_value"]


class NoticeGivenForm(fields.Form):
    """The content of the written notice to the victim."""

    given_on = PastDateField(
        label=_("When was the notice given?"), what=_("the date of the notice")
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


class RecordDeviceNoticeForm(NoticeGivenForm):
    """The notice about a device, which must say that the victim may refuse."""

    may_refuse = fields.Tick(
        label=_(
            "It also said that the victim may refuse, and that the investigation does not end "
            "merely because of that"
        ),
        error_messages={"required": _("Confirm that the notice said that the victim may refuse")},
    )


class RecordNoticeForm(NoticeGivenForm):
    """The notice to the victim, or the exception of section 44B(5) relied on."""

    told = fields.Choice(
        label=_("Was the victim told in writing?"),
        choices=[("yes", _("Yes")), ("no", _("No, an exception applies"))],
        error_messages={"required": _("Select whether the victim was told in writing")},
    )
    exception = sentences_field(
        _("Which exception of section 44B(5) applies, and why?"),
        _("Enter which exception applies, and why"),
        _("If the victim is told later, record the notice then."),
        kind=fields.Reason,
    )
    field_order = ["told"]
    conditional_fields = {
        "told": {"yes": ["given_on", "what", "why", "handling"], "no": ["exception"]}
    }

    def clean(self) -> None:
        super().clean()
        self.cleaned_data.pop("told", None)


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


class MarkRequestedForm(fields.Form):
    """The date on which the police made the request."""

    requested_on = PastDateField(
        label=_("When was the request made?"), what=_("the date of the request")
    )
