"""Approvals for tests of acts that widen access, and the second administrator who gives them."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse

from people.administration.approvals import Approval
from people.models import AccessProposal, Unit, User
from tests.support.people.cast import make_user
from tests.support.people.pages import post_page

SECOND = "second-administrator@example.org"
WHY = "Needed on the unit from next week on."


def approved(act):
    """The approval of an act, as if a second person had given it."""
    return Approval(act, uuid4())


def propose_on_page(client, page, /, *args, **answers):
    """Send a form of the administration for approval. Returns the response."""
    return post_page(client, page, *args, **{"reason": WHY} | answers)


def approve_on_page(verb="approve-access", approver=None, **answers):
    """Settle the one open proposal on its page, as a second administrator. Returns the response."""
    [proposal] = AccessProposal.objects.filter(status__in=["WAITING", "TO_REVIEW"])
    client = Client()
    client.force_login(approver or second_administrator())
    return post_page(client, verb, proposal.pk, **answers)


def post_by_two(client, page, /, *args, **answers):
    """
    Propose on a page, and approve as a second administrator.

    Returns the response to the approval, or to the proposal if it was not taken.
    """
    answer = propose_on_page(client, page, *args, **answers)
    return approve_on_page() if answer.status_code == 302 else answer


def secret_by_two(client, page, /, *args, **answers):
    """As post_by_two(), for what shows a secret: returns the page that shows it."""
    assert post_by_two(client, page, *args, **answers).status_code == 302
    [proposal] = AccessProposal.objects.filter(status="APPROVED")
    return post_page(client, "carry-out-access", proposal.pk)


def second_administrator():
    """Another administrator than the one of the test."""
    known = User.objects.filter(email=SECOND).first()
    office = Unit.objects.filter(agency__side="OVERSIGHT").first()
    return known or make_user(office, "administer_accounts", email=SECOND)


def proposal_page(pk):
    """The address of a proposal."""
    return reverse("see-access-proposal", args=[pk])
