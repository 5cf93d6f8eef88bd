"""
Whether the service does what it promises: asked over HTTP, by a command, by the watchdog and by the
page of whoever runs it. No answer says anything about a case.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.actions import scans
from people import audit
from people.models import Operation
from people.moments import in_full
from pilots.queries.exports import failed
from pilots.queries.figures import brought_in_line_at
from rasso import folders
from timeliness.calendar import known_until, london_day
from timeliness.queries import STALLED_AFTER, WAITED_TOO_LONG, flow, is_late
from victims.actions import letter_post
from victims.queries.duties import are_stalled

HOLIDAYS_DAYS = 365  # how long before the list of bank holidays ends somebody is to be told
FULL_PERCENT = 80  # of a disk: full, it takes no document, and a database there stops


@dataclass(frozen=True)
class Check:
    """
    One question and its answer. problem: in the words that a monitor reads; asks, said: in those
    of a page.
    """

    problem: str
    asks: str
    is_well: bool
    said: str


def checks(*, at: datetime) -> list[Check]:
    """Every question, with its answer at this moment."""
    work = (*reminders(at=at), *_waiting(at), _duties(at), _figures(at), _exports())
    return [*work, _log(at), _disk(), _keys(), _static_files(), _holidays(at)]


def problems(*, at: datetime) -> list[str]:
    """What is wrong, in a few words each."""
    return [check.problem for check in checks(at=at) if not check.is_well]


def reminders(*, at: datetime) -> list[Check]:
    """Whether reminders flow."""
    now = flow(at=at)
    late = is_late(now.oldest_unsent or at, at=at, after=WAITED_TOO_LONG)
    unlooked = is_late(now.oldest_unlooked or at, at=at, after=STALLED_AFTER)
    swept = not is_late(now.swept_at, at=at, after=STALLED_AFTER)
    sent = not is_late(now.sent_at, at=at, after=STALLED_AFTER)
    return [
        Check("sweep stalled", _("Clocks were last checked"), swept, _last(now.swept_at)),
        Check("sending stalled", _("Sending was last tried"), sent, _last(now.sent_at)),
        Check(
            "clocks not looked at", _("Oldest clock not yet checked"), not unlooked,
            _since(now.oldest_unlooked),
        ),
        Check("unsent for too long", _("Oldest unsent message"), not late,
              _since(now.oldest_unsent)),
        Check("set aside", _("Failed messages"), not now.set_aside, str(now.set_aside)),
        Check("told nobody", _("Reminders that reached no one"), not now.told_nobody,
              str(now.told_nobody)),
    ]  # fmt: skip


def _waiting(at: datetime) -> list[Check]:
    """What a worker does beside reminders, and what it waits for: GOV.UK Notify, the scanner."""
    letter, file = letter_post.waits_since(), scans.waits_since()
    return [
        Check("letters unsent for too long", _("Oldest letter that has yet to go by email"),
              not is_late(letter or at, at=at, after=WAITED_TOO_LONG), _since(letter)),
        Check("files not scanned for too long", _("Oldest file that has yet to be scanned"),
              not is_late(file or at, at=at, after=WAITED_TOO_LONG), _since(file)),
    ]  # fmt: skip


def _last(moment: datetime | None) -> str:
    return in_full(moment) if moment else _("Never")


def _since(moment: datetime | None) -> str:
    return in_full(moment) if moment else _("None")


def _duties(at: datetime) -> Check:
    stalled = are_stalled(at=at)
    said = _("Stalled: the log names the case") if stalled else _("Worked out")
    return Check("duties stalled", _("What victims are owed"), not stalled, said)


def _figures(at: datetime) -> Check:
    """Whether figures follow the facts. One count may take all the time that it is given."""
    seconds = settings.FIGURES_EVERY_SECONDS + settings.FIGURES_SECONDS
    counted = brought_in_line_at()
    late = is_late(counted, at=at, after=timedelta(seconds=seconds) + STALLED_AFTER)
    return Check("figures stalled", _("Figures were last updated"), not late, _last(counted))


def _exports() -> Check:
    n = failed()
    return Check("exports failed", _("Files of figures that failed"), not n, str(n))


def _log(at: datetime) -> Check:
    """A row is written into the log, and taken back before anybody could read it."""
    try:
        with transaction.atomic():
            audit.record(operation=Operation.CONSULTATION, verb="check_log", by=None, at=at)
            transaction.set_rollback(True)
        is_well = True
    except (audit.Unrecorded, DatabaseError):
        is_well = False
    said = _("Can be written") if is_well else _("Cannot be written: no page is shown")
    return Check("log cannot be written", _("The reading log"), is_well, said)


def _disk() -> Check:
    folder = Path(settings.DOCUMENT_ROOT)
    place = next(each for each in (folder, *folder.parents) if each.exists())
    disk = shutil.disk_usage(place)
    percent = 100 * disk.used // ((disk.used + disk.free) or 1)  # what is kept for root is no room
    said = _("%(n)d %% full") % {"n": percent}
    asks = _("The disk of the documents")
    if not os.access(place, os.W_OK):
        return Check("documents cannot be kept", asks, False, _("Cannot be written"))
    return Check("disk nearly full", asks, percent < FULL_PERCENT, said)


def _holidays(at: datetime) -> Check:
    """
    Bank holidays are known for a year to come: clocks run that long, and count working days.

    What mends it is a newer release of the package that carries GOV.UK's list.
    """
    ends = known_until()
    is_well = london_day(at) + timedelta(days=HOLIDAYS_DAYS) <= ends
    said = _("Known until %(day)s") % {"day": date_format(ends, "j F Y")}
    return Check("bank holidays end within a year", _("Bank holidays"), is_well, said)


def _keys() -> Check:
    """Whether a victim's name can be sealed here, and those that were sealed can be opened."""
    asks = _("The keys of victims")
    if not folders.keys_can_be_kept():
        return Check("victims' keys cannot be kept", asks, False, _("Cannot be written"))
    missing = folders.keys_missing()
    said = _("%(n)d are missing here") % {"n": missing} if missing else _("All there")
    return Check("victims' keys are missing", asks, not missing, said)


def _static_files() -> Check:
    n = len(folders.unreadable_static_files())
    said = _("%(n)d cannot be read") % {"n": n} if n else _("Can be read")
    return Check("static files cannot be read", _("Styles and scripts"), not n, said)
