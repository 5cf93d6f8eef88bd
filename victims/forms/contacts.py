"""Forms to record a contact with a victim, or a decision not to contact."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.row_choices import RowCheckboxesField
from cases.models import Suspect
from people.web import fields
from victims.actions.contacts import logged_already_text
from victims.models import (
    ABOUT_SUSPECTS,
    Contact,
    ContactDirection,
    ContactOutcome,
    IsvaTold,
    NewsTold,
    Signpost,
    SpokeTo,
    Way,
)

NEXT_CONTACT_OPTIONS: dict[str, Any] = {
    "what": _("the date of the next contact"),
    "required": False,
}
SAFE_NOW_LABEL = _("I have read the above, and it is safe to contact the victim now")
CHECKED_ANSWERS = {"yes": True, "no": False}
# The others are decisions, or created from a VRR request: no contact was made.
NOT_MADE_OUTCOMES = (ContactOutcome.NOT_CONTACTED, ContactOutcome.REPORTED)
MADE_OUTCOME_CHOICES = [pair for pair in ContactOutcome.choices if pair[0] not in NOT_MADE_OUTCOMES]


def suspect_label(suspect: Suspect) -> str:
    """The suspect's number: pages on a victim name no suspect, as others may see the screen."""
    return _("Suspect %(n)s") % {"n": suspect.number}


class ContactMadeForm(fields.Form):
    """The result of a contact in which news can be told; part of several forms."""

    is_safe_now = fields.Tick(label=SAFE_NOW_LABEL, required=False)
    outcome = fields.Choice(
        label=_("What was the result?"),
        choices=[
            (each.value, each.label) for each in (ContactOutcome.REACHED, ContactOutcome.SENT)
        ],
        error_messages={"required": _("Select the result")},
    )
    spoke_to = fields.Choice(
        label=_("Whom did you speak to?"), choices=SpokeTo.choices,
        error_messages={"required": _("Select whom you spoke to")},
    )  # fmt: skip
    is_identity_checked = fields.Choice(
        label=_("Did you check who it was before you said anything?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={"required": _("Select whether you checked who it was")},
    )
    isva_told = fields.Choice(
        label=_("Was the victim’s ISVA told as well?"), choices=IsvaTold.choices,
        error_messages={"required": _("Select whether the ISVA was told")},
    )  # fmt: skip
    reason = fields.Reason(
        label=_("Why did you make contact despite the reasons against it?"),
        help_text=_(
            "Only if the victim opted out, if the way or the hour was not safe, or if "
            "you told something before you had checked who it was."
        ),
        rows=2, max_length=300, required=False,
    )  # fmt: skip
    conditional_fields = {
        "outcome": {ContactOutcome.REACHED.value: ["spoke_to", "is_identity_checked", "isva_told"]}
    }

    def clean(self) -> None:
        super().clean()
        checked = self.cleaned_data.get("is_identity_checked") or ""
        self.cleaned_data["is_identity_checked"] = CHECKED_ANSWERS.get(checked)


class RecordContactForm(ContactMadeForm, fields.EditForm):
    """One contact or attempt: its result, and the news told about which suspects."""

    small = True
    is_safe_now = fields.Tick(
        label=SAFE_NOW_LABEL,
        help_text=_("Not asked where the victim contacted you."),
        required=False,
    )
    direction = fields.Choice(
        label=_("Who made contact?"), choices=ContactDirection.choices,
        error_messages={"required": _("Select who made contact")},
    )  # fmt: skip
    channel = fields.Choice(
        label=_("How?"), choices=Way.choices,
        error_messages={"required": _("Select how contact was made")},
    )  # fmt: skip
    contacted_at = fields.DateTimeField(label=_("When?"), what=_("when it was"))
    outcome = fields.Choice(
        label=_("What was the result?"), choices=MADE_OUTCOME_CHOICES,
        error_messages={"required": _("Select the result")},
    )  # fmt: skip
    conveyed = fields.Choices(
        label=_("What was the victim told? (optional)"),
        help_text=_("Select all that apply, or none if it was an attempt."),
        choices=NewsTold.choices, required=False,
    )  # fmt: skip
    signposted = fields.Choices(
        label=_("Whom was the victim pointed to for help? (optional)"),
        choices=Signpost.choices, required=False,
    )  # fmt: skip
    next_on = fields.DateField(
        label=_("When is the next contact, as agreed with the victim? (optional)"),
        **NEXT_CONTACT_OPTIONS,
    )
    note = fields.Text(
        label=_("What should the next caller know? (optional)"),
        help_text=_(
            "Police and CPS can read this, and it may have to be revealed. Write "
            "nothing about what happened, and nothing that was said in confidence."
        ),
        rows=2, max_length=500, required=False,
    )  # fmt: skip
    is_another = fields.Tick(label=_("Mine was another contact"), required=False)
    field_order = (
        "is_safe_now", "direction", "channel", "contacted_at", "outcome", "spoke_to",
        "is_identity_checked", "isva_told", "conveyed", "signposted", "reason",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        suspects: Sequence[Suspect],
        alike: Callable[..., Contact | None],
        **kwargs: Any,
    ) -> None:
        """alike: finds a colleague's entry of a similar contact, by channel and moment."""
        super().__init__(*args, **kwargs)
        self.suspects, self.alike = suspects, alike
        if len(suspects) > 1:
            self._ask_about_whom()
        if not self.is_bound:
            del self.fields["is_another"]

    def _ask_about_whom(self) -> None:
        """Adds a field of suspects for each news item that is about suspects."""
        for what in ABOUT_SUSPECTS:
            field = RowCheckboxesField(
                label=_("About whom?"),
                error_messages={"required": _("Select which suspects it was about")},
            )
            field.set_rows(self.suspects, suspect_label)
            self.fields[f"about_{what}"] = field
        about = {what.value: [f"about_{what}"] for what in ABOUT_SUSPECTS}
        self.conditional_fields = {**self.conditional_fields, "conveyed": about}

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        cleaned["conveyed"] = [(what, self._about(what)) for what in cleaned.get("conveyed", ())]
        for name in [name for name in cleaned if name.startswith("about_")]:
            del cleaned[name]
        self._ask_if_another()

    def _about(self, what: str) -> Sequence[Suspect]:
        """The suspects that a news item was about; the only one where there is one."""
        if what not in ABOUT_SUSPECTS:
            return []
        return self.cleaned_data.get(f"about_{what}") or (
            self.suspects if len(self.suspects) == 1 else []
        )

    def logged_by_colleague(self) -> Contact | None:
        """A colleague's entry that may be the same contact, once this form was sent."""
        answers = self.cleaned_data if self.is_bound else {}
        facts = {name: answers.get(name) for name in ("channel", "contacted_at")}
        return self.alike(**facts) if all(facts.values()) else None

    def _ask_if_another(self) -> None:
        """Adds the confirmation only where a colleague has a similar entry."""
        told, other = self.cleaned_data, self.logged_by_colleague()
        if other is None:
            del self.fields["is_another"]
        elif not told.get("is_another"):
            self.add_error("is_another", logged_already_text(other))


class DecideNotToContactForm(fields.Form):
    """Why no contact is made now."""

    reason = fields.Reason(
        label=_("Why do you decide not to contact the victim?"),
        help_text=_("Write nothing about what happened."),
        rows=3, max_length=300,
        error_messages={"required": _("Enter why you decide not to contact the victim")},
    )  # fmt: skip
    next_on = fields.DateField(
        label=_("When should someone check this again? (optional)"), **NEXT_CONTACT_OPTIONS
    )
