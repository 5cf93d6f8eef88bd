"""Why an agency, a unit, an account, a role or a pilot was changed (ADR 128)."""

from typing import Any

from django.db import models


class ReasonField(models.TextField):  # type: ignore[type-arg]  # str, as inferred
    """A text that a row of history takes from its act (people.access.histories.ExplainedAct)."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        act = getattr(model_instance, "history_change_reason", None)
        if because := getattr(act, "because", ""):
            setattr(model_instance, self.attname, because)
        return getattr(model_instance, self.attname)


class ReasonedHistory(models.Model):
    """
    A row of history that can say why, of what is about no case.

    given_reason: in the words of who changed it; "" where the act itself says why, or another row
    does (rasso/change_reasons.toml). Nothing of a case: it is kept in clear, as the row is.
    """

    given_reason = ReasonField(blank=True, default="", db_default="")

    class Meta:
        abstract = True
