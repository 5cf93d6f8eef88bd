"""The form of a victim's circumstances."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.case_details.queries.circumstances import alleged_titles
from cases.circumstances import VictimCircumstances, was_child
from cases.forms.row_choices import RowCheckboxesField, suspect_label
from cases.models import Suspect, Victim, WitnessGround, YesNoNotKnown
from cases.queries.circumstances import circumstances_of_victim
from people.access.scopes import Scope
from people.web import fields


def _answer(label: Promise, help_text: Promise) -> fields.Choice:
    return fields.Choice(
        label=label,
        help_text=help_text,
        choices=YesNoNotKnown.choices,
        error_messages={"required": _("Select an answer")},
    )


class RecordCircumstancesForm(fields.EditForm):
    """Domestic abuse and by whom, child at the time, and the grounds as a witness."""

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
    }

    def __init__(
        self, *args: Any, suspects: Sequence[Suspect], is_first: bool = False, **kwargs: Any
    ) -> None:
        """suspects: those who can be named. is_first: nothing is recorded, so no reason."""
        super().__init__(*args, **kwargs)
        self.typed_field("abusers", RowCheckboxesField).set_rows(suspects, suspect_label)
        self.fields["reason"].required = not is_first


def circumstances_form_arguments(victim: Victim, scope: Scope) -> dict[str, Any]:
    """What the form of a victim is made with: suspects to name, what is recorded. Four queries."""
    now = circumstances_of_victim(victim, scope)
    suspects = list(victim.case.suspects.for_scope(scope).order_by("number"))
    child = was_child(now, alleged_titles(victim, scope))
    return {
        "suspects": suspects,
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
    }
