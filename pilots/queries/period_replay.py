"""
What a shorter or longer period would have meant: past referrals replayed under it.

Counted from a suspect's first referral, including the time in which the case waits for the police,
during which the clock that people see is stopped: a breach is attributed to the side that held the
suspect when the period ran out. Cases are weighted as in every figure
(pilots.disclosure_control.counting_weights).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from django.db import connection

from cases.deadlines import PERIOD_OF_URGENCY, Urgency
from cases.states import State
from people.access.row_security import for_purpose
from pilots.disclosure_control.counting_weights import case_weight_sql
from pilots.queries.filters import first_listed_day
from timeliness import periods
from timeliness.calendar import london_day, london_moment

UNDECIDED_STATES = (
    State.TRIAGE, State.RETURNED, State.AWAITING_SIGN_OFF, State.READY_TO_ALLOCATE,
    State.WITH_PROSECUTOR, State.ACTION_PLAN, State.PLAN_QUERIED, State.WITH_HOLDER,
    State.SECOND_READER,
)  # fmt: skip
FIRST_REFERRALS_SQL = """
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
HOLDER_WHEN_DUE_SQL = """
    SELECT asked.suspect, asked.which, turn.side
    FROM unnest(%(suspects)s::uuid[], %(which)s::text[], %(due)s::timestamptz[])
        AS asked(suspect, which, due)
    JOIN cases_turn turn ON turn.suspect_id = asked.suspect AND turn.state = ANY(%(states)s)
     AND turn.began_at <= asked.due AND (turn.ended_at IS NULL OR turn.ended_at > asked.due)
    WHERE asked.due <= %(at)s"""


@dataclass(frozen=True)
class PeriodReplay:
    """
    Breaches of the actual period and of a proposed one.

    suspects: number of first referrals in this class. Each breach is counted once, for the side
    that held the suspect when the period ran out.
    """

    suspects: int
    was: Mapping[str, int]  # {side: breaches}
    would_be: Mapping[str, int]


@for_purpose("figures, which name no case")
def replay_period(
    *, urgency: str, amount: int, at: datetime, until: datetime, secret: bytes,
    areas: list[int] | None = None,
) -> PeriodReplay:  # fmt: skip
    """
    Replay each first referral of an urgency class with another length of its period.

    Covers the listed years; an earlier referral is still a suspect's first. amount: in the period's
    own unit. at: the moment of the replay. until: the first moment of referrals that do not count.
    secret: of the counting lot. areas: ids of CPS Areas, None for all. Two queries.
    """
    params: dict[str, Any] = {
        "urgency": Urgency(urgency), "until": until, "areas": areas, "secret": secret,
        "since": london_moment(first_listed_day(london_day(at)), time.min),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FIRST_REFERRALS_SQL.format(times=case_weight_sql("suspect.case_id")), params)
        first = cursor.fetchall()
        rule = PERIOD_OF_URGENCY[Urgency(urgency)]
        due_times = [
            (suspect, which, due)
            for suspect, sent_at, area, _times in first
            for which, due in _due_times(sent_at, area, rule, amount).items()
        ]
        suspects, which, due = zip(*due_times, strict=True) if due_times else ((), (), ())
        cursor.execute(HOLDER_WHEN_DUE_SQL, {
            "suspects": list(suspects), "which": list(which), "due": list(due),
            "states": list(UNDECIDED_STATES), "at": at,
        })  # fmt: skip
        found: dict[str, Counter[str]] = {"was": Counter(), "would_be": Counter()}
        weights = {suspect: weight for suspect, _sent_at, _area, weight in first}
        for suspect, name, side in cursor:
            found[name][side] += weights[suspect]
    return PeriodReplay(sum(weights.values()), **found)


def _due_times(sent_at: datetime, area: str, rule: str, amount: int) -> dict[str, datetime]:
    """{"was": the due time of the actual period, "would_be": that of the proposed one}."""
    period = periods.period_in_force(rule, on=london_day(sent_at), area=area)
    proposed = replace(period, amount=amount)
    return {
        name: periods.explain_due_time(each, event_at=sent_at, extra={}).due_at
        for name, each in (("was", period), ("would_be", proposed))
    }
