"""
The demo's years before the year of stories: hundreds of charged cases, stored without actions.

They have no victims and no duties, and exist for the figures; so the demo loads in a minute. In the
first pair's Area decisions come sooner once its pilot began; elsewhere nothing changes. All Areas
have some, because a month of England and Wales less those of two Areas must leave five people or
none (ADR 24).
"""

import random
from datetime import date, datetime, time, timedelta
from itertools import count, pairwise
from typing import Any, TypeVar

from cases.models import Case, Decision, Referral, ReportedCharge, Review, Suspect, Turn
from cases.states import TURN_SIDE, State
from people.access import audit_log
from people.access.histories import with_history_facts
from people.models import AccessControlled, Operation, Side, User
from rasso.demo import texts
from rasso.demo.cast import Pair
from rasso.demo.reasons import CHARGED
from timeliness.calendar import add_months, london_day, london_moment

BEFORE, LAST = 18, 3  # months of history before the pilot; the last month, in months ago
AFTER = 18  # months since the pilot began
WHY, TEN = "load_demo", time(10)
# Days from referral to decision before the pilot and since; days from decision to charge.
USUAL, SOONER, TO_CHARGE = 62, 30, 9
# By how many days each month and each suspect of a month differ from that: too little for a control
# chart to signal. No wait exceeds the pilot's follow-up.
MONTHS_DIFFER = (4, -3, 2, -4, 3, -2, 4, -3)
SUSPECTS_DIFFER = (-9, -6, -4, -2, -1, 0, 1, 3, 5, 9)
ROWS: tuple[type[AccessControlled], ...] = (
    Case, Suspect, Turn, Referral, Review, Decision, ReportedCharge,
)  # fmt: skip

M = TypeVar("M", bound=AccessControlled)


def pilot_start_day(now: datetime) -> date:
    """The day the demo's pilot began."""
    return add_months(london_day(now).replace(day=1), -AFTER) + timedelta(days=8)


def store_past_years(pairs: list[Pair], *, now: datetime) -> None:
    """Store the historical cases of every pair of units."""
    made = HistoricalCases(now=now)
    made.tell(pairs[0], changes=True)
    made.tell(pairs[1])
    for pair in pairs[2:]:
        made.tell(pair, fewer=4)
    made.store()


class HistoricalCases:
    """The historical cases, built in memory and stored with a few statements."""

    def __init__(self, *, now: datetime) -> None:
        self.now, self.chance = now, random.Random(1992)  # noqa: S311 - no secret
        self.serial = count(1)
        self.rows: dict[type[AccessControlled], list[Any]] = {model: [] for model in ROWS}
        # Rows of the tables of many-to-many fields, by the model that has the field.
        self.links: dict[type[AccessControlled], list[Any]] = {Referral: [], Review: []}

    def tell(self, pair: Pair, *, changes: bool = False, fewer: int = 0) -> None:
        """
        Build all months of one pair of units.

        changes: whether decisions come sooner since the pilot began. fewer: how many of the ten
        suspects a month are left out.
        """
        first = add_months(pilot_start_day(self.now).replace(day=1), -BEFORE)
        for n in range(BEFORE + AFTER - LAST + 1):
            month = MONTHS_DIFFER[n % len(MONTHS_DIFFER)]
            usual = (SOONER if changes and n >= BEFORE else USUAL) + month
            for each, suspect in enumerate(SUSPECTS_DIFFER[fewer:]):
                sent_at = london_moment(add_months(first, n) + timedelta(days=2 * each + 1), TEN)
                decided_at = sent_at + timedelta(days=usual + suspect)
                charged_at = decided_at + timedelta(days=TO_CHARGE + month // 2 + suspect // 3)
                if charged_at < self.now:
                    self._road(pair, sent_at, decided_at, charged_at)

    def store(self) -> None:
        """Store all rows, with their history and one audit entry."""
        for model, rows in self.rows.items():
            model.objects.unscoped(WHY).bulk_create(rows, batch_size=500)
            if hasattr(model, "history"):
                model.history.bulk_history_create(rows, batch_size=500)
            if links := self.links.get(model):
                type(links[0]).objects.bulk_create(links)
        ids = [case.pk for case in self.rows[Case]]
        audit_log.record_entry(
            operation=Operation.COLLECTION,
            verb=WHY,
            by=None,
            kind=Case._meta.label,
            ids=ids,
            at=self.now,
        )

    def _make(self, model: type[M], signs: User | None = None, **facts: Any) -> M:
        row = model(**facts)
        if signs:
            with_history_facts(row, by=signs, at=self.at, why=WHY)
        self.rows[model].append(row)
        return row

    def _road(
        self, pair: Pair, sent_at: datetime, decided_at: datetime, charged_at: datetime
    ) -> None:
        officer, prosecutor = pair.people["officer"], pair.people["prosecutor"]
        self.at = opened_at = sent_at - timedelta(days=self.chance.randint(30, 60))
        case = self._make(
            Case, officer, urn=self._urn(pair, opened_at), officer=officer, prosecutor=prosecutor,
            is_allocated=True, opened_by=officer, opened_at=opened_at, police_unit=pair.police,
            cps_unit=pair.cps,
        )  # fmt: skip
        suspect = self._make(
            Suspect, officer, case=case, number=1, surname=self.chance.choice(texts.SURNAMES),
            given_names="Demo", custody="UNDER_INVESTIGATION", released_on=london_day(opened_at),
            state="CHARGED", urgency="GREEN", is_open=False, only_side="",
            police_unit=pair.police, cps_unit=pair.cps,
        )  # fmt: skip
        self._refer(pair, case, suspect, sent_at)
        decision = self._make(
            Decision, case=case, suspect=suspect, kind="CHARGE", rationale=CHARGED[0].rationale,
            public_interest_rationale=texts.PUBLIC_INTEREST, by=prosecutor, authors=[prosecutor.pk],
            review=self._review(prosecutor, suspect, decided_at), at=decided_at, status="LIVE",
        )  # fmt: skip
        self._make(
            ReportedCharge, case=case, decision=decision, by=officer, at=charged_at,
            method="WRITTEN_CHARGE", charged_on=london_day(charged_at),
        )  # fmt: skip
        self._turns(pair, suspect, (opened_at, sent_at, decided_at, charged_at))

    def _urn(self, pair: Pair, at: datetime) -> str:
        return f"{pair.police.agency.force_code}HD{next(self.serial):05d}{at:%y}"

    def _refer(self, pair: Pair, case: Case, suspect: Suspect, at: datetime) -> None:
        officer, supervisor = pair.people["officer"], pair.people["supervisor"]
        row = self._make(
            Referral, officer, case=case, status="ACCEPTED", number=1, only_side="",
            urgency="GREEN", code_test="FULL", summary=texts.SUMMARY, lines_done=texts.LINES_DONE,
            no_advice_because=texts.WITHOUT_ADVICE, written_by=officer, written_at=at,
            writers=[officer.pk], signed_off_by=supervisor, signed_off_at=at,
            triaged_by=pair.people["assistant"], triaged_at=at + timedelta(days=1),
        )  # fmt: skip
        self.links[Referral].append(Referral.suspects.through(referral=row, suspect=suspect))

    def _review(self, by: User, suspect: Suspect, at: datetime) -> Review:
        row = self._make(
            Review, case=suspect.case, by=by, at=at, test="FULL", evidence=texts.EVIDENCE
        )
        self.links[Review].append(Review.suspects.through(review=row, suspect=suspect))
        return row

    def _turns(
        self, pair: Pair, suspect: Suspect, moments: tuple[datetime, datetime, datetime, datetime]
    ) -> None:
        """
        Build a suspect's turns: an action plan takes a fifth of the time from triage to decision.
        """
        opened_at, sent_at, decided_at, charged_at = moments
        triaged_at = sent_at + timedelta(days=1)
        planned_at = triaged_at + (decided_at - triaged_at) * 0.5
        answered_at = triaged_at + (decided_at - triaged_at) * 0.7
        steps = (
            (opened_at, State.INVESTIGATING, "open_case"),
            (sent_at, State.TRIAGE, "sign_referral_off"),
            (triaged_at, State.WITH_PROSECUTOR, "allocate_case"),
            (planned_at, State.ACTION_PLAN, "set_action_plan"),
            (answered_at, State.WITH_PROSECUTOR, "answer_item"),
            (decided_at, State.CHARGE_AUTHORISED, "authorise_charge"),
            (charged_at, State.CHARGED, "report_charge"),
        )  # fmt: skip
        for (began_at, state, verb), (ended_at, *_rest) in pairwise(steps):
            unit = pair.police if TURN_SIDE[state] == Side.POLICE else pair.cps
            self._make(
                Turn, case=suspect.case, suspect=suspect, state=state, side=TURN_SIDE[state],
                holder=unit, verb=verb, began_at=began_at, ended_at=ended_at,
            )  # fmt: skip
