"""Who a victim is: written down unseen, revealed by an act, found by one exact detail."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.deadlines import in_words
from cases.views.asking import ask
from people.guards import act, guarded, guarded_site, scope_for
from people.visits import Request
from victims import sealing
from victims.actions import identities as actions
from victims.forms.records import FindVictim, Identity, WhyReveal
from victims.models import VictimRecord
from victims.permissions import RECORD, SITE
from victims.queries import records as queries
from victims.queries.safety import safety
from victims.words import IDENTITY

NOBODY = gettext_lazy("This does not open a victim’s record. Check that you entered all of it.")


@guarded("record_identity", VictimRecord, RECORD)
def record_identity(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    is_known, version, _is_destroyed = queries.has_identity(record, scope_for(request))
    form = Identity(request.POST or None, version=version)
    if form.is_valid():
        about = {"record": record, "version": form.cleaned_data["version"], **form.given()}
        if act(request, actions.record_identity, verb="record_identity", form=form, **about):
            return redirect("see-victim", record.pk)
    return ask(request, "victims/identities/record.html", form, record=record, is_known=is_known)


@guarded("reveal_identity", VictimRecord, RECORD)
def reveal_identity(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """The answer to the form itself shows who she is: no address does, and nothing is kept."""
    scope = scope_for(request)
    shown: list[tuple[str | Promise, str]] = []
    page: dict[str, Any] = {"record": record, "safety": safety(record, at=scope.at)}
    form = WhyReveal(request.POST or None, is_assigned=actions.is_assigned(record, scope))

    def reveal(**asked: Any) -> actions.Revealed:
        revealed = actions.reveal_identity(**asked)
        shown.extend(
            (IDENTITY[name], _said(name, text)) for name, text in revealed.facts.items() if text
        )
        return revealed

    if form.is_valid():
        about: dict[str, Any] = {"record": record, "verb": "reveal_identity", "form": form}
        if act(request, reveal, **about, **form.cleaned_data):
            if not shown:  # a second click: it was shown to the first
                return redirect("reveal-identity", record.pk)
            page |= {"facts": shown, "allowed": allowed}
            return TemplateResponse(request, "victims/identities/see.html", page)
    return ask(request, "victims/identities/reveal.html", form, **page)


def _said(name: str, text: str) -> str:
    """A detail as the page says it: a date of birth in words, as every other date."""
    return in_words(date.fromisoformat(text)) if name == "born_on" else text


@guarded_site("find_victim", SITE)
def find_victim(request: Request, allowed: frozenset[str]) -> HttpResponse:
    """Whoever is not there and whoever is out of sight are answered alike."""
    form, found = FindVictim(request.POST or None), None
    request.visit.seeks(form["value"].value() or "")
    if form.is_valid():
        by, value = form.cleaned_data["by"], form.cleaned_data["value"]
        found = queries.found_by({by: sealing.index(by, value)}, scope_for(request))
        request.visit.shows(VictimRecord, [pk for pk, _urn, _number in found])
        if not found:
            form.add_error("value", NOBODY)
    page = {"form": form, "found": found}
    return TemplateResponse(request, "victims/identities/find.html", page)
