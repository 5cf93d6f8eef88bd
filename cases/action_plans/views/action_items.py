"""Pages about one action item: its log, answers, due dates and changes."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.action_item_fields import amendable_values
from cases.action_plans.actions import action_item_amendments, action_items
from cases.action_plans.forms import action_items as forms
from cases.action_plans.queries.action_item_versions import item_versions
from cases.action_plans.queries.action_items import item_detail
from cases.action_plans.queries.answer_material import answer_material
from cases.action_plans.views.item_verb_page import item_verb_page
from cases.correspondence.queries.notes import may_write_note
from cases.models import ActionItem
from cases.permissions import ITEM
from people.web.audit_context import GuardedRequest
from people.web.guards import SAFE_METHODS, guarded, scope_for

MOST_OFFERED = 40  # documents of the case, of which an answer refers to some


@guarded("see_item", ActionItem, ITEM)
def see_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The action item with its log, the verbs open now and those not yet."""
    scope = scope_for(request)
    page = {"reading": item_detail(item, scope, allowed), "case": item.case, "item": item}
    page["may_note"] = may_write_note(item.case, scope, request.audit.capacities)
    return TemplateResponse(request, "cases/action_items/see.html", page)


@guarded("answer_item", ActionItem, ITEM)
def answer_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police answer the action item."""
    scope = scope_for(request)
    most = MOST_OFFERED if request.method in SAFE_METHODS else None
    offered = answer_material(item, scope, most)
    form = forms.AnswerItemForm(
        request.POST or None, request.FILES or None, version=item.version, held=offered.held,
        on_file=offered.on_file,
    )  # fmt: skip
    done = _("Answer sent")
    return item_verb_page(request, item, allowed, form, action_items.answer_item, done)


@guarded("accept_answer", ActionItem, ITEM)
def accept_answer(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor accepts the answer."""
    form = forms.AcceptAnswerForm(request.POST or None, version=item.version)
    act_, done = action_items.accept_answer, _("Answer accepted")
    return item_verb_page(request, item, allowed, form, act_, done, has_file=True)


@guarded("say_what_is_missing", ActionItem, ITEM)
def say_what_is_missing(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor rejects the answer as incomplete."""
    form = forms.SayWhatIsMissingForm(request.POST or None, version=item.version)
    act_ = action_items.say_what_is_missing
    done = _("The police have been notified of what is missing")
    return item_verb_page(request, item, allowed, form, act_, done, has_file=True)


@guarded("cancel_item", ActionItem, ITEM)
def cancel_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The prosecutor cancels the action item."""
    form = forms.CancelItemForm(request.POST or None, version=item.version)
    done = _("Action cancelled")
    return item_verb_page(request, item, allowed, form, action_items.cancel_item, done)


@guarded("ask_for_date", ActionItem, ITEM)
def ask_for_date(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """Either side requests another due date."""
    form = forms.AskForDateForm(request.POST or None, version=item.version)
    done = _("Request for another date sent")
    return item_verb_page(request, item, allowed, form, action_items.ask_for_date, done)


@guarded("answer_date_request", ActionItem, ITEM)
def answer_date_request(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The other side agrees to a date request or refuses it."""
    form = forms.AnswerDateRequestForm(request.POST or None, version=item.version)
    act_ = action_items.answer_date_request
    done = _("Answer about the date sent")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("withdraw_date_request", ActionItem, ITEM)
def withdraw_date_request(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The side that made a date request withdraws it."""
    form = forms.WithdrawDateRequestForm(request.POST or None, version=item.version)
    act_, done = action_items.withdraw_date_request, _("Request withdrawn")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("amend_item", ActionItem, ITEM)
def amend_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The prosecutor changes the wording of the action item."""
    now = amendable_values(item)
    now["new_text"] = now.pop("text")
    form = forms.AmendItemForm(request.POST or None, version=item.version, of=item, initial=now)
    act_, done = action_item_amendments.amend_item, _("Action amended")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("see_item_versions", ActionItem, ITEM)
def see_item_versions(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The versions of the action item, two of them compared."""
    chosen = {name: request.GET.get(name, "") for name in ("was", "became")}
    found = item_versions(item, scope_for(request), **chosen)
    page = {"item": item, "case": item.case, "found": found}
    return TemplateResponse(request, "cases/action_items/versions.html", page)
