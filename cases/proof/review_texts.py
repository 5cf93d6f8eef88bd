"""Words about the points to prove of an offence: their days, and whether a lawyer reviewed them."""

from datetime import date

from django.utils.translation import gettext as _

from cases.models import PointsReview
from people.text.dates import format_day
from timeliness.calendar import london_day


def review_text(review: PointsReview | None) -> str:
    """Who reviewed them and when, or that no lawyer has."""
    if review is None:
        return _("Not reviewed by a lawyer")
    told = {
        "who": review.by.name, "agency": review.by.agency.name,
        "day": format_day(london_day(review.at)),
    }  # fmt: skip
    if review.is_right:
        return _("Reviewed by %(who)s, %(agency)s, on %(day)s") % told
    return _("Not right, says %(who)s, %(agency)s, on %(day)s") % told


def points_days_text(first: date | None, last: date | None) -> str:
    """The days of an act that points are about, such as "from 1 May 2004"; empty if any."""
    if first and last:
        told = {"first": format_day(first), "last": format_day(last)}
        return _("from %(first)s to %(last)s") % told
    if first:
        return _("from %(first)s") % {"first": format_day(first)}
    return _("until %(last)s") % {"last": format_day(last)} if last else ""
