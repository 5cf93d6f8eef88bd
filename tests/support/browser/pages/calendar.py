"""Closed days."""

from datetime import date, timedelta

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from timeliness.models import ExtraDay

LONG = "A day with a name as long as a name can be, in memory of somebody whom all knew"


def closed_days_url(name):
    """The URL of a page, after a coming and a past closed day have been announced."""

    def address(_scene):
        for number, day in enumerate(two_closed_days()):
            ExtraDay.objects.get_or_create(day=day, defaults={"title": LONG[: 79 - 50 * number]})
        return reverse(name, args=[two_closed_days()[0]] if name == "withdraw-closed-day" else [])

    return address


def empty_calendar_url(_scene):
    """The URL of the closed days when none is announced."""
    ExtraDay.objects.all().delete()
    return reverse("see-closed-days")


def two_closed_days():
    """A Wednesday some weeks from now, and one long ago."""
    today = date.today()
    return today + timedelta(days=37 - today.weekday()), date(2022, 9, 21)


def announce_past_day(page):
    """Announce a day that is over, with a title of the maximum length."""
    for part, number in (("day", "5"), ("month", "1"), ("year", "2026")):
        page.fill(f"#id_day-{part}", number)
    page.fill("#id_title", LONG)
    send_page(page)


PAGES = [
    SitePage("closed-days-none", "administrator", empty_calendar_url),
    SitePage("announce-closed-day", "administrator", lambda _: reverse("announce-closed-day")),
    SitePage(
        "announce-closed-day-blank",
        "administrator",
        lambda _: reverse("announce-closed-day"),
        send_page,
    ),
    SitePage(
        "announce-closed-day-wrong",
        "administrator",
        lambda _: reverse("announce-closed-day"),
        announce_past_day,
    ),
    SitePage("closed-days", "administrator", closed_days_url("see-closed-days")),
    SitePage("withdraw-closed-day", "administrator", closed_days_url("withdraw-closed-day")),
]
