"""Which allegations against a suspect are alternatives: only one of them can be proved."""

from collections.abc import Sequence
from uuid import UUID

from cases.models import Allegation, AuthorisedCharge, Decision, Suspect
from cases.offences.both_acts import are_alike_under_both_acts
from cases.offences.queries.offence_table import judge
from cases.statuses import DecisionStatus
from people.access.scopes import Scope


def alternatives_among(
    suspect: Suspect, allegations: Sequence[Allegation], scope: Scope
) -> list[list[int]]:
    """
    For each allegation, the numbers (from 1) of the earlier ones to which it is alternative.

    They are alternatives if they are of the same victim, like conduct and the same days, which
    cross 1 May 2004, under both Acts (Violent Crime Reduction Act 2006 s.55), or if the charge in
    force has them so. One query, none for a single allegation.
    """
    if len(allegations) < 2:
        return [[] for _each in allegations]
    charged = _charged_in_the_alternative(suspect, scope)
    return [
        [
            m
            for m, other in enumerate(allegations[:n], start=1)
            if _are_one_act(each, other) or {each.first_id, other.first_id} in charged
        ]
        for n, each in enumerate(allegations)
    ]


def _are_one_act(one: Allegation, other: Allegation) -> bool:
    about = [(each.victim_id, each.from_on, each.to_on) for each in (one, other)]
    judged = [judge(each.offence_id, each.from_on, each.to_on) for each in (one, other)]
    return about[0] == about[1] and are_alike_under_both_acts(*judged)


def _charged_in_the_alternative(suspect: Suspect, scope: Scope) -> list[set[UUID]]:
    """The pairs of allegations that the charge in force has in the alternative, by their firsts."""
    live = Decision.objects.for_scope(scope).filter(suspect=suspect, status=DecisionStatus.LIVE)
    rows = AuthorisedCharge.objects.filter(decision__in=live)
    rows = rows.exclude(allegation=None).exclude(alternative_to__allegation=None)
    pairs = rows.values_list("allegation__first", "alternative_to__allegation__first")
    return [set(pair) for pair in pairs]
