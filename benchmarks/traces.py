"""
What the years leave behind: the log, notices that nobody has read, and clocks that have stopped.

The person who is asked about is whom the loader left most unread.
"""

from datetime import timedelta
from functools import partial
from itertools import islice

from django.db import connection

from benchmarks.beside import medians
from benchmarks.clock import buffers
from cases.queries.notices import PAGE_SIZE
from cases.queries.worklists import FEW
from people import queries as administration
from people.models import AuditEntry
from rasso import readiness
from timeliness import queries
from timeliness.actions import reminders
from timeliness.models import Delivery

MOST_UNREAD = """
SELECT recipient_id FROM timeliness_delivery WHERE read_at IS NULL
GROUP BY recipient_id ORDER BY count(*) DESC, recipient_id LIMIT 1"""
OPENED = 5  # times each suspect of a case was, as the loader has it
DAY = timedelta(days=1)
PAGE = PAGE_SIZE + 1
UNREAD = FEW + 1


def measure(at):
    """{question: ms and blocks}. Raises AssertionError where an answer is not what was loaded."""
    person = _most_unread()
    hers = Delivery.objects.filter(recipient=person)
    left = hers.filter(read_at=None, is_stopped=False).count()
    unread, looked = min(left, queries.LOOK), 2 * PAGE  # of how many is asked if they may be told
    ways = {
        "unread notices": partial(_unread, person, at),
        "page of notices": partial(queries.notices_for, person, at=at, limit=PAGE),
        **_of_the_log(person, at),
        "readiness": partial(readiness.checks, at=at),
        "idle sweep": partial(reminders.sweep, at=at),
    }
    assert ways["unread notices"]() == len(_one_by_one(hers.filter(read_at=None), UNREAD, at))
    shown = [each.reference for each in ways["page of notices"]()]
    assert shown == _one_by_one(hers, PAGE, at)
    ms = medians(ways)
    found = {name: {"ms": ms[name], "buffers": buffers(act)} for name, act in ways.items()}
    for name, n in (("unread notices", unread), ("page of notices", looked)):
        found[name]["of"] = hers.count()
        found[name]["blocks a notice"] = round(found[name]["buffers"] / n, 1)
    return found


def _one_by_one(notices, most, at):
    """The newest of them that may be told, each asked about by itself, as before a mail goes."""
    newest = notices.order_by("-created_at", "-reference").values_list("reference", flat=True)
    may_be_told = (each for each in newest if not queries.unwanted(each, at=at))
    return list(islice(may_be_told, most))


def _of_the_log(person, at):
    """The questions that the page of the log asks, and those that are asked of it elsewhere."""
    case = AuditEntry.objects.filter(user=person, refused="").latest("at", "pk").case_id
    rows = administration.log(case=case).rows
    assert len(rows) % OPENED == 0 and {each.case_id for each in rows} == {case}
    a_year_ago = {"since": at - 366 * DAY, "until": at - 365 * DAY}
    readers = {"case_id": case, "seen": "see_case", "taken": "take_document"}
    return {
        "log": administration.log,
        "log of a person": partial(administration.log, person=person),
        "log of a case": partial(administration.log, case=case),
        "log of a day": partial(administration.log, **a_year_ago),
        "refused in a day": partial(administration.not_found, [person], since=at - DAY),
        "who opened a case": partial(administration.readers, case, **readers),
    }


def _most_unread():
    with connection.cursor() as cursor:
        cursor.execute(MOST_UNREAD)
        return cursor.fetchone()[0]


def _unread(person, at):
    with connection.cursor() as cursor:
        cursor.execute(*queries.unread(person, at=at, cap=UNREAD))
        return cursor.fetchone()[0]
