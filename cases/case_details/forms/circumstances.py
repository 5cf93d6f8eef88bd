"""The form of a victim's circumstances."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.case_details.queries.circumstances import alleged_titles, mg2s_to_name
from cases.circumstances import VictimCircumstances, was_child
from cases.forms.dates import ExpectedDateField
from cases.forms.row_choices import RowCheckboxesField, RowRadioField, suspect_label
from cases.models import Case, Document, Suspect, Victim, WitnessGround, YesNoNotKnown
from cases.queries.circumstances import circumstances_of_case
from cases.special_measures import ASSESSMENT_FIELDS, Assessment
from people.access.scopes import Scope
from people.access.sealed_text import NotOpened
from people.web import fields


def _answer(label: Promise, help_text: Promise) -> fields.Choice:
    return fields.Choice(
        label=label,
        help_text=help_text,
        choices=YesNoNotKnown.choices,
        error_messages={"required": _("Select an answer")},
    )


MG2_TO_ADD = _(
    "The MG2 of this victim alone. If it is not there, add it to the documents of the case as MG2, "
    "and name it here afterwards."
)
NO_MG2_YET = _(
    "No document of the case is an MG2 that could be named. Add it to the documents as MG2, and "
    "name it here afterwards."
)


class RecordCircumstancesForm(fields.EditForm):
    """Domestic abuse and by whom, child at the time, grounds as a witness, assessment (MG2)."""

    domestic_abuse = _answer(
        _("Is it said to be domestic abuse?"),
        _(
            "Abusive behaviour between two people who are 16 or over and personally connected "
            "(Domestic Abuse Act 2021, sections 1 and 2)."
        ),
    )
    abusers = RowCheckboxesField(
        label=_("By which suspects?"),
        error_messages={
            "required": _("Select the suspects by whom it is said to be domestic abuse")
        },
    )
    was_child = _answer(
        _("Was the victim a child at the time?"),
        _("Under 18 on any day on which an offence against them is said to have happened."),
    )
    is_vulnerable = _answer(
        _("Is there a ground for special measures besides that of a complainant?"),
        _(
            "The complainant of a sexual offence is eligible anyway (Youth Justice and Criminal "
            "Evidence Act 1999, section 17(4)). A ground of section 16 opens more measures."
        ),
    )
    grounds = fields.Choices(
        label=_("Which grounds?"),
        choices=WitnessGround.choices,
        error_messages={"required": _("Select each ground that applies")},
    )
    assessment = fields.Choice(
        label=_("Is the special measures assessment (MG2) of this victim done?"),
        help_text=_("The MG3 asks for it. An MG2 is not disclosable to the defence."),
        choices=Assessment.choices,
        required=False,
    )
    mg2 = RowRadioField(
        label=_("Which document is it? (optional)"),
        help_text=MG2_TO_ADD,
        required=False,
    )
    not_assessed_because = fields.Reason(
        label=_("Why is it not required?"),
        rows=2,
        max_length=500,
        error_messages={"required": _("Enter why the assessment is not required")},
    )
    assessment_expected_on = ExpectedDateField(
        label=_("By when do you expect it, if that is known? (optional)"),
        what=_("the date by which you expect it"),
        required=False,
    )
    reason = fields.Reason(
        label=_("Why is it changed?"),
        help_text=_("What was recorded before is kept. Do not enter a name."),
        error_messages={"required": _("Enter why it is changed")},
        required=False,
        max_length=500,
    )
    conditional_fields = {
        "domestic_abuse": {YesNoNotKnown.YES: ["abusers"]},
        "is_vulnerable": {YesNoNotKnown.YES: ["grounds"]},
        "assessment": {
            Assessment.DONE: ["mg2"],
            Assessment.NOT_REQUIRED: ["not_assessed_because"],
            Assessment.OUTSTANDING: ["assessment_expected_on"],
        },
    }

    def __init__(
        self, *args: Any, suspects: Sequence[Suspect], mg2s: Sequence[Document] = (),
        is_first: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        """
        suspects, mg2s: those that can be named. is_first: nothing is recorded, so no reason.
        """
        super().__init__(*args, **kwargs)
        self.typed_field("mg2", RowRadioField).set_rows(mg2s, lambda each: each.title)
        self.fields["mg2"].help_text = MG2_TO_ADD if mg2s else NO_MG2_YET
        self.typed_field("abusers", RowCheckboxesField).set_rows(suspects, suspect_label)
        self.fields["reason"].required = not is_first


def circumstances_form_arguments(victim: Victim, scope: Scope) -> dict[str, Any]:
    """What the form of a victim is made with: suspects to name, what is recorded. Five queries."""
    recorded = circumstances_of_case(Case(pk=victim.case_id), scope)
    now = recorded.get(victim.number, VictimCircumstances(victim.number))
    suspects = list(victim.case.suspects.for_scope(scope).order_by("number"))
    child = was_child(now, alleged_titles(victim, scope))
    return {
        "suspects": suspects,
        "mg2s": mg2s_to_name(victim, recorded, scope),
        "is_first": not now.number,
        "version": now.version,
        "initial": _circumstances_initial(now, suspects, child),
    }


def _circumstances_initial(
    now: VictimCircumstances, suspects: Sequence[Suspect], child: str
) -> dict[str, Any]:
    """What the form shows first. child: as recorded, or as the offences alleged say."""
    if not now.number:
        return {"was_child": child} if child == YesNoNotKnown.YES else {}
    return {
        "domestic_abuse": now.domestic_abuse,
        "abusers": [str(each.pk) for each in suspects if each.number in now.abusers],
        "was_child": now.was_child,
        "is_vulnerable": now.is_vulnerable,
        "grounds": now.grounds,
        **_assessment_initial(now),
    }


def _assessment_initial(now: VictimCircumstances) -> dict[str, Any]:
    """The assessment as recorded; where its words do not open nothing, so it is asked again."""
    if isinstance(now.not_assessed_because, NotOpened):
        return {}
    return {name: getattr(now, name) for name in (*ASSESSMENT_FIELDS, "mg2")}
