"""
Random histories of suspects, stored straight in the tables: cases of last year.

Moments lie anywhere in the day, so London's day often differs from UTC's. The histories are as
irregular as real ones: referrals are returned or withdrawn, suspects are finalised and reopened,
decisions set aside, charge reports corrected, cases restricted. They obey the database's
constraints, but not the actions' rules.
"""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from types import SimpleNamespace

from django.utils import timezone

from cases.models import (
    Case,
    ChargeStop,
    Consultation,
    CourtFact,
    Decision,
    Finalisation,
    Referral,
    ReportedCharge,
    Reversal,
    Review,
    Suspect,
    Turn,
)
from devtools.case_builder import cps_unit, force_unit, person
from people.models import Route

START = datetime(timezone.now().year - 1, 1, 1, tzinfo=UTC)
SERIAL = count(1)
ROWS = (Case, Suspect, Turn, Referral, Review, Consultation, Decision, ReportedCharge, CourtFact,
        Finalisation, ChargeStop, Reversal)  # fmt: skip

OUT_OF_COURT = ["ADULT_CONDITIONAL", "ADULT_CAUTION", "YOUTH_CONDITIONAL", "YOUTH_CAUTION"]
NO_FURTHER_ACTION = [
    ("NFA_EVIDENTIAL", "CONSENT"), ("NFA_EVIDENTIAL", "RELIABILITY"),
    ("NFA_PUBLIC_INTEREST", "VICTIM_INTEREST"),
]  # fmt: skip


def make_units_of_areas():
    """Two CPS Areas, the first with two forces, and two prosecutors."""
    south, north = cps_unit(), cps_unit("CPS North West")
    police = [
        force_unit(), force_unit(), force_unit("Gloucestershire Police"),
        force_unit("Lancashire Police"),
    ]  # fmt: skip
    cps = [south, south, south, north]
    for unit, goes_to in zip(police, cps, strict=True):
        Route.objects.create(police_unit=unit, cps_unit=goes_to)
    writer, reader = person(south, "prosecute_cases"), person(south, "prosecute_cases")
    return SimpleNamespace(police=police, cps=cps, writer=writer, reader=reader)


class Histories:
    """Histories of suspects, made from a seed and stored with a few statements."""

    def __init__(self, places, seed, *, days=360):
        self.places, self.random, self.days = places, random.Random(seed), days
        self.verdicts = random.Random(seed + 3)  # apart, so that earlier draws do not change
        self.kinds = random.Random(seed + 6)
        self.stops = random.Random(seed + 8)
        self.disposals = random.Random(seed + 9)
        self.again = random.Random(seed + 10)
        self.taken_back = random.Random(seed + 15)
        self.listings = random.Random(seed + 16)
        self.fallen = Counter()
        self.rows = {model: [] for model in ROWS}
        self.links = {Referral: [], Review: []}

    def add(self, suspects):
        """Make and store this many histories. Returns the suspects."""
        made = [self.builder() for _ in range(suspects)]
        for model, rows in self.rows.items():
            model.objects.unscoped("histories").bulk_create(rows, batch_size=500)
            if links := self.links.get(model):
                type(links[0]).objects.bulk_create(links)
        self.rows, self.links = {model: [] for model in ROWS}, {Referral: [], Review: []}
        return made

    def chance(self, of):
        return self.random.random() < of

    def later(self, moment, most):
        return moment + timedelta(seconds=self.random.randrange(60, most * 86_400))

    def make(self, model, **facts):
        row = model(**facts)
        self.rows[model].append(row)
        return row

    def builder(self):
        where = self.random.choices(range(4), [6, 3, 2, 1])[0]
        at = START + timedelta(seconds=self.random.randrange(self.days * 86_400))
        referred, p = self.chance(0.8), self.places
        self.cps = p.cps[where]
        case = self.make(
            Case, urn=f"52HS{next(SERIAL):07d}", officer=p.writer, opened_by=p.writer,
            opened_at=at, police_unit=p.police[where], cps_unit=self.cps if referred else None,
            is_restricted=self.chance(0.05),
        )  # fmt: skip
        suspect = self.make(
            Suspect, case=case, number=1, surname="Suspect", custody="ON_BAIL",
            police_unit=case.police_unit, cps_unit=case.cps_unit, only_side="",
            is_restricted=case.is_restricted, is_open=False,
        )  # fmt: skip
        moments = [self.later(at, 3)]
        if referred:
            self.refer(case, suspect, moments)
        self.turns(case, suspect, moments)
        return suspect

    def turns(self, case, suspect, moments):
        """One turn between any two moments; the last turn is open or ended."""
        ends = [*moments, self.random.choice([None, *[self.later(moments[-1], 9)] * 2])]
        for n, (began_at, ended_at) in enumerate(pairwise(ends)):
            side = self.random.choice(["POLICE", "CPS"]) if n else "POLICE"
            unit = case.police_unit if side == "POLICE" else self.cps
            self.make(
                Turn, case=case, suspect=suspect, state="TRIAGE", side=side, holder=unit,
                verb="triage", began_at=began_at, ended_at=ended_at,
            )  # fmt: skip

    def refer(self, case, suspect, moments):
        at, n = self.later(moments[-1], 90), 0
        while n == 0 or self.chance(0.25):
            n += 1
            taken_back = self.later(at, 20) if self.chance(0.1) else None
            self.send(case, suspect, at, n, taken_back)
            moments += [at, at := self.later(taken_back or at, 30)]
        if taken_back is None and self.chance(0.75):
            self.decide(case, suspect, moments)
        elif self.chance(0.2):
            self.close(case, suspect, self.later(at, 30))

    def send(self, case, suspect, at, n, taken_back):
        who, back = self.places.writer, taken_back is not None
        row = self.make(
            Referral, case=case, status="WITHDRAWN" if back else "SUBMITTED", number=n,
            only_side="", urgency=self.random.choice(["RED", "GREEN", "GREEN", "GREEN_PRIORITY"]),
            code_test="FULL", summary="Said.", lines_done="Done.", written_by=who, written_at=at,
            signed_off_by=who, signed_off_at=at, withdrawn_at=taken_back,
            withdrawn_by=who if back else None, withdrawal_reason="More to do." if back else "",
        )  # fmt: skip
        self.links[Referral].append(Referral.suspects.through(referral=row, suspect=suspect))
        return row

    def review(self, case, suspect, at):
        row = self.make(
            Review, case=case, evidence="Seen.", test="FULL", by=self.places.writer, at=at
        )
        self.links[Review].append(Review.suspects.through(review=row, suspect=suspect))

    def decide(self, case, suspect, moments):
        at, n = self.later(moments[-1], 120), 1
        self.review(case, suspect, at)
        if self.chance(0.4):
            nfa_at = at
            aside = self.chance(0.2)
            moments.append(at := self.no_further_action(case, suspect, nfa_at, aside))
            if not aside:
                return
            n, at = 2, self.later(at, 40)
        by = self.places.writer
        decision = self.make(
            Decision, case=case, suspect=suspect, number=n, kind="CHARGE", rationale="Why.", by=by,
            authors=[by.pk], at=at, status="LIVE",
        )  # fmt: skip
        moments.append(at)
        self.take_back(suspect, decision, moments)
        if self.chance(0.8):
            self.charge(case, suspect, decision, moments)
            self.list_trial(decision, moments[-1])
            self.stop(case, suspect, decision, moments[-1])
            self.charge_again(case, suspect, decision, moments[-1])

    def take_back(self, suspect, decision, moments):
        """Sometimes the CPS had taken a charge back, and authorised the same one again."""
        if self.taken_back.random() < 0.8:
            return
        decided = {"case": decision.case, "by": decision.by, "authors": decision.authors}
        first = self.make(
            Decision, suspect=suspect, number=decision.number, kind="CHARGE", rationale="Why.",
            at=decision.at, status="SET_ASIDE", **decided,
        )  # fmt: skip
        at = decision.at + timedelta(seconds=self.taken_back.randrange(60, 9 * 86_400))
        self.make(
            Reversal, decision=first, number=1, status="IN_FORCE", only_side="", reasons="Why.",
            ground=self.taken_back.choice(["MISTAKE", "NEW_EVIDENCE", "OTHER"]), at=at, **decided,
        )  # fmt: skip
        decision.number += 1
        decision.at = at + timedelta(seconds=self.taken_back.randrange(60, 30 * 86_400))
        moments.append(decision.at)

    def no_further_action(self, case, suspect, at, aside):
        """Without a charge: no further action, or a disposal that was taken back."""
        p, read_at = self.places, self.later(at, 9)
        kind, reason = self.kinds.choice(NO_FURTHER_ACTION)
        met = self.make(
            Consultation, case=case, held_on=at.date(), mode="VIRTUAL", summary="Met.",
            by=p.writer, at=at,
        )  # fmt: skip
        if aside and self.disposals.random() < 0.5:  # a disposal that fell away
            kind, reason, met = self.disposals.choice(OUT_OF_COURT), "", None
        decision = self.make(
            Decision, case=case, suspect=suspect, number=1, kind=kind, reason=reason,
            rationale="Why.", consultation=met, by=p.writer,
            authors=[p.writer.pk], at=at, status="SET_ASIDE" if aside else "LIVE",
            reading="COUNTERSIGNED", read_by=p.reader, read_at=read_at,
        )  # fmt: skip
        if kind in OUT_OF_COURT:
            self.fell_away(decision, read_at)
        return read_at

    def fell_away(self, decision, at):
        """
        A disposal that was not given: a review overturned it, or the CPS took it back, in turn of
        each kind.
        """
        self.fallen[decision.kind] += 1
        p, facts = self.places, {"case": decision.case, "number": 1, "at": at, "only_side": ""}
        if self.fallen[decision.kind] % 2:
            facts |= {"ground": "REVIEW", "by": p.reader, "authors": [p.reader.pk]}
        else:
            facts |= {"ground": "OTHER", "reasons": "Why.", "by": p.writer, "read_by": p.reader}
            facts |= {"authors": [p.writer.pk], "reading": "COUNTERSIGNED", "read_at": at}
        self.make(Reversal, decision=decision, status="IN_FORCE", **facts)

    def charge(self, case, suspect, decision, moments):
        """Report a charge once or twice, the second time with another date."""
        by, n = self.places.writer, 0
        while n == 0 or self.chance(0.15):
            n += 1
            moments.append(at := self.later(moments[-1], 30))
            charged_on = decision.at.date() + timedelta(days=self.random.randrange(-1, 25))
            self.make(
                ReportedCharge, case=case, decision=decision, number=n, by=by, at=at,
                method="WRITTEN_CHARGE", charged_on=charged_on,
            )  # fmt: skip
        for is_current in self.random.choice([[], [True], [False, True]]):
            self.make(
                CourtFact, case=case, suspect=suspect, decision=decision, kind="OUTCOME",
                result=self.verdicts.choice(["CONVICTED", "CONVICTED", "ACQUITTED", "STOPPED"]),
                on=charged_on + timedelta(days=self.random.randrange(-2, 300)), by=by, at=at,
                is_current=is_current,
            )  # fmt: skip

    def list_trial(self, decision, at):
        """Sometimes a trial was listed, for a day that has come by now or for one ahead."""
        if self.listings.random() < 0.4:
            on = timezone.now().date() + timedelta(days=self.listings.randrange(-40, 90))
            self.make(
                CourtFact, case=decision.case, suspect=decision.suspect, decision=decision,
                kind="TRIAL", on=on, by=decision.by, at=at,
            )  # fmt: skip

    def stop(self, case, suspect, decision, at):
        """Stop charges in one or two steps; a proposal may still wait. Sometimes none is left."""
        by = self.places.writer
        for n in range(1, 1 + self.stops.choice([0, 0, 0, 1, 1, 2])):
            at += timedelta(seconds=self.stops.randrange(60, 60 * 86_400))
            is_in_force = n == 1 or self.stops.random() < 0.7
            self.make(
                ChargeStop, case=case, decision=decision, number=n, kind="DISCONTINUED",
                reasons="Why.", are_told=True, by=by, authors=[by.pk], at=at,
                on=self.again.choice([None, at.date() - timedelta(days=self.again.randrange(9))]),
                status="IN_FORCE" if is_in_force else "PROPOSED",
                only_side="" if is_in_force else "CPS",
            )  # fmt: skip
            suspect.state = self.stops.choice(["CHARGED", "STOPPED"])

    def charge_again(self, case, suspect, first, at):
        """Sometimes set the charge aside, and mostly charge again, with court facts or without."""
        draw = self.again.random
        if draw() < 0.7:
            return
        first.status, suspect.state = "SET_ASIDE", "READY_TO_ALLOCATE"
        at += timedelta(seconds=self.again.randrange(60, 40 * 86_400))
        self.make(
            Reversal, case=case, decision=first, number=1, ground="REVIEW", by=self.places.reader,
            authors=[self.places.reader.pk], at=at, status="IN_FORCE", only_side="",
        )  # fmt: skip
        if draw() < 0.3:
            return
        at += timedelta(seconds=self.again.randrange(60, 40 * 86_400))
        known = {"case": case, "by": self.places.writer, "at": at}
        decision = self.make(
            Decision, suspect=suspect, number=first.number + 1, kind="CHARGE", rationale="Why.",
            authors=[self.places.writer.pk], status="LIVE", **known,
        )  # fmt: skip
        charged_on, suspect.state = at.date(), "CHARGED"
        self.make(
            ReportedCharge, decision=decision, number=1, method="WRITTEN_CHARGE",
            charged_on=charged_on, **known,
        )  # fmt: skip
        if draw() < 0.5:
            self.make(
                CourtFact, suspect=suspect, decision=decision, kind="OUTCOME",
                result=self.again.choice(["CONVICTED", "ACQUITTED"]),
                on=charged_on + timedelta(days=self.again.randrange(200)), **known,
            )  # fmt: skip

    def close(self, case, suspect, at):
        by, again = self.places.writer, self.chance(0.4)
        self.make(
            Finalisation, case=case, suspect=suspect, reason="NO_REPLY", text="No word.", by=by,
            at=at, reopened_because="They replied." if again else "",
            reopened_by=by if again else None, reopened_at=self.later(at, 9) if again else None,
        )  # fmt: skip
