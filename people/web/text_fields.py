"""Form fields for text: one line, several, or a reason."""

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
    A whole number, typed; None where none is.

    most: larger ones are taken for a slip of typing. error_messages may say it in other words.
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
            told = {"least": self.least, "most": self.most}
            raise forms.ValidationError(self.error_messages["invalid"], params=told)
        return int(typed)


class Text(forms.CharField):
    """Long text. A line break counts once, as the character count on the page counts it."""

    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Reason(Text):
    """
    Why somebody does what they do. A reader must be able to learn something from it: it shows at
    least 20 characters and three different words. The two numbers are a product setting.
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
        """The reason as typed, "" where it is optional and left empty."""
        typed: str = super().clean(value)
        if typed and not is_informative_text(typed, characters=self.characters, words=self.words):
            told = {"question": self.label, "characters": self.characters, "words": self.words}
            raise ValidationError(self.error_messages["too_thin"], code="too_thin", params=told)
        return typed
