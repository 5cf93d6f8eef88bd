"""Closed days."""

from datetime import date, timedelta

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from timeliness.models import ExtraDay

LONG = "A day with a name as long as a name can be, in memory of somebody whom all knew"


def announced(name):
    """The URL of a page, after a coming and a past closed day have been announced."""

    def address(_scene):
        for number, day in enumerate(days()):
            ExtraDay.objects.get_or_create(day=day, defaults={"title": LONG[: 79 - 50 * number]})
        return reverse(name, args=[days()[0]] if name == "withdraw-closed-day" else [])

    return address


def nothing_announced(_scene):
    ExtraDay.objects.all().delete()
    return reverse("see-closed-days")


def days():
    """A Wednesday some weeks from now, and one long ago."""
    today = date.today()
    return today + timedelta(days=37 - today.weekday()), date(2022, 9, 21)


def announce_a_past_day(page):
    for part, number in (("day", "5"), ("month", "1"), ("year", "2026")):
        page.fill(f"#id_day-{part}", number)
    page.fill("#id_title", LONG)
    send(page)


PAGES = [
    Page("closed-days-none", "administrator", nothing_announced),
    Page("announce-closed-day", "administrator", lambda _: reverse("announce-closed-day")),
    Page(
        "announce-closed-day-blank", "administrator", lambda _: reverse("announce-closed-day"), send
    ),
    Page(
        "announce-closed-day-wrong",
        "administrator",
        lambda _: reverse("announce-closed-day"),
        announce_a_past_day,
    ),
    Page("closed-days", "administrator", announced("see-closed-days")),
    Page("withdraw-closed-day", "administrator", announced("withdraw-closed-day")),
]
