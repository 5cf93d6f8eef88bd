"""
The rules after which a case may be destroyed, as each deployment has them (ADR 106).

No schedule of the police or the CPS could be read as a source, so none is shipped: an operator
names a file with the rules that the agencies have agreed, each with its source.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from timeliness.calendar import add_months


@dataclass(frozen=True)
class RetentionRule:
    """
    A rule of how long a closed case is kept.

    years: from the day of the last act on it. source: where the rule stands, as people cite it.
    """

    code: str
    name: str
    source: str
    years: int

    def ends_on(self, last_act: date) -> date:
        """The first day on which the rule no longer keeps a case."""
        return add_months(last_act, 12 * self.years)

    def last_act_by(self, today: date) -> date:
        """The last day of an act after which it no longer keeps a case today."""
        return add_months(today, -12 * self.years)


def retention_rules() -> list[RetentionRule]:
    """The rules of this deployment, in its order; none where none is set."""
    return [RetentionRule(**rule) for rule in settings.RETENTION_RULES]


def rule_by_code(code: str) -> RetentionRule | None:
    return next((rule for rule in retention_rules() if rule.code == code), None)
