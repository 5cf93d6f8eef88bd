"""Form fields in the GOV.UK style; templates/parts/fields.html renders them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.text.folding import is_invisible, mixes_alphabets
from people.web.date_widgets import (
    FOLD_CHOICES,
    DatePartsWidget,
    DateTimePartsWidget,
    is_ambiguous_time,
)
from people.web.edit_forms import EditForm
from people.web.file_fields import File, Files
from people.web.forms import (
    ConditionalForm,
    FilterForm,
    Form,
    RowForm,
    RowFormSet,
    row_formset_class,
)
from people.web.text_fields import Number, Reason, SingleLineField, Text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = [
    "Choice",
    "Choices",
    "ConditionalForm",
    "DateField",
    "DateTimeField",
    "EditForm",
    "Email",
    "File",
    "Files",
    "FilterForm",
    "Form",
    "Lookup",
    "LookupDetail",
    "Name",
    "Number",
    "Reason",
    "RowForm",
    "RowFormSet",
    "SingleLineField",
    "Text",
    "Tick",
    "row_formset_class",
]

MISSING_PART = {
    "day": _("%(what)s must include a day"),
    "month": _("%(what)s must include a month"),
    "year": _("%(what)s must include a year"),
    "hour": _("%(what)s must include an hour"),
    "minute": _("%(what)s must include minutes"),
}
INVALID_EMAIL = _("Enter an email address in the right form, like name@example.police.uk")
NOT_A_SHOWN_CHOICE = _("Select one of the answers shown")


class DateField(forms.Field):
    """Day, month and year. Errors name the wrong part, as the GOV.UK Design System requires."""

    widget = DatePartsWidget
    parts: tuple[str, ...] = ("day", "month", "year")
    default_error_messages = {
        "required": _("Enter %(what)s"),
        "invalid": _("%(what)s must be a real date"),
        "short_year": _("%(what)s must have a year of 4 numbers"),
    }

    def __init__(self, *, what: str | Promise, **kwargs: Any) -> None:
        """`what` is the noun in error messages, lower case, such as "the date you propose"."""
        kwargs = {"help_text": _("For example, 27 3 2027"), **kwargs}
        super().__init__(widget=self.widget(self.parts), **kwargs)
        self.what = what

    def clean(self, value: Any) -> Any:
        typed = value or {}
        if not any(typed.values()):
            if self.required:
                raise self.wrong(self.error_messages["required"], self.parts, self.what)
            return None
        if missing := [part for part in self.parts if not typed.get(part)]:
            raise self.wrong(MISSING_PART[missing[0]], missing, self.subject)
        if not all(each.isascii() and each.isdecimal() for each in typed.values()):
            raise self.wrong(self.error_messages["invalid"], self.parts, self.subject)
        if len(typed["year"]) != 4:
            raise self.wrong(self.error_messages["short_year"], ("year",), self.subject)
        try:
            return self.assemble(**{part: int(number) for part, number in typed.items()})
        except (ValueError, OverflowError, ValidationError):
            raise self.wrong(self.error_messages["invalid"], self.parts, self.subject) from None

    @property
    def subject(self) -> str:
        """The noun at the start of a sentence."""
        what = str(self.what)
        return what[:1].upper() + what[1:]

    def assemble(self, **numbers: int) -> dt.date:
        """The value of the typed numbers. Raises ValueError or ValidationError."""
        return dt.date(**numbers)

    def wrong(
        self, message: "StrOrPromise", parts: Sequence[str], what: str | Promise, **told: Any
    ) -> ValidationError:
        """A ValidationError with the parts that are wrong."""
        return ValidationError(message, params={"what": what, "parts": parts, **told})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any((data or {}).values())


class DateTimeField(DateField):
    """
    A date and a 24-hour London time. Refuses a time that the clock change skips, and asks which one
    is meant of a time that it repeats.
    """

    widget = DateTimePartsWidget
    parts = ("day", "month", "year", "hour", "minute")
    default_error_messages = {
        "invalid": _("%(what)s must be a real date and time"),
        "twice": _(
            "The clocks went back that night, so this time came twice. Select which of the two it "
            "was."
        ),
    }

    def __init__(self, *, what: str | Promise, **kwargs: Any) -> None:
        example = _("London time, 24-hour clock. For example, 27 3 2027 14 30")
        super().__init__(what=what, **{"help_text": example, **kwargs})

    def clean(self, value: Any) -> Any:
        typed = value or {}
        if is_ambiguous_time(typed) and typed.get("fold") not in dict(FOLD_CHOICES):
            raise self.wrong(self.error_messages["twice"], ("fold",), self.subject)
        return super().clean(value)

    def assemble(self, *, fold: int | None = None, **numbers: Any) -> dt.datetime:
        if fold is None:
            return from_current_timezone(dt.datetime(**numbers))
        found = timezone.make_aware(dt.datetime(**numbers, fold=fold)).astimezone(dt.UTC)
        if timezone.make_naive(found) != dt.datetime(**numbers):
            raise ValueError("The clocks skip it.")
        return found

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value) if isinstance(value, dt.datetime) else value


class Name(SingleLineField):
    """
    The name of a person, an agency, a unit or a system.

    Refuses invisible characters, direction marks and words that mix alphabets, because they can
    make one name look like another.
    """

    default_error_messages = {
        "hidden": _("Remove hidden characters. Type the name instead of pasting it."),
        "mixed": _("Use letters of one alphabet in each word"),
    }

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if any(is_invisible(char) for char in typed):
            raise ValidationError(self.error_messages["hidden"], code="hidden")
        if mixes_alphabets(typed):
            raise ValidationError(self.error_messages["mixed"], code="mixed")
        return typed


class Email(forms.EmailField):
    """A work e-mail address, which is also the sign-in name."""

    default_error_messages = {"invalid": INVALID_EMAIL}
    default_validators = [EmailValidator(INVALID_EMAIL)]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(**{"widget": widget, **kwargs})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()

    def clean(self, value: Any) -> str:
        """Refuse non-ASCII letters: they can look like others, and no address needs them."""
        typed: str = super().clean(value)
        if not typed.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return typed


class HintedMixin(forms.ChoiceField):
    """Choices with hints: hints={value: hint}."""

    default_error_messages = {"invalid_choice": NOT_A_SHOWN_CHOICE}

    def __init__(self, *, hints: Mapping[Any, str | Promise] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints: Mapping[Any, str | Promise] = hints or {}


class Choice(HintedMixin):
    """One of a few choices: radios."""

    widget = forms.RadioSelect
    empty_value = ""


class Choices(HintedMixin, forms.MultipleChoiceField):
    """Any of a few choices: checkboxes."""

    widget = forms.CheckboxSelectMultiple
    empty_value = ()


class LookupDetail(NamedTuple):
    """
    What a select of many choices knows of one of them beside its label.

    group: the heading under which it stands; group_terms: other names of the group. term: a number
    by which it is found, such as a section. rank: of two that are found alike, the lower one comes
    first. first, last: the days for which it may be chosen, as ISO dates; empty: open.
    """

    group: str = ""
    group_terms: tuple[str, ...] = ()
    term: str = ""
    rank: int = 0
    first: str = ""
    last: str = ""


class Lookup(forms.ChoiceField):
    """
    One of many choices: a select, which a script turns into a type-ahead.

    details: what is known of each choice. days: the names of two date fields of the form, for whose
    days a choice may not be meant; the script then says so.
    """

    default_error_messages = {"invalid_choice": NOT_A_SHOWN_CHOICE}
    empty_value = ""

    def __init__(
        self,
        *,
        details: Callable[[], Mapping[str, LookupDetail]] = dict,
        days: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        attrs = {"data-lookup": ""} | ({"data-lookup-days": " ".join(days)} if days else {})
        super().__init__(**{"widget": forms.Select(attrs=attrs), **kwargs})
        self._details = details

    def grouped_choices(self) -> list[tuple[str, list[tuple[Any, Any, LookupDetail]]]]:
        """The choices as (group, [(value, label, detail)]), in the order in which groups begin."""
        details, groups = self._details(), dict[str, list[tuple[Any, Any, LookupDetail]]]()
        for value, label in cast("Iterable[tuple[Any, Any]]", self.choices):
            detail = details.get(value, LookupDetail())
            groups.setdefault(detail.group, []).append((value, label, detail))
        return list(groups.items())


class Tick(forms.BooleanField):
    """One checkbox, with its question as the label."""

    empty_value = False
