"""Form fields for files; the action checks their content."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if hasattr(files, "getlist"):
            return files.getlist(name)
        return files.get(name) or []


class File(forms.FileField):
    """One file. The action checks its content, and that it is not empty."""

    widget = forms.FileInput
    default_error_messages = {"required": _("Select a file")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)


class Files(forms.FileField):
    """
    Several files at once; cleaned to a list.

    The action checks their content, and that they are not empty: it names the file it refuses and
    keeps the others.
    """

    widget = FilesInput
    empty_value = ()
    default_error_messages = {
        "required": _("Select a file"),
        "max_length": _("The name of a file must be %(max)d characters or fewer"),
        "too_many": _("You can only select up to %(most)s files at the same time"),
    }

    def __init__(self, *, most: int = 5, max_length: int = 150, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, allow_empty_file=True, **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            super().clean(None, initial)
            return []
        if len(data) > self.most:
            message = self.error_messages["too_many"]
            raise ValidationError(message, code="too_many", params={"most": self.most})
        return [super(Files, self).clean(file, initial) for file in data]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
