"""A private entry of a service with unique facts, and the people who might see it."""

import re
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.test import Client

from devtools.case_builder import CaseBuilder, cast, person
from tests.support.browser.scenes.everything import build_administrator, build_auditor
from tests.support.cases.pages import client_for
from tests.support.victims.permission_matrix import make_service
from tests.support.victims.support_service import (
    ALL,
    add_service,
    fresh_support,
    give_consent,
    refer_and_accept,
)
from victims.actions.liaison_notes import send_liaison_note

# Private entries have no text, so what could reveal one are its facts: a moment to the minute, a
# duration, a day. Each has a value that occurs nowhere else.
FORM = UUID("5e7ec0de-0000-4000-8000-000000000597")
TYPED = {
    "direction": "OUT", "channel": "VIDEO", "purpose": "WITHDRAWING", "minutes": "597",
    "needs": ["HOUSING"], "contacted_at-day": 27, "contacted_at-month": 2,
    "contacted_at-year": 2026, "contacted_at-hour": 3, "contacted_at-minute": 41,
    "next_on-day": 19, "next_on-month": 7, "next_on-year": 2031,
}  # fmt: skip
MARKS = re.compile(
    r"HOUSING|Somewhere safe to live|19 July 2031|2031-07-19|date\(2031, 7, 19\)|597 min"
    r"|KEPT_BACK|HANDED_ON",
    re.IGNORECASE,
)
UUIDS = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
ROLES = (
    "officer", "supervisor", "inspector", "contact", "liaison", "assistant", "advice_manager",
    "manager", "prosecutor", "other_prosecutor", "administrator", "auditor", "other_isva",
    "far_isva", "far_manager", "nobody",
)  # fmt: skip
OWN = ("isva", "service_manager")  # may read the entries, on their page alone


def build_supported_case():
    """A planned case with a victim whom a service supports, and a person in every role."""
    builder = add_service(CaseBuilder(cast()).allocate().plan({}, {}))
    far, people = make_service("A service far away"), builder.cast
    people.far_isva, people.far_manager = (
        person(far, capacity) for capacity in ("support_victims", "manage_support")
    )
    people.administrator, people.auditor = build_administrator(), build_auditor()
    people.nobody = person(people.police)
    builder.support = refer_and_accept(builder, categories=ALL)
    give_consent(builder, builder.support, ["LIAISON", "IS_SUPPORTED"], recipient="POLICE")
    about = {"support": fresh_support(builder.support), "roles": ["CONTACT_OFFICER"]}
    builder.do(send_liaison_note, "isva", text="Please ring.", **about)
    return builder


def markers_in(text):
    """The entry's unique facts found in a text; ids are ignored: they may hold any digits."""
    return MARKS.findall(UUIDS.sub("an id", text))


def browsers(builder):
    """{who: a signed-in client past its first page, which alone writes the session}."""
    found = {who: client_for(getattr(builder.cast, who)) for who in (*ROLES, *OWN)}
    found["anonymous"] = Client()
    for browser in found.values():
        browser.get("/nowhere/")
    return found


@contextmanager
def rolled_back_world():
    """Context manager: roll everything back afterwards, so that two runs begin alike."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
