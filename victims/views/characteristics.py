"""Pages of the equality questions: what a victim is asked of their characteristics."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form
from victims.actions import characteristics as actions
from victims.forms.characteristics import RecordCharacteristicsForm
from victims.models import VictimRecord
from victims.permissions import RECORD
from victims.queries import characteristics as queries


@guarded("see_characteristics", VictimRecord, RECORD)
def see_characteristics(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """How far each question has come, and who asked."""
    scope = scope_for(request)
    rows = queries.characteristics_of_victim(record, scope)
    asked = queries.asked_of_victim(rows)
    context = {
        "record": record,
        "facts": [(each.label, each.text, each.recorded) for each in asked],
        "history": queries.characteristics_history(rows) if rows else [],
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/records/characteristics.html", context)


@guarded("record_characteristics", VictimRecord, RECORD)
def record_characteristics(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.characteristics_of_victim(record, scope)
    form = RecordCharacteristicsForm(
        request.POST or None,
        version=queries.characteristics_version(rows),
        asked=queries.asked_of_victim(rows),
    )
    if submit_form(request, form, actions.record_characteristics, _("Recorded"), record=record):
        return redirect("see-characteristics", record.pk)
    return render_form_with_draft(
        request, "victims/records/record_characteristics.html", form, record=record
    )
