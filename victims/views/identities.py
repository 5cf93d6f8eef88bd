"""Pages on a victim's identity: record without showing, reveal, and find by one exact detail."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.views.form_page import render_form_with_draft
from people.access.reading_limits import check_search
from people.access.scopes import Refused
from people.text.dates import format_day
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, guarded_site, scope_for, submit_action
from victims import encryption
from victims.actions import identities as actions
from victims.forms.records import FindVictimForm, RecordIdentityForm, RevealIdentityForm
from victims.labels import IDENTITY_LABELS
from victims.models import VictimRecord
from victims.permissions import RECORD, SITE
from victims.queries import records as queries
from victims.queries.contact_safety import contact_safety

NO_VICTIM_FOUND = gettext_lazy(
    "This does not open a victim’s record. Check that you entered all of it."
)


def check_not_destroyed(request: GuardedRequest, record: VictimRecord) -> None:
    """Raise Refused where the identity was destroyed: nothing more is recorded or kept of it."""
    _is_known, _version, is_destroyed = queries.identity_state_of_victim(record, scope_for(request))
    if is_destroyed:
        raise Refused(actions.IDENTITY_DESTROYED, is_stage=True)


@guarded("record_identity", VictimRecord, RECORD, check=check_not_destroyed)
def record_identity(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    is_known, version, _is_destroyed = queries.identity_state_of_victim(record, scope)
    known = queries.recorded_details(record, scope)
    form = RecordIdentityForm(request.POST or None, version=version, known=known)
    if form.is_valid():
        about = {
            "record": record,
            "version": form.cleaned_data["version"],
            "changed_because": form.cleaned_data.get("changed_because", ""),
            **form.submitted_details(),
        }
        if submit_action(
            request, actions.record_identity, verb="record_identity", form=form, **about
        ):
            return redirect("see-victim", record.pk)
    return render_form_with_draft(
        request, "victims/identities/record.html", form, record=record, is_known=is_known
    )


@guarded("reveal_identity", VictimRecord, RECORD)
def reveal_identity(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """The response to the POST shows the identity: no address does, and nothing is cached."""
    scope = scope_for(request)
    shown: list[tuple[str | Promise, str]] = []
    page: dict[str, Any] = {"record": record, "safety": contact_safety(record, at=scope.at)}
    form = RevealIdentityForm(
        request.POST or None, is_assigned=actions.is_assigned_to_victim(record, scope)
    )

    def reveal(**asked: Any) -> actions.RevealedIdentity:
        revealed = actions.reveal_identity(**asked)
        shown.extend(
            (IDENTITY_LABELS[name], _identity_detail_text(name, text))
            for name, text in revealed.facts.items()
            if text
        )
        page["changes"] = revealed.changes
        return revealed

    if form.is_valid():
        about: dict[str, Any] = {"record": record, "verb": "reveal_identity", "form": form}
        if submit_action(request, reveal, **about, **form.cleaned_data):
            if not shown:  # a double-click: the first request showed it
                return redirect("reveal-identity", record.pk)
            page |= {"facts": shown, "allowed": allowed}
            return TemplateResponse(request, "victims/identities/see.html", page)
    page["is_at_limit"] = str(actions.TOO_MANY_REVEALS) in form.non_field_errors()
    return render_form_with_draft(request, "victims/identities/reveal.html", form, **page)


def _identity_detail_text(name: str, text: str) -> str:
    """A detail as the page shows it: a date of birth in words, like other dates."""
    return format_day(date.fromisoformat(text)) if name == "born_on" else text


@guarded_site("find_victim", SITE)
def find_victim(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """A victim who does not exist and one out of the reader's scope get the same response."""
    form, found = FindVictimForm(request.POST or None), None
    request.audit.set_search_text(form["value"].value() or "")
    if form.is_valid():
        by, value = form.cleaned_data["by"], form.cleaned_data["value"]
        check_search(scope_for(request), request.audit.sought)
        found = queries.victims_with_index(
            {by: encryption.blind_indexes(by, value)}, scope_for(request)
        )
        request.audit.add_rows(VictimRecord, [pk for pk, _urn, _number in found])
        if not found:
            form.add_error("value", NO_VICTIM_FOUND)
    page = {"form": form, "found": found}
    return TemplateResponse(request, "victims/identities/find.html", page)
