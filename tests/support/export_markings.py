"""The first lines of every exported file: its marking, who took it, and when."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone


def assert_marked(lines, who):
    """Args: lines: (label, text) of the first three lines. who: the user who took the file."""
    found = [tuple(map(str, line[:2])) for line in lines]
    assert len(found) == 3
    assert found[:2] == [("Marking", "OFFICIAL-SENSITIVE"), ("Taken by", who.name)]
    what, when = found[2]
    at = datetime.strptime(when, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
    assert what == "Taken on" and abs(timezone.now() - at) < timedelta(minutes=5)


def csv_markings(text):
    """The first three lines of a CSV file, each split in two."""
    return [line.split(",", 1) for line in text.splitlines()[:3]]
