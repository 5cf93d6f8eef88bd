"""What is laid before a prosecutor who decides, and the police who report a charge."""

from dataclasses import dataclass

from cases.queries.action_items import open_about
from cases.states import State


def allegations_against(suspect, scope):
    """What one suspect is alleged to have done."""
    rows = suspect.allegations.for_scope(scope).select_related("offence", "victim")
    return list(rows.order_by("victim__number", "from_on", "pk"))


@dataclass(frozen=True)
class Consequences:
    """What a decision about a suspect does to the open actions that name her or him."""

    open_items: list
    closed_by_nfa: list  # about nobody whom no further action leaves


def consequences(suspect, scope):
    """Which open actions there are, and which of them no further action would close."""
    items = open_about(suspect, scope)
    wanted = suspect.case.suspects.for_scope(scope).exclude(state=State.NO_FURTHER_ACTION)
    links = wanted.exclude(pk=suspect.pk).filter(action_items__in=items)
    others = set(links.values_list("action_items", flat=True))
    return Consequences(items, [item for item in items if item.pk not in others])


def authorised(suspect, scope):
    """The live decision about a suspect, and the charges it authorises."""
    decision = suspect.decisions.for_scope(scope).filter(is_live=True).first()
    if decision is None:
        return None, []
    charges = decision.charges.select_related("allegation__offence", "allegation__victim")
    return decision, [charge.allegation for charge in charges.order_by("pk")]
