"""
Readiness checks: whether the service does what it promises. Used by the health endpoints, a
command, the watchdog and the operations page. No result says anything about a case.
"""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.documents.actions import virus_scans
from cases.models import DestroyedCase
from people.access import audit_log
from people.models import Operation
from people.sealing.queries.lag import (
    is_queued,
    longest_wait,
    oldest_head_not_cosigned,
    unqueued_entries,
)
from people.text.dates import format_day, format_moment
from pilots.queries.exports import count_failed_exports
from pilots.queries.publication import measures_refreshed_at
from rasso import folder_checks
from rasso.certificate_checks import certificate_checks
from rasso.readiness_check import ReadinessCheck, heartbeat, moment_or_never
from timeliness.calendar import known_until, london_day
from timeliness.queries import (
    STALLED_AFTER,
    WAITED_TOO_LONG,
    is_late,
    reminder_flow,
)
from victims.actions import letter_email_queue
from victims.queries.duties import are_duties_stalled

FORGOT_SHOWN_FOR = timedelta(days=1)  # it happens once, and whoever is on each shift is told
HOLIDAYS_DAYS = 365  # days before the end of the list of bank holidays to raise a problem
REMOVED_WITHIN = timedelta(days=2)  # of the approval: the command runs every night
PAST_THE_SEAL = timedelta(minutes=15)  # many times what the watchdog waits between two looks
FULL_PERCENT = 80  # of a disk: a full one takes no documents and stops its database


def readiness_checks(*, at: datetime) -> list[ReadinessCheck]:
    """Every check, with its result at this moment."""
    work = (
        *reminder_checks(at=at),
        *_queue_checks(at),
        _duties_check(at),
        _figures_check(at),
        _exports_check(at),
    )
    return [
        *work,
        _log_check(at),
        *_seal_checks(at),
        *_cosigner_checks(at),
        _misuse_check(at),
        *certificate_checks(at),
        _disk_check(),
        _victim_keys_check(at),
        _case_keys_check(),
        _destroyed_cases_check(at),
        _static_files_check(),
        _bank_holidays_check(at),
    ]


def readiness_problems(*, at: datetime) -> list[str]:
    """The problems found, in a few words each."""
    return [check.problem for check in readiness_checks(at=at) if not check.is_well]


def reminder_checks(*, at: datetime) -> list[ReadinessCheck]:
    """Whether reminders flow."""
    now = reminder_flow(at=at)
    late = is_late(now.oldest_unsent or at, at=at, after=WAITED_TOO_LONG)
    unlooked = is_late(now.oldest_unlooked or at, at=at, after=STALLED_AFTER)
    swept = not is_late(now.swept_at, at=at, after=STALLED_AFTER)
    sent = not is_late(now.sent_at, at=at, after=STALLED_AFTER)
    return [
        ReadinessCheck(
            "sweep stalled", _("Clocks were last checked"), swept, moment_or_never(now.swept_at)
        ),
        ReadinessCheck(
            "sending stalled", _("Sending was last tried"), sent, moment_or_never(now.sent_at)
        ),
        ReadinessCheck(
            "clocks not looked at", _("Oldest clock not yet checked"), not unlooked,
            _moment_or_none(now.oldest_unlooked),
        ),
        ReadinessCheck(
            "unsent for too long", _("Oldest unsent message"), not late,
            _moment_or_none(now.oldest_unsent),
        ),
        ReadinessCheck("set aside", _("Failed messages"), not now.set_aside, str(now.set_aside)),
        ReadinessCheck(
            "told nobody",
            _("Reminders that reached no one"),
            not now.told_nobody,
            str(now.told_nobody),
        ),
    ]  # fmt: skip


def _queue_checks(at: datetime) -> list[ReadinessCheck]:
    """The workers' other queues, and what they wait for: GOV.UK Notify, the scanner."""
    letter, file = letter_email_queue.oldest_unsent_letter_at(), virus_scans.oldest_waiting_scan()
    return [
        ReadinessCheck(
            "letters unsent for too long",
            _("Oldest letter that has yet to go by email"),
            not is_late(letter or at, at=at, after=WAITED_TOO_LONG),
            _moment_or_none(letter),
        ),
        ReadinessCheck(
            "files not scanned for too long",
            _("Oldest file that has yet to be scanned"),
            not is_late(file or at, at=at, after=WAITED_TOO_LONG),
            _moment_or_none(file),
        ),
    ]


def _moment_or_none(moment: datetime | None) -> str:
    return format_moment(moment) if moment else _("None")


def _duties_check(at: datetime) -> ReadinessCheck:
    stalled = are_duties_stalled(at=at)
    text = _("Stalled: the log names the case") if stalled else _("Worked out")
    return ReadinessCheck("duties stalled", _("What victims are owed"), not stalled, text)


def _figures_check(at: datetime) -> ReadinessCheck:
    """Whether figures are up to date. Allows for one count that takes its whole time limit."""
    seconds = settings.FIGURES_EVERY_SECONDS + settings.FIGURES_SECONDS
    counted = measures_refreshed_at()
    late = is_late(counted, at=at, after=timedelta(seconds=seconds) + STALLED_AFTER)
    return ReadinessCheck(
        "figures stalled", _("Figures were last updated"), not late, moment_or_never(counted)
    )


def _exports_check(at: datetime) -> ReadinessCheck:
    """Whether files that people asked for within a day could be made."""
    n = count_failed_exports(at=at)
    return ReadinessCheck(
        "exports failed", _("Files that could not be made in the last day"), not n, str(n)
    )


def _log_check(at: datetime) -> ReadinessCheck:
    """Whether an audit entry can be written and is queued to be sealed: one is, and rolled back."""
    try:
        with transaction.atomic():
            audit_log.record_entry(
                operation=Operation.CONSULTATION, verb="check_log", by=None, at=at
            )
            is_well = is_queued(verb="check_log", at=at)
            transaction.set_rollback(True)
    except (audit_log.AuditWriteFailed, DatabaseError):
        is_well = False
    text = _("Can be written") if is_well else _("Cannot be written: no page is shown")
    return ReadinessCheck("log cannot be written", _("The reading log"), is_well, text)


def _seal_checks(at: datetime) -> list[ReadinessCheck]:
    """Whether the log is sealed in time, and copied out of the database."""
    waited, copied = int(longest_wait()), heartbeat("sealed")
    within = timedelta(seconds=settings.SEAL_WITHIN_SECONDS)
    ago = ngettext("%(n)d second ago", "%(n)d seconds ago", waited) % {"n": waited}
    text = ago if waited else _("None")
    return [
        ReadinessCheck(
            "log not sealed",
            _("Oldest entry of the log that is not sealed"),
            waited <= within.total_seconds(),
            text,
        ),
        ReadinessCheck(
            "sealed log not copied out",
            _("The sealed log was last copied out of the database"),
            not is_late(copied, at=at, after=within),
            moment_or_never(copied),
        ),
        ReadinessCheck(
            "log past the seal",
            _("Entries of the last 15 minutes that are neither sealed nor wait to be"),
            not (past := unqueued_entries(since=at - PAST_THE_SEAL)),
            str(past),
        ),
    ]


def _cosigner_checks(at: datetime) -> list[ReadinessCheck]:
    """Whether the co-signers sign the log. Who refuses it is asked again, who forgot signs it."""
    uncosigned, refused = oldest_head_not_cosigned(), heartbeat("log refused")
    forgot = heartbeat("co-signer forgot")
    return [
        ReadinessCheck(
            "log refused by a co-signer",
            _("A co-signer last refused the log"),
            is_late(refused, at=at, after=STALLED_AFTER),
            moment_or_never(refused),
        ),
        ReadinessCheck(
            "co-signer forgot what it signed",
            _("A co-signer last forgot what it had signed"),
            is_late(forgot, at=at, after=FORGOT_SHOWN_FOR),
            moment_or_never(forgot),
        ),
        ReadinessCheck(
            "log not co-signed",
            _("Oldest head of the log that is not co-signed"),
            not is_late(uncosigned or at, at=at, after=WAITED_TOO_LONG),
            _moment_or_none(uncosigned),
        ),
    ]


def _misuse_check(at: datetime) -> ReadinessCheck:
    """Whether the log is looked through for misuse. Before the first run, other checks say why."""
    looked = heartbeat("looked for misuse")
    return ReadinessCheck(
        "misuse not looked for",
        _("The log was last looked through for misuse"),
        not is_late(looked or at, at=at, after=STALLED_AFTER),
        moment_or_never(looked),
    )


def _disk_check() -> ReadinessCheck:
    folder = Path(settings.DOCUMENT_ROOT)
    place = next(each for each in (folder, *folder.parents) if each.exists())
    disk = shutil.disk_usage(place)
    percent = 100 * disk.used // ((disk.used + disk.free) or 1)  # without root's reserve
    text = _("%(n)d %% full") % {"n": percent}
    asks = _("The disk of the documents")
    if not os.access(place, os.W_OK):
        return ReadinessCheck("documents cannot be kept", asks, False, _("Cannot be written"))
    return ReadinessCheck("disk nearly full", asks, percent < FULL_PERCENT, text)


def _bank_holidays_check(at: datetime) -> ReadinessCheck:
    """
    Whether bank holidays are known for a year ahead, which clocks in working days need.

    To fix it, install a newer release of the package that bundles GOV.UK's list.
    """
    ends = known_until()
    is_well = london_day(at) + timedelta(days=HOLIDAYS_DAYS) <= ends
    text = _("Known until %(day)s") % {"day": format_day(ends)}
    return ReadinessCheck("bank holidays end within a year", _("Bank holidays"), is_well, text)


def _victim_keys_check(at: datetime) -> ReadinessCheck:
    """Whether victims' names can be encrypted and decrypted here, and no destroyed key is here."""
    asks = _("The keys of victims")
    if not folder_checks.can_write_keys(settings.VICTIM_KEY_ROOT):
        return ReadinessCheck("victims' keys cannot be kept", asks, False, _("Cannot be written"))
    back = folder_checks.count_destroyed_victims_with_keys(before=at - STALLED_AFTER)
    if back:
        text = _("%(n)d are here that were to be destroyed") % {"n": back}
        return ReadinessCheck("victims' destroyed keys are here", asks, False, text)
    missing = folder_checks.count_missing_victim_keys()
    text = _("%(n)d are missing here") % {"n": missing} if missing else _("All there")
    return ReadinessCheck("victims' keys are missing", asks, not missing, text)


def _case_keys_check() -> ReadinessCheck:
    """Whether files can be sealed and opened here."""
    asks = _("The keys of cases")
    if not folder_checks.can_write_keys(settings.CASE_KEY_ROOT):
        return ReadinessCheck("cases' keys cannot be kept", asks, False, _("Cannot be written"))
    missing = folder_checks.is_case_key_missing()
    text = _("Missing here") if missing else _("All there")
    return ReadinessCheck("cases' keys are missing", asks, not missing, text)


def _destroyed_cases_check(at: datetime) -> ReadinessCheck:
    """Whether cases whose destruction was approved are gone: an operator's command removes them."""
    oldest = DestroyedCase.objects.filter(removed_at=None).aggregate(at=Min("approved_at"))["at"]
    return ReadinessCheck(
        "destroyed cases not removed", _("Oldest destroyed case that has yet to be removed"),
        not is_late(oldest or at, at=at, after=REMOVED_WITHIN), _moment_or_none(oldest),
    )  # fmt: skip


def _static_files_check() -> ReadinessCheck:
    n = len(folder_checks.unreadable_static_files())
    text = _("%(n)d cannot be read") % {"n": n} if n else _("Can be read")
    return ReadinessCheck("static files cannot be read", _("Styles and scripts"), not n, text)
