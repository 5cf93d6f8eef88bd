"""Forms on how a victim wants to be treated, and on their identity."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.web import fields
from people.web.concurrent_edits import WHY_FIELD
from people.web.why_changed import WhyChangedMixin
from victims.careful_answers import SAFER_ANSWER_BY_FIELD
from victims.forms.safe_hours import SafeHoursField
from victims.labels import IDENTITY_LABELS
from victims.models import Channel, Correspondence, YesNoNotAsked

MAX_UPDATE_DAYS = 365  # more is a typing error; the interval is agreed with the victim


def yes_no_not_asked_choice(label: Promise, **more: Any) -> fields.Choice:
    """A yes-or-no field that may not have been asked yet."""
    return fields.Choice(
        label=label, choices=YesNoNotAsked.choices,
        error_messages={"required": _("Select an answer")},
        **more,
    )  # fmt: skip


class RecordWishesForm(WhyChangedMixin, fields.EditForm):
    """
    How to reach the victim safely, what they need, how often they want to hear.

    An answer that allows less, and words that are added, are saved without a reason: nobody waits
    for one to be safe.
    """

    unknown = {
        "wants_contact": [YesNoNotAsked.NOT_ASKED], "channel": [Channel.NOT_ASKED],
        "voicemail_is_safe": [YesNoNotAsked.NOT_ASKED], "text_is_safe": [YesNoNotAsked.NOT_ASKED],
        "email_is_safe": [YesNoNotAsked.NOT_ASKED], "letter_is_safe": [YesNoNotAsked.NOT_ASKED],
        "needs_interpreter": [YesNoNotAsked.NOT_ASKED], "letters_in": [Correspondence.ENGLISH],
        "safe_hours": [[]],
    }  # fmt: skip

    safer_values = SAFER_ANSWER_BY_FIELD

    wants_contact = yes_no_not_asked_choice(
        _("Does the victim want to be contacted?"),
        help_text=_("“No” means that no one calls or writes unless the law requires it."),
    )
    channel = fields.Choice(
        label=_("How does the victim want to be reached?"),
        choices=Channel.choices,
        error_messages={"required": _("Select how the victim wants to be reached")},
    )
    safe_hours = SafeHoursField(
        label=_("On which days, and at what hours, is it safe to call? (optional)"),
        help_text=_(
            "London time, 24-hour clock. Leave a time empty where it is safe from the start of the "
            "day, or to its end. A call at any other time asks for a reason."
        ),
        required=False,
    )
    safe_times = fields.SingleLineField(
        label=_("When else is it safe or not, in words? (optional)"),
        help_text=_("For example, not while a parent is at home"),
        max_length=200,
        required=False,
    )
    voicemail_is_safe = yes_no_not_asked_choice(_("Is it safe to leave a voicemail?"))
    text_is_safe = yes_no_not_asked_choice(_("Is it safe to send a text message?"))
    email_is_safe = yes_no_not_asked_choice(
        _("Is it safe to send an email?"),
        help_text=_("Ask whether anyone else reads it, or knows the password."),
    )
    letter_is_safe = yes_no_not_asked_choice(
        _("Is it safe to send a letter to where the victim lives?")
    )
    care = fields.Text(
        label=_("What else must a caller take care of? (optional)"),
        help_text=_(
            "For example, that someone else may answer the phone. Write nothing about the case."
        ),
        max_length=1000,
        required=False,
    )
    language = fields.SingleLineField(
        label=_("Which language does the victim speak? (optional)"), max_length=60, required=False
    )
    needs_interpreter = yes_no_not_asked_choice(_("Does the victim need an interpreter?"))
    letters_in = fields.Choice(
        label=_("In which language are letters written?"),
        choices=Correspondence.choices,
        error_messages={"required": _("Select the language of letters")},
    )
    access_needs = fields.Text(
        label=_("What does the victim need to take part? (optional)"),
        help_text=_("For example, step-free access, or breaks"),
        max_length=2000,
        required=False,
    )
    update_every_days = fields.Number(
        label=_("How many days between updates were agreed? (optional)"),
        help_text=_("Leave this empty until it has been agreed with the victim."),
        most=MAX_UPDATE_DAYS,
        error_messages={"invalid": _("Enter a number of days between 1 and %(most)s")},
        required=False,
    )

    def _is_overwritten(self, name: str) -> bool:
        if not super()._is_overwritten(name):
            return False
        sent, safer = self.cleaned_data[name], self.safer_values.get(name)
        return safer is None or bool(safer(self._saved(name), sent) != sent)


class RecordIdentityForm(WhyChangedMixin, fields.EditForm):
    """
    The identity. An empty field does not change, because the stored value is not shown.

    known: the fields that hold something. Why is asked once one of them is written over.
    """

    why_help = _(
        "For example, a number that was wrong, or a new address. Leave this empty if you only add "
        "what was not known. Encrypted like the details: whoever opens them can read it."
    )

    name = fields.Name(label=_("Full name"), max_length=120, required=False)
    preferred_name = fields.Name(
        label=_("What does the victim want to be called?"), max_length=80, required=False
    )
    phone = fields.SingleLineField(label=_("Phone number"), max_length=30, required=False)
    email = fields.SingleLineField(label=_("Email address"), max_length=120, required=False)
    address = fields.Text(label=_("Address"), rows=4, max_length=400, required=False)
    born_on = fields.DateField(
        label=_("Date of birth"), what=_("the date of birth"), required=False
    )
    representative = fields.SingleLineField(
        label=_("Who represents the victim, and how to reach them"),
        help_text=_("For example, a parent, or a solicitor"),
        max_length=200,
        required=False,
    )
    asks_for_sentences = False  # no draft is saved: drafts are not encrypted with the victim's key

    def __init__(self, *args: Any, known: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if not known:
            del self.fields[WHY_FIELD]

    def _is_read_before(self) -> bool:
        return False  # the action says that it was changed meanwhile

    def _is_overwritten(self, name: str) -> bool:
        return name in self.known and bool(self.cleaned_data.get(name))

    def clean(self) -> None:
        super().clean()
        born_on = self.cleaned_data.get("born_on")
        self.cleaned_data["born_on"] = born_on.isoformat() if born_on else ""
        if not any(self.cleaned_data.get(name) for name in IDENTITY_LABELS):
            self.add_error(None, _("Enter at least one detail"))

    def submitted_details(self) -> dict[str, str]:
        """{field: text} of the fields that were filled in."""
        return {
            name: self.cleaned_data[name] for name in IDENTITY_LABELS if self.cleaned_data[name]
        }


class RevealIdentityForm(fields.Form):
    """Why a person who is not assigned to the victim needs to see the identity."""

    reason = fields.Reason(
        label=_("Why do you need to see who this is?"),
        help_text=_("The victim and an auditor can read what you write."),
        rows=2,
        max_length=300,
        error_messages={"required": _("Enter why you need to see who this is")},
    )

    def __init__(self, *args: Any, is_assigned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_assigned:
            del self.fields["reason"]


class NameVictimContactForm(WhyChangedMixin, fields.EditForm):
    """The named contact of the reader's side. column: of the record, where it is written."""

    person = fields.Lookup(label=_("Who is in contact with the victim?"), required=False)

    def __init__(self, *args: Any, people: Mapping[int, User], column: str, **kwargs: Any) -> None:
        self.columns = {"person": column}
        super().__init__(*args, **kwargs)
        self.people = people
        self.set_choices(
            "person",
            [
                ("", _("No one in particular")),
                *((str(pk), person.name) for pk, person in people.items()),
            ],
        )

    def clean_person(self) -> User | None:
        chosen = self.cleaned_data["person"]
        return self.people[int(chosen)] if chosen else None


class FindVictimForm(fields.Form):
    """One exact detail. Part of a name deliberately finds nothing."""

    by = fields.Choice(
        label=_("What do you know?"),
        choices=[("name", _("Full name")), ("phone", _("Phone number")), ("email", _("Email"))],
        error_messages={"required": _("Select what you know")},
    )
    value = fields.SingleLineField(
        label=_("Enter it in full"),
        help_text=_("Enter the full name. Spaces and capital letters do not matter."),
        max_length=120,
        error_messages={"required": _("Enter it in full")},
    )
