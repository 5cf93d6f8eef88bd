"""Action items: read, accept, vary, challenge, answer with documents, judge."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers as s

from cases.action_plans.actions import action_items, challenges
from cases.action_plans.forms import action_items as forms
from cases.action_plans.forms import challenges as challenge_forms
from cases.action_plans.queries.action_items import ItemLogEntry, item_log_entries
from cases.action_plans.queries.answer_material import answer_material
from cases.action_plans.queries.challenges import challenge_detail
from cases.action_plans.queries.victim_requests import victim_request_of_item
from cases.api.case_endpoint import run_case_action
from cases.api.serializers import ItemShown
from cases.models import ActionItem
from cases.permissions import ITEM
from people.api.endpoints import Endpoint, action_endpoint, read_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for


class ItemEntryShown(s.Serializer):
    """One entry in the log of an action item."""

    what = s.CharField()
    text = s.CharField(allow_blank=True)
    quoted = s.CharField(allow_blank=True)
    side = s.CharField()
    by = s.CharField()
    at = s.DateTimeField()
    documents = s.ListField(child=s.UUIDField())
    held = s.ListField(child=s.UUIDField())


class ItemDetailShown(ItemShown):
    """
    One action item with its log.

    reach: HOLDER, DEVICE or COUNSELLING, where it asks for a victim's private material; else empty.
    are_bounds_wanted: the police found that it does, and the prosecutor has still to say what is
    asked for and why. victim_request: the id under which the steps that come first are recorded.
    """

    case = s.UUIDField(source="case_id")
    reach = s.CharField(allow_blank=True)
    are_bounds_wanted = s.BooleanField()
    victim_request = s.UUIDField(allow_null=True, source="victim_request_id")
    answer = s.CharField(allow_blank=True)
    challenge = s.CharField(allow_blank=True)
    said = ItemEntryShown(many=True)


def _item_endpoint(
    verb: str, action: Callable[..., ActionItem], kind: type[Form], *, files: bool = False
) -> Endpoint[Answer]:
    """An endpoint for one verb on an action item, described by the action's docstring."""

    @action_endpoint(kind, files=files)
    @guarded(verb, ActionItem, ITEM)
    def endpoint(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
        return run_case_action(request, bound_form(request, kind), action, item=item)

    endpoint.__name__, endpoint.__doc__ = verb, action.__doc__
    return endpoint


accept_item = _item_endpoint("accept_item", challenges.accept_item, challenge_forms.AcceptItemForm)
vary_item = _item_endpoint("vary_item", challenges.vary_item, challenge_forms.VaryItemForm)
challenge_item = _item_endpoint(
    "challenge_item", challenges.challenge_item, challenge_forms.ChallengeItemForm
)
withdraw_challenge = _item_endpoint(
    "withdraw_challenge", challenges.withdraw_challenge, challenge_forms.WithdrawChallengeForm
)
accept_answer = _item_endpoint("accept_answer", action_items.accept_answer, forms.AcceptAnswerForm)
say_what_is_missing = _item_endpoint(
    "say_what_is_missing", action_items.say_what_is_missing, forms.SayWhatIsMissingForm
)
cancel_item = _item_endpoint("cancel_item", action_items.cancel_item, forms.CancelItemForm)
ask_for_date = _item_endpoint("ask_for_date", action_items.ask_for_date, forms.AskForDateForm)
answer_date_request = _item_endpoint(
    "answer_date_request", action_items.answer_date_request, forms.AnswerDateRequestForm
)
withdraw_date_request = _item_endpoint(
    "withdraw_date_request", action_items.withdraw_date_request, forms.WithdrawDateRequestForm
)


@action_endpoint(
    challenge_forms.AnswerChallengeForm, alternative_forms=[challenge_forms.AnswerVariationForm]
)
@guarded("answer_challenge", ActionItem, ITEM)
def answer_challenge(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """The prosecutor answers a challenge or variation of the police."""
    detail = challenge_detail(item, scope_for(request))
    is_variation = detail and detail.is_variation
    kind = (
        challenge_forms.AnswerVariationForm if is_variation else challenge_forms.AnswerChallengeForm
    )
    return run_case_action(
        request, bound_form(request, kind), challenges.answer_challenge, item=item
    )


@action_endpoint(forms.AnswerItemForm, files=True)
@guarded("answer_item", ActionItem, ITEM)
def answer_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """Answer an action: done, done in part or not possible, with documents or what is held."""
    offered = answer_material(item, scope_for(request))
    form = bound_form(request, forms.AnswerItemForm, held=offered.held, on_file=offered.on_file)
    return run_case_action(request, form, action_items.answer_item, item=item)


@read_endpoint(ItemDetailShown)
@guarded("see_item", ActionItem, ITEM)
def see_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """An action item: its wording, suspects, due date and log."""
    scope = scope_for(request)
    about = item.suspects.for_scope(scope).order_by("number")
    row: Any = item  # with the fields of ItemShown
    row.names = list(about.values_list("number", flat=True))
    private = victim_request_of_item(item, scope)
    row.victim_request_id = private.pk if private else None
    row.said = [_serialize_item_entry(each) for each in item_log_entries(item, scope)]
    return Answer(ItemDetailShown(row).data, version=item.version)


def _serialize_item_entry(entry: ItemLogEntry) -> dict[str, Any]:
    """One log entry, its documents and the material held elsewhere by their ids."""
    fields = {name: str(getattr(entry, name)) for name in ("what", "text", "quoted", "side", "by")}
    documents = [document.pk for document in entry.documents]
    held = [material.pk for material in entry.held]
    return fields | {"at": entry.at, "documents": documents, "held": held}
