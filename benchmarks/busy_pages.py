"""The pages that are opened most, and test clients of people who may open them."""

from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from benchmarks.personas import worklist_readers
from cases.models import Case
from devtools.signed_in import open_with_second_factor
from people.access.scopes import Scope
from people.models import User
from pilots.measures.stages import STAGE_MEASURES
from timeliness.models import Delivery

LISTS = ("worklist", "notices", "board's list")
TOLD = 101  # notices: one page of 100, and one more, so that there is a next page


def client_of(scope: Scope) -> Client:
    """Django's test client, with all middleware, signed in as this person."""
    open_with_second_factor()
    client = Client()
    client.force_login(User.objects.get(pk=scope.actor.id))
    return client


def pages_to_open(at: datetime) -> dict[str, tuple[Client, str]]:
    """
    {name: (client, address)} of pages for the supervisor of the largest force.

    The board's list is opened by the person who leads every CPS Area: no single unit has 100 rows
    there.
    """
    everybody = worklist_readers(at)
    scope = everybody["largest force"]
    client, every_area = client_of(scope), client_of(everybody["every CPS Area"])
    _add_notices(scope, at)
    addresses = {
        "worklist": reverse("see-worklist", args=["unit"]),
        "case page": reverse("see-case", args=[busiest_case(scope).pk]),
        "board": reverse("see-board"),
        "dashboard": reverse("see-figures"),
        "figure": reverse("see-figure", args=[STAGE_MEASURES[1].code]),
        "notices": reverse("see-notices"),
    }
    found = {name: (client, address) for name, address in addresses.items()}
    return found | {"board's list": (every_area, reverse("see-board-list", args=["action-plan"]))}


def busiest_case(scope: Scope) -> Case:
    """An open case of two suspects that is with the CPS."""
    rows = Case.objects.for_scope(scope).filter(
        suspects__number=2, suspects__is_open=True, cps_unit__isnull=False
    )
    case = rows.order_by("-opened_at", "pk").first()
    assert case is not None
    return case


def _add_notices(scope: Scope, at: datetime) -> None:
    """Add sent notices for the person, unless the database has some."""
    if Delivery.objects.filter(recipient=scope.user_id).exists():
        return
    facts: dict[str, Any] = {"notice": "turn_began", "recipient_id": scope.user_id}
    facts |= {"created_at": at, "send_after": at, "accepted_at": at}
    cases = Case.objects.for_scope(scope).order_by("pk")[:TOLD]
    Delivery.objects.bulk_create(
        Delivery(about=case.pk, subject=case.urn, **facts) for case in cases
    )
