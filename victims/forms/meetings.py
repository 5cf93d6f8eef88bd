"""Forms to offer, arrange and record a meeting with a victim."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.correspondence.forms.message_threads import person_label
from cases.forms.dates import LimitedDateField
from cases.forms.row_choices import RowSelectField
from people.models import User
from people.web import fields
from people.web.why_changed import WhyChangedMixin
from victims.forms.contacts import ContactMadeForm
from victims.models import MeetingAttendee, MeetingMode, MeetingPurpose, MeetingStatus, OfferedBy

MAX_MEETING_MINUTES = 480  # minutes; more is a typing error
MINUTES_ERROR = _("Enter a number of minutes between 1 and %(most)s")


class WithoutDraft:
    """A form of texts that are encrypted with the victim's key: no draft of it is saved."""

    asks_for_sentences = False


class OfferMeetingForm(WithoutDraft, ContactMadeForm):
    """Purpose, how and when it was offered, and the result."""

    field_order = ("purpose", "offered_how", "offered_on")

    purpose = fields.Choice(
        label=_("What is the meeting for?"),
        choices=MeetingPurpose.choices,
        error_messages={"required": _("Select what the meeting is for")},
    )
    offered_how = fields.Choice(
        label=_("How was it offered?"),
        choices=OfferedBy.choices,
        error_messages={"required": _("Select how it was offered")},
    )
    offered_on = fields.DateField(
        label=_("When was it offered?"), what=_("the date on which it was offered")
    )


class RecordMeetingResponseForm(WithoutDraft, fields.Form):
    """The victim's answer to the offer."""

    answer = fields.Choice(
        label=_("What did the victim say?"),
        choices=[
            (MeetingStatus.ACCEPTED, _("Yes")),
            (MeetingStatus.DECLINED, _("No")),
            (MeetingStatus.NO_ANSWER, _("There has been no answer")),
        ],
        error_messages={"required": _("Select what the victim said")},
    )
    declined_because = fields.Text(
        label=_("Why not?"),
        help_text=_("In the victim’s own words where you can, or that no reason was given."),
        rows=3,
        max_length=500,
        error_messages={"required": _("Enter why not, or that no reason was given")},
    )
    answered_on = fields.DateField(
        label=_("When did you hear this, or stop waiting?"), what=_("the date of the answer")
    )
    conditional_fields = {"answer": {MeetingStatus.DECLINED: ["declined_because"]}}


class ArrangeMeetingForm(WhyChangedMixin, WithoutDraft, fields.EditForm):
    """When, where and how, who attends, and what the victim needs; why, once it was arranged."""

    why_help = _(
        "For example, the victim asked for another day. Everyone who can open this meeting can "
        "read it. Leave this empty if you only add what was not known."
    )

    mode = fields.Choice(
        label=_("How is it held?"),
        choices=MeetingMode.choices,
        error_messages={"required": _("Select how it is held")},
    )
    meets_at = fields.DateTimeField(label=_("When is it?"), what=_("the time of the meeting"))
    planned_minutes = fields.Number(
        label=_("How many minutes are planned?"),
        most=MAX_MEETING_MINUTES,
        error_messages={
            "required": _("Enter how many minutes are planned"),
            "invalid": MINUTES_ERROR,
        },
    )
    place = fields.Text(
        label=_("Where is it, or how is the video joined?"),
        help_text=_("The calendar file does not say this."),
        rows=3,
        max_length=400,
        error_messages={"required": _("Enter where it is, or how the video is joined")},
    )
    chair = fields.SingleLineField(
        label=_("Who chairs it?"),
        max_length=120,
        error_messages={"required": _("Enter who chairs it")},
    )
    invitees = fields.Text(
        label=_("Who else is invited? (optional)"), rows=3, max_length=500, required=False
    )
    supporters = fields.Text(
        label=_("Who comes to support the victim? (optional)"),
        help_text=_("For example, the ISVA, a friend, or a parent"),
        rows=3,
        max_length=500,
        required=False,
    )
    needs = fields.Text(
        label=_("What does the victim need there? (optional)"),
        help_text=_("For example, an interpreter, step-free access, or a separate entrance"),
        rows=3,
        max_length=1000,
        required=False,
    )

    def _saved(self, name: str) -> Any:
        return self.initial.get(name)  # the words are no columns of the meeting


class AgreedActionForm(WithoutDraft, fields.RowForm):
    """One agreed action."""

    what = fields.Text(
        label=_("What is to be done?"), rows=2, max_length=500,
        error_messages={"required": _("Enter what is to be done")},
    )  # fmt: skip
    owner = RowSelectField(
        label=_("Who is responsible for it?"),
        help_text=_("They are notified that something was agreed, and read here what it is."),
        error_messages={"required": _("Select who is responsible for it")},
    )
    owner.nothing = _("Select a person")
    due_on = LimitedDateField(label=_("By when?"), what=_("the day by which it is done"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        """people: possible owners."""
        super().__init__(*args, **kwargs)
        self.typed_field("owner", RowSelectField).set_rows(people, person_label)


class AgreedActionRows(fields.RowFormSet):
    """The agreed actions, added and removed one by one."""

    noun = _("Agreed action %(n)s")

    @property
    def answered(self) -> list[tuple[str, User, date]]:
        """(what, owner, due day) of each row; empty rows are left out."""
        typed = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [(each["what"], each["owner"], each["due_on"]) for each in typed]


MAX_AGREED_ACTIONS = 10
AgreedActionFormSet = fields.row_formset_class(
    AgreedActionForm, formset=AgreedActionRows, extra=1, max_num=MAX_AGREED_ACTIONS
)


class RecordMeetingForm(WithoutDraft, fields.Form):
    """
    How long it was, who came, and what was agreed.

    Cleaned, `actions` has the rows of agreed actions.
    """

    lasted_minutes = fields.Number(
        label=_("How many minutes did it last?"),
        most=MAX_MEETING_MINUTES,
        error_messages={
            "required": _("Enter how many minutes it lasted"),
            "invalid": MINUTES_ERROR,
        },
    )
    came = fields.Choices(
        label=_("Who came?"),
        choices=MeetingAttendee.choices,
        error_messages={"required": _("Select who came")},
    )
    came_besides = fields.Text(
        label=_("Who else came? (optional)"), rows=2, max_length=500, required=False
    )
    agreed = fields.Text(
        label=_("What else was agreed?"),
        help_text=_(
            "If nothing is to be done, say so here. Do not write what the victim said "
            "about what happened: that is for a statement."
        ),
        rows=5,
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, rows: AgreedActionRows, **kwargs: Any) -> None:
        """rows: the forms of the agreed actions."""
        super().__init__(*args, **kwargs)
        self.rows = rows

    def is_valid(self) -> bool:
        return super().is_valid() and self.rows.is_valid()

    def clean(self) -> None:
        super().clean()
        if not self.rows.is_valid():
            return  # the page shows the errors of the rows
        self.cleaned_data["actions"] = self.rows.answered
        if not self.rows.answered and not self.cleaned_data.get("agreed", "").strip():
            self.add_error("agreed", _("Enter what was agreed, or that nothing was"))


class CancelMeetingForm(WithoutDraft, fields.Form):
    """The reason."""

    cancelled_because = fields.Reason(
        label=_("Why does the meeting not take place?"),
        rows=3,
        max_length=500,
        error_messages={"required": _("Enter why the meeting does not take place")},
    )


class FinishAgreedForm(WithoutDraft, fields.Form):
    """The day on which it was done."""

    done_on = fields.DateField(label=_("When was it done?"), what=_("the day on which it was done"))
