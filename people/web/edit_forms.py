"""A form about a row that others may change at the same time (people/web/concurrent_edits.py)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from people.web import concurrent_edits
from people.web.forms import Form


class EditForm(Form):
    """
    A form about a row which others may change while it is read or written.

    With `of`, it holds facts, and a form that comes back stale is merged with what is saved now
    (people/web/concurrent_edits.py). Without, it holds what a person signs or judges: a stale one
    is refused by its action, and never merged.

    careful: {question: a function of the saved and the sent answer, as text, which says what stands
        where two people differ}. A form that has such questions saves what stands at once.
    conflicts: where two people differ; kept: the questions that only others changed.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Reload the page, then make your change again")},
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    data: Any  # a QueryDict, or what a test or a call of the API gives
    stale: Any = None
    careful: Mapping[str, concurrent_edits.ConflictRule] = {}
    conflicts: tuple[concurrent_edits.FieldConflict, ...] = ()
    kept: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, version: int | None = None, of: Model | None = None, **kwargs: Any
    ) -> None:
        """
        version: the row's when the page was made. of: the row, where the form holds facts; its
        `initial` is then what is saved now, also when it comes back.
        """
        super().__init__(*args, **kwargs)
        self.of, self.now = of, version
        self.fields["version"].initial = version
        if of is None:
            del self.fields["opened"]
        else:
            self.fields["opened"].initial = self._sealed

    def answers(self) -> dict[str, Any]:
        """What was typed, and about which version of the row, so that a draft can go stale too."""
        carried = [name for name in ("version", "opened") if name in self.fields]
        return super().answers() | {name: self[name].data for name in carried}

    def full_clean(self) -> None:
        if self.is_bound and self._is_stale():
            self._merge()
        super().full_clean()
        if self.is_bound:
            self.cleaned_data.pop("opened", None)

    def is_valid(self) -> bool:
        """A form that waits for a person to decide does nothing, unless what stands is safer."""
        return super().is_valid() and (not self.conflicts or bool(self.careful))

    def is_touched(self, name: str) -> bool:
        """Whether the sender changed what this question held."""
        return self.of is None or (name in self.fields and name not in self.kept)

    def show_again(self, version: int | None) -> None:
        """
        After what stands was saved: the same page, about the row's new version, as a new form.

        What was typed is in the form, but for the questions in `careful`: those hold what stands.
        """
        saved = {name: concurrent_edits.submitted_value(self, name) for name in self._asked()}
        for each in self.conflicts:
            if each.name not in self.careful:
                concurrent_edits.set_form_value(self.data, self, each.name, each.typed)
        self._is_about(version if version is not None else self.now, saved)
        self.data[self._key("form_key")] = str(uuid.uuid4())

    def _is_stale(self) -> bool:
        sent = str(self.data.get(self._key("version"), ""))
        return self.of is not None and sent.isdecimal() and sent != str(self.now)

    def _merge(self) -> None:
        """Put what is saved now in the place of what the sender did not touch."""
        self.data = self.data.copy()
        version, seal = (self.data.get(self._key(name)) for name in ("version", "opened"))
        opened = concurrent_edits.verified_shown_values(
            seal or "", self, row=self._row, version=version
        )
        merged = concurrent_edits.merge_stale_form(self, opened, self.careful)
        self.conflicts, self.kept = tuple(merged.conflicts), tuple(merged.theirs)
        self.stale = [(each.name, each.saved, each.sent) for each in merged.conflicts] or None
        for name, value in merged.values.items():
            concurrent_edits.set_form_value(self.data, self, name, value)
        for each in merged.conflicts if self.careful else ():
            concurrent_edits.set_form_value(self.data, self, each.name, each.stands)
        self._is_about(self.now, self._saved_now())

    def _is_about(self, version: int | None, shown: Mapping[str, Any]) -> None:
        """Sent again, the form is about this version, and this is what was shown beside it."""
        sealed = concurrent_edits.sign_shown_values(
            self, row=self._row, version=version, shown=shown
        )
        self.data[self._key("version")], self.data[self._key("opened")] = str(version), sealed

    def _sealed(self) -> str:
        shown = self._saved_now()
        return concurrent_edits.sign_shown_values(
            self, row=self._row, version=self.now, shown=shown
        )

    @property
    def _row(self) -> Model:
        assert self.of is not None  # a form of something judged is never merged
        return self.of

    def _saved_now(self) -> dict[str, Any]:
        return {name: concurrent_edits.saved_value(self, name) for name in self._asked()}

    def _asked(self) -> list[str]:
        return concurrent_edits.fact_fields_of(self)

    def _key(self, name: str) -> str:
        return self.add_prefix(name)
