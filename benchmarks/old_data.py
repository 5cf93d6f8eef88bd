"""
Queries over rows that accumulate: the audit log, unread notices, and stopped clocks.

They are asked for the person with most unread notices.
"""

from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection

from benchmarks.compare import median_times
from benchmarks.timing import buffers
from cases.desk.queries.worklists import MAX_UNREAD_SHOWN
from people.access import audit_queries
from people.access.pagination import PAGE_SIZE
from people.administration import queries as administration
from people.models import AuditEntry
from rasso import readiness
from timeliness import queries
from timeliness.actions import sweep
from timeliness.models import Delivery

MOST_UNREAD = """
SELECT recipient_id FROM timeliness_delivery WHERE read_at IS NULL
GROUP BY recipient_id ORDER BY count(*) DESC, recipient_id LIMIT 1"""
OPENED = 5  # times that each suspect was opened, by the loader
DAY = timedelta(days=1)
PAGE = PAGE_SIZE + 1
UNREAD = MAX_UNREAD_SHOWN + 1


def run_old_data(at):
    """{question: ms and blocks}. Raises AssertionError if an answer is not what was loaded."""
    person = _person_with_most_unread()
    their_notices = Delivery.objects.filter(recipient=person)
    left = their_notices.filter(read_at=None, is_stopped=False).count()
    unread, looked = (
        min(left, queries.UNREAD_CHECKED_AT_MOST),
        2 * PAGE,
    )  # notices that are checked for being allowed
    ways = {
        "unread notices": partial(_count_unread, person, at),
        "page of notices": partial(queries.notices_of_person, person, at=at, limit=PAGE),
        **_log_questions(person, at),
        "readiness": partial(readiness.readiness_checks, at=at),
        "idle sweep": partial(sweep.sweep_clocks, at=at),
    }
    assert ways["unread notices"]() == len(
        _allowed_one_by_one(their_notices.filter(read_at=None), UNREAD, at)
    )
    shown = [each.reference for each in ways["page of notices"]()]
    assert shown == _allowed_one_by_one(their_notices, PAGE, at)
    ms = median_times(ways)
    found = {name: {"ms": ms[name], "buffers": buffers(act)} for name, act in ways.items()}
    for name, n in (("unread notices", unread), ("page of notices", looked)):
        found[name]["of"] = their_notices.count()
        found[name]["blocks a notice"] = round(found[name]["buffers"] / n, 1)
    return found


def _allowed_one_by_one(notices, most, at):
    """The newest notices that may be told, each checked alone, as before a mail is sent."""
    newest = notices.order_by("-created_at", "-reference").values_list("reference", flat=True)
    may_be_told = (each for each in newest if not queries.drop_reason(each, at=at))
    return list(islice(may_be_told, most))


def _log_questions(person, at):
    """The queries of the audit log's page, and those that other pages make of it."""
    case = AuditEntry.objects.filter(user=person, refused="").latest("at", "pk").case_id
    rows = administration.audit_entries_page(case=case).rows
    assert len(rows) % OPENED == 0 and {each.case_id for each in rows} == {case}
    a_year_ago = {"since": at - 366 * DAY, "until": at - 365 * DAY}
    assert case is not None
    readers: dict[str, Any] = {"case_id": case, "seen": "see_case", "taken": "take_document"}
    return {
        "log": administration.audit_entries_page,
        "log of a person": partial(administration.audit_entries_page, person=person),
        "log of a case": partial(administration.audit_entries_page, case=case),
        "log of a day": partial(administration.audit_entries_page, **a_year_ago),
        "refused in a day": partial(audit_queries.not_found_requests, [person], since=at - DAY),
        "who opened a case": partial(audit_queries.readers_of_row, case, **readers),
    }


def _person_with_most_unread():
    with connection.cursor() as cursor:
        cursor.execute(MOST_UNREAD)
        return cursor.fetchone()[0]


def _count_unread(person, at):
    with connection.cursor() as cursor:
        cursor.execute(*queries.unread_count_statement(person, at=at, cap=UNREAD))
        return cursor.fetchone()[0]
