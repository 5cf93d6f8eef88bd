"""A support service in the demo, and one victim whom it supports."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cases.models import Case
from people.access.scopes import scope_of
from people.administration.actions import agencies, units
from people.models import Unit
from rasso.demo import texts
from rasso.demo.cast import Office, Pair
from rasso.demo.simulated_time import Road, SimulatedTime, T, days, hours
from timeliness.calendar import london_day
from victims.actions import (
    consents,
    liaison_notes,
    note_answers,
    service_entries,
    shown_facts,
    support,
)
from victims.models import (
    FROM_POLICE_AND_CPS,
    LiaisonNote,
    NoteReceived,
    Support,
    VictimRecord,
)
from victims.queries import consent_sharing

SERVICE = "Demo Victim Support"
ROLES = (
    ("isva", "Demo ISVA One", "support_victims"),
    ("isva2", "Demo ISVA Two", "support_victims"),
    ("isva-manager", "Demo ISVA Service Manager", "manage_support"),
)


def set_up_service(office: Office, pair: Pair) -> Unit:
    """Add the service's unit; its people are added to the pair's."""
    agency = office.do(agencies.add_agency, name=SERVICE, side="SUPPORT")
    unit = office.do(units.add_unit, agency=agency, name="Demo ISVA service", kind="ISVA_SERVICE")
    for role in ROLES:
        pair.people[role[0]] = office.add(role, unit, "support")
    return unit


def refer_and_support(world: SimulatedTime, pair: Pair, unit: Unit) -> Road:
    """The contact officer refers the victim of a case, and the service accepts the support."""

    def do(role: str, action: Callable[..., T], **arguments: object) -> T:
        at = world.now
        world.now += timedelta(minutes=1)
        return action(by=scope_of(pair.people[role], at=at), at=at, **arguments)

    open_cases = Case.objects.unscoped("demo").filter(police_unit=pair.police, is_allocated=True)
    case = open_cases.order_by("-opened_at").first()
    record = VictimRecord.objects.unscoped("demo").filter(case=case).order_by("number").first()
    facts = {"how": "PHONE", "given_on": london_day(world.now)}
    referral = do(
        "contact-officer", support.refer_to_service, record=record, service=unit, purpose="SUPPORT",
        categories=[each.value for each in FROM_POLICE_AND_CPS], **facts,
    )  # fmt: skip
    yield hours(3)
    row = Support.objects.unscoped("demo").get(pk=referral.support_id)
    do("isva-manager", support.accept_support, support=row, isva=pair.people["isva"])
    yield days(1)
    facts["given_on"] = london_day(world.now)
    do(
        "isva", consents.record_consent, support=row, recipient="POLICE", purpose="SPEAK_FOR",
        categories=["IS_SUPPORTED", "LIAISON"], **facts,
    )  # fmt: skip
    note = _record_isva_work(do, row, world.now)
    yield days(1)
    yield from _answer_and_reply(do, note)


def _answer_and_reply(do: Callable[..., Any], note: LiaisonNote) -> Road:
    """The contact officer answers a note, and the ISVA sends another, which waits."""
    received = NoteReceived.objects.unscoped("demo").get(sent=note)
    do(
        "contact-officer", note_answers.answer_note, note=received, version=0,
        text=texts.NOTE_ANSWER,
    )  # fmt: skip
    yield hours(1)
    do(
        "isva", liaison_notes.send_liaison_note, support=note.support, text=texts.NEXT_NOTE,
        roles=["CONTACT_OFFICER"],
    )  # fmt: skip


def _record_isva_work(do: Callable[..., Any], row: Support, at: datetime) -> LiaisonNote:
    """The ISVA views the case facts, adds a service entry, and sends a liaison note."""
    found = consent_sharing.facts_shown_to_service(_reload_support(row), at=at)
    facts = [fact for each in found.values() for fact in each]
    do("isva", shown_facts.record_facts_shown, support=row, facts=facts)
    do(
        "isva", service_entries.add_service_entry, support=row, form_key=uuid4(),
        contacted_at=at, channel="PHONE", direction="OUT", minutes=30, purpose="COURT_VISIT",
        needs=["TRANSPORT"], next_on=london_day(at) + days(14),
    )  # fmt: skip
    note: LiaisonNote = do(
        "isva", liaison_notes.send_liaison_note, support=row, text=texts.LIAISON_NOTE,
        roles=["CONTACT_OFFICER"],
    )  # fmt: skip
    return note


def _reload_support(row: Support) -> Support:
    return Support.objects.unscoped("demo").get(pk=row.pk)
