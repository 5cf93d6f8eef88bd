"""The rows of counts that make up a charge, added, opened and removed by buttons."""

from collections.abc import Iterable, Mapping
from typing import Any, Self
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.both_acts import counts_without_other_act
from cases.decisions.counts import StatedCount
from cases.decisions.forms.counts import MAX_COUNTS, OWN, CountForm
from cases.decisions.forms.other_act import NONE_COVERS
from cases.models import Allegation, Victim
from cases.offences.judgement_texts import judgement_text
from people.web import fields

FROM_ALLEGATION = "allegation "  # before its id, in the value of the button that charges it
OTHER_ACT = "other act "  # before the number of a count, in the value of the button


class BaseCountFormSet(fields.RowFormSet):
    """
    The counts of a charge, added and removed one by one.

    opened: places of those whose questions are shown; the others are shown in words.
    """

    noun = gettext_lazy("Charge %(n)s")
    opened: set[int] = set()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = False

    def is_open(self, place: int) -> bool:
        """Whether the questions of a row are shown: it was opened, is new or has errors."""
        form = self.forms[place]
        return place in self.opened or bool(form.errors) or form.shown.offence is None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """As of every row, and the numbers of the counts before it."""
        others = range(1, 1 + (MAX_COUNTS if index is None else index))
        return super().get_form_kwargs(index) | {"others": others}

    def clean(self) -> None:
        """Refuse a charge without a count, or an alternative to one that is one itself."""
        if not self.forms:
            raise forms.ValidationError(_("State at least one charge"))
        given = {str(n): form.alternative for n, form in enumerate(self.forms, 1)}
        for form in self.forms:
            to = form.alternative
            if to and given.get(to):
                form.add_error(
                    "alternative_to",
                    _("Charge %(n)s is an alternative itself. Select a charge of its own.")
                    % {"n": to},
                )

        if not any(form.errors for form in self.forms):
            self._check_both_acts()

    def _check_both_acts(self) -> None:
        """Ask for the alternative under the other Act of a count whose days cross 1 May 2004."""
        for number, judgement in counts_without_other_act(self.answered):
            told = f"{judgement_text(judgement)} {NONE_COVERS}"
            self.forms[number - 1].add_error("offence", told)

    @property
    def charged(self) -> set[UUID]:
        """The ids of the allegations that the counts come from, valid or not."""
        return {form.chosen_allegation.pk for form in self.forms if form.chosen_allegation}

    @property
    def answered(self) -> list[StatedCount]:
        """The counts, once the formset is valid."""
        return [form.count for form in self.forms]

    def reshaped(self, data: Mapping[str, Any]) -> Self:
        """
        These counts after a button: one opened, one more, empty or from an allegation, or one less.

        An alternative to the count removed becomes a count of its own. One more in the alternative
        has the victim and days of its count, and under the other Act its particulars too.
        """
        rows = self.answers()
        removed = data.get("remove", "")
        if removed.isdecimal() and int(removed) < len(rows):
            rows = _without_row(rows, int(removed))
        chosen = data.get("add", "")
        if chosen.startswith(FROM_ALLEGATION):
            rows.append(self._as_alleged(chosen.removeprefix(FROM_ALLEGATION)))
        elif chosen:
            rows.append(_alternative(rows, chosen))
        made = type(self)(initial=rows, prefix=self.prefix, form_kwargs=self.form_kwargs)
        made.opened = _opened(data, len(rows))
        return made

    def _as_alleged(self, pk: str) -> dict[str, Any]:
        """Initial data of the count of an allegation; empty if it is none of those offered."""
        found = [each for each in self.form_kwargs["allegations"] if str(each.pk) == pk]
        return count_data(found[0]) | {"allegation": pk} if found else {}


def _alternative(rows: list[dict[str, Any]], chosen: str) -> dict[str, Any]:
    """A new row: in the alternative to the count whose number was chosen, else empty."""
    under_other_act = chosen.startswith(OTHER_ACT)
    number = chosen.removeprefix(OTHER_ACT)
    if not number.isdecimal() or not 0 < int(number) <= len(rows):
        return {}
    count = rows[int(number) - 1]
    same = ["victim", "from_on", "to_on"] + ["particulars"] * under_other_act
    return {name: count.get(name) for name in same} | {"alternative_to": number}


def _opened(data: Mapping[str, Any], rows: int) -> set[int]:
    """The places of the rows to show open: the one chosen or added."""
    chosen = data.get("open", "")
    if chosen.isdecimal():
        return {int(chosen)}
    return {rows - 1} if "add" in data else set()


def _without_row(rows: list[dict[str, Any]], removed: int) -> list[dict[str, Any]]:
    """The rows without one; the numbers of later counts go down by one."""
    kept = [dict(row) for n, row in enumerate(rows) if n != removed]
    for row in kept:
        to = row.get("alternative_to") or ""
        if to.isdecimal() and int(to) >= removed + 1:
            row["alternative_to"] = OWN if int(to) == removed + 1 else str(int(to) - 1)
    return kept


def count_data(row: Any) -> dict[str, Any]:
    """Initial data of a count form with the victim, offence and days of an allegation or count."""
    return {
        "victim": str(row.victim_id), "offence": row.offence_id, "from_on": row.from_on,
        "to_on": row.to_on,
    }  # fmt: skip


def victims_alleged(allegations: Iterable[Allegation]) -> list[Victim]:
    """The victims named in allegations, by number, about whom a count may be."""
    found = {each.victim.pk: each.victim for each in allegations}
    return sorted(found.values(), key=lambda victim: victim.number)


CountFormSet = fields.row_formset_class(
    CountForm, formset=BaseCountFormSet, extra=0, max_num=MAX_COUNTS
)
