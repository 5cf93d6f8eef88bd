"""A person's calendar: its address, and the file that a calendar program reads from it."""

from collections.abc import Callable, Mapping
from copy import copy
from functools import wraps
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.desk.actions.calendar_addresses import (
    end_calendar_address,
    make_calendar_address,
    note_calendar_reading,
)
from cases.desk.forms.calendar import EndCalendarAddressForm, MakeCalendarAddressForm
from cases.desk.queries.calendar_dates import (
    DueEntry,
    calendar_address_of,
    calendar_dates,
    own_calendar_address,
)
from cases.permissions import SITE
from people.access import audit_log
from people.access.permission_tables import Refused, Unreadable
from people.access.row_security import acting
from people.access.scopes import scope_of
from people.api.bearer_auth import check_https
from people.api.problems import Problem
from people.api.rate_limits import check_calendar_rate, count_wrong_address
from people.models import CalendarAddress
from people.signing_in.sessions import hold_session
from people.web.absolute_urls import absolute_url
from people.web.audit_context import GuardedRequest
from people.web.calendar_files import CalendarEntry, calendar_file
from people.web.form_page import render_form_page
from people.web.guards import GuardedView, guarded_site, scope_for, submit_form


@guarded_site("see_calendar_address", SITE)
def see_calendar_address(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    page = {"address": own_calendar_address(scope_for(request)), "allowed": allowed}
    return TemplateResponse(request, "cases/calendar/see.html", page)


@guarded_site("make_calendar_address", SITE)
def make_address(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Show the new address, once: it is not stored, so a second click says how to get another."""
    if request.method == "POST" and not _is_still_signed_in(request):
        messages.warning(
            request, _("No address was made: your sign-in changed meanwhile. Try again.")
        )
        return redirect("see-calendar-address")
    had = own_calendar_address(scope_for(request))
    form = MakeCalendarAddressForm(request.POST or None, initial={"address": had and had.pk})
    if submit_form(request, form, make_calendar_address, _("Address made")):
        return _show_address(request, form.result)
    return render_form_page(
        request, form, title=_("Make a calendar address"), says=_("Make an address"),
        back=(reverse("see-calendar-address"), _("Your calendar")),
        lead=_("The address you have now ends: calendars that read from it are told nothing "
               "more.") if had else _("You are shown the address next, once."),
    )  # fmt: skip


@guarded_site("end_calendar_address", SITE)
def end_address(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    had = own_calendar_address(scope_for(request))
    form = EndCalendarAddressForm(request.POST or None, initial={"address": had and had.pk})
    if submit_form(request, form, end_calendar_address, _("Address ended")):
        return redirect("see-calendar-address")
    return render_form_page(
        request, form, title=_("End your calendar address"), says=_("End the address"),
        back=(reverse("see-calendar-address"), _("Your calendar")), warning=True,
        lead=_("Calendars that read from it are told nothing more. What they have read already "
               "stays in them until you remove it there."),
    )  # fmt: skip


def read_by_address(view: GuardedView[HttpResponse]) -> Callable[..., HttpResponseBase]:
    """
    Let a calendar program, which has no session, read a view as the person whose address it has.

    The view gets the address as `of`. What is no calendar is answered without a word: no page with
    the person's name, and the same for an address that ended, that never was, or that may read
    nothing. Wrong addresses are counted by network address, and never delay a right one (ADR 33).
    """

    @require_safe
    @wraps(view)
    def find_owner(request: HttpRequest, key: str) -> HttpResponseBase:
        try:
            check_https(request)
            address = calendar_address_of(key)
            if address is None:
                count_wrong_address(request)
                return _no_calendar(404)
            check_calendar_rate(request, address.pk)
        except Problem as problem:
            return _no_calendar(problem.status, problem.headers)
        return _read_as_owner(view, request, address)

    return find_owner


def _read_as_owner(
    view: GuardedView[HttpResponse], request: HttpRequest, of: CalendarAddress
) -> HttpResponseBase:
    """The view's answer to the address's owner, on a copy: the request itself stays anonymous."""
    known, source = cast(GuardedRequest, copy(request)), audit_log.client_address(request)
    known.user = of.person
    known.scope = scope_of(of.person, at=timezone.now(), address=source)
    try:
        answer = view(known, of=of)
    except (Http404, Refused, Unreadable):
        return _no_calendar(404)
    return answer if answer.status_code == 200 else _no_calendar(answer.status_code)


def _no_calendar(status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"} | dict(headers or {}))


@read_by_address
@guarded_site("fetch_calendar", SITE)
def fetch_calendar(
    request: GuardedRequest, allowed: frozenset[str], of: CalendarAddress
) -> HttpResponse:
    """The file, with what its owner may read now."""
    scope = scope_for(request)
    dates = calendar_dates(scope)
    for label, ids in dates.shown.items():
        request.audit.add_rows_beside(label, ids)
    with acting("when a calendar was read last"):
        shown = (pk for ids in dates.shown.values() for pk in ids)
        if not note_calendar_reading(of, shown=shown, source=scope.address, at=scope.at):
            request.audit.skip_read_entry()
    entries = [_entry_of(each, of, request) for each in dates.entries]
    content = calendar_file("due dates", entries, at=scope.at, name=_("RASSO: what is due to you"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="due-dates.ics"'
    response["Cache-Control"] = "no-store, private"
    return response


def _is_still_signed_in(request: GuardedRequest) -> bool:
    """
    Whether nobody has ended the session since the request came. Locks the account, so that whoever
    ends its sessions waits, and then finds the address and ends it too.
    """
    with acting("that a session stands while an address is made"):
        return hold_session(request)


def _show_address(request: GuardedRequest, made: CalendarAddress | None) -> HttpResponse:
    """made: None on a second click, when the key is not known any more."""
    if made is not None:
        path = reverse("fetch-calendar", args=[made.shown])
        page = {"shown": absolute_url(path, request)}
        return TemplateResponse(request, "cases/calendar/made.html", page)
    messages.warning(
        request,
        _("The address was shown once, when you first pressed the button. If you have not copied "
          "it, make a new one."),
    )  # fmt: skip
    return redirect("see-calendar-address")


def _entry_of(due: DueEntry, of: CalendarAddress, request: HttpRequest) -> CalendarEntry:
    return CalendarEntry(
        uid=f"{due.kind.name}-{due.when.isoformat()}-{of.pk}",
        title=due.title,
        starts=due.when,
        address=absolute_url(due.path, request),
    )
