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
from tests.support.people.approvals import approved, post_by_two
from tests.support.people.cast import make_unit, make_user
from tests.support.people.pages import response_text
from timeliness.actions import outbox
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
GIVEN, LET_IN = "Someone was given access to your unit", "A system was given access to your unit"


def notices_by_recipient(notice="access_given"):
    """{recipient: (subject, about)}; each is notified once."""
    rows = Delivery.objects.filter(notice=notice).values_list("recipient", "subject", "about")
    assert len(rows) == len({person for person, *_ in rows})
    return {person: tuple(rest) for person, *rest in rows}


class KeepingProvider(list):
    """A mail provider that keeps (to, subject, text)."""

    def send(self, reference, to, subject, body):
        self.append((to, subject, body))


def send_mails(at):
    """The mails sent at this moment."""
    sent = KeepingProvider()
    while outbox.send_next_delivery(provider=sent, at=at):
        pass
    return sent


def notices_page_of(person):
    client = Client()
    client.force_login(person)
    return client, response_text(client.get(reverse("see-notices")))


def test_leaders_hear_of_each_capacity_on_screen_and_by_mail_without_names(admin, police, officer):
    leader, inspector = make_user(police, "supervise_cases"), make_user(police, "inspect_cases")
    answer = post_by_two(
        admin, "give-capacity", officer.pk, unit=police.pk, capacity="supervise_cases"
    )
    assert answer.status_code == 302
    about = (police.name, police.reference)
    assert notices_by_recipient() == {leader.pk: about, inspector.pk: about}
    client, page = notices_page_of(leader)
    address = reverse("see-unit-access", args=[police.reference])
    assert GIVEN in page and police.name in page and f'href="{address}"' in page
    shown = response_text(client.get(address))
    assert (
        "If you did not expect" in shown
        and "Supervisor: supervises the unit’s investigations" in shown
    )
    for name in (officer.name, officer.email, leader.name):
        assert name not in shown.split("<main")[1]
    subject = GIVEN
    body = f"Sign in and open {police.name}."
    sent = [mail for mail in send_mails(timezone.now() + HOUR) if mail[1] == subject]
    assert sorted(sent) == sorted((each.email, subject, body) for each in (leader, inspector))


def test_leaders_hear_of_an_account_added_with_its_first_capacity_on_the_unit(
    admin, administrator, police
):
    leader = make_user(police, "allocate_cases")
    by = scope(administrator)
    added = accounts.add_person(
        by=by, at=MONDAY, name="Nora New", email="nora@example.org", agency=police.agency
    )
    assert not notices_by_recipient()
    post_by_two(admin, "give-capacity", added.pk, unit=police.pk, capacity="refer_cases")
    assert notices_by_recipient() == {leader.pk: (police.name, police.reference)}
    assert "Nora" not in notices_page_of(leader)[1]


def test_leaders_hear_of_a_system_too(admin, administrator, police):
    leader = make_user(police, "supervise_cases")
    system = systems.add_system(
        approval=approved("add_system"),
        by=scope(administrator),
        at=MONDAY,
        name="Sync",
        agency=police.agency,
    )
    answer = post_by_two(
        admin, "give-capacity", system.account.pk, unit=police.pk, capacity="exchange_cases"
    )
    assert answer.status_code == 302
    assert (
        notices_by_recipient("system_let_in") == {leader.pk: (police.name, police.reference)}
        and not notices_by_recipient()
    )
    client, page = notices_page_of(leader)
    assert LET_IN in page
    shown = response_text(client.get(reverse("see-unit-access", args=[police.reference])))
    assert "A system, given on" in shown and "Sync" not in shown


def test_leaders_hear_of_an_account_of_the_unit_that_is_opened_again(
    administrator, police, officer
):
    leader, by = make_user(police, "supervise_cases"), scope(administrator)
    person = accounts.deactivate_person(
        person=officer, by=by, at=MONDAY, version=1, reason="They have left."
    )
    assert not notices_by_recipient()
    accounts.reactivate_person(
        approval=approved("reactivate_person"),
        person=person,
        by=by,
        at=MONDAY,
        version=person.version,
    )
    assert notices_by_recipient() == {leader.pk: (police.name, police.reference)}


def test_leaders_hear_of_a_unit_merged_into_theirs(administrator, police):
    leader, by = make_user(police, "supervise_cases"), scope(administrator)
    other = Unit.objects.create(agency=police.agency, name="Other")
    make_user(other, "refer_cases")
    merge_units.merge_unit(
        approval=approved("merge_unit"), unit=other, into=police, by=by, at=MONDAY, version=1
    )
    assert notices_by_recipient() == {leader.pk: (police.name, police.reference)}


def test_the_manager_of_a_service_hears_of_access_to_it(administrator):
    service = make_unit(Side.SUPPORT, kind=Unit.Kind.ISVA_SERVICE)
    manager, isva = make_user(service, "manage_support"), make_user(service)
    grants.give_capacity(
        approval=approved("give_capacity"),
        person=isva,
        by=scope(administrator),
        at=MONDAY,
        unit=service,
        capacity="support_victims",
    )
    assert notices_by_recipient() == {manager.pk: (service.name, service.reference)}
    assert GIVEN in notices_page_of(manager)[1]


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
        approval=approved("give_capacity"),
        person=newcomer,
        by=scope(administrator),
        at=MONDAY,
        unit=unit,
        capacity=given,
    )
    told = {leader} | ({administrator} if side == Side.OVERSIGHT else set())
    assert notices_by_recipient() == {each.pk: (unit.name, unit.reference) for each in told}
    client, page = notices_page_of(leader)
    address = reverse("see-unit-access", args=[unit.reference])
    assert GIVEN in page and client.get(address).status_code == 200
    mails = sorted(to for to, *_ in send_mails(timezone.now() + HOUR))
    assert mails == sorted(each.email for each in told)


def test_no_leader_hears_of_a_refused_grant_or_of_their_own(admin, police, cps):
    leader = make_user(police, "supervise_cases")
    prosecutor = make_user(cps, "prosecute_cases")
    post_by_two(admin, "give-capacity", prosecutor.pk, unit=police.pk, capacity="refer_cases")
    post_by_two(admin, "give-capacity", leader.pk, unit=police.pk, capacity="inspect_cases")
    assert not notices_by_recipient()


def test_a_person_who_no_longer_leads_the_unit_neither_sees_nor_gets_it(admin, police, officer):
    leader, other = make_user(police, "supervise_cases"), make_user(police, "inspect_cases")
    post_by_two(admin, "give-capacity", officer.pk, unit=police.pk, capacity="supervise_cases")
    address = reverse("see-unit-access", args=[police.reference])
    assert notices_page_of(leader)[0].get(address).status_code == 200
    revoke_capacity("supervise_cases", of=leader, on=police, by=other, at=timezone.now())
    client, page = notices_page_of(leader)
    assert GIVEN not in page and client.get(address).status_code in (403, 404)
    told = [to for to, subject, _ in send_mails(timezone.now() + HOUR) if GIVEN in subject]
    assert told == [other.email]


def test_a_system_tells_it_to_the_leader_whom_it_names_and_keeps_it_from_itself(
    admin, police, officer
):
    leader = make_user(police, "supervise_cases")
    post_by_two(admin, "give-capacity", officer.pk, unit=police.pk, capacity="inspect_cases")
    Delivery.objects.update(written_in=1)  # as if the transaction that wrote it had ended
    system = Caller(police)
    alone = system.get("/api/notices/").json()["notices"]
    named = system.for_(leader).get("/api/notices/").json()["notices"]
    assert not [each for each in alone if each["notice"] == "access_given"]
    [notice] = [each for each in named if each["notice"] == "access_given"]
    assert (notice["about"], notice["subject"]) == (str(police.reference), police.name)


def test_a_unit_that_one_does_not_lead_is_not_there(police, cps):
    leader = make_user(police, "supervise_cases")
    client, _page = notices_page_of(leader)
    for reference in (cps.reference, uuid4()):
        assert client.get(reverse("see-unit-access", args=[reference])).status_code == 404
    client, _page = notices_page_of(make_user(police, "refer_cases"))
    answer = client.get(reverse("see-unit-access", args=[police.reference]))
    assert answer.status_code == 403
