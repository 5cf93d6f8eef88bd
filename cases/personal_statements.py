"""
What became of the offer of a victim personal statement, as a referral says it.

It is recorded in the victims app (victims.models.StatementEntry), which says it to the kernel by
settings.PERSONAL_STATEMENTS. Never the statement itself. Runs no queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.text.dates import format_day

STATEMENT_LABEL = gettext_lazy("Victim personal statement")


class StatementStep(TextChoices):
    """The steps of the offer of a victim personal statement."""

    OFFERED = "OFFERED", gettext_lazy("Offered")
    TAKEN = "TAKEN", gettext_lazy("Taken")
    ADDED = "ADDED", gettext_lazy("Added to")
    DECLINED = "DECLINED", gettext_lazy("Declined")


@dataclass(frozen=True)
class PersonalStatement:
    """
    The newest step about one victim.

    victim: their number. step: a code of StatementStep.
    """

    victim: int
    step: str
    on: date


# None where a submission is from before it was sent.
PersonalStatements = tuple[PersonalStatement, ...] | None


def read_statements(rows: Iterable[dict[str, Any]] | None) -> PersonalStatements:
    """Statements as a submission stores them."""
    if rows is None:
        return None
    return tuple(
        PersonalStatement(each["victim"], each["step"], date.fromisoformat(each["on"]))
        for each in rows
    )


def statement_text(statements: PersonalStatements, victim: int) -> str:
    """What became of the offer to a victim, in words; "" where the submission does not say."""
    if statements is None:
        return ""
    for each in statements:
        if each.victim == victim:
            values = {"step": StatementStep(each.step).label, "day": format_day(each.on)}
            return _("%(step)s on %(day)s") % values
    return _("To be offered: nothing is recorded")
