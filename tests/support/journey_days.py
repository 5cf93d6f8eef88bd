"""One day of a journey: its moments in order, and a call that reached the victim."""

from itertools import count


def moments_from(start, step):
    """A clock: `start`, and at each further look `step` later."""
    passed = count()
    return lambda: start + next(passed) * step


def reached_by_phone(at):
    """What a side types of a call to the victim themself. at: a London moment in winter."""
    return {
        "is_safe_now": "on", "direction": "OUT", "channel": "PHONE", "outcome": "REACHED",
        "spoke_to": "VICTIM", "is_identity_checked": "yes", "isva_told": "NO_ISVA",
        "contacted_at-day": at.day, "contacted_at-month": at.month, "contacted_at-year": at.year,
        "contacted_at-hour": at.hour, "contacted_at-minute": at.minute,
    }  # fmt: skip
