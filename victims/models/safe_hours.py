from typing import Any

from django.db import models
from django.db.models import Value

from victims.safe_hours import safe_hours_text


class SafeHours(models.JSONField):
    """A field of days and hours (victims/safe_hours.py), which the history shows in words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("db_default", Value([], models.JSONField()))
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, f"get_{name}_display", lambda row: safe_hours_text(getattr(row, name)))
