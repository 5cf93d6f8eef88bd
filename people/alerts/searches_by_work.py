"""
Searches for what was opened or taken while nothing was done on the case: misuse that is slow.

Each reveal, and each file, is judged two hours later, by what was done on its case in the rule's
window before it and in these two hours: who opens an identity to call the victim records the call
after it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from people.alerts.entries import JUDGED_AFTER, Person, SeenEntry, entries_within
from people.alerts.found import Found, london_day, london_week
from people.alerts.rules import Rule

DAY = timedelta(days=1)


def reveals_without_work(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """Identities opened in the window by who works by role, with nothing done on the case."""
    return _more_without_work(person, rule, since, lambda each: each.is_reveal and each.is_by_role)


def reveals_without_contact(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """The same by anybody. Who calls victims may write up in the evening what was said all day."""
    return _more_without_work(person, rule, since, lambda each: each.is_reveal)


def copies_without_work(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """Cases of which files were taken in the window, with nothing done on the case."""
    return _more_without_work(person, rule, since, lambda each: each.is_file_taken)


def reveal_without_part(person: Person, rule: Rule, since: datetime) -> Iterator[Found]:
    """
    An identity opened by who works by role, without one on the case and nothing done on it; another
    alert for each case and day, so that one does not hide another.
    """
    judged = _without_work(
        person, rule, since, lambda each: each.is_reveal and each.is_without_role
    )
    for each, counted in judged:
        of_case = [entry for entry in counted if entry.case_id == each.case_id]
        yield Found(f"{each.case_id} {london_day(each)}", of_case, 1, JUDGED_AFTER)


def _more_without_work(
    person: Person, rule: Rule, since: datetime, is_counted: Callable[[SeenEntry], bool]
) -> Iterator[Found]:
    """More than `most` cases with counted entries within the window and nothing done on them."""
    key = london_day if rule.window <= DAY else london_week
    for each, counted in _without_work(person, rule, since, is_counted):
        cases = {entry.case_id for entry in counted}
        if len(cases) > rule.most:
            yield Found(key(each), counted, len(cases), JUDGED_AFTER)


def _without_work(
    person: Person, rule: Rule, since: datetime, is_counted: Callable[[SeenEntry], bool]
) -> Iterator[tuple[SeenEntry, list[SeenEntry]]]:
    """
    (an entry that is judged now, the counted entries of the window up to it), of cases on which
    nothing was done in the window and in the two hours after the entry. One query.
    """
    begins, ends = since - JUDGED_AFTER, person.until - JUDGED_AFTER
    judged = [each for each in person.entries if begins < each.at <= ends and is_counted(each)]
    if not judged:
        return
    known = entries_within(
        person.accounts, since=judged[0].at - rule.window, until=judged[-1].at + JUDGED_AFTER
    )
    for each in judged:
        until = each.at + JUDGED_AFTER
        near = [entry for entry in known if each.at - rule.window < entry.at <= until]
        done = {entry.case_id for entry in near if entry.is_work}
        if each.case_id not in done:
            counted = [entry for entry in near if entry.at <= each.at and is_counted(entry)]
            yield each, [entry for entry in counted if entry.case_id not in done]
