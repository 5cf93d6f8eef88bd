"""
What a shorter or longer period would have meant: history replayed as if it had been in force.

Counted from the first referral of a suspect, and through the time in which the case waits for the
police, which the clock that people see does not run through: so that a breach says with whom the
suspect was when the period ran out. Cases are counted as often as in every figure (pilots.lots).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import connection

from cases.deadlines import RULE, Urgency
from cases.states import State
from pilots.lots import times
from pilots.queries.figures import since
from timeliness import periods
from timeliness.calendar import london_day, moment_of

UNDECIDED = (
    State.TRIAGE, State.RETURNED, State.AWAITING_SIGN_OFF, State.READY_TO_ALLOCATE,
    State.WITH_PROSECUTOR, State.ACTION_PLAN, State.PLAN_QUERIED, State.SECOND_READER,
)  # fmt: skip
FIRST = """
    SELECT DISTINCT ON (link.suspect_id) link.suspect_id, sent.signed_off_at, unit.area, {times}
    FROM cases_referral_suspects link
    JOIN cases_referral sent ON sent.id = link.referral_id AND sent.signed_off_at IS NOT NULL
    JOIN cases_suspect suspect ON suspect.id = link.suspect_id
    LEFT JOIN pilots_countedcase counted ON counted.case_id = suspect.case_id
    JOIN people_unit unit ON unit.id = suspect.cps_unit_id
    WHERE sent.urgency = %(urgency)s
      AND (NOT suspect.is_restricted OR counted.case_id IS NOT NULL)
      AND sent.signed_off_at >= %(since)s AND sent.signed_off_at < %(until)s
      AND (%(areas)s::bigint[] IS NULL OR unit.agency_id = ANY(%(areas)s::bigint[]))
      AND NOT EXISTS (
          SELECT FROM cases_referral_suspects other JOIN cases_referral before
            ON before.id = other.referral_id AND before.signed_off_at < sent.signed_off_at
          WHERE other.suspect_id = link.suspect_id
      )
    ORDER BY link.suspect_id, sent.signed_off_at"""
HELD = """
    SELECT asked.suspect, asked.which, turn.side
    FROM unnest(%(suspects)s::uuid[], %(which)s::text[], %(due)s::timestamptz[])
        AS asked(suspect, which, due)
    JOIN cases_turn turn ON turn.suspect_id = asked.suspect AND turn.state = ANY(%(states)s)
     AND turn.began_at <= asked.due AND (turn.ended_at IS NULL OR turn.ended_at > asked.due)
    WHERE asked.due <= %(at)s"""


@dataclass(frozen=True)
class Replay:
    """
    Breaches of the period as it was and of one that is proposed.

    suspects: how many were first referred in this class. Each breach is counted once, under the
    side that held the suspect when the period ran out.
    """

    suspects: int
    was: Mapping[str, int]  # {side: breaches}
    would_be: Mapping[str, int]


def replayed(
    *,
    urgency: str,
    amount: int,
    at: datetime,
    until: datetime,
    secret: bytes,
    areas: list[int] | None = None,
) -> Replay:
    """
    Replay each first referral of a class of urgency with another amount of its period.

    Of the years of which figures are listed; one that came earlier is still a suspect's first.
    amount: in the period's own unit. at: the moment as of which it is replayed. until: the first
    moment of which no referral counts any more. secret: of the lot by which a case is counted.
    areas: ids of CPS Areas, None for all. Two queries.
    """
    first_day = moment_of(since(london_day(at)), time.min)
    params = {"urgency": Urgency(urgency), "since": first_day, "until": until, "areas": areas,
              "secret": secret}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FIRST.format(times=times("suspect.case_id")), params)
        first = cursor.fetchall()
        asked = [
            (suspect, which, due)
            for suspect, sent_at, area, _times in first
            for which, due in _dues(sent_at, area, RULE[Urgency(urgency)], amount).items()
        ]
        suspects, which, due = zip(*asked, strict=True) if asked else ((), (), ())
        cursor.execute(HELD, {
            "suspects": list(suspects), "which": list(which), "due": list(due),
            "states": list(UNDECIDED), "at": at,
        })  # fmt: skip
        found: dict[str, Counter[str]] = {"was": Counter(), "would_be": Counter()}
        often = {suspect: n for suspect, _sent_at, _area, n in first}
        for suspect, name, side in cursor:
            found[name][side] += often[suspect]
    return Replay(sum(often.values()), **found)


def _dues(sent_at: datetime, area: str, rule: str, amount: int) -> dict[str, datetime]:
    """When the period ran out, and when the proposed one would have."""
    period = periods.in_force(rule, on=london_day(sent_at), area=area)
    proposed = replace(period, amount=amount)
    return {
        name: periods.explain(each, event_at=sent_at, extra={}).due_at
        for name, each in (("was", period), ("would_be", proposed))
    }
