"""Base classes of forms: conditional fields, idempotency key, drafts, stale edits, formsets."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, runtime_checkable

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.opened_texts import check_all_opened
from people.access.permission_tables import Refused
from people.text.dates import format_day_or_moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    BaseFormSet = forms.BaseFormSet[Any]
else:
    BaseFormSet = forms.BaseFormSet  # has no type arguments when it runs

F = TypeVar("F", bound=forms.Field)
R = TypeVar("R", bound="RowFormSet")


@runtime_checkable
class WordedField(Protocol):
    """A field that says its own values in words."""

    def in_words(self, value: Any) -> "StrOrPromise": ...


class ConditionalForm(forms.Form):
    """
    A form with fields that are asked only after a certain answer to another:
    conditional_fields = {"answer": {"vary": ["proposed_on", "why"]}}.

    The values of fields that were not asked are dropped without validation, because a browser
    sends them all the same. hidden_by: {field not asked: the field whose answer hides it}.
    named_like: patterns of the names of fields of which there is one for each row, as for each
    suspect; the API document names them by the pattern.
    small: drawn with small inputs, as filters are. row: the heading of the form as a row of a
    formset ("Item 2").
    """

    use_required_attribute = False
    named_like: Sequence[str] = ()
    small = False
    row = ""
    conditional_fields: Mapping[str, Mapping[Any, Sequence[str]]] = {}
    hidden_by: dict[str, str] = {}
    _bound_fields_cache: dict[str, forms.BoundField]  # Django's own; its stub lacks it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            check_all_opened(self.initial)

    def clean(self) -> dict[str, Any] | None:
        self.hidden_by = {}
        for name, branches in self.conditional_fields.items():
            given = self.cleaned_data.get(name)
            chosen = given if isinstance(given, (list, tuple)) else [given]
            kept = {asked for value in chosen for asked in branches.get(value, ())}
            for asked in {asked for names in branches.values() for asked in names} - kept:
                self.clear_hidden_field(asked)
                if name not in self.errors:
                    self.hidden_by[asked] = name
        return None

    @classmethod
    def labels(cls) -> dict[str, str]:
        """
        {name: label} of the fields, for code that has the answers but not the form.

        Override it in a form that adds fields to its instances.
        """
        return {name: str(f.label) for name, f in cls.base_fields.items() if f.label}

    def asked_first(self) -> list[forms.BoundField]:
        """The fields that are asked whatever the answers, in order."""
        revealed = {
            name
            for branches in self.conditional_fields.values()
            for names in branches.values()
            for name in names
        }
        return [bound for bound in self.visible_fields() if bound.name not in revealed]

    def clear_hidden_field(self, name: str) -> None:
        """Drop the value and the errors of a field that was not asked."""
        self.errors.pop(name, None)
        self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    def answers(self) -> dict[str, Any]:
        """
        The raw input, not validated: initial values to show the same form again.

        Can be stored as JSON. Without files, because a browser never sends them twice.
        """
        visible = [bf for bf in self if not bf.is_hidden]
        return {bf.name: bf.data for bf in visible if not isinstance(bf.field, forms.FileField)}

    def prefill(self, typed: Any) -> None:
        """Use earlier raw input as the initial values, without validating it."""
        self.data, empty = typed, self.data
        answers = self.answers()
        self.data = empty
        self.initial = {**self.initial, **answers}
        self._bound_fields_cache.clear()  # bound fields cache their initial value

    def typed_field(self, name: str, kind: type[F]) -> F:
        """The field of this name. Raises TypeError if it is not of this class."""
        field = self.fields[name]
        if not isinstance(field, kind):
            raise TypeError(f"{name} of {type(self).__name__} is not a {kind.__name__}")
        return field

    def set_choices(self, name: str, choices: Iterable[tuple[Any, str | Promise]]) -> None:
        """Set what a choice field offers: (value, label)."""
        self.typed_field(name, forms.ChoiceField).choices = list(choices)

    @property
    def asks_for_sentences(self) -> bool:
        """Whether it has a text area; such a form keeps drafts."""
        return any(isinstance(f.widget, forms.Textarea) for f in self.fields.values())


class FilterForm(ConditionalForm):
    """Filters of a list, sent by GET."""

    small = True


class RowForm(ConditionalForm):
    """One row of a formset."""


class FormKeyField(forms.UUIDField):
    """
    The idempotency key of a form: new on each page, kept when the form is shown again with errors.

    A missing or malformed key is replaced; that only loses the protection against a double click.
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
    A form whose action runs once.

    form_key: the idempotency key, once the form is validated. Never part of cleaned_data.
    stale: what another person changed meanwhile, as (field name or label, stored value, typed
        value), or None.
    result: what the action returned, if this very request ran it (people/web/submit.py), or None.
    draft: the DraftContext of its page (people/web/drafts/form_context.py), or None.
    """

    form_key: Any = FormKeyField()
    stale: Any = None
    result: Any = None
    draft: Any = None
    result_id: Any  # id of what the action returned, once submitted
    data: Any  # a QueryDict, or the dict of a test or an API call

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self.form_key = self.cleaned_data.pop("form_key", None)

    def show_refusal(self, refusal: Refused) -> None:
        """Show why the action refused; override where it refuses each of several rows."""
        self.add_error(None, str(refusal))

    def both_versions(self) -> "list[tuple[StrOrPromise, StrOrPromise, StrOrPromise]]":
        """The stale fields as shown on the page: [(label, stored value, typed value)]."""
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
        """The stale values by field; override where the form splits a value of the row."""
        return self.stale or ()


def field_label(form: forms.Form, name: str) -> "StrOrPromise":
    """The label of a field; `name` itself if the form has no such field."""
    label = form.fields[name].label if name in form.fields else name
    return "" if label is None else label


def field_display(form: forms.Form, name: str, value: Any) -> "StrOrPromise":
    """A value as text, with the labels of the field's choices."""
    field = form.fields.get(name)
    if value and isinstance(field, WordedField):
        return field.in_words(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(field_display(form, name, each)) for each in value) or _("Nothing")
    if value in (None, ""):
        return _("Nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return format_day_or_moment(value)
    choices: Iterable[tuple[Any, StrOrPromise]] = getattr(field, "choices", ())
    labels = {str(key): label for key, label in choices}
    return labels.get(str(value), str(value))


class RowFormSet(BaseFormSet):
    """A formset whose rows are added and removed by submit buttons, without validation or loss."""

    noun = _("Item %(n)s")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.row = self.noun % {"n": index + 1} if index is not None else ""

    def answers(self) -> list[dict[str, Any]]:
        """The raw input of each row, not validated."""
        return [form.answers() for form in self.forms]

    @property
    def asks_for_sentences(self) -> bool:
        """Whether a row has a text area; see ConditionalForm."""
        return bool(self.empty_form.asks_for_sentences)

    def prefilled(self, typed: Any) -> Self:
        """This formset with earlier raw input as its initial values."""
        kind = type(self)
        return kind(typed, prefix=self.prefix, form_kwargs=self.form_kwargs).reshaped({})

    def reshaped(self, data: Mapping[str, Any]) -> Self:
        """This formset after "add" or "remove" (with a row's number) was pressed."""
        rows = [typed for n, typed in enumerate(self.answers()) if str(n) != data.get("remove")]
        return type(self)(
            initial=rows + [{}] * ("add" in data), prefix=self.prefix, form_kwargs=self.form_kwargs
        )


def row_formset_class(
    form: type[RowForm],
    formset: type[R],
    *,
    extra: int = 1,
    min_num: int | None = None,
    max_num: int | None = None,
    absolute_max: int | None = None,
    validate_min: bool = False,
) -> type[R]:
    """Django's formset_factory(), whose result is known to be a subclass of `formset`."""
    made = forms.formset_factory(
        form, formset, extra=extra, min_num=min_num, max_num=max_num, absolute_max=absolute_max,
        validate_min=validate_min,
    )  # fmt: skip
    assert issubclass(made, formset)
    return made
