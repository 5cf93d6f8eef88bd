"""Pages about closed days: bank holidays and announced days."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from people.text.dates import format_weekday
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import SAFE_METHODS, guarded_site, scope_for, submit_action
from timeliness import forms, queries
from timeliness.actions import closed_days
from timeliness.announced_days import announced_days
from timeliness.calendar import known_until, london_day
from timeliness.models import ExtraDay
from timeliness.permissions import DAY, SITE


@guarded_site("see_closed_days", SITE)
def see_closed_days(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope, days = scope_for(request), announced_days()
    request.audit.add_rows(ExtraDay, [row.pk for row in days])
    this_year = london_day(scope.at).year
    page = {
        "announced": [
            (row.day, format_weekday(row.day), row.title, DAY.allowed_verbs(scope, row))
            for row in days
        ],
        "holidays": [
            (year, [(format_weekday(day), title) for day, title in known])
            for year, known in queries.bank_holidays_by_year(years=(this_year, this_year + 1))
        ],
        "known_until": known_until(),
        "allowed": allowed,
    }
    return TemplateResponse(request, "timeliness/closed_days/list.html", page)


@guarded_site("announce_closed_day", SITE)
def announce_closed_day(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AnnounceClosedDayForm(request.POST or None)
    if form.is_valid() and submit_action(
        request,
        closed_days.announce_closed_day,
        verb="announce_closed_day",
        form=form,
        **form.cleaned_data,
    ):
        messages.success(request, _("The day has been announced. Clocks have been counted again."))
        return redirect("see-closed-days")
    return render_form_page(
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
def withdraw_closed_day(
    request: GuardedRequest, allowed: frozenset[str], day: date
) -> HttpResponse:
    row = _find_closed_day(request, day)
    form = forms.WithdrawClosedDayForm(request.POST or None)
    if form.is_valid() and submit_action(
        request, closed_days.withdraw_closed_day, verb="withdraw_closed_day", form=form, day=day
    ):
        messages.success(request, _("It is a working day again. Clocks have been counted again."))
        return redirect("see-closed-days")
    return render_form_page(
        request,
        form,
        title=_("Withdraw a closed day"),
        caption=f"{format_weekday(day)}: {row.title}" if row.title else format_weekday(day),
        lead=_(
            "It then counts as a working day again. Clocks that are running are counted again at "
            "once: due dates and reminders move, and worklists with them."
        ),
        back=(reverse("see-closed-days"), _("Closed days")),
        says=_("Withdraw closed day"),
        warning=True,
    )


def _find_closed_day(request: GuardedRequest, day: date) -> ExtraDay:
    """The announced day; on POST also one already withdrawn (second click), without a title."""
    row = ExtraDay.objects.filter(day=day).first()
    if row is None and request.method in SAFE_METHODS:
        raise Http404
    request.audit.add_rows(ExtraDay, [day])
    row = row or ExtraDay(day=day)
    scope = scope_for(request)
    DAY.check(scope, "withdraw_closed_day", row, stages=request.method in SAFE_METHODS)
    return row
