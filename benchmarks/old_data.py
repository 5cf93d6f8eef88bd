"""
Queries over rows that accumulate: the audit log, unread notices, and stopped clocks.

They are asked for the person with most unread notices.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from benchmarks.compare import median_times
from benchmarks.gates import Figures
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


def run_old_data(at: datetime) -> dict[str, Figures]:
    """{question: ms and blocks}. Raises AssertionError if an answer is not what was loaded."""
    person = _person_with_most_unread()
    their_notices = Delivery.objects.filter(recipient=person)
    left = their_notices.filter(read_at=None, is_stopped=False).count()
    unread, looked = (
        min(left, queries.UNREAD_CHECKED_AT_MOST),
        2 * PAGE,
    )  # notices that are checked for being allowed
    count = partial(_count_unread, person, at)
    page = partial(queries.notices_of_person, person, at=at, limit=PAGE)
    ways: dict[str, Callable[[], object]] = {
        "unread notices": count,
        "page of notices": page,
        **_log_questions(person, at),
        "readiness": partial(readiness.readiness_checks, at=at),
        "idle sweep": partial(sweep.sweep_clocks, at=at),
    }
    assert count() == len(_allowed_one_by_one(their_notices.filter(read_at=None), UNREAD, at))
    shown = [each.reference for each in page()]
    assert shown == _allowed_one_by_one(their_notices, PAGE, at)
    ms = median_times(ways)
    found: dict[str, Figures] = {
        name: {"ms": ms[name], "buffers": buffers(act)} for name, act in ways.items()
    }
    for name, n in (("unread notices", unread), ("page of notices", looked)):
        found[name]["of"] = their_notices.count()
        found[name]["blocks a notice"] = round(found[name]["buffers"] / n, 1)
    return found


def _allowed_one_by_one(notices: QuerySet[Delivery], most: int, at: datetime) -> list[UUID]:
    """The newest notices that may be told, each checked alone, as before a mail is sent."""
    newest = notices.order_by("-created_at", "-reference").values_list("reference", flat=True)
    may_be_told = (each for each in newest if not queries.drop_reason(each, at=at))
    return list(islice(may_be_told, most))


def _log_questions(person: int, at: datetime) -> dict[str, Callable[[], object]]:
    """The queries of the audit log's page, and those that other pages make of it."""
    case = AuditEntry.objects.filter(user=person, refused="").latest("at", "pk").case_id
    rows = administration.audit_entries_page(case=case).rows
    assert len(rows) % OPENED == 0 and {each.case_id for each in rows} == {case}
    of_a_day = partial(
        administration.audit_entries_page, since=at - 366 * DAY, until=at - 365 * DAY
    )
    assert case is not None
    readers_of_case = partial(
        audit_queries.readers_of_row, case, case_id=case, seen=["see_case"], taken="take_document"
    )
    return {
        "log": administration.audit_entries_page,
        "log of a person": partial(administration.audit_entries_page, person=person),
        "log of a case": partial(administration.audit_entries_page, case=case),
        "log of a day": of_a_day,
        "refused in a day": partial(audit_queries.not_found_requests, [person], since=at - DAY),
        "who opened a case": readers_of_case,
    }


def _person_with_most_unread() -> int:
    with connection.cursor() as cursor:
        cursor.execute(MOST_UNREAD)
        [[person]] = cursor
    return int(person)


def _count_unread(person: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(*queries.unread_count_statement(person, at=at, cap=UNREAD))
        [[unread]] = cursor
    return int(unread)
