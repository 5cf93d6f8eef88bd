"""The personal details of a suspect."""

from rest_framework import serializers as s

from cases.api.case_endpoint import run_case_action
from cases.case_details.actions import personal_details as actions
from cases.case_details.forms.personal_details import (
    RecordPersonalDetailsForm,
    details_form_arguments,
)
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.queries.personal_details import details_of_suspect
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form, read_version
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class PersonalDetailsShown(s.Serializer):
    """
    What an MG3 asks of a suspect besides identity and custody; "" where nothing is recorded.

    ethnic_group: as the suspect defines it: one of the 18+1 codes, DECLINED where they prefer not
    to say, NOT_ASKED, or "" where nobody recorded it since it has codes. ethnicity: what was
    recorded in words before, until an answer is. needs_interpreter: YES, NO or NOT_KNOWN. version:
    for If-Match; 1 where nothing is recorded.
    """

    gender = s.CharField(allow_blank=True)
    ethnic_group = s.CharField(allow_blank=True)
    ethnicity = s.CharField(allow_blank=True)
    nationality = s.CharField(allow_blank=True)
    needs_interpreter = s.CharField()
    language = s.CharField(allow_blank=True)
    mental_health = s.CharField(allow_blank=True)
    other_proceedings = s.CharField(allow_blank=True)
    version = s.IntegerField()


@read_endpoint(PersonalDetailsShown)
@guarded("see_personal_details", Suspect, SUSPECT)
def see_personal_details(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """What an MG3 asks of a suspect besides identity and custody. Each read is logged."""
    now = details_of_suspect(suspect, scope_for(request))
    return Answer(PersonalDetailsShown(now).data, version=now.version)


@action_endpoint(RecordPersonalDetailsForm, creates=True)
@guarded("record_personal_details", Suspect, SUSPECT)
def record_personal_details(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Record what an MG3 asks of a suspect. All of it is one version; versions are kept.

    If-Match carries the version of the personal details that was read.
    """
    known = details_form_arguments(suspect, scope_for(request))
    known["version"] = read_version(request) or known["version"]
    form = bound_form(request, RecordPersonalDetailsForm, **known)
    return run_case_action(request, form, actions.record_personal_details, suspect=suspect)
