"""What bears on points to prove, and gaps: recorded, removed, closed, sent with a referral."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import open_case_action
from cases.models import (
    Allegation,
    Bearing,
    Bears,
    Document,
    Gap,
    HeldMaterial,
    Material,
    Suspect,
    Weight,
)
from cases.models.proof import OF_VICTIMS, AccountOf
from cases.permissions import SUSPECT
from cases.proof.queries.places import ProofPlace, proof_subjects
from cases.queries.allegations import visible_allegations
from cases.states import UNSENT_STATES
from people.access.scopes import Refused, Scope, standing_on
from people.models import Side

EntryT = TypeVar("EntryT", Bearing, Gap)
NO_SUCH_POINT = _("Select points to prove that are on this page.")
NO_POINT = _("Select a point to prove, or say that it undermines the case or assists the defence.")
NO_SUCH_DOCUMENT = _("Select a document or material of this case.")
SEVERAL_VICTIMS = _(
    "The points are about more than one victim. Record the account of each victim on its own."
)
ONE_SOURCE = _("Select a document or material that is held elsewhere: not both.")


@transaction.atomic
def add_bearing(
    *, suspect: Suspect, by: Scope, at: datetime, points: Collection[str], bears: str,
    material: str, text: str, document: Document | None = None, held: HeldMaterial | None = None,
    account_of: str = "", undermines: bool = False, disclosure: str = "", is_kept: bool = False,
) -> Bearing:  # fmt: skip
    """
    Record what bears on one or more points to prove: an entry for each. Returns the first.

    points: keys of ProofPlace; may be empty for what undermines the case. is_kept: to the CPS.
    held: material that is held elsewhere. account_of: whose account it is, if it is one. Raises
    Refused for a point, a document or material that is not of this suspect's case, for both a
    document and material, and for the account of a victim on points about several.
    """
    suspect = open_case_action("add_bearing", suspect, by=by, at=at)
    what = _what(material, account_of)
    places: list[ProofPlace | None] = [*_chosen_places(suspect, points, what, by=by)]
    if not places and not undermines:
        raise Refused(NO_POINT, is_stage=True)
    _check_source(suspect, document, held, by=by)
    facts = {
        "bears": Bears(bears), **what, "text": text, "document": document,
        "held": held, "undermines": undermines, "disclosure": disclosure if undermines else "",
    }  # fmt: skip
    made = [
        Bearing.objects.unscoped("record what bears on a point").create(
            **facts,
            **_place_facts(suspect, place, what, is_kept=is_kept, by=by),
            by_id=by.actor.id,
            at=at,
        )
        for place in places or [None]
    ]
    return made[0]


@transaction.atomic
def add_gap(
    *, suspect: Suspect, by: Scope, at: datetime, points: Collection[str], material: str,
    text: str, weight: str, account_of: str = "", is_kept: bool = False,
) -> Gap:  # fmt: skip
    """Record what is missing to prove one or more points: a gap for each. Returns the first."""
    suspect = open_case_action("add_gap", suspect, by=by, at=at)
    what = _what(material, account_of)
    places = _chosen_places(suspect, points, what, by=by)
    if not places:
        raise Refused(NO_SUCH_POINT, is_stage=True)
    facts = {**what, "text": text, "weight": Weight(weight)}
    made = [
        Gap.objects.unscoped("record a gap").create(
            **facts,
            **_place_facts(suspect, place, what, is_kept=is_kept, by=by),
            by_id=by.actor.id,
            at=at,
        )
        for place in places
    ]
    return made[0]


def _what(material: str, account_of: str) -> dict[str, str]:
    """What an entry is; of an account, whose."""
    is_account = material == Material.ACCOUNT and account_of
    return {
        "material": Material(material), "account_of": AccountOf(account_of) if is_account else "",
    }  # fmt: skip


@transaction.atomic
def remove_bearing(*, bearing: Bearing, by: Scope, at: datetime, reason: str) -> Bearing:
    """Remove what one's own side recorded, with a reason; it stays listed as removed."""
    return _end_entry("remove_bearing", "add_bearing", bearing, by=by, at=at, reason=reason)


@transaction.atomic
def close_gap(*, gap: Gap, by: Scope, at: datetime, reason: str) -> Gap:
    """Close a gap that was filled or is not needed, with a reason."""
    return _end_entry("close_gap", "add_gap", gap, by=by, at=at, reason=reason)


def _end_entry(
    verb: str, while_open: str, entry: EntryT, *, by: Scope, at: datetime, reason: str
) -> EntryT:
    """End an entry. Raises Refused once a decision has been made about the suspect."""
    row = open_case_action(verb, entry, by=by, at=at)
    suspect = row.case.suspects.for_scope(by).get(pk=row.suspect_id)
    SUSPECT.check(standing_on(by, suspect), while_open, suspect)
    row.ended_because, row.ended_by_id, row.ended_at = reason, by.actor.id, at
    row.save(update_fields=["ended_because", "ended_by", "ended_at"])
    return row


def send_proof(suspects: Collection[Suspect]) -> None:
    """
    Show the CPS what the police recorded of these suspects. What was removed before stays private.
    """
    for model in (Bearing, Gap):
        rows = model.objects.unscoped("sent with their suspects")
        rows.filter(suspect__in=suspects, only_side=Side.POLICE, ended_at=None).update(only_side="")


def _chosen_places(
    suspect: Suspect, points: Collection[str], what: dict[str, str], *, by: Scope
) -> list[ProofPlace]:
    """
    The rows of the matrix with these keys. what: as _what() has it.

    Raises Refused if one is not of this suspect, and for the account of a victim on points about
    several, since nobody could tell then whose it is.
    """
    subjects = proof_subjects(suspect, by)
    places = {place.key: place for each in subjects for place in each.places}
    if not places.keys() >= set(points):
        raise Refused(NO_SUCH_POINT, is_stage=True)
    if what["account_of"] in OF_VICTIMS:
        chosen = {places[key].allegation_id for key in points}
        about = [each.allegation for each in subjects if each.allegation.first_id in chosen]
        if len({each.victim_id for each in about}) > 1:
            raise Refused(SEVERAL_VICTIMS, is_stage=True)
    return [places[key] for key in dict.fromkeys(points)]


def _place_facts(
    suspect: Suspect, place: ProofPlace | None, what: dict[str, str], *, is_kept: bool, by: Scope
) -> dict[str, object]:
    """Where an entry stands, whose it is, and the side that it is private to. what: as _what()."""
    allegation_id = place.allegation_id if place else None
    alleged = visible_allegations(by).filter(first=allegation_id)
    is_of_victim = place and what["account_of"] in OF_VICTIMS
    return {
        "victim_id": alleged.values_list("victim", flat=True).get() if is_of_victim else None,
        "case": suspect.case, "suspect": suspect, "allegation_id": allegation_id,
        "point": place.point if place else None, "side": by.actor.side,
        "only_side": _private_side(suspect, allegation_id, is_kept=is_kept, by=by),
    }  # fmt: skip


def _private_side(suspect: Suspect, allegation_id: UUID | None, *, is_kept: bool, by: Scope) -> str:
    """The side that an entry is private to; empty if both see it at once."""
    if by.actor.side == Side.CPS:
        return Side.CPS if is_kept else ""
    known = Allegation.objects.unscoped("whether the CPS knows it").filter(only_side="")
    is_known = allegation_id is None or known.filter(first=allegation_id).exists()
    return Side.POLICE if suspect.state in UNSENT_STATES or not is_known else ""


def _check_source(
    suspect: Suspect, document: Document | None, held: HeldMaterial | None, *, by: Scope
) -> None:
    """Raise Refused unless what an entry names is of this suspect's case, and is one thing."""
    if document and held:
        raise Refused(ONE_SOURCE, is_stage=True)
    for named in filter(None, (document, held)):
        model: Any = type(named)  # both have a case, which their common type does not say
        rows = model.objects.for_scope(by).filter(case=suspect.case_id)
        if not rows.filter(pk=named.pk).exists():
            raise Refused(NO_SUCH_DOCUMENT, is_stage=True)
