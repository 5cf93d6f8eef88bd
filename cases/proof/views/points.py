"""Points to prove of offences: read by everybody with a case, reviewed by a lawyer of the CPS."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.models import OffencePoints
from cases.permissions import SITE
from cases.proof.actions import points_reviews as actions
from cases.proof.forms.points_reviews import ReviewPointsForm
from cases.proof.queries.offence_points import points_by_statute, points_detail
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, submit_form


@guarded_site("see_points", SITE)
def see_points(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Every offence that has points, and whether a lawyer has reviewed them."""
    return TemplateResponse(request, "cases/proof/points_list.html", {"acts": points_by_statute()})


@guarded_site("see_offence_points", SITE)
def see_offence_points(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """The points of one offence in one version, with their sources and reviews."""
    row = get_object_or_404(OffencePoints, pk=pk)
    page = {"reading": points_detail(row), "allowed": allowed}
    return TemplateResponse(request, "cases/proof/points.html", page)


@guarded_site("review_points", SITE)
def review_points(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """Say under one's name whether they are right."""
    row = get_object_or_404(OffencePoints, pk=pk)
    form = ReviewPointsForm(request.POST or None)
    message = _("Review recorded under your name")
    if submit_form(request, form, actions.review_points, message, points=row):
        return redirect("see-offence-points", row.pk)
    return render_form_with_draft(
        request, "cases/proof/review_points.html", form, reading=points_detail(row)
    )
