"""A victim's characteristics: a system sends answers, and reads only which questions were asked."""

from typing import Any

from rest_framework import serializers as s
from rest_framework.response import Response

from cases.actions.open_case_action import lock_and_check
from people.access.scopes import Scope
from people.api import submit
from people.api.endpoints import action_endpoint, read_endpoint
from people.api.responses import Answer
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for
from victims.actions import characteristics as actions
from victims.actions.open_victim_action import RULES_BY_MODEL, lock_case_of_row
from victims.characteristics import FIELD_OF_KIND
from victims.forms.characteristics import RecordCharacteristicsForm
from victims.models import VictimRecord
from victims.permissions import RECORD
from victims.queries import characteristics as queries

NOT_ASKED = "NOT_ASKED"


class CharacteristicsAsked(s.Serializer):
    """
    How far each equality question has come: NOT_ASKED, ANSWERED, DECLINED or WITHDRAWN.

    No answer is sent. version: for If-Match; 1 where nothing was asked.
    """

    sex = s.CharField()
    gender_identity = s.CharField()
    ethnicity = s.CharField()
    disability = s.CharField()
    religion = s.CharField()
    orientation = s.CharField()
    version = s.IntegerField()


@read_endpoint(CharacteristicsAsked)
@guarded("see_characteristics", VictimRecord, RECORD)
def see_characteristics(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> Answer:
    """Which equality questions a victim was asked. No call reads an answer. Each read is logged."""
    scope = scope_for(request)
    rows = queries.characteristics_of_victim(record, scope)
    version = queries.characteristics_version(rows)
    asked: dict[str, str | int] = {
        FIELD_OF_KIND[each.kind]: each.status or NOT_ASKED for each in queries.asked_of_victim(rows)
    }
    return Answer(CharacteristicsAsked(asked | {"version": version}).data, version=version)


@action_endpoint(RecordCharacteristicsForm, creates=True)
@guarded("record_characteristics", VictimRecord, RECORD)
def record_characteristics(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> Answer | Response:
    """Record what a victim said of the equality questions, by consent.

    What is left out, or UNCHANGED, stays as it is. DECLINED: prefers not to say. WITHDRAWN: takes
    the answer back, which erases it. how: required with an answer. The id is the victim's; the
    version, which If-Match may carry, is of all the questions together.
    """
    scope = scope_for(request)
    rows = queries.characteristics_of_victim(record, scope)
    version = submit.read_version(request) or queries.characteristics_version(rows)
    asked = queries.asked_of_victim(rows)
    form = submit.bound_form(request, RecordCharacteristicsForm, version=version, asked=asked)
    return submit.submit_call(
        request, form, actions.record_characteristics, ready=_lock_and_check,
        told_version=_version, record=record,
    )  # fmt: skip


def _lock_and_check(verb: str, row: Any, by: Scope) -> Any:
    """Lock the case, re-read the record and check the permission."""
    locked = lock_case_of_row(row, by=by)
    _case, row, _who = lock_and_check(verb, row, by=by, locked=locked, rules=RULES_BY_MODEL)
    return row


def _version(row: Any, by: Scope) -> int:
    """The version of all characteristics of the victim."""
    return queries.characteristics_version(queries.characteristics_of_victim(row, by))
