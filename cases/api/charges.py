"""The police report what became of the charges authorised."""

from cases.actions import charges as actions
from cases.api.base import done
from cases.forms import charges as forms
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.queries.charges import authorised
from people.api.acts import filled_with_rows
from people.api.doors import acts
from people.guards import guarded, scope_for


def _rows(victims=()):
    return forms.OtherCharges(None, prefix="others", form_kwargs={"victims": victims})


def _nothing(kind):
    return lambda: kind(decision=None, allegations=[], others=_rows())


@acts(_nothing(forms.ReportCharge), rows=_rows)
@guarded("report_charge", Suspect, SUSPECT)
def report_charge(request, suspect, allowed):
    """How and when the suspect was charged, and with what: those authorised, and others."""
    return _report(request, suspect, actions.report_charge, forms.ReportCharge)


@acts(_nothing(forms.CorrectReport), rows=_rows)
@guarded("correct_charge_report", Suspect, SUSPECT)
def correct_charge_report(request, suspect, allowed):
    """An earlier report is put right by another."""
    decision, _allegations = authorised(suspect, scope_for(request))
    report = decision and next(iter(decision.reports.all()), None)
    about = {"report": report, "version": report and report.number}
    return _report(request, suspect, actions.correct_charge_report, forms.CorrectReport, **about)


def _report(request, suspect, action, kind, **about):
    scope = scope_for(request)
    decision, allegations = authorised(suspect, scope)
    victims = list(suspect.case.victims.for_scope(scope).order_by("number"))
    form, rows = filled_with_rows(
        request, kind, _rows(victims), known_as="others", decision=decision,
        allegations=allegations, **about,
    )  # fmt: skip
    return done(request, form, action, rows=rows, suspect=suspect)
