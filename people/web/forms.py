"""What every form does: reveal questions, act once, outlive a session, admit that it is stale."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from people.web.dates_in_words import format_moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ConditionalForm(forms.Form):
    """
    Questions, some of which are asked only after a certain answer to another:
    reveals = {"answer": {"vary": ["proposed_on", "why"]}}.

    Questions under another answer are not asked, so what they hold is dropped and never judged: a
    browser sends it with the rest. unasked: {one that was not: the question whose answer says so}.
    """

    use_required_attribute = False
    small = False
    row = ""
    reveals: Mapping[str, Mapping[Any, Sequence[str]]] = {}
    unasked: dict[str, str] = {}

    def clean(self) -> dict[str, Any] | None:
        self.unasked = {}
        for name, branches in self.reveals.items():
            given = self.cleaned_data.get(name)
            chosen = given if isinstance(given, (list, tuple)) else [given]
            kept = {asked for value in chosen for asked in branches.get(value, ())}
            for asked in {asked for names in branches.values() for asked in names} - kept:
                self.drop(asked)
                if name not in self.errors:
                    self.unasked[asked] = name
        return None

    @classmethod
    def labels(cls) -> dict[str, str]:
        """
        {name: what it asks}, for whoever has the answers and not the form.

        A form that makes questions for each of its instances adds those here.
        """
        return {name: str(f.label) for name, f in cls.base_fields.items() if f.label}

    def asked_first(self) -> list[forms.BoundField]:
        """The questions that no answer to another reveals, in their order."""
        revealed = {
            name
            for branches in self.reveals.values()
            for names in branches.values()
            for name in names
        }
        return [bound for bound in self.visible_fields() if bound.name not in revealed]

    def drop(self, name: str) -> None:
        """Forget a question that was not asked."""
        self.errors.pop(name, None)
        self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    def answers(self) -> dict[str, Any]:
        """
        What was typed, unjudged: the initial values of the same form shown again.

        Fit to be stored as JSON; files are left out, because a browser never sends them twice.
        """
        asked = [bf for bf in self if not bf.is_hidden]
        return {bf.name: bf.data for bf in asked if not isinstance(bf.field, forms.FileField)}

    def start_with(self, typed: Any) -> None:
        """Show what was typed into this form before, as it was sent, and judge none of it."""
        self.data, empty = typed, self.data
        answers = self.answers()
        self.data = empty
        self.initial = {**self.initial, **answers}
        self._bound_fields_cache.clear()  # a question remembers what it started with

    @property
    def asks_for_sentences(self) -> bool:
        """Whether it has a question that takes thought: what is typed is then kept as a draft."""
        return any(isinstance(f.widget, forms.Textarea) for f in self.fields.values())


class FilterForm(ConditionalForm):
    """Questions that narrow a list; sent by GET, so nothing happens twice."""

    small = True


class RowForm(ConditionalForm):
    """One of several alike, inside the form of a page."""


class FormKeyField(forms.UUIDField):
    """
    The one-time key of a form: fresh on each new page, kept when the same page comes back in error.

    A key that is missing or malformed is replaced, which only loses the guard against a double
    click.
    """

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if is_uuid(data) else initial

    def clean(self, value: Any) -> uuid.UUID:
        return uuid.UUID(value) if is_uuid(value) else uuid.uuid4()


def is_uuid(value: str | None) -> bool:
    """Whether a value reads as a UUID."""
    try:
        return bool(uuid.UUID(value or ""))
    except ValueError:
        return False


class Form(ConditionalForm):
    """
    Questions whose answers do something, once.

    form_key: the one-time key, once the form is bound and judged. Never part of cleaned_data.
    stale: what another person changed meanwhile, as (name of the question or another label,
        stored value, typed value), or None.
    made: what came of it, where this very request did it (people/web/submit.py), or None.
    draft: what its page says of the person's unsent texts (people/web/drafts/form_context.py), or
    None.
    """

    form_key: Any = FormKeyField()
    stale: Any = None
    made: Any = None
    draft: Any = None
    outcome: Any  # the id of what came of it, once it has been acted on
    data: Any  # a QueryDict, or what a test or a call of the API gives

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self.form_key = self.cleaned_data.pop("form_key", None)

    def both_versions(self) -> "list[tuple[StrOrPromise, StrOrPromise, StrOrPromise]]":
        """What went stale, as the page shows it: (question, stored now, typed)."""
        return [
            (
                field_label(self, name),
                field_display(self, name, theirs),
                field_display(self, name, yours),
            )
            for name, theirs, yours in self.differences()
            if theirs != yours
        ]

    def differences(self) -> Iterable[tuple[Any, ...]]:
        """What went stale, question by question; a form that asks otherwise takes it apart."""
        return self.stale or ()


def field_label(form: forms.Form, name: str) -> "StrOrPromise":
    """The question of that name, or the label itself."""
    label = form.fields[name].label if name in form.fields else name
    return "" if label is None else label


def field_display(form: forms.Form, name: str, value: Any) -> "StrOrPromise":
    """A value in the words in which the form shows it."""
    if value and hasattr(form.fields.get(name), "in_words"):
        return form.fields[name].in_words(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(field_display(form, name, each)) for each in value) or _("Nothing")
    if value in (None, ""):
        return _("Nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return format_moment(value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j F Y")
    field = form.fields.get(name)
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    return labels.get(str(value), str(value))


class RowFormSet(forms.BaseFormSet):
    """Rows that a person adds and removes with plain buttons; nothing typed is lost or judged."""

    noun = _("Item %(n)s")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.row = self.noun % {"n": index + 1} if index is not None else ""

    def answers(self) -> list[dict[str, Any]]:
        """What was typed in each row, unjudged."""
        return [form.answers() for form in self.forms]

    @property
    def asks_for_sentences(self) -> bool:
        """As of a form."""
        return self.empty_form.asks_for_sentences

    def started_with(self, typed: Any) -> Self:
        """These rows with what was typed into them before."""
        kind = type(self)
        return kind(typed, prefix=self.prefix, form_kwargs=self.form_kwargs).reshaped({})

    def reshaped(self, data: Mapping[str, Any]) -> Self:
        """The same answers after "add" or "remove" (with a row's number) was pressed."""
        rows = [typed for n, typed in enumerate(self.answers()) if str(n) != data.get("remove")]
        return type(self)(
            initial=rows + [{}] * ("add" in data), prefix=self.prefix, form_kwargs=self.form_kwargs
        )
