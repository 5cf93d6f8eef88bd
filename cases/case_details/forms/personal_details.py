"""The form of a suspect's personal details: what an MG3 asks, and why each is asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Gender, Suspect, YesNoNotKnown
from cases.models.ethnic_group import EthnicGroup
from cases.personal_details import DETAIL_FIELDS
from cases.queries.personal_details import details_of_suspect
from people.access.scopes import Scope
from people.web import fields

MAX_DETAIL_CHARS = 2000


class RecordPersonalDetailsForm(fields.EditForm):
    """Gender, ethnicity, nationality, interpreter, mental health and other proceedings."""

    gender = fields.Choice(
        label=_("What is the suspect’s gender?"),
        help_text=_("As your force has it recorded."),
        choices=Gender.choices,
        error_messages={"required": _("Select the suspect’s gender, or that it is not known")},
    )
    ethnic_group = fields.Choice(
        label=_("How does the suspect define their ethnic group?"),
        help_text=_(
            "As they said when they were asked, never as somebody else sees it. The MG3 asks for "
            "it, and nothing else here uses it."
        ),
        choices=EthnicGroup.choices,
        error_messages={
            "required": _(
                "Select the suspect’s ethnic group, that they prefer not to say, or that they were "
                "not asked"
            )
        },
    )
    nationality = fields.Name(
        label=_("What is the suspect’s nationality? (optional)"), max_length=80, required=False
    )
    needs_interpreter = fields.Choice(
        label=_("Does the suspect need an interpreter?"),
        help_text=_("The charge is read, and the letters are written, in a language they know."),
        choices=YesNoNotKnown.choices,
        error_messages={"required": _("Select an answer")},
    )
    language = fields.Name(
        label=_("Which language?"),
        max_length=80,
        error_messages={"required": _("Enter the language for which an interpreter is needed")},
    )
    mental_health = fields.Text(
        label=_("What must the prosecutor know of the suspect’s mental health? (optional)"),
        help_text=_(
            "Only what bears on the decision: a condition at the time, fitness for interview, an "
            "appropriate adult. Leave out what does not."
        ),
        max_length=MAX_DETAIL_CHARS,
        rows=3,
        required=False,
    )
    other_proceedings = fields.Text(
        label=_("Are there other proceedings against the suspect? (optional)"),
        help_text=_("Each court, reference and next date. Say “None known” if you know of none."),
        max_length=MAX_DETAIL_CHARS,
        rows=3,
        required=False,
    )
    conditional_fields = {"needs_interpreter": {YesNoNotKnown.YES: ["language"]}}


def details_form_arguments(suspect: Suspect, scope: Scope) -> dict[str, Any]:
    """What the form of a suspect is made with: what is recorded. One query."""
    now = details_of_suspect(suspect, scope)
    initial = {name: getattr(now, name) for name in DETAIL_FIELDS} if now.number else {}
    return {"version": now.version, "initial": initial}
