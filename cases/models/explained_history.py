"""Why a recorded value was changed, in the row of history that keeps the earlier one (ADR 115)."""

from typing import Any

from django.db import models

from cases.models.sealed_text import SealedTextField
from people.access.histories import ExplainedAct
from people.models import Side


class SealedWhyField(SealedTextField):
    """A sealed text that a row of history takes from its act (with_history_facts)."""

    def take_text(self, row: Any) -> None:
        act = row.history_change_reason
        if isinstance(act, ExplainedAct):
            setattr(row, self.attname, act.because)
            row.because_side = act.because_side


class ExplainedHistory(models.Model):
    """
    A row of history that can say why: for models whose values are overwritten by a form.

    changed_because: in the words of who changed it; "" where the act itself says why, or a reason
    of its own does (rasso/change_reasons.toml). because_side: the side that alone reads it, since
    the row was private to it then, or the case was with no CPS unit; "" if both may.
    """

    changed_because = SealedWhyField(blank=True, default="", db_default="")
    # After changed_because, which sets it.
    because_side = models.CharField(
        max_length=9, choices=Side, blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True
