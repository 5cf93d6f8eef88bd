"""
The actions of a plan as somebody proposes them, before there is a plan: plain values and words.

Kept whole, so that what was read, what was approved and what is sent are one and the same. Nothing
here asks the database.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.item_facts import ITEM_FACTS, check_item
from cases.models import Reach, Suspect

DATES_OF_REACH = ("from_on", "to_on")


def kept(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    Actions, as set_action_plan takes them, as plain values that a JSON column keeps.

    Raises TypeError on a fact that is missing or unknown: nothing is dropped in silence.
    """
    return [
        check_item(item)
        | {
            "suspects": sorted(str(suspect.pk) for suspect in item["suspects"]),
            "due_on": item["due_on"].isoformat(),
            "reach": item.get("reach") and _reach_kept(item["reach"]),
            "began_with": item.get("began_with") and str(item["began_with"]),
        }
        for item in items
    ]


def _reach_kept(reach: dict[str, Any]) -> dict[str, str]:
    dates = {name: reach[name].isoformat() for name in DATES_OF_REACH}
    return {name: str(value) for name, value in reach.items()} | dates


def taken(items: Iterable[dict[str, Any]], suspects: Iterable[Suspect]) -> list[dict[str, Any]]:
    """What was kept, as set_action_plan takes it; suspects: the rows that it may name."""
    by_id = {str(suspect.pk): suspect for suspect in suspects}
    return [
        item
        | {
            "suspects": [by_id[pk] for pk in item["suspects"] if pk in by_id],
            "due_on": date.fromisoformat(item["due_on"]),
            "reach": item["reach"] and _reach_taken(item["reach"]),
        }
        for item in items
    ]


def _reach_taken(reach: dict[str, Any]) -> dict[str, Any]:
    return reach | {name: date.fromisoformat(reach[name]) for name in DATES_OF_REACH}


def in_words(item: dict[str, Any], names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """One kept action as {key: (label, text)}; names: {id of a suspect: what a reader calls it}."""
    known = [names[pk] for pk in item["suspects"] if pk in names]
    words = {
        fact.name: (str(fact.label), fact.in_words(item[fact.name])) for fact in ITEM_FACTS
    } | {
        "suspects": (_("About"), "\n".join(sorted(known))),
        "due_on": (_("Due"), _day(item["due_on"])),
    }
    return words | (_reach_in_words(item["reach"]) if item["reach"] else {})


def _reach_in_words(reach: dict[str, Any]) -> dict[str, tuple[str, str]]:
    dates = {"first": _day(reach["from_on"]), "last": _day(reach["to_on"])}
    period = _("From %(first)s to %(last)s") % dates
    return {
        "reach": (_("Reaches into the victim’s life"), str(Reach(reach["reach"]).label)),
        "material": (_("Material"), f"{reach['material']}\n{period}"),
        "necessity": (_("Why it is necessary and proportionate"), reach["necessity"]),
        "less_intrusive": (_("Less intrusive step considered"), reach["less_intrusive"]),
    }


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")
