"""The pages that are opened all day, and a client signed in as somebody who may."""

from django.test import Client
from django.urls import reverse

from benchmarks.people import readers
from cases.models import Case
from people.models import User
from pilots.measures import STAGES

LISTS = ("worklist", "notices", "board's list")


def client_of(scope):
    """A client of Django's own, through every middleware, signed in as somebody."""
    client = Client()
    client.force_login(User.objects.get(pk=scope.user_id))
    return client


def pages(at):
    """{name: (client, address)}, as the supervisor of the largest force opens them."""
    scope = readers(at)["largest force"]
    client = client_of(scope)
    case = _busiest_case(scope)
    addresses = {
        "worklist": reverse("see-worklist", args=["unit"]),
        "case page": reverse("see-case", args=[case.pk]),
        "board": reverse("see-board"),
        "board's list": reverse("see-board-list", args=["action-plan"]),
        "dashboard": reverse("see-figures"),
        "figure": reverse("see-figure", args=[STAGES[1].code]),
        "notices": reverse("see-notices"),
    }
    return {name: (client, address) for name, address in addresses.items()}


def _busiest_case(scope):
    """An open case of two suspects whom the CPS has."""
    rows = Case.objects.for_scope(scope).filter(
        suspects__number=2, suspects__is_open=True, cps_unit__isnull=False
    )
    return rows.order_by("-opened_at", "pk").first()
