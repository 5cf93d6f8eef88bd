"""
Encode the items of a proposed plan as JSON values, and decode and describe them.

Stored whole, so that the plan that is approved is the plan that is sent. Runs no queries.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.action_plans.action_item_fields import ITEM_FIELDS, check_item_fields
from cases.models import ItemPurpose, Reach, Suspect, Victim
from people.access.opened_texts import check_all_opened
from people.text.dates import format_day, format_period

REACH_DATES = ("from_on", "to_on")
# What an item stored before these fields is taken to say.
OLDER_ITEMS: dict[str, Any] = {"purpose": ItemPurpose.INQUIRY.value, "gaps": []}


def encode_plan_items(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    Items, as for set_action_plan, as values for a JSON column.

    Raises TypeError on a missing or unknown field.
    """
    return [
        check_item_fields(item)
        | {
            "suspects": sorted(str(suspect.pk) for suspect in item["suspects"]),
            "due_on": item["due_on"].isoformat(),
            "reach": item.get("reach") and _encode_reach(item["reach"]),
            "began_with": item.get("began_with") and str(item["began_with"]),
            "not_reaching_because": item.get("not_reaching_because", ""),
            "gaps": sorted(str(pk) for pk in item.get("gaps") or ()),
        }
        for item in items
    ]


def _encode_reach(reach: dict[str, Any]) -> dict[str, str]:
    dates = {name: reach[name].isoformat() for name in REACH_DATES}
    victim = reach.get("victim")
    about = {"victim": str(victim.pk) if victim else ""}
    return {name: str(value) for name, value in reach.items()} | dates | about


def decode_plan_items(
    items: Iterable[dict[str, Any]], suspects: Iterable[Suspect], victims: Iterable[Victim]
) -> list[dict[str, Any]]:
    """
    Stored items, as for set_action_plan. suspects, victims: the rows that may be referenced.

    Raises Refused where they do not open.
    """
    check_all_opened(items)
    by_id = {str(suspect.pk): suspect for suspect in suspects}
    victims_by_id = {str(victim.pk): victim for victim in victims}
    return [
        OLDER_ITEMS
        | item
        | {
            "suspects": [by_id[pk] for pk in item["suspects"] if pk in by_id],
            "due_on": date.fromisoformat(item["due_on"]),
            "reach": item["reach"] and _decode_reach(item["reach"], victims_by_id),
        }
        for item in items
    ]


def _decode_reach(reach: dict[str, Any], victims: Mapping[str, Victim]) -> dict[str, Any]:
    dates = {name: date.fromisoformat(reach[name]) for name in REACH_DATES}
    return reach | dates | {"victim": victims.get(reach.get("victim", ""))}


def describe_plan_item(
    item: dict[str, Any], names: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """{field: (label, text)} of one stored item. names: {suspect id: name shown}."""
    item = OLDER_ITEMS | item
    known = [names[pk] for pk in item["suspects"] if pk in names]
    words = {
        fact.name: (str(fact.label), fact.in_words(item[fact.name])) for fact in ITEM_FIELDS
    } | {
        "suspects": (_("About"), "\n".join(sorted(known))),
        "due_on": (_("Due"), format_day(date.fromisoformat(item["due_on"]))),
    }
    if because := item.get("not_reaching_because"):
        words["not_reaching_because"] = (
            _("Why it does not ask for the victim’s private material"),
            because,
        )
    return words | (_describe_reach(item["reach"]) if item["reach"] else {})


def _describe_reach(reach: dict[str, Any]) -> dict[str, tuple[str, str]]:
    days = (date.fromisoformat(reach[name]) for name in ("from_on", "to_on"))
    period = format_period(*days)
    return {
        "reach": (_("Private material of the victim"), str(Reach(reach["reach"]).label)),
        "material": (_("Material"), f"{reach['material']}\n{period}"),
        "holder": (_("Who holds it"), reach.get("holder", "")),
        "again_because": (_("Why it is asked for again"), reach.get("again_because", "")),
        "necessity": (_("Why it is necessary and proportionate"), reach["necessity"]),
        "less_intrusive": (_("Less intrusive step considered"), reach["less_intrusive"]),
    }
