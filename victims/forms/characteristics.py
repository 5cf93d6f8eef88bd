"""The form of the equality questions: what a victim said of each, or nothing."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.web import fields
from victims.characteristics import (
    DECLINED,
    FIELD_OF_KIND,
    QUESTIONS,
    UNCHANGED,
    WITHDRAWN,
)
from victims.models import CharacteristicStatus, HowVictimAgreed
from victims.queries.characteristics import AskedCharacteristic

UNCHANGED_LABELS: dict[str, Promise] = {
    "": _("Not asked"),
    CharacteristicStatus.ANSWERED: _("Leave the answer as it is"),
    CharacteristicStatus.DECLINED: _("Still prefers not to say"),
    CharacteristicStatus.WITHDRAWN: _("Leave it taken back"),
}


class RecordCharacteristicsForm(fields.EditForm):
    """
    One question for each characteristic, and how the victim agreed.

    asked: how far each has come; None for the API's description, which offers every answer.
    """

    how = fields.Choice(
        label=_("How did the victim agree that the answers are recorded?"),
        help_text=_("Only where they gave an answer."),
        choices=HowVictimAgreed.choices,
        required=False,
    )

    def __init__(
        self, *args: Any, asked: Iterable[AskedCharacteristic] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        how = self.fields.pop("how")
        known = None if asked is None else {each.kind: each.status for each in asked}
        for kind, name in FIELD_OF_KIND.items():
            self.fields[name] = _question(kind, known.get(kind, "") if known is not None else None)
        self.fields["how"] = how

    @classmethod
    def labels(cls) -> dict[str, str]:
        questions = {name: str(QUESTIONS[kind].words) for kind, name in FIELD_OF_KIND.items()}
        return questions | super().labels()

    def clean(self) -> None:
        super().clean()
        said = {
            answer
            for name in FIELD_OF_KIND.values()
            if (answer := self.cleaned_data.get(name)) not in (None, "", UNCHANGED)
        }
        if not said and not self.errors:
            self.add_error(None, _("Record at least one answer, or go back"))
        if said - {DECLINED, WITHDRAWN} and not self.cleaned_data.get("how"):
            self.add_error("how", _("Select how the victim agreed that the answers are recorded"))


def _question(kind: str, status: str | None) -> fields.Choice:
    """The field of one characteristic. status: how far it has come; None offers every answer."""
    taken_back = [(WITHDRAWN, _("Takes the answer back: it is erased"))]
    return fields.Choice(
        label=QUESTIONS[kind].words,
        choices=[
            (UNCHANGED, UNCHANGED_LABELS[status or ""]),
            *QUESTIONS[kind].answers.items(),
            *([(DECLINED, _("Prefers not to say"))] if status != DECLINED else []),
            *(taken_back if status in (None, CharacteristicStatus.ANSWERED) else []),
        ],
        initial=UNCHANGED,
        required=False,
    )
