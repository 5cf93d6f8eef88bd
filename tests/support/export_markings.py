"""The first lines of every exported file: its marking, who took it, when, and its number."""

import csv
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from pilots.models import Export


def assert_marked(lines, who):
    """Args: lines: (label, text) of the first four lines. who: the user who took the file."""
    found = [tuple(map(str, line[:2])) for line in lines]
    assert len(found) == 4
    assert found[:2] == [("Marking", "OFFICIAL-SENSITIVE"), ("Taken by", name_in_file(who))]
    what, when = found[2]
    local, zone = when.rsplit(" ", 1)
    at = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Europe/London"))
    assert (
        zone == at.tzname()
        and what == "Made on"
        and abs(timezone.now() - at) < timedelta(minutes=5)
    )
    what, number = found[3]
    assert what == "Number of the file" and Export.objects.get(pk=number).by == who


def mark_line(who):
    """How the one line begins that is at the foot of each table of the file."""
    return f"OFFICIAL-SENSITIVE; {name_in_file(who)}; "


def name_in_file(who):
    """How a file names a person."""
    return f"{who.name}, {who.email}, {who.agency.name}"


def csv_markings(text):
    """The first four lines of a CSV file, each split in two."""
    return list(csv.reader(line.lstrip("\ufeff") for line in text.splitlines()[:4]))
