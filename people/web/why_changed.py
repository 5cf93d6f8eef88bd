"""The question why something that is recorded is changed (ADR 115)."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from people.web.concurrent_edits import WHY_FIELD, fact_fields_of
from people.web.forms import Form
from people.web.text_fields import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SAY_WHY = _("Enter why this is changed")
OF_A_CASE = _(
    "For example, what was wrong, or what has happened since. Kept in the history with "
    "what was recorded before. Leave this empty if you only add what was not known. "
    "Once the case is with the CPS, both sides can read this. No names of victims."
)
# Of what is about no case: agencies, units, accounts, pilots.
OF_NO_CASE = _(
    "For example, what was wrong, or what has happened since. Kept in the history with what was "
    "recorded before, for everyone who can open it. Write nothing about a case, or about anybody’s "
    "health."
)


class WhyChanged(Reason):
    """
    The question itself.

    api_note: what the API's description adds to its label and help text, which cannot say of which
    rows it is required.
    """

    api_note = (
        "Required where a value that is recorded would be another, or none, from now on. Without "
        "it the answer is 422, about this field, and nothing is changed."
    )

    def __init__(self, help_text: "StrOrPromise") -> None:
        super().__init__(
            label=_("Why is this changed?"),
            help_text=help_text,
            max_length=1000,
            required=False,
        )


class WhyChangedMixin(Form):
    """
    An EditForm that writes over what is recorded, and asks why. It stands before EditForm.

    The reason is required once a recorded value differs from the one that is sent: not to record
    what was empty, nor to send the form as it was. On a page of a row with nothing recorded it is
    not asked. Nor is it of a system whose version is not the row's: its action says so. recorded:
    the row, where the form does not have it as `of`. columns: {field: column of the row} where the
    two differ. unknown: {field: the values that say that nothing is known yet}. why_help: what the
    question says of who reads the answer.
    """

    why_help: "StrOrPromise" = OF_A_CASE
    columns: Mapping[str, str] = {}
    unknown: Mapping[str, Collection[Any]] = {}
    of: Model | None  # of EditForm

    def __init__(self, *args: Any, recorded: Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recorded = recorded or self.of
        self.fields[WHY_FIELD] = WhyChanged(self.why_help)
        if self.of is not None and not any(map(self._is_recorded, fact_fields_of(self))):
            del self.fields[WHY_FIELD]

    def clean(self) -> None:
        super().clean()
        is_missing = WHY_FIELD not in self.errors and not self.cleaned_data.get(WHY_FIELD)
        if (
            is_missing
            and not self._is_read_before()
            and any(map(self._is_overwritten, fact_fields_of(self)))
        ):
            self.add_error(WHY_FIELD, SAY_WHY)

    def _is_read_before(self) -> bool:
        """Whether a system has read the row before it was changed; a page is merged instead."""
        version = getattr(self.recorded, "version", None)
        return self.of is None and self.cleaned_data.get("version") != version

    def _saved(self, name: str) -> Any:
        return getattr(self.recorded, self.columns.get(name, name), None)

    def _is_recorded(self, name: str) -> bool:
        return self._saved(name) not in (None, "", *self.unknown.get(name, ()))

    def _is_overwritten(self, name: str) -> bool:
        """Whether a recorded value of this field would be another, or none, from now on."""
        if name not in self.cleaned_data or not self._is_recorded(name):
            return False
        sent, saved = self.cleaned_data[name], self._saved(name)
        return bool(sent != saved)
