"""What is asked of whoever offers, arranges or records a meeting with a victim."""

from django.utils.translation import gettext_lazy as _

from people import fields
from victims.forms.contacts import MadeContact
from victims.models import MeetingMode, MeetingPurpose, MeetingStatus, OfferedBy

LONGEST_MEETING = 480  # minutes; a slip of typing
MINUTES = _("Enter a number of minutes between 1 and %(most)s")


class Sealed:
    """A form about what her key seals: it keeps no draft, because her key does not open drafts."""

    asks_for_sentences = False


class OfferMeeting(Sealed, MadeContact):
    """What for, how and when, and what came of it."""

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


class MeetingResponse(Sealed, fields.Form):
    """What she said to the offer."""

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
    reveals = {"answer": {MeetingStatus.DECLINED: ["declined_because"]}}


class ArrangeMeeting(Sealed, fields.Edit):
    """When, where and how, who is there, and what she needs."""

    mode = fields.Choice(
        label=_("How is it held?"),
        choices=MeetingMode.choices,
        error_messages={"required": _("Select how it is held")},
    )
    meets_at = fields.DateTimeField(label=_("When is it?"), what=_("the time of the meeting"))
    planned_minutes = fields.Number(
        label=_("How many minutes are planned?"), most=LONGEST_MEETING,
        error_messages={"required": _("Enter how many minutes are planned"), "invalid": MINUTES},
    )  # fmt: skip
    place = fields.Text(
        label=_("Where is it, or how is the video joined?"),
        help_text=_("The calendar file does not say this."),
        rows=3,
        max_length=400,
        error_messages={"required": _("Enter where it is, or how the video is joined")},
    )
    chair = fields.Line(
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


class RecordMeeting(Sealed, fields.Form):
    """How long it lasted, and what was agreed."""

    lasted_minutes = fields.Number(
        label=_("How many minutes did it last?"), most=LONGEST_MEETING,
        error_messages={"required": _("Enter how many minutes it lasted"), "invalid": MINUTES},
    )  # fmt: skip
    agreed = fields.Text(
        label=_("What was agreed to be done, and by whom?"),
        help_text=_(
            "Write nothing that the victim said about what happened: that is for a statement."
        ),
        rows=5,
        max_length=2000,
        error_messages={"required": _("Enter what was agreed, or that nothing was")},
    )


class CancelMeeting(Sealed, fields.Form):
    """Why it does not take place."""

    cancelled_because = fields.Reason(
        label=_("Why does the meeting not take place?"),
        rows=3,
        max_length=500,
        error_messages={"required": _("Enter why the meeting does not take place")},
    )
