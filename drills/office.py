"""Who works in a drill, and on what: made by the actions that people take, some weeks ago."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

OVERDUE, DUE_SOON, TALKED_OF = 24, 8, 8  # cases
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


def build():
    """Fill the database that Django is connected to; nothing of it is left to be said."""
    from django.db import connection

    from tests.cast import Road, cast

    now, people = datetime.now(UTC), cast()
    for _ in range(OVERDUE):
        Road(people, at=now - LONG_AGO).submit()
    soon = [Road(people, at=now - LATELY).submit().case.pk for _ in range(DUE_SOON)]
    threads = [thread(Road(people, at=now - LATELY).allocate()) for _ in range(TALKED_OF)]
    with connection.cursor() as cursor:
        cursor.execute(SPEAKS, {"at": now, "cases": soon})
    said_before()
    everybody = {name: who for name, who in vars(people).items() if hasattr(who, "email")}
    return SimpleNamespace(
        people=people,
        threads=threads,
        cookies={},
        e_mails={name: who.email for name, who in everybody.items()},
    )


def said_before():
    """What the making of a case has told people is no concern of the drill."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SAID_BEFORE, {"at": datetime.now(UTC)})


def thread(road):
    """(case, thread) of a conversation that the officer has begun."""
    from cases.actions import threads

    begun = road.do(threads.open_thread, "officer", case=road.case, text="How does it stand?")
    return road.case.pk, begun.pk


def shared_case(people, suspects):
    """[(suspect, allegation)] of a case that two prosecutors may decide."""
    from cases.actions import allocations
    from cases.models import Allegation
    from tests.cast import Road

    road = Road(people, at=datetime.now(UTC) - LATELY, suspects=suspects).allocate().review()
    today = datetime.now(UTC).date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=people.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=7),
    )  # fmt: skip
    said_before()
    rows = Allegation.objects.system("drill").filter(case=road.case)
    return list(rows.values_list("suspect", "pk"))


def letters(how_many):
    """
    So many letters to a victim, approved and about to go by e-mail; each about one suspect. What
    else she is owed is not due in a drill.
    """
    from django.db import connection
    from django.test import override_settings

    from tests.victims import stand_in, writing
    from victims.actions import duties, sendings

    road = writing.road_to_charge(suspects=how_many)
    writing.wish(road, channel="EMAIL")
    with override_settings(NOTIFY_API_KEY=stand_in.KEY):
        for suspect in road.suspects:
            letter = writing.approved(road, suspect=suspect)
            writing.act(road, sendings.send_letter, letter, means="EMAIL")
    duties.reckon(at=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(FAR_OFF, {"victim": road.victim.pk})
    said_before()


def take_back(person, *, at):
    """An administrator takes back what somebody holds."""
    from people import access
    from people.actions import grants
    from people.models import UnitGrant

    [grant] = UnitGrant.objects.filter(user=person)
    grants.take_capacity_back(grant=grant, by=access.scope_of(administrator(), at=at), at=at)


def system_of(people):
    """(client id, secret) of a system of the force that acts for its unit."""
    from people import access
    from people.actions import systems

    at, admin = datetime.now(UTC), administrator()
    by = access.scope_of(admin, at=at)
    made = systems.add_system(by=by, at=at, name="Records system", agency=people.police.agency)
    access.grant("exchange_cases", to=made.account, on=people.police, by=admin, at=at)
    return made.pk, made.shown


def administrator():
    from people.actions.administrators import create_first_administrator

    facts = {"name": "Ada Administrator", "email": "ada@office.example", "password": PASSWORD}
    return create_first_administrator(**facts, at=datetime.now(UTC) - LONG_AGO)


def sign_in(office):
    """Everybody's session is of now: it would end while other drills are played."""
    for name in office.e_mails:
        office.cookies[name] = cookie_of(getattr(office.people, name))


def cookie_of(person):
    """The session of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
