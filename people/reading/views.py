"""Pages of the limits on reading: what they are, who reached one, and requests to read more."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.administration.unit_leaders import LEADERS
from people.models import ReadingLimit, ReadingRequest
from people.reading import queries
from people.reading.actions import requests as actions
from people.reading.forms import AnswerReadingForm, AskToReadMoreForm, RefuseReadingForm
from people.reading.permissions import READING_REQUEST, READING_SITE
from people.web.audit_context import SAFE_METHODS, GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import GuardedView, guarded_site, scope_for, submit_form

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@guarded_site("see_reading", READING_SITE)
def see_reading(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """The limits, the reader's own requests, and for leaders who asks and who reached a limit."""
    scope = scope_for(request)
    leads = bool(scope.units_with(*LEADERS))
    waiting = list(queries.requests_to_answer(scope)[: queries.MAX_ROWS]) if leads else []
    others = list(queries.other_requests(scope)[: queries.MAX_ROWS])
    request.audit.add_rows(ReadingRequest, [each.pk for each in (*waiting, *others)])
    page = {
        "leads": leads,
        "waiting": waiting,
        "others": others,
        "reached": queries.reached_limits(scope) if leads else [],
        "days": queries.DAYS_SHOWN,
        "limits": queries.limits_of_everyone(),
        "allowed": allowed,
    }
    return TemplateResponse(request, "people/reading/list.html", page)


@guarded_site("ask_to_read_more", READING_SITE)
def ask_to_read_more(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    units = queries.units_to_ask(scope_for(request))
    wanted = request.GET.get("limit", "")
    initial = {"limit": wanted if wanted in ReadingLimit else ""}
    if len(units) == 1:
        initial["unit"] = str(units[0][0])
    form = AskToReadMoreForm(request.POST or None, units=units, initial=initial)
    done = _("Sent. Those who lead the unit have been told.")
    if submit_form(request, form, actions.ask_to_read_more, done):
        return redirect("see-reading")
    lead = _("Someone who leads your unit answers. Until then the limit stays as it is.")
    page = {
        "title": _("Ask to read more"), "says": _("Ask"),
        "back": (reverse("see-reading"), _("Limits on reading")),
        "lead": lead if units else str(actions.NOBODY_TO_ASK),
    }  # fmt: skip
    return render_form_page(request, form, **page)


@guarded_site("see_reading_request", READING_SITE)
def see_reading_request(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    asked = _request_for_verb(request, "see_reading_request", pk)
    page = {
        "wish": asked,
        "shown": queries.request_facts(asked),
        "allowed": READING_REQUEST.allowed_verbs(scope_for(request), asked),
    }
    return TemplateResponse(request, "people/reading/see.html", page)


def _answer_view(
    verb: str, action: Callable[..., ReadingRequest], done: "StrOrPromise", *,
    says: "StrOrPromise", form_class: type[RefuseReadingForm] | type[AnswerReadingForm],
) -> GuardedView[HttpResponse]:  # fmt: skip
    """A page that settles a request, with what is asked for above the button."""

    @guarded_site(verb, READING_SITE)
    def view(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
        asked = _request_for_verb(request, verb, pk)
        form = form_class(request.POST or None)
        if submit_form(request, form, action, done, asked=asked):
            return redirect("see-reading-request", pk)
        return render_form_page(
            request, form, title=says, caption=_("Request to read more"),
            shown=queries.request_facts(asked), says=says,
            back=(reverse("see-reading-request", args=[pk]), _("Request to read more")),
        )  # fmt: skip

    return view


approve_reading = _answer_view(
    "approve_reading", actions.approve_reading, gettext_lazy("Approved."),
    says=gettext_lazy("Approve"), form_class=AnswerReadingForm,
)  # fmt: skip
refuse_reading = _answer_view(
    "refuse_reading", actions.refuse_reading, gettext_lazy("Refused."),
    says=gettext_lazy("Refuse"), form_class=RefuseReadingForm,
)  # fmt: skip
withdraw_reading = _answer_view(
    "withdraw_reading", actions.withdraw_reading, gettext_lazy("Withdrawn."),
    says=gettext_lazy("Withdraw"), form_class=AnswerReadingForm,
)  # fmt: skip


def _request_for_verb(request: GuardedRequest, verb: str, pk: UUID) -> ReadingRequest:
    """
    The request with this id, after checking the verb on it. Raises Refused.

    Raises Http404 also for one that the caller may not see.
    """
    asked = queries.reading_requests(scope_for(request)).filter(pk=pk).first()
    if asked is None:
        raise Http404
    request.audit.add_rows(ReadingRequest, [pk])
    READING_REQUEST.check(scope_for(request), verb, asked, stages=request.method in SAFE_METHODS)
    return asked
