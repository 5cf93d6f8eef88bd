"""The operations page."""

from django.urls import reverse
from django.utils import timezone

from tests.support.browser.page_check import Page
from timeliness.models import Delivery


def nothing_given_up(_scene):
    Delivery.objects.filter(set_aside_at__isnull=False).update(set_aside_at=None)
    return reverse("see-operations")


def given_up(name):
    """The URL of a page, after two messages have failed."""

    def address(_scene):
        rows = Delivery.objects.outstanding().order_by("reference")[:2]
        pks = [row.pk for row in rows] or [Delivery.objects.order_by("reference")[0].pk]
        now = timezone.now()
        Delivery.objects.filter(pk__in=pks).update(
            set_aside_at=now, accepted_at=None, dropped_at=None, attempts=9,
            why="refused 550 5.1.1 No such user here: the address has been closed for a long time",
        )  # fmt: skip
        return reverse(name, args=[pks[0]] if name != "see-operations" else [])

    return address


PAGES = [
    Page("operations-well", "administrator", nothing_given_up),
    Page("operations", "administrator", given_up("see-operations")),
    Page("send-again", "administrator", given_up("send-again")),
    Page("let-message-be", "administrator", given_up("let-message-be")),
]
