"""The pages that are opened all day, and a client signed in as somebody who may."""

from django.test import Client
from django.urls import reverse

from benchmarks.personas import worklist_readers
from cases.models import Case
from people.models import User
from pilots.measures.stages import STAGE_MEASURES
from timeliness.models import Delivery

LISTS = ("worklist", "notices", "board's list")
TOLD = 101  # notices: a page of 100, and the one that says there is another


def client_of(scope):
    """A client of Django's own, through every middleware, signed in as somebody."""
    client = Client()
    client.force_login(User.objects.get(pk=scope.user_id))
    return client


def pages_to_open(at):
    """
    {name: (client, address)}, as the supervisor of the largest force opens them; a list of the
    board, as who leads every CPS Area does: with fewer cases no one unit has 100 at one place.
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


def busiest_case(scope):
    """An open case of two suspects whom the CPS has."""
    rows = Case.objects.for_scope(scope).filter(
        suspects__number=2, suspects__is_open=True, cps_unit__isnull=False
    )
    return rows.order_by("-opened_at", "pk").first()


def _add_notices(scope, at):
    """Notices for somebody, where a database has none yet; none of them waits to be sent."""
    if Delivery.objects.filter(recipient=scope.user_id).exists():
        return
    told = {"notice": "turn_began", "recipient_id": scope.user_id}
    told |= {"created_at": at, "send_after": at, "accepted_at": at}
    cases = Case.objects.for_scope(scope).order_by("pk")[:TOLD]
    Delivery.objects.bulk_create(
        Delivery(about=case.pk, subject=case.urn, **told) for case in cases
    )
