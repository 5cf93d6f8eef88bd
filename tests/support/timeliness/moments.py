from datetime import UTC, date, datetime

from timeliness.calendar import LONDON


def london(text):
    """A London wall-clock time, such as london("2026-12-24 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def day_of(text):
    """A date written as 2026-12-24."""
    return date.fromisoformat(text)
