"""Make alerts of what the rules find in the audit log, once each, and remind of those open."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from people.access.advisory_locks import AdvisoryLock, try_exclusive_lock
from people.access.expiry import live_at
from people.alerts.entries import Person, active_people
from people.alerts.found import MAX_ENTRIES, Found
from people.alerts.permissions import ANSWERING, AUDITS
from people.alerts.rules import Rule, current_rules, rules_on
from people.alerts.searches import SEARCHES
from people.identity.capacities import LEADING
from people.models import InsiderAlert, Unit, UnitGrant

log = logging.getLogger(__name__)
# An entry is in the log when its transaction is committed, some time after the moment it has.
COMMITTED_BY = timedelta(minutes=5)
LOOK_BACK = timedelta(hours=24)  # the longest window that is counted entry by entry


@transaction.atomic
def find_misuse(*, since: datetime, at: datetime) -> list[InsiderAlert]:
    """
    Run all rules over what was logged in this time, and notify whoever answers what they find.

    since: when the last run ended; a run that repeats or overlaps finds nothing twice. Does nothing
    while another run is under way. Returns the new alerts.
    """
    if not try_exclusive_lock(AdvisoryLock.ALERTS):
        return []
    begins = since - COMMITTED_BY
    rules = rules_on(localdate(at), current_rules())
    made = []
    for person in active_people(since=begins, until=at, back=LOOK_BACK):
        for rule in rules.values():
            found = {each.key: each for each in _found_since(person, rule, begins)}
            made += _new_alerts(person, rule, found, at=at)
    for alert in made:
        _notify(alert, at=at)
    return made


@transaction.atomic
def remind_of_alerts(*, at: datetime) -> None:
    """
    Notify those who can answer an alert again on each day until one of them has.

    Who answers is looked for anew: somebody may lead the unit by now, or nobody any more.
    """
    today = localdate(at)
    rows = InsiderAlert.objects.select_for_update(skip_locked=True).filter(
        Q(reminded_on__lt=today), answered_at=None
    )
    for alert in rows.order_by("found_at", "pk"):
        alert.reminded_on = today
        alert.unit = unit_that_answers(alert.about, at=at) or alert.unit
        alert.save(update_fields=["reminded_on", "unit"])
        _notify(alert, at=at)


def _found_since(person: Person, rule: Rule, since: datetime) -> list[Found]:
    """What a rule finds of a person later than `since`; the first of each key."""
    found: dict[str, Found] = {}
    for each in SEARCHES[rule.name](person, rule, since):
        if each.known_at > since:
            found.setdefault(each.key, each)
    return list(found.values())


def _new_alerts(
    person: Person, rule: Rule, found: dict[str, Found], *, at: datetime
) -> list[InsiderAlert]:
    if not found:
        return []
    rows = InsiderAlert.objects.filter(rule=rule.name, person__in=person.accounts)
    known = set(rows.filter(key__in=found).values_list("key", flat=True))
    unit = unit_that_answers(person.accounts, at=at)
    if unit is None:
        log.error("Nobody can answer an alert of the rule %s", rule.name)
        unit = _any_unit_of(person.accounts)
    if unit is None:
        return []
    return [
        InsiderAlert.objects.create(
            rule=rule.name, key=key, person_id=person.account, about=person.accounts, unit=unit,
            entries=[entry.pk for entry in each.entries[-MAX_ENTRIES:]], number=each.number,
            happened_at=each.at, found_at=at, reminded_on=localdate(at),
        )
        for key, each in found.items() if key not in known
    ]  # fmt: skip


def unit_that_answers(accounts: Iterable[int], *, at: datetime) -> Unit | None:
    """
    The unit whose leaders answer: one of the person's that another leads, else the auditors'.

    None if there is nobody but the person.
    """
    others = UnitGrant.objects.filter(
        live_at(at), user__is_active=True, user__is_system=False
    ).exclude(user__in=list(accounts))
    own = UnitGrant.objects.filter(live_at(at), user__in=list(accounts)).values("content_object")
    ways = (
        others.filter(permission__codename__in=LEADING, content_object__in=own),
        others.filter(permission__codename__in=ANSWERING, content_object__in=own),
        others.filter(permission__codename=AUDITS),
    )
    for way in ways:
        grant = way.select_related("content_object").order_by("content_object", "pk").first()
        if grant is not None:
            unit: Unit = grant.content_object
            return unit
    return None


def _any_unit_of(accounts: Iterable[int]) -> Unit | None:
    """A unit of a person's, which keeps an alert until somebody can answer it; None without any."""
    grants = UnitGrant.objects.filter(user__in=list(accounts)).select_related("content_object")
    grant = grants.order_by("content_object", "pk").first()
    return None if grant is None else grant.content_object


def _notify(alert: InsiderAlert, *, at: datetime) -> None:
    """Calls the functions in the setting ALERTS_TOLD_BY: people/ imports no notices."""
    for tell in settings.ALERTS_TOLD_BY:
        import_string(tell)(alert=alert, at=at)
