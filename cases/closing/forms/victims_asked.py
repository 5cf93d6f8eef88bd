"""What each victim said before a closing report: one set of questions for each victim."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.closing.report_parts import VictimAnswer
from cases.forms.dates import PastDateField
from cases.models import ClosingReport, HowAsked, ToldBefore, Victim
from people.models import User
from people.web import fields

ISVA = "ISVA"  # the choice that stands for the victim's ISVA
VICTIM_FIELDS = ("spoke", "on", "how", "said", "told", "not_asked_because")
MISSING_OF_VICTIM = {
    "spoke": _("Select who spoke with the victim"),
    "on": _("Enter when they spoke with the victim"),
    "how": _("Select how they spoke with the victim"),
}


def victim_fields(n: int, people: Mapping[str, User]) -> dict[str, Any]:
    """
    The fields about the victim of this number; all may stay empty for an outcome that does not ask.

    people: who may have spoken with them, by the value of the choice.
    """
    made = _fields_of_meeting({"n": n}, people) | _fields_of_answer({"n": n})
    return {f"{name}_{n}": made[name] for name in VICTIM_FIELDS}


def _fields_of_meeting(number: dict[str, int], people: Mapping[str, User]) -> dict[str, Any]:
    """Who spoke with a victim, when and how."""
    names = ((key, each.name) for key, each in people.items())
    spoke = [("", _("Nobody yet")), *names, (ISVA, _("Their ISVA, with their consent"))]
    return {
        "spoke": fields.Lookup(
            label=_("Who spoke with victim %(n)s?") % number,
            choices=lambda: spoke,  # rows: the API describes them as any string
            required=False,
        ),
        "on": PastDateField(
            label=_("When did they speak with victim %(n)s?") % number,
            what=_("the day on which they spoke"),
            required=False,
        ),
        "how": fields.Choice(
            label=_("How did they speak with victim %(n)s?") % number,
            choices=HowAsked.choices,
            required=False,
        ),
    }


def _fields_of_answer(number: dict[str, int]) -> dict[str, Any]:
    """What a victim said and had been told, or why they were not asked."""
    return {
        "said": fields.Text(
            label=_("What did victim %(n)s say?") % number,
            help_text=_("In their own words, as near as you can."),
            max_length=4000,
            required=False,
        ),
        "told": fields.Choices(
            label=_("What was victim %(n)s told before they answered?") % number,
            choices=ToldBefore.choices,
            required=False,
        ),
        "not_asked_because": fields.Reason(
            label=_("If victim %(n)s was not asked, why not?") % number,
            rows=2,
            max_length=2000,
            required=False,
        ),
    }


def require_victim(form: fields.Form, victim: Victim) -> None:
    """Add an error unless a form says what a victim said, or why they were not asked."""
    n, typed = victim.number, form.cleaned_data
    is_wrong = any(name.endswith(f"_{n}") for name in form.errors)
    if not (typed.get(f"said_{n}") or typed.get(f"not_asked_because_{n}") or is_wrong):
        told = _("Enter what the victim said, or below why they were not asked")
        form.add_error(f"said_{n}", told)


def take_victim(
    form: fields.Form, victim: Victim, people: Mapping[str, User]
) -> VictimAnswer | None:
    """The answer of one victim, taken out of the form's cleaned data; None if none was typed."""
    n, typed = victim.number, form.cleaned_data
    given = {name: typed.pop(f"{name}_{n}", None) for name in VICTIM_FIELDS}
    said, why = given["said"] or "", given["not_asked_because"] or ""
    if said and why:
        form.add_error(f"not_asked_because_{n}", _("Leave this empty if the victim was asked"))
    if said and not why:
        for name, missing in MISSING_OF_VICTIM.items():
            if not given[name] and f"{name}_{n}" not in form.errors:
                form.add_error(f"{name}_{n}", missing)
        return VictimAnswer(
            victim, said, people.get(given["spoke"] or ""), given["on"],
            given["how"] or "", given["told"] or (),
        )  # fmt: skip
    return VictimAnswer(victim, not_asked_because=why) if why else None


def victims_form_data(report: ClosingReport) -> dict[str, Any]:
    """The form data that would produce what this report says of its victims."""
    found: dict[str, Any] = {}
    for row in report.victims_asked.all():
        spoke = str(row.spoke_id) if row.spoke_id else ISVA if row.said else ""
        values = {
            "spoke": spoke, "on": row.on, "how": row.how, "said": row.said, "told": row.told,
            "not_asked_because": row.not_asked_because,
        }  # fmt: skip
        found |= {f"{name}_{row.victim.number}": value for name, value in values.items()}
    return found
