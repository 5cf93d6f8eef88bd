"""A readiness check and its result, and what several checks read and say."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from people.text.dates import format_moment
from timeliness.models import Mark


@dataclass(frozen=True)
class ReadinessCheck:
    """
    A check and its result.

    problem: text for monitoring. asks, said: question and answer on the operations page.
    """

    problem: str
    question: str
    is_well: bool
    result: str


def heartbeat(name: str) -> datetime | None:
    return Mark.objects.filter(name=name).values_list("at", flat=True).first()


def moment_or_never(moment: datetime | None) -> str:
    return format_moment(moment) if moment else _("Never")
