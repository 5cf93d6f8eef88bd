"""The administrator's pages of the days on which offices are closed."""

from datetime import date

from django.urls import path, register_converter

from timeliness import views


class DayConverter:
    """A date in an address, as 2026-12-29; one that no calendar has leads nowhere."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    to_python = staticmethod(date.fromisoformat)
    to_url = staticmethod(str)


register_converter(DayConverter, "day")

urlpatterns = [
    path("", views.see_closed_days, name="see-closed-days"),
    path("announce/", views.announce_closed_day, name="announce-closed-day"),
    path("<day:day>/withdraw/", views.withdraw_closed_day, name="withdraw-closed-day"),
]
