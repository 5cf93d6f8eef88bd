"""A charging referral, from the first keystroke to the supervisor's sign-off or its withdrawal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions import referrals as actions
from cases.forms import referrals as forms
from cases.models import Case, Referral
from cases.permissions import CASE, REFERRAL
from cases.queries import comparisons, gates, referrals, urgency
from cases.queries.referrals import Choosing
from cases.queries.submission_words import papers_to_send
from cases.queries.submissions import was_sent
from cases.views.asking import ask, typed
from people.guards import acted, guarded, scope_for
from people.visits import Request

WRITTEN = gettext_lazy("Referral sent to your supervisor for sign-off.")


@guarded("write_referral", Case, CASE)
def write_referral(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    choosing = referrals.to_refer(case, scope, request.visit.capacities)
    before = referrals.last_ended(case, scope, choosing.ready)
    form = _form(
        request, forms.WriteReferral, case, choosing,
        initial=forms.starting_with(before, choosing.ready),
    )  # fmt: skip
    if acted(request, form, actions.write_referral, WRITTEN, case=case):
        return redirect("see-referral", form.outcome)
    return ask(
        request, "cases/referrals/write.html", form, case=case, choosing=choosing,
        returned=before and referrals.returned(before, scope),
        once_started={"gate": lambda: gates.of_typed(case, choosing.ready, typed(form), scope)},
    )  # fmt: skip


@guarded("revise_referral", Referral, REFERRAL)
def revise_referral(request: Request, referral: Referral, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    case = referral.case
    choosing = referrals.to_refer(case, scope, request.visit.capacities, revising=referral)
    about = referral.suspects.for_scope(scope).order_by("number")
    form = _form(
        request, forms.ReviseReferral, case, choosing, version=referral.version, of=referral,
        initial=forms.starting_with(referral, about),
    )  # fmt: skip
    if acted(request, form, actions.revise_referral, WRITTEN, referral=referral):
        return redirect("see-referral", referral.pk)
    return ask(
        request, "cases/referrals/revise.html", form, case=case, referral=referral,
        choosing=choosing,
        once_started={"gate": lambda: gates.of_typed(case, choosing.ready, typed(form), scope)},
    )  # fmt: skip


@guarded("write_referral", Case, CASE)
def check_referral(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """What the rules say of what has been typed so far: a part of the page that asks."""
    scope, form = scope_for(request), forms.WriteReferral(request.POST, suspects=[], hints={})
    suspects = list(case.suspects.for_scope(scope))
    page = {"form": form, "gate": gates.of_typed(case, suspects, typed(form), scope)}
    return TemplateResponse(request, "cases/referrals/gate_part.html", page)


def _form(
    request: Request, kind: type[forms.WriteReferral], case: Case, choosing: Choosing, **about: Any
) -> forms.WriteReferral:
    """
    The form of a referral: as sent, or new.

    One that is sent may name any suspect of the case: the action says what has become of whom,
    and a second click, when they have all moved on, still counts as the first.
    """
    suspects = choosing.everyone if request.method == "POST" else choosing.ready
    unit = referrals.receiving_unit(case, "", scope_for(request))
    hints = urgency.hints(at=scope_for(request).at, area=unit.area if unit else "")
    return kind(request.POST or None, suspects=suspects, hints=hints, **about)


@guarded("see_referral", Referral, REFERRAL)
def see_referral(request: Request, referral: Referral, allowed: frozenset[str]) -> HttpResponse:
    scope, page = scope_for(request), _reading(request, referral)
    page |= {"allowed": allowed, "was_sent": was_sent(referral.case, scope), "gate": None}
    if "see_unsent_changes" in allowed:
        page["gate"] = gates.of_reading(page["reading"], scope)
    return TemplateResponse(request, "cases/referrals/see.html", page)


def _reading(request: Request, referral: Referral) -> dict[str, Any]:
    """What a page says that shows a whole referral."""
    return {"case": referral.case, "reading": referrals.read(referral, scope_for(request))}


@guarded("sign_referral_off", Referral, REFERRAL)
def sign_referral_off(
    request: Request, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    unit = referrals.receiving_unit(referral.case, referral.urgency, scope_for(request))
    form = forms.Supervise(request.POST or None, version=referral.version)
    told = _("Referral signed off and sent to %(unit)s.") % {"unit": unit}
    if acted(request, form, actions.sign_referral_off, told, referral=referral):
        return redirect("see-referral", referral.pk)
    scope, page = scope_for(request), _reading(request, referral)
    content = gates.content_of(page["reading"], scope)
    page["gate"] = gates.of_content(content, page["reading"], scope)
    page["comparison"] = comparisons.of_content(content, referral.case, scope)
    page["going"] = papers_to_send(content)
    return ask(
        request, "cases/referrals/sign_off.html", form, allowed=allowed, receiving=unit, **page
    )


@guarded("send_referral_back", Referral, REFERRAL)
def send_referral_back(
    request: Request, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.Supervise(request.POST or None, version=referral.version)
    told = _("Referral sent back to the officer.")
    if acted(request, form, actions.send_referral_back, told, referral=referral):
        return redirect("see-referral", referral.pk)
    return ask(
        request, "cases/referrals/send_back.html", form, allowed=allowed,
        **_reading(request, referral),
    )  # fmt: skip


@guarded("withdraw_referral", Referral, REFERRAL)
def withdraw_referral(
    request: Request, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.Withdraw(request.POST or None)
    told = _("Referral withdrawn. Its suspects are with the police again.")
    if acted(request, form, actions.withdraw_referral, told, referral=referral):
        return redirect("see-referral", referral.pk)
    return ask(request, "cases/referrals/withdraw.html", form, **_reading(request, referral))
