"""The operations page."""

from django.urls import reverse
from django.utils import timezone

from tests.support.browser.page_check import SitePage
from timeliness.models import Delivery


def empty_operations_url(_scene):
    """The URL of the operations page when no delivery has failed."""
    Delivery.objects.filter(set_aside_at__isnull=False).update(set_aside_at=None)
    return reverse("see-operations")


def operations_url(name):
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
    SitePage("operations-well", "administrator", empty_operations_url),
    SitePage("operations", "administrator", operations_url("see-operations")),
    SitePage("send-again", "administrator", operations_url("send-again")),
    SitePage("let-message-be", "administrator", operations_url("let-message-be")),
]
