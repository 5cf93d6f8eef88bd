"""Victim information requests: what the police, as authorised person, record before and after."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils import timezone
from rest_framework import serializers as s

from cases.action_plans.actions import holder_replies, reclassification, victim_notices
from cases.action_plans.actions import victim_request_steps as actions
from cases.action_plans.forms import victim_notices as victim_notice_forms
from cases.action_plans.forms import victim_request_steps as forms
from cases.action_plans.forms.victim_requests import JustifyItemForm
from cases.action_plans.queries.victim_register import requests_of_case, victims_of_case
from cases.action_plans.queries.victim_requests import victim_request_detail
from cases.api.case_endpoint import run_case_action, visible_version
from cases.models import ActionItem, Reach, VictimRequest
from cases.permissions import ITEM, VICTIM_REQUEST
from cases.victim_request_words import IN_FORCE_FROM
from people.api.endpoints import Endpoint, action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for
from timeliness.calendar import london_day


class StatutoryDecisionShown(s.Serializer):
    """
    The decision that the request may be made. steps: of the code of practice, that were taken.

    how_known, belief: not of a device. probative_value: of records of counselling or support.
    """

    authorised_by = s.CharField()
    authorised_on = s.DateField()
    line_of_inquiry = s.CharField()
    necessity = s.CharField()
    other_means = s.CharField()
    probative_value = s.CharField(allow_blank=True)
    how_known = s.CharField(allow_blank=True)
    belief = s.CharField(allow_blank=True)
    steps = s.ListField(child=s.CharField())
    by = s.CharField(source="by.name")
    at = s.DateTimeField()


class VictimNoticeShown(s.Serializer):
    """
    What the victim was told, why it comes later and by when, or the exception relied on.

    recipient: VICTIM, or who was told in their place; that person's name is never sent. left_out:
    the part that an exception leaves out. again_on: when the exception is looked at again.
    """

    given_on = s.DateField(allow_null=True)
    what = s.CharField(allow_blank=True)
    why = s.CharField(allow_blank=True)
    handling = s.CharField(allow_blank=True)
    may_refuse = s.BooleanField()
    recipient = s.CharField()
    recipient_because = s.CharField(allow_blank=True)
    left_out = s.CharField(allow_blank=True)
    ground = s.CharField(allow_blank=True)
    exception = s.CharField(allow_blank=True)
    decided_by = s.CharField(allow_blank=True)
    again_on = s.DateField(allow_null=True)
    late_because = s.CharField(allow_blank=True)
    promised_on = s.DateField(allow_null=True)
    by = s.CharField(source="by.name")
    at = s.DateTimeField()


class VictimRequestShown(s.Serializer):
    """
    A request for a victim's private material: what is asked for, and each step that was recorded.

    reach: HOLDER, DEVICE or COUNSELLING. action: that asks for it; null where the police decided
    themselves to ask. dropped_at: when they gave that up. victim: null where it is from before a
    case's victims were told apart. rebuttal: of the presumption against asking for records of
    counselling. notice_by: when a notice is promised by that could not be given before. open: the
    steps that can be recorded now, by the words of their addresses. The material is not here.
    """

    id = s.UUIDField()
    case = s.UUIDField(source="case_id")
    action = s.UUIDField(source="item_id", allow_null=True)
    reach = s.CharField()
    victim = s.UUIDField(source="victim_id", allow_null=True)
    material = s.CharField()
    holder = s.CharField(allow_blank=True)
    from_on = s.DateField()
    to_on = s.DateField()
    necessity = s.CharField()
    less_intrusive = s.CharField()
    again_because = s.CharField(allow_blank=True)
    rebuttal = s.CharField(allow_blank=True)
    decision = StatutoryDecisionShown(source="told_decision", allow_null=True)
    notices = VictimNoticeShown(source="told_notices", many=True)
    notice_by = s.DateField(allow_null=True)
    agreed_on = s.DateField(allow_null=True)
    withdrawn_on = s.DateField(allow_null=True)
    requested_on = s.DateField(allow_null=True)
    request_means = s.CharField(allow_blank=True)
    request_text = s.CharField(allow_blank=True)
    replied_on = s.DateField(allow_null=True)
    reply = s.CharField(allow_blank=True)
    held_where = s.CharField(allow_blank=True)
    returned_on = s.DateField(allow_null=True)
    dropped_at = s.DateTimeField(allow_null=True)
    dropped_because = s.CharField(allow_blank=True)
    open = s.ListField(child=s.CharField(), source="open_steps")
    version = s.IntegerField()


# {verb: the word of its address}
STEP_WORDS = {
    "record_authority": "decision",
    "record_notice": "notice",
    "record_agreement": "agreement",
    "record_withdrawal": "withdrawal",
    "mark_requested": "request",
    "record_reply": "reply",
    "mark_given_back": "giving-back",
    "drop_victim_request": "dropping",
}


@read_endpoint(VictimRequestShown)
@guarded("see_victim_request", VictimRequest, VICTIM_REQUEST)
def see_victim_request(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> Answer:
    """Everything decided, told and agreed about a request for a victim's private material."""
    scope = scope_for(request)
    reading = victim_request_detail(row, scope)
    shown: Any = reading.request
    shown.told_decision, shown.told_notices = reading.decision, reading.notices
    shown.open_steps = [STEP_WORDS[verb] for verb, _words in reading.open_verbs]
    shown.version = visible_version(shown, scope)
    return Answer(VictimRequestShown(shown).data, version=shown.version)


def _authority_form(reach: Reach) -> forms.RecordAuthorityForm:
    """The form as it is asked today of a request set since the Act asks for all of it."""
    return forms.RecordAuthorityForm(
        reach=reach, began_on=IN_FORCE_FROM, today=london_day(timezone.now())
    )


@action_endpoint(
    partial(_authority_form, Reach.HOLDER),
    alternative_forms=[
        partial(_authority_form, Reach.COUNSELLING), partial(_authority_form, Reach.DEVICE),
    ],
)  # fmt: skip
@guarded("record_authority", VictimRequest, VICTIM_REQUEST)
def record_authority(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> Answer:
    """
    Record who decided that the request may be made, when and why, as the authorised person.

    how_known and belief are not asked of a device, and probative_value only of records of
    counselling or support.
    """
    today = london_day(scope_for(request).at)
    form = bound_form(
        request, forms.RecordAuthorityForm, reach=row.reach, began_on=london_day(row.set_at),
        today=today,
    )  # fmt: skip
    return run_case_action(request, form, actions.record_authority, victim_request=row)


def _notice_form() -> victim_notice_forms.RecordNoticeForm:
    return victim_notice_forms.RecordNoticeForm(today=london_day(timezone.now()))


@action_endpoint(victim_notice_forms.RecordDeviceNoticeForm, alternative_forms=[_notice_form])
@guarded("record_notice", VictimRequest, VICTIM_REQUEST)
def record_notice(request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]) -> Answer:
    """
    Record what the victim was told in writing, why it comes later, or the exception relied on.

    Of a device there is no exception, and told is not asked: the notice says that they may refuse.
    """
    kind: Callable[..., Form] = victim_notice_forms.RecordDeviceNoticeForm
    about: Mapping[str, Any] = {}
    if row.reach != Reach.DEVICE:
        kind = victim_notice_forms.RecordNoticeForm
        about = {"today": london_day(scope_for(request).at)}
    form = bound_form(request, kind, **about)
    return run_case_action(request, form, victim_notices.record_notice, victim_request=row)


def _made_form(reach: Reach) -> forms.MarkRequestedForm:
    return forms.MarkRequestedForm(reach=reach)


@action_endpoint(
    partial(_made_form, Reach.HOLDER), alternative_forms=[partial(_made_form, Reach.DEVICE)]
)
@guarded("mark_requested", VictimRequest, VICTIM_REQUEST)
def mark_requested(request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]) -> Answer:
    """
    Record that the request was made, on or after every step that comes first.

    Of a device, that it was taken in: then only the day is asked.
    """
    form = bound_form(request, forms.MarkRequestedForm, reach=row.reach)
    return run_case_action(request, form, actions.mark_requested, victim_request=row)


def _step_endpoint(
    verb: str, action: Callable[..., VictimRequest], kind: type[Form]
) -> Endpoint[Answer]:
    """An endpoint for one step of a request, described by the docstring of its action."""

    @action_endpoint(kind)
    @guarded(verb, VictimRequest, VICTIM_REQUEST)
    def endpoint(request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]) -> Answer:
        return run_case_action(request, bound_form(request, kind), action, victim_request=row)

    endpoint.__name__, endpoint.__doc__ = verb, action.__doc__
    return endpoint


record_agreement = _step_endpoint(
    "record_agreement", actions.record_agreement, forms.RecordAgreementForm
)
record_withdrawal = _step_endpoint(
    "record_withdrawal", actions.record_withdrawal, forms.RecordWithdrawalForm
)
record_reply = _step_endpoint("record_reply", holder_replies.record_reply, forms.RecordReplyForm)
mark_given_back = _step_endpoint(
    "mark_given_back", holder_replies.mark_given_back, forms.MarkGivenBackForm
)


@action_endpoint(forms.ReclassifyItemForm)
@guarded("reclassify_item", ActionItem, ITEM)
def reclassify_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """The police find that an action reaches into the victim's life, in which way, and why."""
    form = bound_form(request, forms.ReclassifyItemForm)
    return run_case_action(request, form, reclassification.reclassify_item, item=item)


@action_endpoint(lambda: JustifyItemForm(reach=Reach.HOLDER, victims=[], register=[]))
@guarded("justify_item", ActionItem, ITEM)
def justify_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """The prosecutor says what is asked for, and why, of an action that the police reclassified."""
    scope = scope_for(request)
    form = bound_form(
        request, JustifyItemForm, reach=item.reach, victims=victims_of_case(item.case, scope),
        register=requests_of_case(item.case, scope),
    )  # fmt: skip
    return run_case_action(request, form, reclassification.justify_item, item=item)
