"""A proposal of access waits for the other administrators, and not for whoever made it."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import AccessProposal
from tests.support.people.approvals import propose_on_page
from tests.support.people.cast import make_user
from tests.support.people.pages import post_page

pytestmark = pytest.mark.django_db


def proposals_of(user):
    client = Client()
    client.force_login(user)
    page = client.get("/waiting/").context["page"]
    tasks = [row.task for _title, rows in page.groups for row in rows]
    return [task.address for task in tasks if task.kind.name == "access-proposals"]


def test_it_waits_for_another_administrator_until_it_is_settled(officer, police):
    one, other = (make_user(police, "administer_agency", "supervise_cases") for _ in range(2))
    client = Client()
    client.force_login(one)
    propose_on_page(client, "give-capacity", officer.pk, unit=police.pk, capacity="inspect_cases")
    proposal = AccessProposal.objects.get()
    address = reverse("see-access-proposal", args=[proposal.pk])
    assert proposals_of(one) == [] and proposals_of(officer) == []
    assert proposals_of(other) == [address]
    client.force_login(other)
    assert client.get(address).status_code == 200
    post_page(client, "approve-access", proposal.pk)
    assert AccessProposal.objects.get().settled_at is not None
    assert proposals_of(other) == []


def test_an_administrator_who_works_on_no_case_has_the_list_too(officer, police):
    one, other = (make_user(police, "administer_agency") for _ in range(2))
    client = Client()
    client.force_login(one)
    propose_on_page(client, "give-capacity", officer.pk, unit=police.pk, capacity="inspect_cases")
    address = reverse("see-access-proposal", args=[AccessProposal.objects.get().pk])
    assert proposals_of(other) == [address] and proposals_of(one) == []
    client.force_login(other)
    assert client.get(reverse("come-in")).url == reverse("people")
    assert reverse("see-waiting") in client.get(reverse("people")).text
