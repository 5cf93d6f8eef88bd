"""
What a service keeps for itself leaves no trace anywhere else.

Two ways. Everybody else looks everywhere before there is an entry and after, and what they are
answered is the same to the byte. And whoever keeps an entry leaves, in every table but the
service's own two, exactly what somebody leaves who only looked.
"""

import logging
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from cases.models import Suspect
from tests.browser.scenes import administrator, auditor
from tests.cases.pages import as_, at
from tests.cast import Road, cast
from tests.security.test_hidden_is_missing import said
from tests.sitemap import routes
from tests.standing import standing
from tests.victims.supporting import ALL, now, record_of, supported, with_service
from victims.actions.service_entries import keep_service_entry
from victims.models import ServiceEntry

pytestmark = pytest.mark.django_db

OWN = {"victims_serviceentry", "victims_servicelog"}
# Facts that stand nowhere else: a marker needs no words.
MARKED = {"minutes": 597, "next_on": datetime(2031, 7, 19).date(), "needs": ["HOUSING"]}
MARKS = ("597", "19 July 2031", "2031-07-19", "HOUSING", "Somewhere safe to live")
TYPED = {
    "direction": "OUT", "channel": "VIDEO", "purpose": "WITHDRAWING", "minutes": "597",
    "needs": ["HOUSING"], "contacted_at-day": 1, "contacted_at-month": 3,
    "contacted_at-year": 2026, "contacted_at-hour": 9, "contacted_at-minute": 0,
    "next_on-day": 19, "next_on-month": 7, "next_on-year": 2031,
}  # fmt: skip
OTHERS = (
    "officer", "contact", "liaison", "prosecutor", "administrator", "auditor", "other_isva",
)  # fmt: skip
# Addresses that are their own to open, or change what the next answer is.
NOT_ASKED = {
    "account_logout",
    "read-audit-log",
    "record-contact",
    "livez",
    "readyz",
    "readyz-reminders",
}


@standing
def road():
    road = with_service(Road(cast()).allocate())
    road.support = supported(road, categories=ALL)
    road.cast.administrator, road.cast.auditor = administrator(), auditor()
    return road


def addresses(road):
    """Every page about nothing, and every page about a row of this victim's case."""
    rows = {
        "Case": road.case, "VictimRecord": record_of(road), "Support": road.support,
        "Suspect": Suspect.objects.system("test").filter(case=road.case).first(),
        "Referral": road.referral,
    }  # fmt: skip
    for route in routes():
        if route.name in NOT_ASKED or route.name.startswith(("account_", "mfa_")):
            continue
        if not route.takes:
            yield route.at()
        elif route.is_about_a_row and len(route.takes) == 1 and route.model.__name__ in rows:
            yield route.at(pk=rows[route.model.__name__].pk)


def browsers(road):
    """{who: a browser that is past its first page} of everybody who is not of the support."""
    found = {who: as_(getattr(road.cast, who)) for who in OTHERS}
    for browser in found.values():
        browser.get("/nowhere/")
    return found


def kept(road):
    facts = {"direction": "OUT", "channel": "VIDEO", "purpose": "WITHDRAWING"} | MARKED
    moment = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    road.do(
        keep_service_entry, "isva", support=now(road.support), form_key=uuid4(),
        contacted_at=moment, **facts,
    )  # fmt: skip


def test_nobody_else_is_answered_otherwise_anywhere_once_there_is_an_entry(road):
    asked, pages = browsers(road), list(addresses(road))
    before = {(who, to): said(asked[who].get(to)) for who in asked for to in pages}
    kept(road)
    shown = [key for key, answer in before.items() if answer[0] == 200]  # a door asks no entry
    assert len(before) > 500 and len(shown) > 100
    for who, to in shown:
        answer = said(asked[who].get(to))
        assert answer == before[who, to], f"{who} at {to}"
        assert not [mark for mark in MARKS if mark in answer[1]]


def tables():
    """{table: its rows, but for numbers that only count and the moments of looking}."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in cursor.fetchall()} - OWN - {"django_session"}
        found = {}
        for name in sorted(names):
            cursor.execute(f"SELECT * FROM {name}")
            skipped = {"id", "at", "hash", "previous"} if name == "people_auditentry" else set()
            columns = [column.name for column in cursor.description]
            found[name] = sorted(
                str([v for c, v in zip(columns, row, strict=True) if c not in skipped])
                for row in cursor.fetchall()
            )
    return found


def left_by(acts):
    """{table: the rows that were added} by acts."""
    before = tables()
    acts()
    after = tables()
    assert before.keys() == after.keys()
    return {
        name: after[name] if not before[name] else _added(before[name], after[name])
        for name in after
        if after[name] != before[name]
    }


def _added(before, after):
    rest = list(after)
    for row in before:
        rest.remove(row)
    return rest


class Heard(logging.Handler):
    """Everything that is logged, of whatever level, but for the questions to the database."""

    def __enter__(self):
        self.text = ""
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_):
        logging.getLogger().removeHandler(self)

    def emit(self, record):
        if record.name != "django.db.backends":
            self.text += str(vars(record))


def test_whoever_keeps_an_entry_leaves_what_whoever_looks_leaves(road):
    browser, address = as_(road.cast.isva), at("service-entries", road.support)
    browser.get(address)
    looked = left_by(lambda: browser.get(address))
    with Heard() as heard:
        wrote = left_by(
            lambda: browser.post(address, TYPED | {"form_key": uuid4()}, follow=True)
        )  # fmt: skip
        refused = left_by(
            lambda: browser.post(address, TYPED | {"minutes": "x", "form_key": uuid4()})
        )
    assert ServiceEntry.objects.system("test").count() == 1
    assert looked == wrote == refused and looked.keys() == {"people_auditentry"}
    [row] = looked["people_auditentry"]
    assert "see_support" in row and "entr" not in row
    assert not mail.outbox
    assert not [mark for mark in MARKS if mark in heard.text]


def test_the_page_of_the_case_leaves_the_same_mark_as_the_page_of_the_entries(road):
    browser = as_(road.cast.service_manager)
    browser.get(at("see-support", road.support))  # what is shown first is kept in the ledger of it
    first = left_by(lambda: browser.get(at("see-support", road.support)))
    second = left_by(lambda: browser.get(at("service-entries", road.support)))
    assert first == second
