"""Which CPS Areas a force sends its cases to is set by two people, and told on all sides."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from people.access.scopes import Refused
from people.administration.actions import agencies
from people.models import AccessProposal, Agency, AgencyArea
from tests.support.people.approvals import (
    approve_on_page,
    approved,
    post_by_two,
    proposal_page,
    propose_on_page,
)
from tests.support.people.cast import make_user, scope_of
from tests.support.people.pages import response_text
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def force():
    return Agency.objects.get(force_code="52")


@pytest.fixture
def wessex():
    return Agency.objects.get(name="CPS Wessex")


def areas_of(force):
    return set(AgencyArea.objects.filter(force=force).values_list("area__name", flat=True))


def unit_of(agency):
    return agency.units.create(name="RASSO", kind="RASSO")


def set_areas(force, *areas, by, **more):
    facts = {"approval": approved("set_areas"), "version": force.version} | more
    return agencies.set_areas(
        agency=force, by=scope_of(by), at=scope_of(by).at,
        areas=[area.pk for area in areas], **facts,
    )  # fmt: skip


def test_they_are_set_once_another_has_approved(admin, force, wessex):
    answer = propose_on_page(admin, "set-areas", force.pk, areas=[wessex.pk])
    [proposal] = AccessProposal.objects.all()
    assert answer.url == proposal_page(proposal.pk)
    page = " ".join(re.sub("<[^>]*>", " ", response_text(admin.get(answer.url))).split())
    assert f"Agency {force.name} CPS Areas it sends cases to CPS Wessex Why" in page
    assert areas_of(force) == {"CPS South West"}

    assert approve_on_page().status_code == 302
    force.refresh_from_db()
    assert (areas_of(force), force.version) == ({"CPS Wessex"}, 2)
    assert "CPS Areas of a force set" in response_text(
        admin.get(reverse("agency", args=[force.pk]))
    )


def test_an_area_that_no_force_sends_to_can_be_selected_again(admin, force, wessex):
    AgencyArea.objects.filter(area=wessex).delete()
    assert post_by_two(admin, "set-areas", force.pk, areas=[wessex.pk]).status_code == 302
    assert areas_of(force) == {"CPS Wessex"}
    page = response_text(admin.get(reverse("set-areas", args=[force.pk])))
    assert "CPS Direct" not in page and "CPS South West" in page


def test_the_page_has_those_ticked_that_are_set(admin, force, wessex):
    page = response_text(admin.get(reverse("set-areas", args=[force.pk])))
    boxes = re.findall(r'<input[^>]*name="areas"[^>]*>', page)
    [ticked] = [box for box in boxes if "checked" in box]
    south_west = Agency.objects.get(name="CPS South West")
    assert f'value="{south_west.pk}"' in ticked and len(boxes) > 10


def test_leaders_of_the_force_and_of_each_area_that_changes_hear(administrator, force, wessex):
    south_west, east = (
        Agency.objects.get(name=f"CPS {name}") for name in ("South West", "North East")
    )
    AgencyArea.objects.create(force=force, area=east)
    leaders = {
        agency: make_user(unit_of(agency), capacity)
        for agency, capacity in (
            (force, "supervise_cases"), (south_west, "allocate_cases"), (wessex, "allocate_cases"),
            (east, "allocate_cases"),
        )
    }  # fmt: skip
    set_areas(force, east, wessex, by=administrator)
    told = set(Delivery.objects.filter(notice="areas_set").values_list("recipient", flat=True))
    assert told == {leaders[each].pk for each in (force, south_west, wessex)}


def test_only_a_force_sends_and_only_to_a_cps_area_that_stands(administrator, force, wessex):
    with pytest.raises(Refused, match="Only a police force sends"):
        set_areas(wessex, force, by=administrator)
    with pytest.raises(Refused, match="not a CPS Area any more"):
        set_areas(force, Agency.objects.get(force_code="50"), by=administrator)
    Agency.objects.filter(pk=wessex.pk).update(
        merged_into=Agency.objects.get(name="CPS South West")
    )
    with pytest.raises(Refused, match="not a CPS Area any more"):
        set_areas(force, wessex, by=administrator)
    assert areas_of(force) == {"CPS South West"}


def test_an_administrator_of_one_agency_does_not_set_them(force, wessex):
    local = make_user(unit_of(force), "administer_agency")
    client = Client()
    client.force_login(local)
    assert client.get(reverse("set-areas", args=[force.pk])).status_code == 403
    with pytest.raises(Refused):
        set_areas(force, wessex, by=local)


def test_a_leader_of_an_area_that_is_opened_stands_in(admin, force, wessex):
    """Not one of the force, whose people read more then."""
    other = make_user(unit_of(force), "supervise_cases")
    leader = make_user(unit_of(wessex), "allocate_cases")
    propose_on_page(admin, "set-areas", force.pk, areas=[wessex.pk])
    assert approve_on_page(approver=other).status_code == 404
    assert areas_of(force) == {"CPS South West"}
    assert approve_on_page(approver=leader).status_code == 302
    assert areas_of(force) == {"CPS Wessex"}
