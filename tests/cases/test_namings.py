"""A person's named roles on cases, seen and ended by an administrator who sees no case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.allocation.actions import allocations, officers
from cases.case_access.actions.named_roles import end_naming
from cases.models import CaseGrant, Event
from devtools.case_builder import PASSWORD, CaseBuilder, cast, person, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.administration.actions.administrators import create_first_administrator
from people.models import AuditEntry
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

PROSECUTES = "reviewing_prosecutor"


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


@pytest.fixture
def office(builder):
    return create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=builder.at, another=True
    )


def naming_of(who, capacity):
    return CaseGrant.objects.get(user=who, permission__codename=capacity)


def end_one_naming(builder, office, who, capacity, by=None):
    end_naming(
        grant=naming_of(who, capacity), by=scope(by or office, at=builder.at), at=builder.at,
        reason="Has moved to another force.",
    )  # fmt: skip


def naming_url(page, grant):
    if page == "see-namings":
        return reverse(page, args=[grant.user_id])
    return reverse(page, args=[grant.user_id, grant.pk])


def end_on_page(client, grant, reason="They have left the unit."):
    answers = {"form_key": str(uuid4()), "reason": reason}
    return client.post(naming_url("end-naming", grant), answers)


class TestEnding:
    @pytest.mark.parametrize(
        ("who", "capacity", "told", "notice"),
        [
            ("officer", "officer_in_case", "supervisor", "no_officer"),
            ("prosecutor", "reviewing_prosecutor", "manager", "no_prosecutor"),
        ],
    )
    def test_the_end_of_a_naming_is_told_to_the_people_who_can_name_another(
        self, builder, office, who, capacity, told, notice
    ):
        Delivery.objects.all().delete()
        leaver = getattr(builder.cast, who)
        end_one_naming(builder, office, leaver, capacity)

        assert not CaseGrant.objects.filter(user=leaver).exists()
        [delivery] = Delivery.objects.all()
        assert (delivery.recipient, delivery.notice) == (getattr(builder.cast, told), notice)
        assert delivery.subject == f"{builder.urn}, suspects 1 and 2"
        entry = AuditEntry.objects.get(verb="end_naming")
        assert (entry.user, entry.case_id) == (office, builder.case.pk)

    def test_their_own_side_reads_who_and_why(self, builder, office):
        end_one_naming(builder, office, builder.cast.prosecutor, "reviewing_prosecutor")

        event = Event.objects.unscoped("test").get(verb="end_naming")
        assert event.note == "Pia Prosecutor: Reviewing prosecutor\nHas moved to another force."
        assert (event.by, event.only_side) == (office, "CPS")

    def test_the_end_of_cover_leaves_no_place_empty(self, builder, office):
        builder.do(
            allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
            from_on=builder.at.date(), until_on=builder.at.date() + timedelta(days=3),
        )  # fmt: skip
        Delivery.objects.all().delete()
        end_one_naming(builder, office, builder.cast.other_prosecutor, "covering_prosecutor")

        assert not Delivery.objects.exists()

    def test_nothing_is_asked_on_a_case_that_is_decided(self, builder, office):
        for suspect in builder.case.suspects.unscoped("test"):
            no_further_action(builder, suspect)
        Delivery.objects.all().delete()
        end_one_naming(builder, office, builder.cast.officer, "officer_in_case")

        assert not Delivery.objects.exists()

    def test_only_an_administrator_ends_one(self, builder):
        with pytest.raises(Refused):
            end_one_naming(
                builder, None, builder.cast.officer, "officer_in_case", by=builder.cast.supervisor
            )

    def test_a_naming_is_not_ended_twice(self, builder, office):
        grant = naming_of(builder.cast.officer, "officer_in_case")
        end_one_naming(builder, office, builder.cast.officer, "officer_in_case")
        with pytest.raises(Refused, match="ended already"):
            end_naming(grant=grant, by=scope(office, at=builder.at), at=builder.at, reason="Again.")

    def test_the_same_person_can_be_named_again(self, builder, office):
        for who, capacity in (("officer", "officer_in_case"), ("prosecutor", PROSECUTES)):
            end_one_naming(builder, office, getattr(builder.cast, who), capacity)
        builder.do(officers.name_officer, "supervisor", case=builder.case, to=builder.cast.officer)
        builder.do(
            allocations.reallocate_case, "manager", case=builder.case, to=builder.cast.prosecutor,
            reason="Ended by mistake.",
        )  # fmt: skip

        assert naming_of(builder.cast.officer, "officer_in_case")
        assert naming_of(builder.cast.prosecutor, PROSECUTES)


class TestPages:
    def test_an_administrator_reads_capacity_and_unit_and_nothing_of_the_case(
        self, builder, office
    ):
        grant = naming_of(builder.cast.officer, "officer_in_case")
        pages = [reverse("person", args=[grant.user_id])]
        pages += [naming_url("see-namings", grant), naming_url("end-naming", grant)]
        for page in pages:
            answer = client_for(office).get(page)
            body = answer.content.decode()
            assert "Officer in the case" in page_text(answer)
            for secret in (builder.urn, str(builder.case.pk), builder.suspects[0].surname):
                assert secret not in body
        assert f"On a case of {builder.cast.police.name}" in page_text(
            client_for(office).get(pages[1])
        )

    def test_a_naming_is_ended_on_its_page(self, builder, office):
        grant = naming_of(builder.cast.officer, "officer_in_case")
        answer = end_on_page(client_for(office), grant)
        again = end_on_page(client_for(office), grant)  # a double click, with a form opened before

        assert (answer.status_code, answer.url) == (302, naming_url("see-namings", grant))
        assert again.status_code == 302
        assert client_for(office).get(naming_url("end-naming", grant)).status_code == 404
        assert "has no role on a case" in page_text(client_for(office).get(answer.url))

    def test_a_reason_is_asked_for(self, builder, office):
        grant = naming_of(builder.cast.officer, "officer_in_case")
        answer = end_on_page(client_for(office), grant, reason="")

        assert "Enter why it ends" in page_text(answer)
        assert CaseGrant.objects.filter(pk=grant.pk).exists()

    def test_a_naming_of_another_person_is_not_found(self, builder, office):
        grant = naming_of(builder.cast.prosecutor, "reviewing_prosecutor")
        theirs = reverse("end-naming", args=[builder.cast.officer.pk, grant.pk])
        assert client_for(office).get(theirs).status_code == 404

    def test_ended_namings_are_not_listed_and_many_come_in_pages(self, builder, office):
        by, then = builder.cast.officer, timezone.now() - timedelta(days=1)
        lawyer = person(builder.cast.cps)
        for n in range(27):
            case = CaseBuilder(builder.cast).case
            until = then if n == 0 else None
            grants.grant_capacity(
                PROSECUTES, to=lawyer, on=case, by=by, at=builder.at, expires_at=until
            )
        client = client_for(office)
        first = client.get(reverse("see-namings", args=[lawyer.pk])).context_data
        more = client.get(reverse("see-namings", args=[lawyer.pk]) + first["following"])

        assert len(first["namings"]) == 25
        assert len(more.context_data["namings"]) == 1
        assert not more.context_data["following"]

    def test_the_case_says_that_no_person_is_named_now(self, builder, office):
        end_one_naming(builder, office, builder.cast.officer, "officer_in_case")
        end_one_naming(builder, office, builder.cast.prosecutor, PROSECUTES)
        page = page_text(
            client_for(builder.cast.supervisor).get(reverse("see-case", args=[builder.case.pk]))
        )

        assert "Officer in the case No one now; before, Olive Officer" in page
        assert "Reviewing prosecutor No one now; before, Pia Prosecutor" in page
        form = page_text(
            client_for(builder.cast.supervisor).get(reverse("name-officer", args=[builder.case.pk]))
        )
        assert "No one is the officer in the case now." in form
        assert "Olive Officer" in form
