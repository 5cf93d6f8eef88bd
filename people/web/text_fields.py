"""Form fields for text: a line, a long text, a number, a reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.text.folding import is_informative_text

TOO_LONG = _("Enter no more than %(limit_value)d characters. You have entered %(show_value)d.")


class SingleLineField(forms.CharField):
    """One line of text."""

    default_error_messages = {"max_length": TOO_LONG}


class Number(SingleLineField):
    """
    A whole number; None if left empty.

    most: larger numbers are refused as typing errors.
    """

    default_error_messages = {"invalid": _("Enter a whole number between %(least)s and %(most)s")}

    def __init__(self, *, most: int, least: int = 1, **kwargs: Any) -> None:
        super().__init__(max_length=5, **kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        is_number = typed.isascii() and typed.isdecimal()
        if not is_number or not self.least <= int(typed) <= self.most:
            params = {"least": self.least, "most": self.most}
            raise forms.ValidationError(self.error_messages["invalid"], params=params)
        return int(typed)


class Text(forms.CharField):
    """Long text. A line break counts as one character, as in the character count on the page."""

    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class Reason(Text):
    """
    A reason that tells a reader something: at least 20 visible characters and three different
    words. Both numbers are a local setting.
    """

    characters = 20
    words = 3
    default_error_messages = {
        "too_thin": _(
            "Say more under “%(question)s”: at least %(characters)d characters and %(words)d "
            "different words"
        )
    }

    def clean(self, value: object) -> str:
        """The reason as typed; "" if it is optional and left empty."""
        typed: str = super().clean(value)
        if typed and not is_informative_text(typed, characters=self.characters, words=self.words):
            params = {"question": self.label, "characters": self.characters, "words": self.words}
            raise ValidationError(self.error_messages["too_thin"], code="too_thin", params=params)
        return typed
