"""An action of a plan: read, taken on, varied, challenged, answered with documents, judged."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers as s

from cases.actions import action_items, challenges
from cases.api.base import done
from cases.api.shown import ItemShown
from cases.forms import action_items as forms
from cases.forms import challenges as challenge_forms
from cases.models import ActionItem
from cases.permissions import ITEM
from cases.queries.action_items import Said, conversation
from cases.queries.challenges import question
from people.api.acts import filled
from people.api.answers import Answer
from people.api.doors import ApiDoor, acts, reads
from people.fields import Form
from people.guards import guarded, scope_for
from people.visits import Request


class SaidShown(s.Serializer):
    """One thing that was said about an action."""

    what = s.CharField()
    text = s.CharField(allow_blank=True)
    quoted = s.CharField(allow_blank=True)
    side = s.CharField()
    by = s.CharField()
    at = s.DateTimeField()
    documents = s.ListField(child=s.UUIDField())


class ActionShown(ItemShown):
    """One action, as the two sides have talked about it."""

    case = s.UUIDField(source="case_id")
    answer = s.CharField(allow_blank=True)
    challenge = s.CharField(allow_blank=True)
    said = SaidShown(many=True)


def _about(
    verb: str, action: Callable[..., ActionItem], kind: type[Form], *, files: bool = False
) -> ApiDoor[Answer]:
    """A door that does one thing to an action of a plan, described by what the action says."""

    @acts(kind, files=files)
    @guarded(verb, ActionItem, ITEM)
    def door(request: Request, item: ActionItem, allowed: frozenset[str]) -> Answer:
        return done(request, filled(request, kind), action, item=item)

    door.__name__, door.__doc__ = verb, action.__doc__
    return door


accept_item = _about("accept_item", challenges.accept_item, challenge_forms.AcceptItem)
vary_item = _about("vary_item", challenges.vary_item, challenge_forms.VaryItem)
challenge_item = _about("challenge_item", challenges.challenge_item, challenge_forms.ChallengeItem)
withdraw_challenge = _about(
    "withdraw_challenge", challenges.withdraw_challenge, challenge_forms.WithdrawChallenge
)
answer_item = _about("answer_item", action_items.answer_item, forms.AnswerItem, files=True)
accept_answer = _about("accept_answer", action_items.accept_answer, forms.AcceptAnswer)
say_what_is_missing = _about(
    "say_what_is_missing", action_items.say_what_is_missing, forms.SayWhatIsMissing
)
cancel_item = _about("cancel_item", action_items.cancel_item, forms.CancelItem)
ask_for_date = _about("ask_for_date", action_items.ask_for_date, forms.AskForDate)
answer_date_request = _about(
    "answer_date_request", action_items.answer_date_request, forms.AnswerDateRequest
)
withdraw_date_request = _about(
    "withdraw_date_request", action_items.withdraw_date_request, forms.WithdrawDateRequest
)


@acts(challenge_forms.AnswerChallenge, instead=challenge_forms.AnswerVariation)
@guarded("answer_challenge", ActionItem, ITEM)
def answer_challenge(request: Request, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """The prosecutor answers what the police asked about an action."""
    asked = question(item, scope_for(request))
    is_variation = asked and asked.is_variation
    kind = challenge_forms.AnswerVariation if is_variation else challenge_forms.AnswerChallenge
    return done(request, filled(request, kind), challenges.answer_challenge, item=item)


@reads(ActionShown)
@guarded("see_item", ActionItem, ITEM)
def see_item(request: Request, item: ActionItem, allowed: frozenset[str]) -> Answer:
    """What was asked, about whom, by when, and everything that was said about it."""
    scope = scope_for(request)
    about = item.suspects.for_scope(scope).order_by("number")
    row: Any = item  # with what ActionShown tells beside it
    row.names = list(about.values_list("number", flat=True))
    row.said = [_said(each) for each in conversation(item, scope)]
    return Answer(ActionShown(row).data, version=item.version)


def _said(entry: Said) -> dict[str, Any]:
    """One entry of the conversation, its documents by their ids."""
    told = {name: str(getattr(entry, name)) for name in ("what", "text", "quoted", "side", "by")}
    return told | {"at": entry.at, "documents": [document.pk for document in entry.documents]}
