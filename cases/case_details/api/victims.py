"""A victim's circumstances."""

from cases.api.case_endpoint import run_case_action
from cases.case_details.actions import circumstances as actions
from cases.case_details.forms.circumstances import (
    RecordCircumstancesForm,
    circumstances_form_arguments,
)
from cases.models import Victim
from cases.permissions import VICTIM
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, read_version
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(lambda: RecordCircumstancesForm(suspects=[], is_first=True), creates=True)
@guarded("record_circumstances", Victim, VICTIM)
def record_circumstances(
    request: GuardedRequest, victim: Victim, allowed: frozenset[str]
) -> Answer:
    """Record domestic abuse, child at the time and grounds as a witness; versions are kept.

    If-Match carries the version of the circumstances that was read. reason: but for the first.
    """
    known = circumstances_form_arguments(victim, scope_for(request))
    known["version"] = read_version(request) or known["version"]
    form = bound_form(request, RecordCircumstancesForm, **known)
    return run_case_action(request, form, actions.record_circumstances, victim=victim)
