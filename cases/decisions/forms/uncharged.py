"""Why the charges leave an allegation out: one row for each allegation against the suspect."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.counts import StatedUncharged
from cases.decisions.forms.counts import RowHiddenField
from cases.decisions.queries.uncharged import UnchargedFacts
from cases.models import Allegation, WhyUncharged
from people.web import fields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_ALLEGATIONS = 1000  # rows of one form
AMONG_COUNTS = gettext_lazy("A charge comes from this allegation. Leave it out here.")
TWICE = gettext_lazy("Say of each allegation once why it is not charged.")
UNSAID = gettext_lazy(
    "Charge each allegation against this suspect, or say why it is not charged. The police may have"
    " added one since you began."
)


class UnchargedForm(fields.RowForm):
    """Why one allegation is not charged; empty where a count comes from it."""

    allegation = RowHiddenField(
        label=gettext_lazy("Which allegation is not charged?"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("The allegation is not as it was. Read the case again")
        },
    )
    why = fields.Choice(
        label=gettext_lazy("If you do not charge it, why?"),
        choices=WhyUncharged.choices,
        required=False,
    )
    reason = fields.Reason(
        label=gettext_lazy("Your reasons for not charging it"),
        help_text=gettext_lazy("The police read them. The victim may be told of them."),
        rows=3,
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, allegations: Iterable[Allegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed_field("allegation", RowHiddenField).set_rows(allegations, str)

    def answers(self) -> dict[str, Any]:
        """The raw input, with the allegation that it is about."""
        return super().answers() | {"allegation": self["allegation"].value()}

    why_missing = gettext_lazy("Select why it is not charged, or charge it")

    def require(self) -> None:
        """Add the errors of a row whose allegation is not charged."""
        if not self.cleaned_data.get("why"):
            self._add_missing("why", self.why_missing)
        if not self.cleaned_data.get("reason"):
            self._add_missing("reason", _("Enter your reasons for not charging it"))

    def _add_missing(self, name: str, message: "StrOrPromise") -> None:
        if name not in self.errors:
            self.add_error(name, message)

    @property
    def stated(self) -> StatedUncharged:
        """What it says, once the form is valid."""
        typed = self.cleaned_data
        return StatedUncharged(typed["allegation"], WhyUncharged(typed["why"]), typed["reason"])


class BaseUnchargedFormSet(fields.RowFormSet):
    """
    Why allegations are not charged.

    A page has a row for every allegation, in their order, so that what was typed stays while counts
    are added and removed. A call of the API has a row for each that is not charged.
    """

    noun = gettext_lazy("Allegation %(n)s")
    among, unsaid = AMONG_COUNTS, UNSAID

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = False

    def check(self, charged: Collection[UUID]) -> None:
        """
        Add an error to each row that lacks its answers, or has some and a count comes from it.

        Call it once the rows are validated.
        """
        found = [form.cleaned_data.get("allegation") for form in self.forms if form.is_valid()]
        if len(found) < len(self.forms):
            return
        for form, allegation in zip(self.forms, found, strict=True):
            if allegation is None or allegation.pk not in charged:
                form.require()
            elif form.cleaned_data["why"] or form.cleaned_data["reason"]:
                form.add_error("why", self.among)
        said = [each.pk for each in found if each]
        offered = {each.pk for each in self.form_kwargs["allegations"]}
        if len(said) > len(set(said)):
            self._add_error(TWICE)
        elif offered - {*charged} - {*said}:
            self._add_error(self.unsaid)

    def _add_error(self, message: "StrOrPromise") -> None:
        self.non_form_errors().extend([str(message)])

    @property
    def answered(self) -> list[StatedUncharged]:
        """What is not charged, once the formset is valid."""
        return [form.stated for form in self.forms if form.cleaned_data.get("why")]

    def row_of(self, allegation: Allegation) -> UnchargedForm | None:
        """The row about an allegation; on a page each has one."""
        key = str(allegation.pk)
        return next((row for row in self.forms if str(row["allegation"].value()) == key), None)

    @property
    def gone(self) -> list[UnchargedForm]:
        """The rows about an allegation that is not there, or not as it was."""
        known = {str(each.pk) for each in self.form_kwargs["allegations"]}
        return [row for row in self.forms if str(row["allegation"].value()) not in known]

    def prefilled(self, typed: Any) -> Self:
        """The rows of a draft, one for each allegation as it is now."""
        rows = type(self)(typed, prefix=self.prefix, form_kwargs=self.form_kwargs)
        return type(self)(initial=rows.aligned(), prefix=self.prefix, form_kwargs=self.form_kwargs)

    def aligned(self, without: Collection[UUID] = ()) -> list[dict[str, Any]]:
        """
        The raw input as initial data: a row for each allegation as it is now, in their order.

        without: the ids of allegations whose rows are left empty.
        """
        return [
            {"allegation": str(each.pk)}
            | (row.answers() if (row := self.row_of(each)) and each.pk not in without else {})
            for each in self.form_kwargs["allegations"]
        ]

    def sent(self, charged: Collection[UUID]) -> Self:
        """
        The formset bound to the same input, aligned; the rows of what is charged are empty.

        A row about an allegation that is not against the suspect any more comes first: it has an
        error, and the page shows what was typed.
        """
        rows = [row.answers() for row in self.gone] + self.aligned(without=charged)
        data = {
            f"{self.prefix}-{n}-{name}": value
            for n, row in enumerate(rows)
            for name, value in row.items()
        }
        data |= {f"{self.prefix}-TOTAL_FORMS": len(rows), f"{self.prefix}-INITIAL_FORMS": 0}
        return type(self)(data, prefix=self.prefix, form_kwargs=self.form_kwargs)


def uncharged_data(
    rows: Iterable[UnchargedFacts], allegations: Iterable[Allegation]
) -> list[dict[str, Any]]:
    """Initial data: a row for each allegation as it is now, with what an earlier wording said."""
    said = {row["first"]: {name: row[name] for name in ("why", "reason")} for row in rows}
    return [{"allegation": str(each.pk)} | said.get(str(each.first_id), {}) for each in allegations]


UnchargedFormSet = fields.row_formset_class(
    UnchargedForm, formset=BaseUnchargedFormSet, extra=0, max_num=MOST_ALLEGATIONS
)
