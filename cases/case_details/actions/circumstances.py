"""Record a victim's circumstances, and send the CPS what is recorded of those who are sent."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.case_details.queries.circumstances import mg2s_to_name
from cases.circumstances import VictimCircumstances
from cases.models import (
    Case,
    Circumstances,
    Document,
    Suspect,
    Victim,
    WitnessGround,
    YesNoNotKnown,
)
from cases.queries.circumstances import circumstances_of_case
from cases.special_measures import ASSESSMENT_FIELDS, Assessment
from people.access.scopes import Refused, Scope, Stale
from people.models import Side

NOTHING_CHANGED = _("Nothing has changed. Change what is wrong, or go back.")
REASON_WANTED = _("Enter why it is changed.")
NO_ABUSER = _("Select the suspects by whom it is said to be domestic abuse.")
NO_GROUND = _("Select each ground that applies.")
NOT_ASSESSED_REASON = _("Enter why the assessment is not required.")
NO_SUCH_SUSPECT = _("Select suspects of this case.")
NO_SUCH_MG2 = _(
    "Select a document of this case of the type MG2, which is not named as that of another victim."
)


@transaction.atomic
def record_circumstances(
    *, victim: Victim, by: Scope, at: datetime, domestic_abuse: str, was_child: str,
    is_vulnerable: str, abusers: Collection[Suspect] = (), grounds: Collection[str] = (),
    assessment: str = "", not_assessed_because: str = "",
    assessment_expected_on: date | None = None, mg2: Document | None = None,
    reason: str = "", version: int | None = None,
) -> Circumstances:  # fmt: skip
    """
    Record domestic abuse, child at the time, and grounds as a witness: a new version of them all.

    domestic_abuse, was_child, is_vulnerable: codes of YesNoNotKnown. abusers: if it is domestic
    abuse. grounds: codes of WitnessGround, if vulnerable. assessment: a code of Assessment, with
    which document it is, why it is not required or by when it is expected; "" leaves it as it is.
    reason: required but for the first. version: of VictimCircumstances, as the form had it. Raises
    Stale if it is another now, and Refused if nothing differs, or an answer lacks what it requires.
    """
    victim = open_case_action("record_circumstances", victim, by=by, at=at)
    recorded = circumstances_of_case(Case(pk=victim.case_id), by)
    now = recorded.get(victim.number, VictimCircumstances(victim.number))
    facts = _recorded_facts(domestic_abuse, was_child, is_vulnerable, grounds)
    facts |= _assessment_facts(now, assessment, not_assessed_because, assessment_expected_on)
    suspects = _abusers_of_case(victim, domestic_abuse, abusers, by=by)
    named = _named_mg2(victim, now, recorded, assessment, mg2, by=by)
    typed = facts | {"abusers": sorted(each.number for each in suspects), "mg2": named}
    _check_differs(now, typed, reason, version)
    made = Circumstances.objects.unscoped("record a victim's circumstances").create(
        **facts, mg2_id=named or None, case=victim.case, victim=victim, number=now.number + 1,
        because=reason if now.number else "", by_id=by.actor.id, at=at,
        only_side=_private_side(victim, suspects),
    )  # fmt: skip
    made.abusers.through.objects.bulk_create(
        made.abusers.through(circumstances_id=made.pk, suspect_id=each.pk) for each in suspects
    )
    add_timeline_event(
        "record_circumstances", victim.case, by=by, at=at, made=str(victim.number),
        only_side=made.only_side,
    )  # fmt: skip
    return made


def _check_differs(
    now: VictimCircumstances, typed: dict[str, Any], reason: str, version: int | None
) -> None:
    """Raises Stale for a version that is not the newest, Refused without change or reason."""
    differing = [(name, getattr(now, name), value) for name, value in typed.items()]
    differing = [each for each in differing if each[1] != each[2]]
    if version is not None and version != now.version:
        raise Stale(differing, version=now.version)
    if now.number and not differing:
        raise Refused(NOTHING_CHANGED, is_stage=True)
    if now.number and not reason:
        raise Refused(REASON_WANTED, is_stage=True)


def _recorded_facts(
    domestic_abuse: str, was_child: str, is_vulnerable: str, grounds: Collection[str]
) -> dict[str, Any]:
    """The columns of these answers. Raises Refused for a ground that is asked and not given."""
    answers = [YesNoNotKnown(each) for each in (domestic_abuse, was_child, is_vulnerable)]
    given = [ground.value for ground in WitnessGround if ground.value in grounds]
    if answers[2] == YesNoNotKnown.YES and not given:
        raise Refused(NO_GROUND, is_stage=True)
    return {
        "is_no_abuse": answers[0] == YesNoNotKnown.NO,
        "was_child": answers[1].value,
        "is_vulnerable": answers[2].value,
        "grounds": given if answers[2] == YesNoNotKnown.YES else [],
    }


def _assessment_facts(
    now: VictimCircumstances, assessment: str, because: str, expected_on: date | None
) -> dict[str, Any]:
    """The columns of the assessment. Raises Refused without why it is not required."""
    if not assessment:
        return {name: getattr(now, name) for name in ASSESSMENT_FIELDS}
    said = Assessment(assessment)
    if said == Assessment.NOT_REQUIRED and not because:
        raise Refused(NOT_ASSESSED_REASON, is_stage=True)
    return {
        "assessment": said.value,
        "not_assessed_because": because if said == Assessment.NOT_REQUIRED else "",
        "assessment_expected_on": expected_on if said == Assessment.OUTSTANDING else None,
    }


def _named_mg2(
    victim: Victim, now: VictimCircumstances, recorded: Mapping[int, VictimCircumstances],
    assessment: str, mg2: Document | None, *, by: Scope,
) -> str:  # fmt: skip
    """
    The id of the document that is the MG2, or "". One that was named stays while the assessment is
    done and no other is named. Raises Refused for one that cannot be named.
    """
    if not assessment or (assessment == now.assessment == Assessment.DONE and mg2 is None):
        return now.mg2 or ""
    if assessment != Assessment.DONE or mg2 is None:
        return ""
    if mg2.pk not in [each.pk for each in mg2s_to_name(victim, recorded, by)]:
        raise Refused(NO_SUCH_MG2, is_stage=True)
    return str(mg2.pk)


def _abusers_of_case(
    victim: Victim, domestic_abuse: str, abusers: Collection[Suspect], *, by: Scope
) -> list[Suspect]:
    """The suspects named, as they are now. Raises Refused for none, or one of another case."""
    if domestic_abuse != YesNoNotKnown.YES:
        return []
    asked = {each.pk for each in abusers}
    if not asked:
        raise Refused(NO_ABUSER, is_stage=True)
    found = list(victim.case.suspects.for_scope(by).filter(pk__in=asked))
    if len(found) != len(asked):
        raise Refused(NO_SUCH_SUSPECT, is_stage=True)
    return found


def _private_side(victim: Victim, abusers: Collection[Suspect]) -> str:
    """The police, until the CPS knows the victim and each suspect that it names."""
    return Side.POLICE if victim.only_side or any(each.only_side for each in abusers) else ""


def send_circumstances(suspects: Collection[Suspect]) -> None:
    """
    Show the CPS the newest circumstances of each victim it knows, unless they name a suspect who
    is not sent. Earlier versions stay private. Call it once `only_side` of the victims is cleared.
    """
    cases = {each.case_id for each in suspects}
    rows = Circumstances.objects.unscoped("sent with their victims").filter(
        case__in=cases, victim__only_side=""
    )
    newest = rows.order_by("victim", "-number").distinct("victim").values("pk")
    unsent = Suspect.objects.unscoped("whom the CPS does not know").filter(
        ~Q(only_side=""), case__in=cases
    )
    unsent = unsent.exclude(pk__in=[each.pk for each in suspects])
    naming = Circumstances.abusers.through.objects.filter(suspect__in=unsent)
    sent = rows.filter(pk__in=newest).exclude(pk__in=naming.values("circumstances"))
    sent.update(only_side="")
