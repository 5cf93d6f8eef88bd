"""Which decisions a victim could ask to be reviewed, as the record of the cases has them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.models import CourtFact, CourtFactKind, Decision, Suspect, Verdict
from cases.states import UNSENT, State
from cases.statuses import DecisionStatus
from people.models import Side, UnitGrant, User
from timeliness.calendar import london_day
from victims.eligibility import Reviewed

CHARGED = frozenset(
    {State.CHARGE_AUTHORISED, State.CHARGE_DIFFERS, State.CHARGE_QUERIED, State.CHARGED}
)
BY_POLICE = (
    Reviewed.POLICE_NO_CHARGE, Reviewed.POLICE_OTHER_CHARGE, Reviewed.POLICE_OUT_OF_COURT,
)  # fmt: skip
STOPPED = (Reviewed.CPS_DISCONTINUED, Reviewed.CPS_NO_EVIDENCE)
# Who may have made a decision that is not written down here.
DECIDES = {
    Side.POLICE: ("refer_cases", "supervise_cases", "inspect_cases"),
    Side.CPS: ("prosecute_cases", "allocate_cases"),
}


@dataclass(frozen=True)
class Known:
    """What the cases' record says of one decision; what it does not say is asked."""

    decision: Decision | None = None
    decided_on: date | None = None
    deciders: tuple = ()


@dataclass(frozen=True)
class Reviewable:
    """What a request about one suspect may be about, as {decision: Known}; empty if nothing is."""

    suspect: Suspect
    decisions: dict
    is_charged_in_part: bool


def of_record(record, *, by):
    """What has been decided about each suspect of whom a person may know, by number."""
    rows = Suspect.objects.system("whom a victim's allegations are about").filter(
        allegations__victim=record.pk, only_side__in=["", by.side]
    )
    suspects = list(rows.distinct().order_by("number"))
    ended = _ended(suspects)
    charged = {each.pk for each in suspects if _is_charged(each, ended)}
    live = Decision.objects.system("the decisions in force").filter(
        suspect__in=suspects, status=DecisionStatus.LIVE
    )
    decided = {decision.suspect_id: decision for decision in live}
    return [
        _read(suspect, decided.get(suspect.pk), ended.get(suspect.pk), charged - {suspect.pk})
        for suspect in suspects
    ]


def _ended(suspects):
    """{suspect: how it ended in court} of those for whom it has."""
    rows = CourtFact.objects.system("how it ended in court").filter(
        suspect__in=suspects, kind=CourtFactKind.OUTCOME, is_current=True, is_void=False
    )
    return {fact.suspect_id: fact for fact in rows}


def _is_charged(suspect, ended):
    """Whether a charge stands; one that was stopped does not."""
    fact = ended.get(suspect.pk)
    return suspect.state in CHARGED and not (fact and fact.result == Verdict.STOPPED)


def _read(suspect, decision, fact, others_charged):
    decisions = _decisions(suspect, decision, fact)
    return Reviewable(suspect, decisions, bool(others_charged))


def _decisions(suspect, decision, fact):
    """decision: the one in force; fact: how it ended in court, if it has."""
    if suspect.state in UNSENT:
        return dict.fromkeys(BY_POLICE, Known())
    if suspect.state == State.NO_FURTHER_ACTION:
        return {Reviewed.CPS_NO_CHARGE: _known(decision)}
    if suspect.state not in CHARGED:
        return {}
    if fact and fact.result == Verdict.STOPPED:
        return dict.fromkeys(STOPPED, Known(decided_on=fact.on))
    less = {Reviewed.CPS_LESS_CHARGED: _known(decision)}
    return less if fact else {Reviewed.CPS_MEANS_TO_STOP: Known(), **less}


def _known(decision):
    deciders = {*decision.authors, decision.by_id, decision.read_by_id} - {None}
    decided_on = london_day(decision.read_at or decision.at)
    return Known(decision, decided_on, tuple(sorted(deciders)))


def may_have_decided(record, found, *, at):
    """{id: person} of those who may have made a decision that the cases do not know who made."""
    sides = {
        reviewed.side for each in found for reviewed, known in each.decisions.items()
        if not known.deciders
    }  # fmt: skip
    people = {}
    for side in sorted(sides):
        people |= {person.pk: person for person in of_unit(record, side, DECIDES[side], at=at)}
    return people


def of_unit(row, side, capacities, *, at):
    """The active people who hold a side's unit of a row in one of these capacities, by name."""
    grants = UnitGrant.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at), permission__codename__in=capacities,
        content_object=getattr(row, f"{row.unit_of[side]}_id"),
    )  # fmt: skip
    people = User.objects.filter(is_active=True, agency__side=side, pk__in=grants.values("user"))
    return people.order_by("name", "pk")
