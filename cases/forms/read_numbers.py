"""
Forms of API calls about what has a number of its own, beside the version of its row.

A page carries the number in a hidden field; a call names the one that was read.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.web import fields

NOT_NEWEST = _("There is a newer one since you read it. Read it again, then decide.")


class NumberReadForm(fields.EditForm):
    """A call that names by its number what was read."""

    number = fields.Number(
        label=_("Which number had what you read?"),
        most=9999,
        error_messages={"required": _("Enter the number of what you read")},
    )

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        """version: the number of the newest; None where there is none, or only described."""
        super().__init__(*args, version=version, **kwargs)
        self.newest = version

    def clean(self) -> None:
        """Refuse a number that is not the newest."""
        super().clean()
        number = self.cleaned_data.pop("number", None)
        if number is not None and self.newest is not None and number != self.newest:
            self.add_error("number", NOT_NEWEST)
