"""A person's named roles on cases, seen and ended by an administrator who sees no case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.allocation.actions import allocations, officers
from cases.case_access.actions.named_roles import end_naming
from cases.models import CaseGrant, Event
from devtools.case_builder import PASSWORD, Road, cast, person, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.administration.actions.administrators import create_first_administrator
from people.models import AuditEntry
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

PROSECUTES = "reviewing_prosecutor"


@standing
def road():
    return Road(cast(), suspects=2).allocate()


@pytest.fixture
def office(road):
    return create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=road.at, another=True
    )


def naming(who, capacity):
    return CaseGrant.objects.get(user=who, permission__codename=capacity)


def end(road, office, who, capacity, by=None):
    end_naming(
        grant=naming(who, capacity), by=scope(by or office, at=road.at), at=road.at,
        reason="Has moved to another force.",
    )  # fmt: skip


def address(page, grant):
    if page == "see-namings":
        return reverse(page, args=[grant.user_id])
    return reverse(page, args=[grant.user_id, grant.pk])


def send(client, grant, reason="They have left the unit."):
    answers = {"form_key": str(uuid4()), "reason": reason}
    return client.post(address("end-naming", grant), answers)


class TestEnding:
    @pytest.mark.parametrize(
        ("who", "capacity", "told", "notice"),
        [
            ("officer", "officer_in_case", "supervisor", "no_officer"),
            ("prosecutor", "reviewing_prosecutor", "manager", "no_prosecutor"),
        ],
    )
    def test_a_naming_ends_and_whoever_can_name_another_is_told(
        self, road, office, who, capacity, told, notice
    ):
        Delivery.objects.all().delete()
        leaver = getattr(road.cast, who)
        end(road, office, leaver, capacity)

        assert not CaseGrant.objects.filter(user=leaver).exists()
        [delivery] = Delivery.objects.all()
        assert (delivery.recipient, delivery.notice) == (getattr(road.cast, told), notice)
        assert delivery.subject == f"{road.urn}, suspects 1 and 2"
        entry = AuditEntry.objects.get(verb="end_naming")
        assert (entry.user, entry.case_id) == (office, road.case.pk)

    def test_their_own_side_reads_who_and_why(self, road, office):
        end(road, office, road.cast.prosecutor, "reviewing_prosecutor")

        event = Event.objects.unscoped("test").get(verb="end_naming")
        assert event.note == "Pia Prosecutor: Reviewing prosecutor\nHas moved to another force."
        assert (event.by, event.only_side) == (office, "CPS")

    def test_the_end_of_cover_leaves_nobody_s_place_empty(self, road, office):
        road.do(
            allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
            from_on=road.at.date(), until_on=road.at.date() + timedelta(days=3),
        )  # fmt: skip
        Delivery.objects.all().delete()
        end(road, office, road.cast.other_prosecutor, "covering_prosecutor")

        assert not Delivery.objects.exists()

    def test_nothing_is_asked_on_a_case_that_is_decided(self, road, office):
        for suspect in road.case.suspects.unscoped("test"):
            no_further_action(road, suspect)
        Delivery.objects.all().delete()
        end(road, office, road.cast.officer, "officer_in_case")

        assert not Delivery.objects.exists()

    def test_only_an_administrator_ends_one(self, road):
        with pytest.raises(Refused):
            end(road, None, road.cast.officer, "officer_in_case", by=road.cast.supervisor)

    def test_a_naming_is_not_ended_twice(self, road, office):
        grant = naming(road.cast.officer, "officer_in_case")
        end(road, office, road.cast.officer, "officer_in_case")
        with pytest.raises(Refused, match="ended already"):
            end_naming(grant=grant, by=scope(office, at=road.at), at=road.at, reason="Again.")

    def test_the_same_person_can_be_named_again(self, road, office):
        for who, capacity in (("officer", "officer_in_case"), ("prosecutor", PROSECUTES)):
            end(road, office, getattr(road.cast, who), capacity)
        road.do(officers.name_officer, "supervisor", case=road.case, to=road.cast.officer)
        road.do(
            allocations.reallocate_case, "manager", case=road.case, to=road.cast.prosecutor,
            reason="Ended by mistake.",
        )  # fmt: skip

        assert naming(road.cast.officer, "officer_in_case")
        assert naming(road.cast.prosecutor, PROSECUTES)


class TestPages:
    def test_an_administrator_reads_capacity_and_unit_and_nothing_of_the_case(self, road, office):
        grant = naming(road.cast.officer, "officer_in_case")
        pages = [reverse("person", args=[grant.user_id])]
        pages += [address("see-namings", grant), address("end-naming", grant)]
        for page in pages:
            answer = as_(office).get(page)
            body = answer.content.decode()
            assert "Officer in the case" in said(answer)
            for secret in (road.urn, str(road.case.pk), road.suspects[0].surname):
                assert secret not in body
        assert f"On a case of {road.cast.police.name}" in said(as_(office).get(pages[1]))

    def test_a_naming_is_ended_on_its_page(self, road, office):
        grant = naming(road.cast.officer, "officer_in_case")
        answer = send(as_(office), grant)
        again = send(as_(office), grant)  # a double click, with a form opened before

        assert (answer.status_code, answer.url) == (302, address("see-namings", grant))
        assert again.status_code == 302
        assert as_(office).get(address("end-naming", grant)).status_code == 404
        assert "has no role on a case" in said(as_(office).get(answer.url))

    def test_a_reason_is_asked_for(self, road, office):
        grant = naming(road.cast.officer, "officer_in_case")
        answer = send(as_(office), grant, reason="")

        assert "Enter why it ends" in said(answer)
        assert CaseGrant.objects.filter(pk=grant.pk).exists()

    def test_a_naming_of_somebody_else_is_not_there(self, road, office):
        grant = naming(road.cast.prosecutor, "reviewing_prosecutor")
        theirs = reverse("end-naming", args=[road.cast.officer.pk, grant.pk])
        assert as_(office).get(theirs).status_code == 404

    def test_what_has_ended_is_not_listed_and_many_come_in_pages(self, road, office):
        by, then = road.cast.officer, timezone.now() - timedelta(days=1)
        lawyer = person(road.cast.cps)
        for n in range(27):
            case = Road(road.cast).case
            until = then if n == 0 else None
            grants.grant_capacity(
                PROSECUTES, to=lawyer, on=case, by=by, at=road.at, expires_at=until
            )
        client = as_(office)
        first = client.get(reverse("see-namings", args=[lawyer.pk])).context_data
        more = client.get(reverse("see-namings", args=[lawyer.pk]) + first["following"])

        assert len(first["namings"]) == 25
        assert len(more.context_data["namings"]) == 1
        assert not more.context_data["following"]

    def test_the_case_says_that_nobody_is_named_now(self, road, office):
        end(road, office, road.cast.officer, "officer_in_case")
        end(road, office, road.cast.prosecutor, PROSECUTES)
        page = said(as_(road.cast.supervisor).get(reverse("see-case", args=[road.case.pk])))

        assert "Officer in the case No one now; before, Olive Officer" in page
        assert "Reviewing prosecutor No one now; before, Pia Prosecutor" in page
        form = said(as_(road.cast.supervisor).get(reverse("name-officer", args=[road.case.pk])))
        assert "No one is the officer in the case now." in form
        assert "Olive Officer" in form
