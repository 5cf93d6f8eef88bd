"""Form on which the consent to prosecute is recorded."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.decisions.queries.consents import ConsentNow, answers_what_was_asked
from cases.forms.dates import PastDateField
from cases.models.consent_step import ConsentAnswer
from people.web import fields


class RecordConsentForm(fields.EditForm):
    """Where the consent stands now, since which day, and why what was recorded changes."""

    answer = fields.Choice(
        label=_("Where does the consent to prosecute stand now?"),
        choices=ConsentAnswer.choices,
        error_messages={"required": _("Select where the consent stands now")},
    )
    on = PastDateField(
        label=_("On which day was it asked for, given or refused?"),
        what=_("the day"),
        required=False,
    )
    reason = fields.Reason(
        label=_("Why does this change what was recorded?"),
        help_text=_("Leave this empty if it is the answer to what was asked for."),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, consent: ConsentNow | None = None, **kwargs: Any) -> None:
        """Args: consent: as it stands now, which the page shows."""
        super().__init__(*args, **kwargs)
        self.consent = consent

    def clean(self) -> None:
        super().clean()
        typed = self.cleaned_data
        answer = typed.get("answer")
        if answer and answer != ConsentAnswer.NOT_NEEDED:
            self._require(
                "on", gettext("Enter the day on which it was asked for, given or refused")
            )
        if answer and self.consent and not answers_what_was_asked(self.consent.answer, answer):
            self._require("reason", gettext("Enter why this changes what was recorded"))
        typed["reason"] = typed.get("reason") or ""

    def _require(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)
