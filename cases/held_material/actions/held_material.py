"""Record material that is held elsewhere, correct it, and say that it was watched."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import (
    add_timeline_event,
    only_known_fields,
    open_case_action,
    reason_if_changed,
    save_next_version,
    save_with_history,
)
from cases.models import Case, Clipping, HeldKind, HeldMaterial, Playing, Watching
from people.access.scopes import Refused, Scope

MATERIAL_FACTS = (
    "kind", "title", "held_where", "reference", "minutes", "clipping", "playing", "is_provided",
)  # fmt: skip
LONGER_THAN_IT_IS = _("It is %(n)s minutes long. Enter at most that, or leave this empty.")


@transaction.atomic
def add_held_material(*, case: Case, by: Scope, at: datetime, **facts: Any) -> HeldMaterial:
    """Record material that is held elsewhere: what it is, where, and what state it is in."""
    case = open_case_action("add_held_material", case, by=by, at=at, operation="collection")
    number = 1 + HeldMaterial.objects.unscoped("number what is held").filter(case=case).count()
    material = HeldMaterial(
        case=case, number=number, side=by.actor.side, added_by_id=by.actor.id, added_at=at,
        **_checked_facts(facts),
    )  # fmt: skip
    save_with_history(material, "add_held_material", by=by, at=at)
    add_timeline_event("add_held_material", case, by=by, at=at, note=material.title)
    return material


@transaction.atomic
def correct_held_material(
    *, material: HeldMaterial, by: Scope, at: datetime, version: int | None,
    changed_because: str = "", **facts: Any,
) -> HeldMaterial:  # fmt: skip
    """Correct what is recorded of it, such as that it was clipped; the history keeps the rest."""
    facts = _checked_facts(facts)
    material = open_case_action(
        "correct_held_material", material, by=by, at=at, version=version, edits=facts
    )
    because = reason_if_changed(material, facts, changed_because)
    for name, value in facts.items():
        setattr(material, name, value)
    save_next_version(material, "correct_held_material", by=by, at=at, because=because)
    add_timeline_event("correct_held_material", material.case, by=by, at=at, note=material.title)
    return material


def _checked_facts(facts: dict[str, Any]) -> dict[str, Any]:
    only_known_fields(MATERIAL_FACTS, facts)
    for name, known in (("kind", HeldKind), ("clipping", Clipping), ("playing", Playing)):
        known(facts[name])
    return facts


@transaction.atomic
def record_watching(
    *, material: HeldMaterial, by: Scope, at: datetime, minutes: int | None = None, text: str = ""
) -> Watching:
    """
    Record that one has watched, heard or read it. minutes: None if all of it.

    Raises Refused for more minutes than it has.
    """
    material = open_case_action("record_watching", material, by=by, at=at)
    if minutes and material.minutes and minutes > material.minutes:
        raise Refused(LONGER_THAN_IT_IS % {"n": material.minutes}, is_stage=True)
    return Watching.objects.create(
        material=material, minutes=minutes, text=text, by_id=by.actor.id, side=by.actor.side, at=at
    )
