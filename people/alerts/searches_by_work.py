"""
Searches for what was opened or taken while nothing was done on the case: misuse that is slow.

They ask the log for the rule's whole window, of a person who opened or took something anew.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from people.alerts.entries import Person, SeenEntry, entries_within
from people.alerts.found import Found, london_day, london_week
from people.alerts.rules import Rule


def reveals_without_work(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """Identities opened in the window by who works by role, with nothing done on the case."""
    key = london_day if rule.window <= timedelta(days=1) else london_week
    return _without_work(
        person, rule, since, lambda each: each.is_reveal and each.is_by_role, key=key
    )


def reveals_without_contact(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """The same by anybody. Who calls victims may write up in the evening what was said all day."""
    return _without_work(person, rule, since, lambda each: each.is_reveal, key=london_week)


def reveal_without_part(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """An identity opened by who works by role, without one on the case and nothing done on it."""
    return _without_work(
        person, rule, since, lambda each: each.is_reveal and each.is_without_role,
        key=london_day,
    )  # fmt: skip


def copies_without_work(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """Cases of which documents were taken in the window, with nothing done on the case."""
    return _without_work(
        person, rule, since, lambda each: each.is_handed_out and each.is_read, key=london_week
    )


def _without_work(
    person: Person,
    rule: Rule,
    since: datetime,
    is_counted: Callable[[SeenEntry], bool],
    *,
    key: Callable[[SeenEntry], str],
) -> Iterator[Found]:
    """More than `most` cases with counted entries within the window and nothing done on them."""
    new = [each for each in person.entries if each.at > since and is_counted(each)]
    if not new:
        return
    until = new[-1].at
    within = entries_within(person.accounts, since=until - rule.window, until=until)
    done = {each.case_id for each in within if each.is_write}
    counted = [each for each in within if is_counted(each) and each.case_id not in done]
    cases = {each.case_id for each in counted}
    if len(cases) > rule.most:
        yield Found(key(counted[-1]), counted, len(cases))
