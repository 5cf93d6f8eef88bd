"""Forms that edit a row, with optimistic lock and merge (people/web/concurrent_edits.py)."""

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
    A form about a row that others may change meanwhile.

    With `of`, it holds facts: a stale form is merged with the saved values
    (people/web/concurrent_edits.py). Without `of`, it holds something a person signs or decides: a
    stale form is refused by its action and never merged.

    safer_values: {field: function of the saved and the sent value, as text, that returns the
        safer one}. A form with such fields saves the safer value at once.
    conflicts: fields that two people changed differently. changed_by_others: fields that only
        others changed.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Reload the page, then make your change again")},
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    data: Any  # a QueryDict, or the dict of a test or an API call
    stale: Any = None
    safer_values: Mapping[str, concurrent_edits.ConflictRule] = {}
    conflicts: tuple[concurrent_edits.FieldConflict, ...] = ()
    changed_by_others: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, version: int | None = None, of: Model | None = None, **kwargs: Any
    ) -> None:
        """
        version: the row's version when the page was rendered. of: the row, if the form holds facts;
        `initial` must then be the saved values, also when the form comes back.
        """
        super().__init__(*args, **kwargs)
        self.of, self.row_version = of, version
        self.fields["version"].initial = version
        if of is None:
            del self.fields["opened"]
        else:
            self.fields["opened"].initial = self._sealed

    def answers(self) -> dict[str, Any]:
        """The raw input with the version it is about, so that a draft can be stale too."""
        carried = [name for name in ("version", "opened") if name in self.fields]
        return super().answers() | {name: self[name].data for name in carried}

    def full_clean(self) -> None:
        if self.is_bound and self._is_stale():
            self._merge()
        super().full_clean()
        if self.is_bound:
            self.cleaned_data.pop("opened", None)

    def is_valid(self) -> bool:
        """Invalid while conflicts wait for a decision, unless there are `safer_values` to save."""
        return super().is_valid() and (not self.conflicts or bool(self.safer_values))

    def is_touched(self, name: str) -> bool:
        """Whether the sender changed this field."""
        return self.of is None or (name in self.fields and name not in self.changed_by_others)

    def restart_on_version(self, version: int | None) -> None:
        """
        After the safer values were saved: redisplay as a new form about the row's new version.

        Keeps the sender's input, except in `safer_values` fields, which show the saved value.
        """
        saved = {name: concurrent_edits.submitted_value(self, name) for name in self._asked()}
        for each in self.conflicts:
            if each.name not in self.safer_values:
                concurrent_edits.set_form_value(self.data, self, each.name, each.typed)
        self._is_about(version if version is not None else self.row_version, saved)
        self.data[self._key("form_key")] = str(uuid.uuid4())

    def _is_stale(self) -> bool:
        sent = str(self.data.get(self._key("version"), ""))
        return self.of is not None and sent.isdecimal() and sent != str(self.row_version)

    def _merge(self) -> None:
        """Replace the values the sender did not touch with the saved ones; collect conflicts."""
        self.data = self.data.copy()
        version, seal = (self.data.get(self._key(name)) for name in ("version", "opened"))
        opened = concurrent_edits.verified_shown_values(
            seal or "", self, row=self._row, version=version
        )
        merged = concurrent_edits.merge_stale_form(self, opened, self.safer_values)
        self.conflicts, self.changed_by_others = tuple(merged.conflicts), tuple(merged.theirs)
        self.stale = [(each.name, each.saved, each.sent) for each in merged.conflicts] or None
        for name, value in merged.values.items():
            concurrent_edits.set_form_value(self.data, self, name, value)
        for each in merged.conflicts if self.safer_values else ():
            concurrent_edits.set_form_value(self.data, self, each.name, each.interim_value)
        self._is_about(self.row_version, self._saved_now())

    def _is_about(self, version: int | None, shown_values: Mapping[str, Any]) -> None:
        """Sent again, the form is about this version, and this is what was shown beside it."""
        sealed = concurrent_edits.sign_shown_values(
            self, row=self._row, version=version, shown_values=shown_values
        )
        self.data[self._key("version")], self.data[self._key("opened")] = str(version), sealed

    def _sealed(self) -> str:
        values = self._saved_now()
        return concurrent_edits.sign_shown_values(
            self, row=self._row, version=self.row_version, shown_values=values
        )

    @property
    def _row(self) -> Model:
        assert self.of is not None  # only forms of facts are merged
        return self.of

    def _saved_now(self) -> dict[str, Any]:
        return {name: concurrent_edits.saved_value(self, name) for name in self._asked()}

    def _asked(self) -> list[str]:
        return concurrent_edits.fact_fields_of(self)

    def _key(self, name: str) -> str:
        return self.add_prefix(name)
