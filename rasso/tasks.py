"""What beat pokes for apps that know nothing of Celery. Each may run twice."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.actions import board_counts, custody_ends, virus_scans
from cases.documents.clamav import ClamdClient
from people.administration.actions import grants, purge
from pilots.actions import conflicts as of_panels
from pilots.actions import exports, measure_refresh, opinion_deadlines, opinions, removed_cases
from timeliness.actions import heartbeats
from victims.actions import conflicts, duties, held_letters, letter_email_queue
from victims.notify import NotifyClient


@shared_task
def forget() -> None:
    """
    Remove unsent texts, form keys, sessions and exports that had run out when we last looked.

    So a clock that leaps ahead for a while, and is put right within the hour, takes nothing along.
    """
    now = timezone.now()
    if looked_at := heartbeats.move_heartbeat("forgot", at=now):
        purge.purge_expired(at=min(looked_at, now))
        exports.delete_expired_exports(at=min(looked_at, now))


@shared_task
def end_expired_capacities() -> None:
    """What a person was named as ends with the last capacity that it rested on."""
    grants.end_expired_grants(at=timezone.now())


@shared_task
def reckon_duties() -> None:
    """Bring what victims are to be told in line with the facts of every case."""
    duties.recompute_all_duties(at=timezone.now())


@shared_task
def follow_custody() -> None:
    """Let somebody be reminded of ends of bail and detention that have no clock yet."""
    custody_ends.start_missing_custody_clocks(at=timezone.now())


@shared_task
def tell_of_attempts() -> None:
    """Tell managers of people who asked for a case that a conflict of interest keeps from them."""
    conflicts.notify_conflict_attempts(at=timezone.now())


@shared_task(soft_time_limit=settings.FIGURES_SECONDS, time_limit=settings.FIGURES_SECONDS + 60)
def refresh_figures() -> None:
    """Count what has changed since the last poke."""
    measure_refresh.refresh_measures(at=timezone.now())


@shared_task(soft_time_limit=settings.EXPORT_SECONDS, time_limit=settings.EXPORT_SECONDS + 60)
def make_export() -> None:
    """One spreadsheet that somebody has asked for."""
    exports.make_next_export(at=timezone.now())


@shared_task
def fold_boards() -> None:
    """Count who has become overdue since the last poke, and add up what triggers count."""
    board_counts.mark_overdue_suspects(at=timezone.now())
    board_counts.fold_board_counts()


@shared_task
def tell_of_panel_cases() -> None:
    """Who may no longer read a case of a panel does not; conveners hear that one has left it."""
    of_panels.record_new_conflicts(at=timezone.now())
    opinions.reveal_due_opinions(at=timezone.now())
    opinion_deadlines.remind_on_opinion_day(at=timezone.now())
    removed_cases.notify_removed_cases(at=timezone.now())


@shared_task
def scan() -> None:
    """Scan what waits, where there is a scanner, until nothing is due or this poke's time is up."""
    if not settings.CLAMD:
        return
    scanner = ClamdClient(settings.CLAMD, seconds=settings.SCAN_SECONDS)
    stop_at = time.monotonic() + settings.SCAN_BUDGET_SECONDS
    while time.monotonic() < stop_at:
        if not virus_scans.scan_next_upload(scanner=scanner, at=timezone.now()):
            break


@shared_task
def hold_letters() -> None:
    """Hold back what may no longer be handed to an ISVA."""
    held_letters.hold_back_isva_letters(at=timezone.now())


@shared_task
def send_letters() -> None:
    """Send what waits for GOV.UK Notify, and ask what came of what it has, in this poke's time."""
    if not settings.NOTIFY_API_KEY:
        return
    provider, stop_at = NotifyClient(), time.monotonic() + settings.NOTIFY_BUDGET_SECONDS
    for act in (letter_email_queue.send_next_letter, letter_email_queue.ask_next_letter_result):
        while time.monotonic() < stop_at and act(provider=provider, at=timezone.now()):
            pass
