"""The verbs open on the action items of a case, one option for each."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from cases.desk.queries.case_page import CasePage
from cases.desk.queries.verb_options import VerbOption, verb_address
from cases.permissions import ITEM

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import ItemWithFacts

SEVERAL_ITEMS_TEXT: dict[str, Callable[[int], str]] = {
    "answer_item": lambda n: ngettext("Answer %(n)d action", "Answer %(n)d actions", n),
    "accept_answer": lambda n: ngettext("Judge %(n)d answer", "Judge %(n)d answers", n),
    "answer_date_request": lambda n: ngettext(
        "Answer %(n)d request for another date", "Answer %(n)d requests for other dates", n
    ),
    "answer_challenge": lambda n: ngettext(
        "Answer %(n)d question about an action", "Answer %(n)d questions about actions", n
    ),
    "justify_item": lambda n: ngettext(
        "Say what %(n)d action asks for, and why", "Say what %(n)d actions ask for, and why", n
    ),
    "propose_outcome": lambda n: ngettext(
        "Resolve %(n)d question about an action", "Resolve %(n)d questions about actions", n
    ),
    "answer_outcome": lambda n: ngettext(
        "Answer %(n)d proposed outcome", "Answer %(n)d proposed outcomes", n
    ),
}


def item_options(page: CasePage) -> list[VerbOption]:
    """One option for each verb, however many action items it is open on."""
    options = []
    for verb, words in SEVERAL_ITEMS_TEXT.items():
        items = [item for item in page.items if ITEM.refusal(page.who, verb, item) is None]
        if items:
            n = len(items)
            address = verb_address(verb, items[0]) if n == 1 else _address_of_several(items)
            options.append(VerbOption(verb, words(n) % {"n": n}, address))
    return options


def _address_of_several(items: "Sequence[ItemWithFacts]") -> str:
    """The table of their plan; where they are of several plans, the list of these."""
    plans = {item.plan_id for item in items}
    return reverse("see-plan", args=[plans.pop()]) if len(plans) == 1 else "#actions"
