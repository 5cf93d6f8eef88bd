"""Leaders of a unit are notified at once when a person or a system gets access to it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import MONDAY, scope
from people.access.grants import revoke_capacity
from people.administration.actions import accounts, grants, merge_units, systems
from people.models import Side, Unit
from tests.support.api.token_callers import Caller
from tests.support.people.cast import make_unit, make_user
from tests.support.people.pages import send, text
from timeliness.actions import outbox
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
GIVEN, LET_IN = "Someone was given access to your unit", "A system was given access to your unit"


def told(notice="access_given"):
    """{recipient: (subject, about)}; each is notified once."""
    rows = Delivery.objects.filter(notice=notice).values_list("recipient", "subject", "about")
    assert len(rows) == len({person for person, *_ in rows})
    return {person: tuple(rest) for person, *rest in rows}


class Sent(list):
    """A mail provider that keeps (to, subject, text)."""

    def send(self, reference, to, subject, body):
        self.append((to, subject, body))


def mailed(at):
    """The mails sent at this moment."""
    sent = Sent()
    while outbox.send_next_delivery(provider=sent, at=at):
        pass
    return sent


def seen_by(person):
    client = Client()
    client.force_login(person)
    return client, text(client.get(reverse("see-notices")))


def test_the_leaders_hear_of_each_capacity_on_screen_and_by_mail_and_it_names_nobody(
    admin, police, officer
):
    leader, inspector = make_user(police, "supervise_cases"), make_user(police, "inspect_cases")
    answer = send(admin, "give-capacity", officer.pk, unit=police.pk, capacity="supervise_cases")
    assert answer.status_code == 302
    about = (police.name, police.reference)
    assert told() == {leader.pk: about, inspector.pk: about}
    client, page = seen_by(leader)
    address = reverse("see-unit-access", args=[police.reference])
    assert GIVEN in page and police.name in page and f'href="{address}"' in page
    shown = text(client.get(address))
    assert "If you did not expect" in shown and "Supervises the unit’s investigations" in shown
    for name in (officer.name, officer.email, leader.name):
        assert name not in shown.split("<main")[1]
    sent = mailed(timezone.now() + HOUR)
    subject = f"{GIVEN}: {police.name}"
    body = f"Sign in and open {police.name}."
    assert sorted(sent) == sorted((each.email, subject, body) for each in (leader, inspector))


def test_leaders_hear_of_an_account_added_with_its_first_capacity_on_the_unit(
    admin, administrator, police
):
    leader = make_user(police, "allocate_cases")
    by = scope(administrator)
    added = accounts.add_person(
        by=by, at=MONDAY, name="Nora New", email="nora@example.org", agency=police.agency
    )
    assert not told()
    send(admin, "give-capacity", added.pk, unit=police.pk, capacity="refer_cases")
    assert told() == {leader.pk: (police.name, police.reference)}
    assert "Nora" not in seen_by(leader)[1]


def test_leaders_hear_of_a_system_too(admin, administrator, police):
    leader = make_user(police, "supervise_cases")
    system = systems.add_system(
        by=scope(administrator), at=MONDAY, name="Sync", agency=police.agency
    )
    answer = send(
        admin, "give-capacity", system.account.pk, unit=police.pk, capacity="exchange_cases"
    )
    assert answer.status_code == 302
    assert told("system_let_in") == {leader.pk: (police.name, police.reference)} and not told()
    client, page = seen_by(leader)
    assert LET_IN in page
    shown = text(client.get(reverse("see-unit-access", args=[police.reference])))
    assert "A system, given on" in shown and "Sync" not in shown


def test_leaders_hear_of_an_account_of_the_unit_that_is_opened_again(
    administrator, police, officer
):
    leader, by = make_user(police, "supervise_cases"), scope(administrator)
    person = accounts.deactivate_person(person=officer, by=by, at=MONDAY, version=1)
    assert not told()
    accounts.reactivate_person(person=person, by=by, at=MONDAY, version=person.version)
    assert told() == {leader.pk: (police.name, police.reference)}


def test_leaders_hear_of_a_unit_merged_into_theirs(administrator, police):
    leader, by = make_user(police, "supervise_cases"), scope(administrator)
    other = Unit.objects.create(agency=police.agency, name="Other")
    make_user(other, "refer_cases")
    merge_units.merge_unit(unit=other, into=police, by=by, at=MONDAY, version=1)
    assert told() == {leader.pk: (police.name, police.reference)}


def test_the_manager_of_a_service_hears_of_access_to_it(administrator):
    service = make_unit(Side.SUPPORT, kind=Unit.Kind.ISVA_SERVICE)
    manager, isva = make_user(service, "manage_support"), make_user(service)
    grants.give_capacity(
        person=isva, by=scope(administrator), at=MONDAY, unit=service, capacity="support_victims"
    )
    assert told() == {manager.pk: (service.name, service.reference)}
    assert GIVEN in seen_by(manager)[1]


@pytest.mark.parametrize(
    ("side", "kind", "leads", "given"),
    [
        (Side.LEARNING, Unit.Kind.PILOT_AREA, "manage_pilot_area", "convene_panels"),
        (Side.LEARNING, Unit.Kind.PILOT_AREA, "convene_panels", "sit_on_panels"),
        (Side.OVERSIGHT, Unit.Kind.ADMINISTRATION, "administer_accounts", "read_audit_log"),
        (Side.OVERSIGHT, Unit.Kind.ADMINISTRATION, "read_audit_log", "administer_accounts"),
    ],
)
def test_leaders_of_a_pilot_area_and_of_the_office_hear_too(
    administrator, side, kind, leads, given
):
    """Conveners read reasons of decisions, and readers of the log see who read what."""
    unit = make_unit(side, kind=kind)
    leader, newcomer = make_user(unit, leads), make_user(unit)
    grants.give_capacity(
        person=newcomer, by=scope(administrator), at=MONDAY, unit=unit, capacity=given
    )
    assert told() == {leader.pk: (unit.name, unit.reference)}
    client, page = seen_by(leader)
    address = reverse("see-unit-access", args=[unit.reference])
    assert GIVEN in page and client.get(address).status_code == 200
    assert [to for to, *_ in mailed(timezone.now() + HOUR)] == [leader.email]


def test_nobody_hears_of_what_was_refused_nor_of_what_they_were_given_themselves(
    admin, police, cps
):
    leader = make_user(police, "supervise_cases")
    prosecutor = make_user(cps, "prosecute_cases")
    send(admin, "give-capacity", prosecutor.pk, unit=police.pk, capacity="refer_cases")
    send(admin, "give-capacity", leader.pk, unit=police.pk, capacity="inspect_cases")
    assert not told()


def test_whoever_leads_the_unit_no_longer_neither_sees_nor_gets_it(admin, police, officer):
    leader, other = make_user(police, "supervise_cases"), make_user(police, "inspect_cases")
    send(admin, "give-capacity", officer.pk, unit=police.pk, capacity="supervise_cases")
    address = reverse("see-unit-access", args=[police.reference])
    assert seen_by(leader)[0].get(address).status_code == 200
    revoke_capacity("supervise_cases", of=leader, on=police, by=other, at=timezone.now())
    client, page = seen_by(leader)
    assert GIVEN not in page and client.get(address).status_code in (403, 404)
    assert [to for to, *_ in mailed(timezone.now() + HOUR)] == [other.email]


def test_a_system_tells_it_to_the_leader_whom_it_names_and_keeps_it_from_itself(
    admin, police, officer
):
    leader = make_user(police, "supervise_cases")
    send(admin, "give-capacity", officer.pk, unit=police.pk, capacity="inspect_cases")
    Delivery.objects.update(written_in=1)  # as if the transaction that wrote it had ended
    system = Caller(police)
    alone = system.get("/api/notices/").json()["notices"]
    named = system.for_(leader).get("/api/notices/").json()["notices"]
    assert not [each for each in alone if each["notice"] == "access_given"]
    [notice] = [each for each in named if each["notice"] == "access_given"]
    assert (notice["about"], notice["subject"]) == (str(police.reference), police.name)


def test_a_unit_that_one_does_not_lead_is_not_there(police, cps):
    leader = make_user(police, "supervise_cases")
    client, _page = seen_by(leader)
    for reference in (cps.reference, uuid4()):
        assert client.get(reverse("see-unit-access", args=[reference])).status_code == 404
    client, _page = seen_by(make_user(police, "refer_cases"))
    answer = client.get(reverse("see-unit-access", args=[police.reference]))
    assert answer.status_code == 403
