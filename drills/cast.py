"""The people and cases of a drill, made some weeks ago by the product's actions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from devtools.case_builder import CaseBuilder
    from people.models import User

OVERDUE, DUE_SOON, TALKED_OF = 24, 8, 8  # numbers of cases
LONG_AGO, LATELY = timedelta(days=60), timedelta(days=4)
PASSWORD = "correct horse battery"
SPEAKS = """
UPDATE timeliness_clock SET counted_in = 'hours', due_at = %(at)s + interval '4 hours',
    remind_at = %(at)s - interval '1 hour', overdue_at = %(at)s + interval '4 hours',
    escalate_at = %(at)s + interval '6 hours', look_at = %(at)s - interval '1 hour'
WHERE about = ANY (%(cases)s)"""
FAR_OFF = """
UPDATE timeliness_clock SET counted_in = 'hours', due_at = due_at + interval '9 years',
    remind_at = remind_at + interval '9 years', overdue_at = overdue_at + interval '9 years',
    escalate_at = escalate_at + interval '9 years', look_at = look_at + interval '9 years'
WHERE about = %(victim)s"""
SAID_BEFORE = """
UPDATE timeliness_delivery SET accepted_at = %(at)s, why = 'before the drill'
    WHERE accepted_at IS NULL"""


@dataclass
class DrillOffice:
    """
    The people and threads of the stage database.

    people: devtools.case_builder.cast(). threads: (case, thread). e_mails, cookies: by the name of
    the person in `people`; sign_in_everyone() renews the cookies.
    """

    people: SimpleNamespace
    threads: list[tuple[UUID, UUID]]
    e_mails: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)


def build_cast() -> DrillOffice:
    """Fill the database that Django is connected to, with no message left to be sent."""
    from django.db import connection

    from devtools.case_builder import CaseBuilder, cast
    from people.access import grants

    now, people = datetime.now(UTC), cast()
    grants.grant_capacity(  # the page of what they took away is opened, too
        "take_exports", to=people.manager, on=people.cps, by=people.manager, at=now - LONG_AGO
    )
    for _ in range(OVERDUE):
        CaseBuilder(people, at=now - LONG_AGO).submit()
    soon = [CaseBuilder(people, at=now - LATELY).submit().case.pk for _ in range(DUE_SOON)]
    threads = [
        open_drill_thread(CaseBuilder(people, at=now - LATELY).allocate()) for _ in range(TALKED_OF)
    ]
    with connection.cursor() as cursor:
        cursor.execute(SPEAKS, {"at": now, "cases": soon})
    mark_all_sent()
    everybody = {name: who for name, who in vars(people).items() if hasattr(who, "email")}
    e_mails = {name: who.email for name, who in everybody.items()}
    return DrillOffice(people=people, threads=threads, e_mails=e_mails)


def mark_all_sent() -> None:
    """Mark all deliveries as accepted, as those from making the cases are not part of the drill."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SAID_BEFORE, {"at": datetime.now(UTC)})


def open_drill_thread(builder: "CaseBuilder") -> tuple[UUID, UUID]:
    """(case, thread) of a message thread that the officer opens."""
    from cases.correspondence.actions import message_threads

    begun = builder.do(
        message_threads.open_thread, "officer", case=builder.case, text="How does it stand?"
    )
    return builder.case.pk, begun.pk


def shared_case(people: SimpleNamespace, suspects: int) -> list[tuple[UUID, UUID]]:
    """[(suspect, allegation)] of a case that two prosecutors may decide."""
    from cases.allocation.actions import allocations
    from cases.models import Allegation
    from devtools.case_builder import CaseBuilder

    builder = (
        CaseBuilder(people, at=datetime.now(UTC) - LATELY, suspects=suspects).allocate().review()
    )
    today = datetime.now(UTC).date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=people.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=7),
    )  # fmt: skip
    mark_all_sent()
    rows = Allegation.objects.unscoped("drill").filter(case=builder.case)
    return list(rows.values_list("suspect", "pk"))


def approve_letters(how_many: int) -> None:
    """
    Approve this many letters to a victim, to be sent by e-mail, each about one suspect.

    The victim's other duties are not due within a drill.
    """
    from django.db import connection
    from django.test import override_settings

    from devtools import fake_notify, letter_steps
    from victims.actions import duties, letter_dispatch

    builder = letter_steps.build_charged_case(suspects=how_many)
    letter_steps.record_wishes_in(builder, channel="EMAIL")
    with override_settings(NOTIFY_API_KEY=fake_notify.KEY):
        for suspect in builder.suspects:
            letter = letter_steps.approve_letter_of(builder, suspect=suspect)
            letter_steps.act_on_letter(builder, letter_dispatch.send_letter, letter, means="EMAIL")
    duties.recompute_all_duties(at=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(FAR_OFF, {"victim": builder.victim.pk})
    mark_all_sent()


def revoke_capacities(person: "User", *, at: datetime) -> None:
    """An administrator revokes the person's capacity."""
    from people.access import scopes
    from people.administration.actions import grants
    from people.models import UnitGrant

    [grant] = UnitGrant.objects.filter(user=person)
    administrator, _other = create_administrators()
    grants.take_capacity_back(
        grant=grant, by=scopes.scope_of(administrator, at=at), at=at,
        reason="They work somewhere else now.",
    )  # fmt: skip


def add_drill_system(people: SimpleNamespace) -> tuple[UUID, str]:
    """(client id, secret) of a new system of the force that acts for its unit."""
    from people.access.grants import grant_capacity
    from people.models import System
    from rasso.demo.two_people import done_by_two

    at, (admin, other) = datetime.now(UTC), create_administrators()
    made = done_by_two(
        "add_system", by=admin, approver=other, at=at, name="Records system",
        agency=people.police.agency,
    )  # fmt: skip
    assert isinstance(made, System)
    grant_capacity("exchange_cases", to=made.account, on=people.police, by=admin, at=at)
    return made.pk, made.shown


def create_administrators() -> "list[User]":
    """Two of them: what opens cases needs both."""
    from people.administration.actions.administrators import create_first_administrator

    return [
        create_first_administrator(
            name=f"{name} Administrator", email=f"{name.lower()}@office.example",
            password=PASSWORD, at=datetime.now(UTC) - LONG_AGO, another=True,
        )
        for name in ("Ada", "Bea")
    ]  # fmt: skip


def sign_in_everyone(office: DrillOffice) -> None:
    """Renew everybody's session, which would end while other drills run."""
    for name in office.e_mails:
        office.cookies[name] = session_cookie_of(getattr(office.people, name))


def session_cookie_of(person: "User") -> str:
    """The session cookie of a person who is signed in."""
    from django.conf import settings
    from django.test import Client

    from devtools.signed_in import open_with_second_factor

    open_with_second_factor()
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
