"""The form in which several cases are given to prosecutors, each to one of its own unit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from cases.allocation.actions.several_allocations import ChosenAllocation
from cases.allocation.caseload_text import points_text
from cases.allocation.queries.cases_to_allocate import CaseToAllocate, OfferedProsecutor
from cases.states import State
from people.models import User
from people.web import fields

NOTHING_CHOSEN = _("Choose a prosecutor for at least one case")
NOT_OFFERED = _("This person cannot be given this case any more. Choose another prosecutor")
RELOAD = _("Reload the page, then choose again")


def offer_text(person: OfferedProsecutor) -> str:
    """A prosecutor in the choice of a case: the name, the load, and what speaks for and against."""
    facts = [person.name, points_text(person.weight)]
    facts += [str(_("specialism of this case"))] if person.is_fitting else []
    facts += [str(_("away today"))] if person.is_away else []
    facts += [str(_("suggested"))] if person.is_suggested else []
    return ", ".join(facts)


class AllocateSeveralForm(fields.Form):
    """
    A choice of a prosecutor for each of several cases. The name of a field ends in the case's key.

    Nobody is chosen at first. A form that comes back is about the cases that it was sent about,
    whatever they are now, so that nothing is lost and the action says why.
    """

    named_like = ("to_*", "version_*", "suspects_*")

    def __init__(self, data: Any = None, *, rows: Sequence[CaseToAllocate], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = rows
        for row in rows:
            self._add_questions(row)

    def _add_questions(self, row: CaseToAllocate) -> None:
        offered = [(str(each.pk), offer_text(each)) for each in row.prosecutors]
        self.fields[f"to_{row.key}"] = forms.ChoiceField(
            label=_("Prosecutor for %(urn)s") % {"urn": row.case.urn},
            choices=[("", _("Nobody yet")), *offered], required=False,
            error_messages={"invalid_choice": NOT_OFFERED},
        )  # fmt: skip
        self.fields[f"version_{row.key}"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=row.case.version,
            error_messages={"required": RELOAD, "invalid": RELOAD},
        )  # fmt: skip
        self.fields[f"suspects_{row.key}"] = forms.CharField(
            widget=forms.HiddenInput, initial=",".join(str(each.number) for each in row.suspects),
            error_messages={"required": RELOAD},
        )  # fmt: skip

    @staticmethod
    def sent_numbers(data: Any) -> dict[UUID, list[int]]:
        """{case: numbers of the suspects} that a form was sent about."""
        found: dict[UUID, list[int]] = {}
        for name in data:
            if name.startswith("suspects_") and (case := _uuid_of(name.removeprefix("suspects_"))):
                typed = [each for each in data[name].split(",") if each.isascii()]
                found[case] = [int(each) for each in typed if each.isdecimal() and len(each) < 5]
        return found

    def question(self, row: CaseToAllocate) -> BoundField:
        """The choice of a prosecutor for this case."""
        return self[f"to_{row.key}"]

    def use_what_is_now(self) -> None:
        """Let it be sent again about the cases as they are now, which its page shows."""
        self.data = self.data.copy()
        for row in self.rows:
            self.data[f"version_{row.key}"] = str(row.case.version)
            waiting = [each for each in row.suspects if each.state == State.READY_TO_ALLOCATE]
            numbers = ",".join(str(each.number) for each in waiting or row.suspects)
            self.data[f"suspects_{row.key}"] = numbers

    def clean(self) -> None:
        """Replace the answers by `chosen`, whom to give each chosen case."""
        super().clean()
        given, chosen = self.cleaned_data, []
        people = User.objects.in_bulk(
            [int(given[f"to_{row.key}"]) for row in self.rows if given.get(f"to_{row.key}")]
        )
        for row in self.rows:
            to = given.get(f"to_{row.key}")
            if to and not self.errors:
                version = given[f"version_{row.key}"]
                chosen.append(ChosenAllocation(row.case, row.suspects, people[int(to)], version))
        if not (chosen or self.errors):
            asked = [row for row in self.rows if row.prosecutors]
            self.add_error(f"to_{asked[0].key}" if asked else None, NOTHING_CHOSEN)
        self.cleaned_data = {"chosen": chosen, "form_key": given.get("form_key")}


def _uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
