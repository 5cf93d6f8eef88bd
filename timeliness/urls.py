"""URLs of the closed-day pages."""

from datetime import date

from django.urls import path, register_converter

from timeliness import views


class DayConverter:
    """Path converter for a date, as 2026-12-29; an impossible date gives a 404."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    to_python = staticmethod(date.fromisoformat)
    to_url = staticmethod(str)


register_converter(DayConverter, "day")

urlpatterns = [
    path("", views.see_closed_days, name="see-closed-days"),
    path("announce/", views.announce_closed_day, name="announce-closed-day"),
    path("<day:day>/withdraw/", views.withdraw_closed_day, name="withdraw-closed-day"),
]
