"""The form by which the conditions of a caution are varied."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.decisions.forms.disposals import BaseConditionFormSet
from cases.forms.dates import PastDateField
from cases.forms.yes_no import YES_NO
from people.web import fields


class VaryConditionsForm(fields.EditForm):
    """
    When the suspect consented, why the conditions are varied, and what the victims say; the
    conditions from now on are in VariedConditionFormSet.

    Its version is disposal_version(). `cleaned_data` has `conditions`, and `are_asked`.
    """

    agreed_on = PastDateField(
        label=_("When did the suspect consent to these conditions?"),
        help_text=_("Conditions are varied with the suspect’s consent only."),
        what=_("the date of the consent"),
        error_messages={
            "too_early": _("It was given on %(first)s. Enter that date or a later one")
        },
    )
    is_adult_there = fields.Choice(
        label=_("Was an appropriate adult with the suspect?"),
        help_text=_("Asked of a suspect who was under 18 when the caution was given."),
        choices=YES_NO,
        required=False,
    )
    text = fields.Reason(
        label=_("Why are the conditions varied?"),
        help_text=_("The police can read it."),
        rows=6,
        max_length=4000,
        error_messages={"required": _("Enter why the conditions are varied")},
    )
    are_asked = fields.Choice(
        label=_("Have the victims been asked what they think of these conditions?"),
        choices=YES_NO,
        error_messages={"required": _("Select whether the victims have been asked")},
    )
    views = fields.Reason(
        label=_("What do they say?"),
        help_text=_("The police can read it."),
        max_length=4000,
        error_messages={"required": _("Enter what the victims say")},
    )
    not_asked_because = fields.Reason(
        label=_("Why have they not been asked?"),
        max_length=2000,
        error_messages={"required": _("Enter why they have not been asked")},
    )
    conditional_fields = {"are_asked": {"yes": ["views"], "no": ["not_asked_because"]}}

    def __init__(
        self,
        *args: Any,
        conditions: BaseConditionFormSet,
        given_on: date | None = None,
        is_of_youth: bool = True,
        **kwargs: Any,
    ) -> None:
        """
        Args: conditions: from now on. given_on: the day on which the caution was given.
        is_of_youth: it is a youth conditional caution.
        """
        super().__init__(*args, **kwargs)
        self.conditions = conditions
        if not is_of_youth:
            del self.fields["is_adult_there"]
        if given_on:
            self.typed_field("agreed_on", PastDateField).since = given_on

    def clean(self) -> None:
        super().clean()
        if self.errors or not self.conditions.is_valid():
            return  # the page shows their errors
        typed = self.cleaned_data
        adult = typed.pop("is_adult_there", "")
        typed["is_adult_there"] = adult == "yes" if adult else None
        typed["conditions"] = self.conditions.answered
        typed["are_asked"] = typed["are_asked"] == "yes"
        typed["views"] = typed["views"] or ""
        typed["not_asked_because"] = typed["not_asked_because"] or ""
