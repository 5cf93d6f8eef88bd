"""Celery tasks of apps that do not use Celery themselves. Each may run twice."""

import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.actions import board_counts, custody_ends
from cases.case_access.actions import break_glass
from cases.documents.actions import documents, virus_scans
from cases.documents.clamav import ClamdClient
from cases.offences.actions import time_limits
from cases.retention.actions import retention
from people.administration.actions import grants, purge
from people.alerts.actions import find
from people.sealing.actions import copy_out, cosign, seal
from pilots.actions import conflicts as of_panels
from pilots.actions import exports, measure_refresh, opinion_deadlines, opinions, removed_cases
from rasso import certificate_ends
from rasso.readiness_check import heartbeat
from timeliness.actions import heartbeats
from victims.actions import (
    conflicts,
    destroyed_identities,
    duties,
    held_letters,
    letter_email_queue,
)
from victims.notify import NotifyClient


@shared_task
def forget() -> None:
    """
    Delete drafts, form keys, sessions and files of exports that had expired at the previous run.

    So a machine clock that jumps ahead and is corrected within the hour deletes nothing.
    """
    now = timezone.now()
    if looked_at := heartbeats.move_heartbeat("forgot", at=now):
        purge.purge_expired(at=min(looked_at, now))
        exports.destroy_expired_exports(at=now, looked_at=min(looked_at, now))


@shared_task
def clear_orphans() -> None:
    """
    Remove files without a row once a day, by their age at the previous run.

    So a machine clock that jumps ahead and is corrected within the day removes nothing. A database
    that was restored lacks the rows of what came later: nothing is removed until an operator has
    looked (manage.py clear_orphans).
    """
    now, cleared = timezone.now(), heartbeat("orphans cleared")
    restored = heartbeat("restored")
    if cleared is None:
        heartbeats.leave_heartbeat("orphans cleared", at=now)
    elif now - cleared >= timedelta(days=1) and (restored is None or restored < cleared):
        documents.clear_orphans(at=cleared)
        heartbeats.leave_heartbeat("orphans cleared", at=now)


@shared_task
def end_expired_capacities() -> None:
    """Revoke named roles whose last capacity has expired."""
    grants.end_expired_grants(at=timezone.now())


@shared_task
def reckon_duties() -> None:
    """Recompute victims' duties wherever they disagree with the facts."""
    duties.recompute_all_duties(at=timezone.now())


@shared_task
def follow_custody() -> None:
    """Start clocks for ends of bail and detention that have none yet."""
    custody_ends.start_missing_custody_clocks(at=timezone.now())


@shared_task
def follow_time_limits() -> None:
    """Follow time limits that are out of date, and each hour all whose time runs."""
    time_limits.follow_left_limits(at=timezone.now())
    time_limits.follow_limits_in_turn(at=timezone.now())


@shared_task
def tell_of_attempts() -> None:
    """Notify managers of people who asked for a case despite a conflict of interest."""
    conflicts.notify_conflict_attempts(at=timezone.now())


@shared_task
def look_at_certificates() -> None:
    """Look when the certificates end that servers show, and those that the service trusts."""
    certificate_ends.look_at_certificates(at=timezone.now())


@shared_task
def look_for_misuse() -> None:
    """
    Make alerts of what the log has since the last run: after an outage, of all of it.

    The moment of the run is kept in the transaction of its alerts.
    """
    now = timezone.now()
    with transaction.atomic():
        before = heartbeats.move_heartbeat("looked for misuse", at=now)
        find.find_misuse(since=before or now - timedelta(days=1), at=now)


@shared_task
def remind_of_alerts() -> None:
    """Notify those who can answer an alert, once a day until one of them has."""
    find.remind_of_alerts(at=timezone.now())


@shared_task
def finish_destructions() -> None:
    """
    Destroy the keys of what was approved to be destroyed, where that was interrupted.

    Those of victims also where those of cases fail.
    """
    try:
        retention.finish_destructions(at=timezone.now())
    finally:
        destroyed_identities.finish_identity_destructions(at=timezone.now())


@shared_task
def remind_of_break_glass() -> None:
    """Notify leaders of each break-glass that is over and waits for a review, once a day."""
    break_glass.remind_of_break_glass(at=timezone.now())


@shared_task(soft_time_limit=settings.FIGURES_SECONDS, time_limit=settings.FIGURES_SECONDS + 60)
def refresh_figures() -> None:
    """Refresh the figures with the changes since the last run."""
    measure_refresh.refresh_measures(at=timezone.now())


@shared_task(soft_time_limit=settings.EXPORT_SECONDS, time_limit=settings.EXPORT_SECONDS + 60)
def make_export() -> None:
    """Make one file that somebody asked for."""
    exports.make_next_export(at=timezone.now())


@shared_task
def fold_boards() -> None:
    """Count suspects that became overdue since the last run, and fold the triggers' counts."""
    board_counts.mark_overdue_suspects(at=timezone.now())
    board_counts.fold_board_counts()


@shared_task
def tell_of_panel_cases() -> None:
    """Enforce lost access to panel cases, and notify conveners of a case left out."""
    of_panels.record_new_conflicts(at=timezone.now())
    opinions.reveal_due_opinions(at=timezone.now())
    opinion_deadlines.remind_on_opinion_day(at=timezone.now())
    removed_cases.notify_removed_cases(at=timezone.now())


@shared_task
def scan() -> None:
    """Scan waiting files, if there is a scanner, until none is due or SCAN_BUDGET_SECONDS end."""
    if not settings.CLAMD:
        return
    scanner = ClamdClient(settings.CLAMD, seconds=settings.SCAN_SECONDS)
    stop_at = time.monotonic() + settings.SCAN_BUDGET_SECONDS
    while time.monotonic() < stop_at:
        if not virus_scans.scan_next_upload(scanner=scanner, at=timezone.now()):
            break


@shared_task
def hold_letters() -> None:
    """Hold back letters that may no longer be handed to an ISVA."""
    held_letters.hold_back_isva_letters(at=timezone.now())


@shared_task
def send_letters() -> None:
    """Send waiting e-mails to GOV.UK Notify and look up results, in NOTIFY_BUDGET_SECONDS."""
    if not settings.NOTIFY_API_KEY:
        return
    provider, stop_at = NotifyClient(), time.monotonic() + settings.NOTIFY_BUDGET_SECONDS
    for act in (letter_email_queue.send_next_letter, letter_email_queue.ask_next_letter_result):
        while time.monotonic() < stop_at and act(provider=provider, at=timezone.now()):
            pass


@shared_task
def seal_log() -> None:
    """Seal what waits in the audit log, in SEAL_BUDGET_SECONDS, and copy it out."""
    stop_at = time.monotonic() + settings.SEAL_BUDGET_SECONDS
    while seal.seal_next_entries(at=timezone.now()) and time.monotonic() < stop_at:
        copy_out.copy_sealed_log()
    if copy_out.copy_all():
        heartbeats.leave_heartbeat("sealed", at=timezone.now())


@shared_task
def have_log_cosigned() -> None:
    """Ask every co-signer to sign the newest head of the audit log."""
    asked = cosign.ask_cosigners(at=timezone.now())
    if asked.refused:
        heartbeats.leave_heartbeat("log refused", at=timezone.now())
    if asked.forgot:
        heartbeats.leave_heartbeat("co-signer forgot", at=timezone.now())
