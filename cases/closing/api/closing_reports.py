"""Closing an investigation: the report, its signature, its way back."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.api.case_endpoint import run_case_action
from cases.closing.actions import closing_reports as actions
from cases.closing.actions import reopenings, signatures
from cases.closing.forms import closing_reports as forms
from cases.closing.forms import lines_of_inquiry as line_forms
from cases.closing.forms import reopenings as reopening_forms
from cases.closing.forms import signatures as signature_forms
from cases.closing.forms.outcomes import outcome_field_name
from cases.closing.queries import closing_reports as queries
from cases.closing.queries.allegations import allegations_in_order
from cases.models import Allegation, Offence, Suspect, Victim
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, bound_form_and_rows
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for

OUTCOME_OF_ONE = _("The outcome of the allegation with this id, where outcome is DIFFERENT.")


def _line_forms() -> Any:
    return line_forms.LineFormSet(None, prefix="lines")


def _blank_form() -> forms.ProposeClosingForm:
    """The form of a report on two allegations about one victim, for the OpenAPI document."""
    victim = Victim(number=1)
    alleged = [Allegation(victim=victim, offence=Offence(), from_on=date.min) for _ in range(2)]
    form = forms.ProposeClosingForm(
        allegations=alleged, victims=[victim], people=[], lines=_line_forms()
    )
    for each in alleged:
        form.fields[outcome_field_name(each)].label = OUTCOME_OF_ONE
    return form


@action_endpoint(_blank_form, request_rows=[_line_forms])
@guarded("propose_closing", Suspect, SUSPECT)
def propose_closing(request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]) -> Answer:
    """Write a closing report, which a supervisor then reads.

    The fields of a victim end in the victim's number: said_1, said_2. Whoever spoke with them is
    named by the id that the people of a consultation have, or as ISVA. outcome is that of every
    allegation against the suspect; where they have different ones it is DIFFERENT, and each has
    its own field, which ends in its id. A call that gives the allegations that it has read is
    refused where one has been added or corrected since.
    """
    scope = scope_for(request)
    form, rows = bound_form_and_rows(
        request, forms.ProposeClosingForm, _line_forms(), known_as="lines",
        allegations=list(allegations_in_order(suspect, scope)),
        victims=queries.victims_alleged(suspect, scope),
        people=queries.people_who_speak(suspect.case, at=scope.at),
        is_advice_sought=queries.was_advice_sought(suspect, scope),
        is_identified=suspect.is_identified,
    )  # fmt: skip
    return run_case_action(request, form, actions.propose_closing, rows=[rows], suspect=suspect)


@action_endpoint(signature_forms.SignClosingReportForm)
@guarded("sign_closing_report", Suspect, SUSPECT)
def sign_closing_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Sign the report that waits: the police have closed the investigation of the suspect."""
    form = bound_form(
        request, signature_forms.SignClosingReportForm, version=_number(request, suspect)
    )
    return run_case_action(request, form, signatures.sign_closing_report, suspect=suspect)


@action_endpoint(signature_forms.SendClosingReportBackForm)
@guarded("send_closing_report_back", Suspect, SUSPECT)
def send_closing_report_back(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Send the report that waits back, with what is missing."""
    form = bound_form(
        request, signature_forms.SendClosingReportBackForm, version=_number(request, suspect)
    )
    return run_case_action(request, form, signatures.send_closing_report_back, suspect=suspect)


@action_endpoint(forms.WithdrawClosingReportForm)
@guarded("withdraw_closing_report", Suspect, SUSPECT)
def withdraw_closing_report(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Withdraw the report that waits, with a reason."""
    form = bound_form(request, forms.WithdrawClosingReportForm)
    return run_case_action(request, form, actions.withdraw_closing_report, suspect=suspect)


@action_endpoint(reopening_forms.ReopenInvestigationForm)
@guarded("reopen_investigation", Suspect, SUSPECT)
def reopen_investigation(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Open a closed investigation again, on a ground and for a reason."""
    form = bound_form(request, reopening_forms.ReopenInvestigationForm)
    return run_case_action(request, form, reopenings.reopen_investigation, suspect=suspect)


def _number(request: GuardedRequest, suspect: Suspect) -> int | None:
    """Number of the report that waits; If-Match carries the version of the suspect."""
    report = queries.report_awaiting_signature(suspect, scope_for(request))
    return report.number if report else None
