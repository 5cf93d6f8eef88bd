"""Pages of material that is held elsewhere."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.held_material.actions import held_material as actions
from cases.held_material.forms import held_material as forms
from cases.held_material.queries.held_material import changes_of_material, held_material_page
from cases.models import Case, HeldMaterial
from cases.permissions import CASE, HELD_MATERIAL
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("see_held_material", Case, CASE)
def see_held_material(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """All entries of a case, with what is wrong with each and who has watched it."""
    page = held_material_page(case, scope_for(request))
    context = {"case": case, "page": page, "allowed": allowed}
    return TemplateResponse(request, "cases/held_material/see.html", context)


@guarded("add_held_material", Case, CASE)
def add_held_material(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddHeldMaterialForm(request.POST or None)
    if submit_form(request, form, actions.add_held_material, _("Recorded"), case=case):
        return redirect("see-held-material", case.pk)
    return render_form_with_draft(request, "cases/held_material/add.html", form, case=case)


@guarded("correct_held_material", HeldMaterial, HELD_MATERIAL)
def correct_held_material(
    request: GuardedRequest, material: HeldMaterial, allowed: frozenset[str]
) -> HttpResponse:
    recorded = {name: getattr(material, name) for name in actions.MATERIAL_FACTS}
    recorded["is_provided"] = "yes" if material.is_provided else "no"
    form = forms.CorrectHeldMaterialForm(
        request.POST or None, version=material.version, of=material, initial=recorded
    )
    if submit_form(request, form, actions.correct_held_material, _("Corrected"), material=material):
        return redirect("see-held-material", material.case_id)
    return render_form_with_draft(
        request,
        "cases/held_material/correct.html",
        form,
        case=material.case,
        material=material,
        changes=changes_of_material(material, request.scope),
    )


@guarded("record_watching", HeldMaterial, HELD_MATERIAL)
def record_watching(
    request: GuardedRequest, material: HeldMaterial, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.RecordWatchingForm(request.POST or None)
    if submit_form(request, form, actions.record_watching, _("Recorded"), material=material):
        return redirect("see-held-material", material.case_id)
    return render_form_with_draft(
        request,
        "cases/held_material/watch.html",
        form,
        case=material.case,
        material=material,
        changes=changes_of_material(material, request.scope),
    )
