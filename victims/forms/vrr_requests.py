"""Forms on a VRR request and its steps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.dates import PastDateField
from people.models import User
from people.text.dates import format_day
from people.web import fields
from victims.actions.decision_facts import DecisionFacts
from victims.actions.reviewable_decisions import ReviewableSuspect
from victims.forms.contacts import ContactMadeForm
from victims.models import ReviewOutcome, Way
from victims.vrr_rules import ReviewableDecision

YES_NO_CHOICES = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
DECISION_RECORDED_HINT = gettext_lazy("Recorded here, on %(day)s")


class AskForReviewForm(fields.Form):
    """
    The decision, when the victim was told and asked, and the facts of eligibility.

    found: the reviewable decisions (actions.reviewable_decisions). people: {id: possible decider}.
    Cleaned to the arguments of the action.
    """

    decision = fields.Choice(
        label=gettext_lazy("Which decision does the victim ask about?"),
        error_messages={"required": gettext_lazy("Select which decision the victim asks about")},
    )
    decided_on = PastDateField(
        label=gettext_lazy("On which day was it decided?"),
        what=gettext_lazy("the day on which it was decided"),
        help_text=gettext_lazy(
            "For example, 27 3 2027. Leave this empty where the decision is recorded here."
        ),
        required=False,
    )
    decided_by = fields.Lookup(
        label=gettext_lazy("Who decided?"),
        help_text=gettext_lazy(
            "They will not be the reviewer. Leave this empty where the decision is recorded here "
            "as no further action."
        ),
        required=False,
    )
    is_interviewed = fields.Choice(
        label=gettext_lazy("Was the suspect interviewed under caution?"),
        choices=YES_NO_CHOICES,
        required=False,
    )
    told_on = PastDateField(
        label=gettext_lazy("On which day was the victim told of the decision?"),
        what=gettext_lazy("the day on which the victim was told"),
        help_text=gettext_lazy(
            "Leave this empty if a contact says when, unless the victim says another "
            "day. If no contact does, the time to ask counts from this day: it is "
            "recorded as a contact, and the victim then counts as told."
        ),
        required=False,
    )
    told_by = fields.Choice(
        label=gettext_lazy("How was the victim told of the decision?"),
        choices=Way.choices,
        required=False,
    )
    asked_on = PastDateField(
        label=gettext_lazy("On which day did the victim ask?"),
        what=gettext_lazy("the day on which the victim asked"),
    )
    asked_not_to_proceed = fields.Choice(
        label=gettext_lazy("Had the victim withdrawn, or asked for the case not to go on?"),
        choices=YES_NO_CHOICES,
        error_messages={"required": gettext_lazy("Select whether the victim had withdrawn")},
    )
    exceptional_because = fields.Reason(
        label=gettext_lazy(
            "If they ask later than ordinarily, what are the exceptional circumstances? (optional)"
        ),
        help_text=gettext_lazy(
            "In their words where you can. Write nothing about what happened to the victim."
        ),
        rows=2,
        max_length=300,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        found: Sequence[ReviewableSuspect],
        people: Mapping[int, User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        field = self.typed_field("decision", fields.Choice)
        field.choices = [
            (f"{each.suspect.number}:{reviewed}", _decision_label(each, reviewed))
            for each in found
            for reviewed in each.decisions
        ]
        field.hints = {
            f"{each.suspect.number}:{reviewed}": DECISION_RECORDED_HINT
            % {"day": format_day(known.decided_on)}
            for each in found
            for reviewed, known in each.decisions.items()
            if known.decided_on
        }
        self.set_choices(
            "decided_by",
            [
                ("", _("Recorded here")),
                *((str(pk), person.name) for pk, person in people.items()),
            ],
        )
        self._ask_only_what_is_not_known([each.decisions for each in found])

    def _ask_only_what_is_not_known(
        self, found: list[dict[ReviewableDecision, DecisionFacts]]
    ) -> None:
        known = [each for decisions in found for each in decisions.values()]
        if all(each.decided_on for each in known):
            del self.fields["decided_on"]
        if all(each.is_told_in_person for each in known):
            del self.fields["told_by"]
        if all(each.deciders for each in known):
            del self.fields["decided_by"]
        if not any(
            reviewed.is_by_police and facts.is_interviewed is None
            for decisions in found
            for reviewed, facts in decisions.items()
        ):
            del self.fields["is_interviewed"]

    def clean_decided_by(self) -> User | None:
        chosen = self.cleaned_data["decided_by"]
        return self.people[int(chosen)] if chosen else None

    def clean_is_interviewed(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["is_interviewed"])

    def clean_asked_not_to_proceed(self) -> bool:
        return bool(self.cleaned_data["asked_not_to_proceed"] == "yes")

    def clean(self) -> None:
        super().clean()
        number, _colon, reviewed = self.cleaned_data.pop("decision", "").partition(":")
        if number:
            self.cleaned_data |= {"number": int(number), "reviewed": ReviewableDecision(reviewed)}


class AcknowledgeReviewForm(fields.EditForm):
    """When the victim was told of the receipt of the request."""

    on = PastDateField(
        label=gettext_lazy("On which day was the victim told that the request was received?"),
        what=gettext_lazy("the day on which the victim was told"),
    )


class WithdrawReviewForm(fields.EditForm):
    """When the victim said that they no longer ask for it."""

    on = PastDateField(
        label=gettext_lazy("On which day did the victim withdraw the request?"),
        what=gettext_lazy("the day on which the victim withdrew it"),
    )


class NameReviewerForm(fields.EditForm):
    """The reviewer. people: {id: person} of the independent ones."""

    person = fields.Lookup(
        label=gettext_lazy("Who reviews the decision?"),
        help_text=gettext_lazy(
            "No one who made the decision, and no officer in the case, is here."
        ),
        error_messages={"required": gettext_lazy("Select who reviews the decision")},
    )

    def __init__(self, *args: Any, people: Mapping[int, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.set_choices(
            "person",
            [
                ("", _("Select someone")),
                *((str(pk), person.name) for pk, person in people.items()),
            ],
        )

    def clean_person(self) -> User:
        return self.people[int(self.cleaned_data["person"])]


class DecideReviewForm(fields.EditForm):
    """The outcome of the review, and the reasons."""

    outcome = fields.Choice(
        label=gettext_lazy("What is the outcome for the decision?"),
        error_messages={"required": gettext_lazy("Select the outcome for the decision")},
    )
    text = fields.Reason(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "Police and CPS who can read the case can read this. The person who tells "
            "the victim cannot."
        ),
        rows=8,
        max_length=8000,
        error_messages={"required": gettext_lazy("Enter why")},
    )

    def __init__(self, *args: Any, outcomes: Iterable[ReviewOutcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("outcome", [(each.value, each.label) for each in outcomes])


class TellReviewOutcomeForm(ContactMadeForm, fields.EditForm):
    """When and how the victim was told the outcome."""

    field_order = ("on", "channel")
    on = PastDateField(
        label=gettext_lazy("On which day was the victim told the outcome?"),
        what=gettext_lazy("the day on which the victim was told"),
    )
    channel = fields.Choice(
        label=gettext_lazy("How?"),
        choices=Way.choices,
        error_messages={"required": gettext_lazy("Select how contact was made")},
    )


def _decision_label(found: ReviewableSuspect, reviewed: ReviewableDecision) -> str:
    values = {"n": found.suspect.number, "what": ReviewableDecision(reviewed).label}
    return _("Suspect %(n)s: %(what)s") % values
