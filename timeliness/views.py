"""The days on which offices are closed: what is known, what was announced."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people.guards import READS, act, guarded_site, scope_for
from people.views.asking import ask
from people.visits import Request
from timeliness import forms, queries
from timeliness.actions import extra_days
from timeliness.calendar import known_until, london_day
from timeliness.models import ExtraDay
from timeliness.permissions import DAY, SITE
from timeliness.words import weekday


@guarded_site("see_closed_days", SITE)
def see_closed_days(request: Request, allowed: frozenset[str]) -> HttpResponse:
    scope, days = scope_for(request), queries.announced_days()
    request.visit.shows(ExtraDay, [row.pk for row in days])
    this_year = london_day(scope.at).year
    page = {
        "announced": [
            (row.day, weekday(row.day), row.title, DAY.open_to(scope, row)) for row in days
        ],
        "holidays": [
            (year, [(weekday(day), title) for day, title in known])
            for year, known in queries.bank_holidays(years=(this_year, this_year + 1))
        ],
        "known_until": known_until(),
        "allowed": allowed,
    }
    return TemplateResponse(request, "timeliness/closed_days/list.html", page)


@guarded_site("announce_closed_day", SITE)
def announce_closed_day(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AnnounceClosedDay(request.POST or None)
    if form.is_valid() and act(
        request, extra_days.announce, verb="announce_closed_day", form=form, **form.cleaned_data
    ):
        messages.success(request, _("The day has been announced. Clocks have been counted again."))
        return redirect("see-closed-days")
    return ask(
        request,
        form,
        title=_("Announce a closed day"),
        lead=_(
            "It then no longer counts as a working day. Clocks that are running are counted again "
            "at once: due dates and reminders move, and worklists with them. Dates that people "
            "agreed stay as they are."
        ),
        back=(reverse("see-closed-days"), _("Closed days")),
        says=_("Announce closed day"),
    )


@guarded_site("withdraw_closed_day", SITE)
def withdraw_closed_day(request: Request, allowed: frozenset[str], day: date) -> HttpResponse:
    row = _announced(request, day)
    form = forms.WithdrawClosedDay(request.POST or None)
    if form.is_valid() and act(
        request, extra_days.withdraw, verb="withdraw_closed_day", form=form, day=day
    ):
        messages.success(request, _("It is a working day again. Clocks have been counted again."))
        return redirect("see-closed-days")
    return ask(
        request,
        form,
        title=_("Withdraw a closed day"),
        caption=f"{weekday(day)}: {row.title}" if row.title else weekday(day),
        lead=_(
            "It then counts as a working day again. Clocks that are running are counted again at "
            "once: due dates and reminders move, and worklists with them."
        ),
        back=(reverse("see-closed-days"), _("Closed days")),
        says=_("Withdraw closed day"),
        warning=True,
    )


def _announced(request: Request, day: date) -> ExtraDay:
    """The day, which a second click finds withdrawn already: then it has no title."""
    row = ExtraDay.objects.filter(day=day).first()
    if row is None and request.method in READS:
        raise Http404
    request.visit.shows(ExtraDay, [day])
    row = row or ExtraDay(day=day)
    scope = scope_for(request)
    DAY.check(scope, "withdraw_closed_day", row, stages=request.method in READS)
    return row
