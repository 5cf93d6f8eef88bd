"""
The rules after which a case may be destroyed, as each deployment has them (ADR 106).

No schedule of the police or the CPS could be read as a source, so none is shipped: an operator
names a file with the rules that the agencies have agreed, each with its source.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from timeliness.calendar import add_months, london_day


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


def in_backups_until(destroyed_at: datetime | None) -> date | None:
    """
    The last day on which a backup of the database from before a moment is kept.

    None where the operator has not said for how long, or nothing was destroyed yet.
    """
    return _last_day(destroyed_at, settings.BACKUPS_KEPT_DAYS)


def keys_in_backups_until(destroyed_at: datetime | None) -> date | None:
    """The last day on which a copy of a folder of keys from before a moment is kept; as above."""
    return _last_day(destroyed_at, settings.KEY_BACKUPS_KEPT_DAYS)


def _last_day(since: datetime | None, days: int | None) -> date | None:
    return None if since is None or days is None else london_day(since) + timedelta(days=days)


def rule_by_code(code: str) -> RetentionRule | None:
    return next((rule for rule in retention_rules() if rule.code == code), None)
