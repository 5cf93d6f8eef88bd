"""A person's calendar address: none, made, and ended."""

from django.urls import reverse
from django.utils import timezone

from people.models import CalendarAddress
from tests.support.browser.page_check import SitePage, send_page


def url_with_address(name):
    """The URL of a page, once the officer has an address."""

    def address(scene):
        facts = {"digest": "0" * 64, "made_at": timezone.now()}
        CalendarAddress.objects.get_or_create(person=scene.officer, defaults=facts)
        return reverse(name)

    return address


PAGES = [
    SitePage("calendar-address-none", "prosecutor", "/calendar/"),
    SitePage("calendar-address", "officer", url_with_address("see-calendar-address")),
    SitePage("make-calendar-address", "prosecutor", lambda _: reverse("make-calendar-address")),
    SitePage(
        "calendar-address-made",
        "assistant",
        lambda _: reverse("make-calendar-address"),
        send_page,
    ),
    SitePage("end-calendar-address", "officer", url_with_address("end-calendar-address")),
]
