"""Record a suspect's personal details, and send the CPS what is recorded of those referred."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import (
    add_timeline_event,
    only_known_fields,
    open_case_action,
)
from cases.models import Gender, PersonalDetails, Referral, Suspect, YesNoNotKnown
from cases.models.ethnic_group import WITHOUT_ANSWER, EthnicGroup
from cases.personal_details import DETAIL_FIELDS
from cases.queries.personal_details import details_of_suspect
from people.access.scopes import Refused, Scope, Stale
from people.models import Side

NOTHING_CHANGED = _("Nothing has changed. Change what is wrong, or go back.")
NO_LANGUAGE = _("Enter the language for which an interpreter is needed.")


@transaction.atomic
def record_personal_details(
    *, suspect: Suspect, by: Scope, at: datetime, version: int | None = None, **facts: str
) -> PersonalDetails:
    """
    Record what an MG3 asks of a suspect: a new version of all of it.

    facts: DETAIL_FIELDS; those left out are empty. What was recorded of the ethnicity in words
    before it had codes stays until an answer is given. version: of SuspectDetails, as the form had
    it. Raises Stale if it is another now, and Refused if nothing differs, or if an interpreter is
    needed and no language is given.
    """
    suspect = open_case_action(
        "record_personal_details", suspect, by=by, at=at, operation="collection"
    )
    typed = _checked_facts(facts)
    now = details_of_suspect(suspect, by)
    differing = [(name, getattr(now, name), value) for name, value in typed.items()]
    differing = [each for each in differing if each[1] != each[2]]
    if version is not None and version != now.version:
        raise Stale(differing, version=now.version)
    if now.number and not differing:
        raise Refused(NOTHING_CHANGED, is_stage=True)
    words = now.ethnicity if typed["ethnic_group"] in WITHOUT_ANSWER else ""
    made = PersonalDetails.objects.unscoped("record a suspect's personal details").create(
        **typed, ethnicity=words, case=suspect.case, suspect=suspect, number=now.number + 1,
        by_id=by.actor.id, at=at, only_side=_private_side(suspect),
    )  # fmt: skip
    add_timeline_event(
        "record_personal_details", suspect.case, by=by, at=at, suspects=[suspect],
        only_side=made.only_side,
    )  # fmt: skip
    return made


def _checked_facts(facts: dict[str, str]) -> dict[str, str]:
    """Every field, empty where it is not given. Raises Refused for a language that is missing."""
    only_known_fields(DETAIL_FIELDS, facts)
    typed = dict.fromkeys(DETAIL_FIELDS, "") | facts
    typed["gender"] = Gender(typed["gender"]).value if typed["gender"] else ""
    typed["ethnic_group"] = (
        EthnicGroup(typed["ethnic_group"]).value if typed["ethnic_group"] else ""
    )
    typed["needs_interpreter"] = YesNoNotKnown(typed["needs_interpreter"]).value
    if typed["needs_interpreter"] != YesNoNotKnown.YES:
        typed["language"] = ""
    elif not typed["language"]:
        raise Refused(NO_LANGUAGE, is_stage=True)
    return typed


def _private_side(suspect: Suspect) -> str:
    """The police, until a referral of the suspect was sent."""
    sent = Referral.objects.unscoped("whether the suspect was referred").filter(
        suspects=suspect, number__isnull=False
    )
    return "" if sent.exists() else Side.POLICE


def send_personal_details(suspects: Collection[Suspect]) -> None:
    """Show the CPS the newest personal details of these suspects. Earlier versions stay private."""
    rows = PersonalDetails.objects.unscoped("sent with their suspects").filter(suspect__in=suspects)
    newest = rows.order_by("suspect", "-number").distinct("suspect").values("pk")
    rows.filter(pk__in=list(newest.values_list("pk", flat=True))).update(only_side="")
