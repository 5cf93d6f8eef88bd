"""A small site for the tests of the guards: one page of each kind, as an app would write it."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from cases.models import Case, Suspect, Victim
from people.access.permission_tables import Rules, SiteRules, refusal_reason
from people.access.scopes import Refused, Stale, standing_on
from people.access.worklists import Worklist
from people.web.edit_forms import EditForm
from people.web.guards import guarded, guarded_list, guarded_site, submit_action
from rasso.urls import urlpatterns as site

ALL = Worklist(Suspect, columns=("case__urn",))


@refusal_reason("You are not on this case.")
def has_capacity(who, row):
    """Whether the person holds any capacity on the row."""
    return bool(who.capacities)


@refusal_reason("Only the police can do this.")
def is_police(who, row):
    """Whether the person refers cases of the row's unit."""
    return "refer_cases" in who.capacities


@refusal_reason("The case is closed.", stage=True)
def is_not_restricted(who, row):
    """Whether the case is not restricted, and its version under 9."""
    return not row.is_restricted and row.version < 9


@refusal_reason("Only those who hold a unit.")
def holds_a_unit(scope):
    """Whether the person holds a capacity on any unit."""
    return bool(scope.units)


@refusal_reason("Only officers of a police unit open cases.")
def refers_cases(scope):
    """Whether the person refers cases of any unit."""
    return scope.holds("refer_cases")


CASE = Rules(
    {
        "see_case": [has_capacity],
        "rename_case": [is_police, is_not_restricted],
        "download": [has_capacity],
    }
)
VICTIM = Rules({"see_victim": [has_capacity]})
SITE = SiteRules({"see_worklist": [holds_a_unit], "open_case": [refers_cases]})


class RenameForm(EditForm):
    """The form of the minimal action."""

    urn = forms.CharField()


def rename(*, case, urn, version, by, at):
    """A minimal action."""
    case = Case.objects.for_scope(by).select_for_update(of=("self",)).get(pk=case.pk)
    CASE.check(standing_on(by, case), "rename_case", case)
    if version != case.version:
        raise Stale([("URN", case.urn, urn)], version=case.version)
    if urn == "taken":
        raise Refused("This URN cannot be used.", is_stage=True)
    case.urn, case.version = urn, case.version + 1
    case.save()
    return case


@guarded("see_case", Case, CASE)
def see_case(request, case, allowed):
    """A page about one case, with the verbs that are allowed."""
    return HttpResponse(f"{case.urn} {sorted(allowed)}")


@guarded("see_case", Case, CASE)
def see_child_row(request, case, allowed, child):
    """A page about a suspect of a case."""
    if not case.suspects.for_scope(request.scope).filter(pk=child).exists():
        raise Http404
    return HttpResponse("a child")


@guarded("see_case", Case, CASE)
def lazy_page(request, case, allowed):
    """A page whose template reads rows after the view has returned."""
    rows = case.suspects.for_scope(request.scope)
    return TemplateResponse(request, "404.html", {"rows": rows})


@guarded("download", Case, CASE)
def download(request, case, allowed):
    """A page that is logged as a disclosure."""
    request.audit.mark_disclosure()
    return HttpResponse("the file")


@guarded("rename_case", Case, CASE)
def rename_case(request, case, allowed):
    """The page of the minimal action."""
    form = RenameForm(request.POST or None, version=case.version)
    if form.is_valid() and submit_action(
        request, rename, verb="rename_case", form=form, case=case, **form.cleaned_data
    ):
        return redirect("case", form.result_id)
    told = [str(error) for error in form.non_field_errors()]
    status = 409 if form.is_bound else 200
    page = f"{form['urn'].value()} v{form['version'].value()} {told} {form.stale}"
    return HttpResponse(page, status=status)


@guarded("see_victim", Victim, VICTIM)
def see_victim(request, victim, allowed):
    """A page about a row below a case."""
    return HttpResponse(f"victim {victim.number} of {victim.case.urn}")


@guarded_list("see_worklist", SITE, ALL)
def worklist(request, rows, after):
    """A page with the rows of a worklist."""
    return HttpResponse(f"{[row[1] for row in rows]} {after}")


@guarded_site("open_case", SITE)
def open_case_page(request, allowed):
    """A page that is about no row."""
    return HttpResponse(f"{sorted(allowed)}")


@guarded_site("see_worklist", SITE)
def search(request, allowed):
    """A search, whose text is logged."""
    request.audit.set_search_text(request.GET["q"])
    request.audit.add_rows(Case, [])
    return HttpResponse("nothing found")


urlpatterns = [
    *site,
    path("door/<uuid:pk>/", see_case, name="case"),
    path("door/<uuid:pk>/child/<uuid:child>/", see_child_row, name="child"),
    path("door/<uuid:pk>/lazy/", lazy_page, name="lazy"),
    path("door/<uuid:pk>/download/", download, name="download"),
    path("door/<uuid:pk>/rename/", rename_case, name="rename"),
    path("door/victims/<uuid:pk>/", see_victim, name="victim"),
    path("door/list/", worklist, name="list"),
    path("door/open/", open_case_page, name="open"),
    path("door/search/", search, name="search"),
]
