"""Fields of a referral for the plea that is expected of each suspect: one for each, by number."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from cases.anticipated_pleas import (
    AnticipatedPlea,
    plea_field_name,
    plea_question,
    plea_text,
    pleas_of,
)
from cases.models import Referral, Suspect
from people.web import fields


def plea_fields(suspects: Iterable[Suspect]) -> dict[str, fields.Choice]:
    """{field name: field} for these suspects, in order."""
    return {plea_field_name(each.number): _plea_field(each) for each in suspects}


def _plea_field(suspect: Suspect) -> fields.Choice:
    return fields.Choice(
        label=plea_question(suspect.number),
        help_text=_("As far as you can tell now. The CPS reads this."),
        choices=AnticipatedPlea.choices,
        required=False,
    )


def collect_pleas(form: fields.Form, suspects: Iterable[Suspect]) -> None:
    """
    Move the pleas of the chosen suspects to `pleas`, as the action takes them.

    One of a suspect who is not chosen was not asked: a page leaves it out, since a selected answer
    cannot be cleared without a script, and a system that sends it is told (hidden_by).
    """
    chosen = {each.number for each in form.cleaned_data.get("suspects", [])}
    names = {each.number: plea_field_name(each.number) for each in suspects}
    typed = {str(n): form.cleaned_data.pop(name, "") for n, name in names.items()}
    form.cleaned_data["pleas"] = pleas_of(chosen, typed)
    if chosen:
        form.hidden_by |= {name: "suspects" for n, name in names.items() if n not in chosen}


def plea_initial(referral: Referral, suspects: Iterable[Suspect]) -> dict[str, str]:
    """Initial data of the fields: the plea that the referral says of each suspect."""
    said = pleas_of((each.number for each in suspects), referral.pleas)
    return {plea_field_name(int(number)): code for number, code in said.items()}


def plea_differences(
    theirs: Mapping[str, str], yours: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """The pleas that differ between the stored and the submitted version."""
    for number in sorted({*theirs, *yours}, key=int):
        if theirs.get(number, "") != yours.get(number, ""):
            was, now = plea_text(theirs.get(number, "")), plea_text(yours.get(number, ""))
            yield plea_question(int(number)), was, now
