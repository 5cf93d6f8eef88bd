"""What beat pokes for apps that know nothing of Celery. Each may run twice."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.actions import boards, custody_ends, scans
from cases.clamd import Clamd
from people.actions import forgetting, grants
from pilots.actions import conflicts as of_panels
from pilots.actions import exports, figures, leavers, opinion_days, opinions
from timeliness.actions import marks
from victims.actions import conflicts, duties, letter_post, letters_held
from victims.notify import Notify


@shared_task
def forget() -> None:
    """
    Remove unsent texts, form keys, sessions and exports that had run out when we last looked.

    So a clock that leaps ahead for a while, and is put right within the hour, takes nothing along.
    """
    now = timezone.now()
    if looked_at := marks.move("forgot", at=now):
        forgetting.forget(at=min(looked_at, now))
        exports.forget(at=min(looked_at, now))


@shared_task
def end_expired_capacities() -> None:
    """What a person was named as ends with the last capacity that it rested on."""
    grants.end_expired(at=timezone.now())


@shared_task
def reckon_duties() -> None:
    """Bring what victims are to be told in line with the facts of every case."""
    duties.reckon(at=timezone.now())


@shared_task
def follow_custody() -> None:
    """Let somebody be reminded of ends of bail and detention that have no clock yet."""
    custody_ends.follow_left(at=timezone.now())


@shared_task
def tell_of_attempts() -> None:
    """Tell managers of people who asked for a case that a conflict of interest keeps from them."""
    conflicts.tell_of_attempts(at=timezone.now())


@shared_task(soft_time_limit=settings.FIGURES_SECONDS, time_limit=settings.FIGURES_SECONDS + 60)
def refresh_figures() -> None:
    """Count what has changed since the last poke."""
    figures.refresh(at=timezone.now())


@shared_task(soft_time_limit=settings.EXPORT_SECONDS, time_limit=settings.EXPORT_SECONDS + 60)
def make_export() -> None:
    """One spreadsheet that somebody has asked for."""
    exports.make_next(at=timezone.now())


@shared_task
def fold_boards() -> None:
    """Count who has become overdue since the last poke, and add up what triggers count."""
    boards.count_overdue(at=timezone.now())
    boards.fold()


@shared_task
def tell_of_panel_cases() -> None:
    """Who may no longer read a case of a panel does not; conveners hear that one has left it."""
    of_panels.find_anew(at=timezone.now())
    opinions.reveal_anew(at=timezone.now())
    opinion_days.remind_on_the_day(at=timezone.now())
    leavers.tell_of_those_who_left(at=timezone.now())


@shared_task
def scan() -> None:
    """Scan what waits, where there is a scanner, until nothing is due or this poke's time is up."""
    if not settings.CLAMD:
        return
    scanner = Clamd(settings.CLAMD, seconds=settings.SCAN_SECONDS)
    stop_at = time.monotonic() + settings.SCAN_BUDGET_SECONDS
    while time.monotonic() < stop_at:
        if not scans.scan_next(scanner=scanner, at=timezone.now()):
            break


@shared_task
def hold_letters() -> None:
    """Hold back what may no longer be handed to an ISVA."""
    letters_held.hold_back(at=timezone.now())


@shared_task
def send_letters() -> None:
    """Send what waits for GOV.UK Notify, and ask what came of what it has, in this poke's time."""
    if not settings.NOTIFY_API_KEY:
        return
    provider, stop_at = Notify(), time.monotonic() + settings.NOTIFY_BUDGET_SECONDS
    for act in (letter_post.send_next, letter_post.ask_next):
        while time.monotonic() < stop_at and act(provider=provider, at=timezone.now()):
            pass
