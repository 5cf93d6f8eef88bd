"""
Random histories with everything that proportions count.

They add triage results, file quality, plans and what the victim was told. The additions come from
another random generator, so that the stages of Histories do not change.
"""

import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from cases.models import (
    ActionItem,
    ActionPlan,
    AdviceStep,
    Allegation,
    Challenge,
    ClosingOutcome,
    ClosingReport,
    EarlyAdvice,
    FileFailure,
    FileQuality,
    Gap,
    GivenAdvice,
    ItemEntry,
    Proposal,
    ReferralReturn,
    ReturnReason,
    Review,
    Victim,
    VictimRequest,
)
from cases.referral_checks import REFERRAL_CHECKS
from tests.support.pilots.answered_plan_histories import AnsweredPlanHistories
from tests.support.pilots.bulk_histories import Histories
from tests.support.pilots.circumstance_histories import CIRCUMSTANCE_ROWS, CircumstanceHistories
from tests.support.pilots.full_victim_histories import VICTIM_ROWS, VictimHistories
from timeliness.models import Clock

# In the order of their foreign keys.
CASE_ROWS = (ReferralReturn, ReturnReason, FileQuality, FileFailure, Review, ActionPlan, Clock,
             ActionItem, VictimRequest, ItemEntry, Challenge, ClosingReport, Proposal)  # fmt: skip
PROOF_ROWS = (Allegation, *CIRCUMSTANCE_ROWS, Gap, EarlyAdvice, AdviceStep, GivenAdvice,
              ClosingOutcome)  # fmt: skip
# (status of a request, days from its sending until the advice was given or None)
ADVICE_HISTORIES = [
    ("WITH_MANAGER", None), ("GIVEN", 12), ("GIVEN", 20), ("GIVEN", 45), ("REFUSED", None),
    ("TAKEN_ON", None), ("WITHDRAWN", None), ("SUBMITTED", None),
]  # fmt: skip
# The ways of giving advice, planned and done; "" in rows from before either was asked.
WAYS_OF_ADVICE = ["WRITTEN", "SURGERY", "TELEPHONE", "JOINT_CONFERENCE", "EMBEDDED_LAWYER", ""]
# {status: [(what was done, days after the request was sent)]}, where it is not only accepted
STEPS_OF_ADVICE = {
    "REFUSED": [("accept_early_advice", 1), ("refuse_early_advice", 9)],
    "WITHDRAWN": [("accept_early_advice", 1), ("withdraw_early_advice", 40)],
    "TAKEN_ON": [
        ("accept_early_advice", 1), ("refuse_early_advice", 9), ("overturn_refusal", 15),
    ],
    "SUBMITTED": [],
}  # fmt: skip


class FullHistories(VictimHistories, AnsweredPlanHistories, CircumstanceHistories, Histories):
    """Histories with more rows for each."""

    def __init__(self, places, seed, *, days=360):
        super().__init__(places, seed, days=days)
        self.more = random.Random(seed + 1)
        # For rows added later, so that earlier draws do not change.
        self.aside = random.Random(seed + 2)
        self.closes = random.Random(seed + 3)
        self.after = {model: [] for model in (*CASE_ROWS, *VICTIM_ROWS, *PROOF_ROWS)}
        self.named, self.reviewed, self.filled, self.advised = [], [], [], []
        self.advice_chance, self.ways = random.Random(seed + 4), Counter()
        self.follows = random.Random(seed + 11)
        self.around, self.abusers = random.Random(seed + 12), []
        self.differs = random.Random(seed + 13)
        self.replies = random.Random(seed + 7)
        self.counsels = random.Random(seed + 14)

    def add(self, suspects):
        made = super().add(suspects)
        for model, rows in self.after.items():
            manager = model.objects
            manager = manager.unscoped("histories") if hasattr(manager, "unscoped") else manager
            manager.bulk_create(rows)
            self.after[model] = []
            self.once_stored(model, rows)
        ActionItem.suspects.through.objects.bulk_create(self.named)
        Review.suspects.through.objects.bulk_create(self.reviewed)
        ActionItem.gaps.through.objects.bulk_create(self.filled)
        EarlyAdvice.suspects.through.objects.bulk_create(self.advised)
        self.store_abusers()
        self.named, self.reviewed, self.filled, self.advised = [], [], [], []
        return made

    def also(self, model, **facts):
        row = model(**facts)
        self.after[model].append(row)
        return row

    def maybe(self, of):
        return self.more.random() < of

    def then(self, moment, most):
        return moment + timedelta(seconds=self.more.randrange(60, most * 86_400))

    def clock(self, case, at, days, rule="x"):
        due_at = at + timedelta(days=days)
        return self.also(
            Clock, about=case.pk, subject=case.urn, rule=rule, rule_version="x", due_at=due_at,
            confidence="sourced", counted_in="days", recipient_unit=case.police_unit,
            started_at=at, overdue_at=due_at, escalate_at=due_at,
        )  # fmt: skip

    def builder(self):
        suspect = super().builder()
        case = suspect.case
        if case.cps_unit and self.maybe(0.6):
            for number in range(1, self.more.choice([2, 2, 3])):
                self.plan(case, suspect, self.then(case.opened_at, 60), number)
        if case.cps_unit and self.replies.random() < 0.7:
            self.answered_plan(case, suspect)
        self.victims(case, suspect)
        self.gaps(case, suspect)
        if case.cps_unit and self.advice_chance.random() < 0.4:
            self.advise(case, suspect)
        if self.closes.random() < 0.4:
            self.closing(case, suspect, self.soon_after(case.opened_at))
        return suspect

    def advise(self, case, suspect):
        """Early advice asked for after the case was opened: before or after the referral."""
        at, by = (
            case.opened_at + timedelta(days=self.advice_chance.randrange(100)),
            self.places.writer,
        )
        status, given_after = self.advice_chance.choice(ADVICE_HISTORIES)
        advice = self.also(
            EarlyAdvice, case=case, status=status, number=1, only_side="", summary="x",
            lines_done="x", lines_under_way="x", lines_contemplated="x", expected="x", issues="x",
            evidence="x", disclosable="x", questions=["x"], written_by=by, written_at=at,
            writers=[by.pk], sent_at=at, adviser=by if given_after else None,
        )  # fmt: skip
        self.advised.append(EarlyAdvice.suspects.through(earlyadvice=advice, suspect=suspect))
        length = 0
        for verb, days in STEPS_OF_ADVICE.get(status, [("accept_early_advice", 1)]):
            taken_at = at + timedelta(days=days)
            self.also(AdviceStep, case=case, advice=advice, verb=verb, side="CPS", only_side="",
                      by=by, at=taken_at)  # fmt: skip
            if verb in ("accept_early_advice", "overturn_refusal"):
                length = self.advice_chance.choice([21, 21, 21, 2000])
                clock = self.clock(case, taken_at, length, rule="early_advice_response")
                if self.advice_chance.random() < 0.3:  # the police agreed to more time
                    clock.first_due_at, clock.due_at = (
                        clock.due_at,
                        clock.due_at + timedelta(days=60),
                    )
                    clock.overdue_at = clock.escalate_at = clock.due_at
        # Each way meets each end of a request, the rare ones too.
        kind = status if status == "REFUSED" else (status == "WITHDRAWN", given_after, length)
        self.ways[kind] += 1
        way = advice.planned_method = WAYS_OF_ADVICE[self.ways[kind] % len(WAYS_OF_ADVICE)]
        if given_after:
            self.also(GivenAdvice, case=case, advice=advice, answers=["x"], lines=["x"], by=by,
                      evidence="x", strategy="x", third_party="x",
                      method=WAYS_OF_ADVICE[0] if given_after == 12 else way,
                      at=at + timedelta(days=given_after))  # fmt: skip

    def soon_after(self, moment):
        return moment + timedelta(seconds=self.closes.randrange(60, 90 * 86_400))

    def closing(self, case, suspect, at):
        """A report that waits, was sent back, is in force or was reopened; some unsent."""
        status = self.closes.choice(["PROPOSED", "SENT_BACK", "CLOSED", "CLOSED", "REOPENED"])
        facts = {"answer": "Read.", "answered_by": self.places.reader, "answered_at": at}
        again = {
            "reopened_on": "NEW_EVIDENCE", "reopened_because": "More.",
            "reopened_by": self.places.reader, "reopened_at": at,
        }  # fmt: skip
        is_signed = status in ("CLOSED", "REOPENED")
        report = self.also(
            ClosingReport, case=case, suspect=suspect, number=1, status=status, reasons="Why.",
            outcome=self.closes.choice([15, 16, 16, 21]), by=self.places.writer, at=at,
            interviewed_on=self.closes.choice([None, at.date()]), authors=[self.places.writer.pk],
            only_side=self.closes.choice(["", "POLICE"]) if is_signed else "POLICE",
            has_open_line=False if is_signed else None,
            **(facts if status != "PROPOSED" else {}), **(again if status == "REOPENED" else {}),
        )  # fmt: skip
        self.outcomes(report)

    def outcomes(self, report):
        """The outcome of each allegation; some reports have a second one, with its own."""
        [first] = [row for row in self.after[Allegation] if row.suspect is report.suspect]
        self.also(ClosingOutcome, report=report, allegation=first, outcome=report.outcome)
        if self.differs.random() < 0.4:
            pk, day = uuid4(), first.from_on - timedelta(days=1)
            second = self.also(
                Allegation, pk=pk, first_id=pk, case=first.case, suspect=first.suspect,
                victim=first.victim, offence_id=first.offence_id, from_on=day,
                added_by=first.added_by, added_at=first.added_at, only_side="",
            )  # fmt: skip
            code = self.differs.choice([15, 16, 21])
            self.also(ClosingOutcome, report=report, allegation=second, outcome=code)

    def gaps(self, case, suspect):
        """Gaps of a suspect, and the actions that ask for some of them."""
        mine = {model: [row for row in self.after[model] if row.case is case]
                for model in (Review, ActionItem, Victim)}  # fmt: skip
        pk, by = uuid4(), self.places.writer
        allegation = self.also(
            Allegation, pk=pk, first_id=pk, case=case, suspect=suspect, victim=mine[Victim][0],
            offence_id="SX03001", from_on=case.opened_at.date(), added_by=by,
            added_at=case.opened_at, only_side="",
        )  # fmt: skip
        self.circumstances(case, suspect, mine[Victim][0])
        self.reviewed += [
            Review.suspects.through(review=row, suspect=suspect)
            for row in mine[Review] if self.aside.random() < 0.9
        ]  # fmt: skip
        for _ in range(self.aside.randrange(6)):
            at = case.opened_at + timedelta(days=self.aside.choice([0, 0, 1, 30, 80]))
            material = self.aside.choice(["STATEMENT", "DOCUMENT", "EXHIBIT", "EXPERT"])
            asking = self.aside.sample(mine[ActionItem], min(2, len(mine[ActionItem])))
            asking = asking[: self.aside.choice([0, 1, 1, 1, 2])]
            self.gap(allegation, material, at, asking)
        for item in (row for row in mine[ActionItem] if row.plan.number > 1):
            stood = item.plan.number == 2 or self.replies.random() < 0.5
            at = case.opened_at if stood else item.plan.set_at
            self.gap(allegation, "STATEMENT", at, [item])

    def gap(self, allegation, material, at, asking):
        """A gap, and the actions that ask for it."""
        gap = self.also(
            Gap, case=allegation.case, suspect=allegation.suspect, allegation=allegation, text="x",
            side="CPS", material=material, weight="ESSENTIAL", by=self.places.writer, at=at,
        )  # fmt: skip
        self.filled += [ActionItem.gaps.through(actionitem=row, gap=gap) for row in asking]

    def send(self, case, suspect, at, n, taken_back):
        row = super().send(case, suspect, at, n, taken_back)
        row.advice_followed = self.follows.choice(["", "", "FOLLOWED", "FOLLOWED", "PARTLY", "NOT"])
        if not self.maybe(0.9):
            return row
        row.triaged_by, row.triaged_at = self.places.writer, self.then(at, 6)
        if self.maybe(0.4):
            self.return_it(row)
        elif taken_back is None:
            row.status = "ACCEPTED"
        if self.maybe(0.6):
            self.assess(case, row, self.then(row.triaged_at, 20))
        return row

    def return_it(self, referral):
        back = self.also(
            ReferralReturn, case=referral.case, referral=referral, by=self.places.writer,
            reply_by=referral.triaged_at.date(), at=referral.triaged_at,
        )  # fmt: skip
        for code in self.more.sample(sorted(REFERRAL_CHECKS)[:4], self.more.randrange(1, 3)):
            self.also(ReturnReason, of=back, code=code)

    def assess(self, case, referral, at):
        """Assess a file. Some dispute windows are still open, and stay so for years."""
        closes_at = self.more.choice([self.then(at, 70)] * 3 + [at + timedelta(days=2000)])
        codes = self.more.sample(["one", "two", "three"], self.more.randrange(3))
        quality = self.also(
            FileQuality, case=case, referral=referral, police_unit=case.police_unit, rule="x",
            is_compliant=not codes, closes_at=closes_at, by=self.places.writer, at=at,
        )  # fmt: skip
        for code in codes:
            statuses = ["REPORTED", "NOT_DISPUTED", "DISPUTED", "UNSUCCESSFUL", *["SUCCESSFUL"] * 4]
            self.also(
                FileFailure, case=case, quality=quality, code=code, comment="x",
                status=self.more.choice(statuses), assessed_by=quality.by, closes_at=closes_at,
            )  # fmt: skip

    def plan(self, case, suspect, at, number):
        by = self.places.writer
        review = self.also(Review, case=case, evidence="x", has_plan=True, by=by, at=at)
        plan = self.also(ActionPlan, case=case, review=review, number=number, set_by=by, set_at=at)
        names_nobody = self.maybe(0.2)  # suspects that an earlier plan has named
        for n in range(1, self.more.randrange(2, 6)):
            item = self.item(case, plan, at, n)
            if not names_nobody:
                self.named.append(ActionItem.suspects.through(actionitem=item, suspect=suspect))

    def item(self, case, plan, at, number):
        status = self.more.choice(["OPEN", "OPEN", "ANSWERED", "ACCEPTED", "CANCELLED"])
        first = (at + timedelta(days=self.more.choice([10, 30, 30, 2000]))).date()
        item = self.also(
            ActionItem, case=case, plan=plan, number=number, category="OTHER", text="x",
            line_of_inquiry="x", proportionality="x", weight="ESSENTIAL", first_due_on=first,
            purpose="INQUIRY",
            due_on=first + timedelta(days=self.more.choice([0, 0, 20])), status=status,
            answer="DONE" if status in ("ANSWERED", "ACCEPTED") else "",
            clock=self.clock(case, at, 30),
        )  # fmt: skip
        said = self.more.randrange(1, 3) if item.answer else self.more.choice([0, 0, 1])
        for _ in range(said):
            at = self.then(at, 30)
            self.also(
                ItemEntry, case=case, item=item, kind=self.more.choice(["ANSWERED", "CANNOT"]),
                side="POLICE", by=self.places.writer, at=at,
            )  # fmt: skip
        self.also(ItemEntry, case=case, item=item, kind="ACCEPTED", side="CPS", by=plan.set_by,
                  at=self.then(at, 30))  # fmt: skip
        for _ in range(self.more.choice([0, 0, 1, 1, 2])):
            self.challenge(case, item, at)
        if self.maybe(0.3):
            self.also(
                VictimRequest, case=case, item=item, reach="HOLDER", material="x",
                from_on=first, to_on=first, necessity="x", less_intrusive="x", set_by=plan.set_by,
                set_at=at,
            )  # fmt: skip
        elif self.counsels.random() < 0.9:
            self.counsel(case, item, plan, at)
        return item

    def counsel(self, case, item, plan, at):
        """A proposal to ask for counselling records, and a request if it was approved."""
        by, judge, day = plan.set_by, self.places.reader, item.first_due_on
        status = self.counsels.choice(["WAITING", "APPROVED", "REFUSED", *["SET"] * 5])
        asks = {"material": "x", "from_on": day, "to_on": day, "necessity": "x"}
        asks |= {"less_intrusive": "x", "rebuttal": "x"}
        judged = {"judgement": "x", "judged_by": judge, "judged_at": at}
        self.also(
            Proposal, case=case, review=plan.review, text="x", line_of_inquiry="x", status=status,
            by=by, at=at, **asks, **({} if status == "WAITING" else judged),
        )  # fmt: skip
        if status == "SET":
            decided, asked = self.counsels.choice([(0, 0), (1, 0), (1, 1)])
            self.also(
                VictimRequest, case=case, item=item, reach="COUNSELLING", set_by=by, set_at=at,
                approved_by=judge, approved_at=at, authorised_on=day if decided else None,
                requested_on=day if asked else None, is_excepted=True, **asks,
            )  # fmt: skip

    def challenge(self, case, item, at):
        status, answer, outcome = self.more.choice([
            ("ASKED", "", ""), ("ANSWERED", "CANCEL", ""), ("ANSWERED", "AMEND", ""),
            ("WITHDRAWN", "HOLD", ""), ("WITHDRAWN", "", ""), ("DROPPED", "HOLD", ""),
            ("SETTLED", "HOLD", "UPHELD"), ("SETTLED", "HOLD", "PART"),
            ("SETTLED", "HOLD", "NOT_UPHELD"), ("PROPOSED", "HOLD", "UPHELD"),
        ])  # fmt: skip
        by, kind = self.places.writer, self.more.choice(["CHALLENGE"] * 3 + ["VARIATION"])
        self.also(
            Challenge, case=case, item=item, kind=kind, text="x", by=by, at=at, status=status,
            reason="OTHER" if kind == "CHALLENGE" else "", clock=self.clock(case, at, 7),
            proposed_text="" if kind == "CHALLENGE" else "x", answer=answer, outcome=outcome,
            answered_by=by if answer else None, answered_at=at if answer else None,
            ended_at=self.then(at, 5),
        )  # fmt: skip
