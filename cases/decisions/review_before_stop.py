"""What a victim asked to be reviewed before charges are stopped, as the victims app says it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from cases.models import Suspect


@dataclass(frozen=True)
class ReviewBeforeStop:
    """
    The newest request of a victim for a review of the plan to stop charges against a suspect.

    is_open: it is not decided. is_overturned: it was decided that they should not be stopped.
    """

    victim_number: int
    asked_on: date
    is_open: bool
    is_overturned: bool


def reviews_before_stop(suspect: Suspect, victims: Collection[UUID]) -> list[ReviewBeforeStop]:
    """What these victims asked to be reviewed before charges against the suspect are stopped."""
    return [
        review for ask in settings.REVIEWS_BEFORE_STOPS
        for review in import_string(ask)(suspect.pk, victims)
    ]  # fmt: skip
