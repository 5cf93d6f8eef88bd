"""What prosecutors do in a walk: review, plan, decide, and propose to undo what was decided."""

from datetime import timedelta

from cases.action_plans.actions import action_plans, proposed_plans
from cases.allocation.actions import allocations
from cases.decisions.actions import charge_stops, consultations, decisions, disposals, reversals
from cases.decisions.counts import StatedUncharged, count_as_alleged
from cases.models import ChargeStop, LaidCharge, Reversal, Suspect
from cases.referrals.actions import referrals
from devtools.usual_answers import FOCUS
from tests.support.cases.charges import allegations_against
from tests.support.cases.decision_walk.steps import Steps
from tests.support.cases.decisions import MET
from tests.support.cases.disposals import stated

NOT_CHARGED = {"reason": "CONSENT", "rationale": "Why not.", "focus": FOCUS}
BOTH_STAGES = {"rationale": "Why.", "public_interest_rationale": "Why.", "focus": FOCUS}


class ProsecutorVerbs(Steps):
    """Each verb is about one suspect."""

    def accept(self, suspect):
        self.act(referrals.accept_referral, referral=self.referral(suspect))

    def give(self, suspect):
        to = self.chance.choice(("prosecutor", "other_prosecutor", "second_account"))
        facts = {"suspects": [suspect], "to": getattr(self.builder.cast, to)}
        self.act(allocations.allocate_case, case=self.case, **facts)
        self.named = to

    def review(self, suspect, **facts):
        self.last_review = self.act(
            action_plans.record_review, case=self.case, suspects=[suspect],
            evidence="What it shows.", **{"test": "FULL"} | facts,
        )  # fmt: skip

    def review_under_threshold(self, suspect):
        day = (self.builder.at + timedelta(days=20)).date()
        self.review(suspect, test="THRESHOLD", awaited="His phone.", review_again_on=day)

    def plan(self, suspect):
        review = self.one(suspect.reviews.unscoped("test").order_by("at"))
        facts = {"review": review, "items": [self.builder.action(suspects=[suspect])]}
        if review.second_since is None:
            self.act(action_plans.set_action_plan, **facts)
            return
        before = review.proposed_plans.unscoped("test").order_by("number").last()
        self.act(
            proposed_plans.propose_action_plan, why="More.", version=before.number if before else 0,
            **facts,
        )  # fmt: skip
        self.write_down(("plan", review.pk))

    def take_back(self, suspect):
        self.act(action_plans.take_suspect_back, suspect=suspect, reason="It cannot wait.")

    def meet(self, suspect):
        there = [self.builder.cast.officer, self.builder.cast.prosecutor]
        self.act(
            consultations.record_consultation, case=self.case, suspects=[suspect], took_part=there,
            held_on=self.builder.at.date(), **MET,
        )  # fmt: skip

    def chosen(self, suspect):
        """
        Some of what is alleged of a suspect, and why the rest is left out.

        Now and then nothing is said of one that is left out, or something of one that is chosen.
        """
        random, rows = self.chance.random, allegations_against(suspect)
        alleged = sorted(rows, key=lambda each: (each.from_on, each.offence_id))
        chosen = [each for each in alleged if random() < 0.6] or alleged[:1]
        left_out = [each for each in alleged if each not in chosen and random() < 0.9]
        said = left_out + [each for each in chosen if random() < 0.03]
        return chosen, [StatedUncharged(each, "EVIDENTIAL", "Not proved.") for each in said]

    def charge(self, suspect):
        chosen, left_out = self.chosen(suspect)
        counts = [count_as_alleged(each, "What he did.") for each in chosen]
        facts = {"counts": counts, "uncharged": left_out, **BOTH_STAGES}
        self.act(decisions.authorise_charge, suspect=suspect, **facts)
        self.begin_wording(suspect)

    def propose(self, suspect):
        held = self.one(suspect.consultations.unscoped("test").order_by("at"))
        self.act(
            decisions.propose_no_further_action, suspect=suspect, consultation=held, **NOT_CHARGED
        )
        self.begin_wording(suspect)

    def propose_disposal(self, suspect):
        Suspect.objects.unscoped("test").filter(pk=suspect.pk, born_on=None).update(
            born_on="1990-05-01"
        )
        chosen, left_out = self.chosen(suspect)
        facts = {"allegations": chosen, "uncharged": left_out}
        caution = stated(self.builder, self.place(suspect), **facts)
        self.act(disposals.propose_disposal, suspect=suspect, disposal=caution, **BOTH_STAGES)
        self.begin_wording(suspect)

    def begin_wording(self, suspect):
        """A decision is written anew: who wrote an earlier one that ended may read this one."""
        self.wrote[suspect.pk] = set()
        self.write_down(suspect.pk)

    def revise(self, suspect):
        now = self.wording(suspect)
        held = now.consultation or self.one(suspect.consultations.unscoped("test").order_by("at"))
        self.act(
            decisions.revise_decision, suspect=suspect, consultation=held, version=now.number,
            **NOT_CHARGED,
        )  # fmt: skip
        self.write_down(suspect.pk)

    def withdraw_wording(self, suspect):
        self.act(decisions.withdraw_decision, suspect=suspect, text="More has come.")

    def set_aside(self, suspect, action):
        self.act(action, suspect=suspect, ground="NEW_EVIDENCE", text="More has come.")
        self.write_down(("reversal", self.newest(Reversal, suspect).pk))

    def reconsider(self, suspect):
        self.set_aside(suspect, reversals.reverse_no_further_action)

    def withdraw_charge(self, suspect):
        self.set_aside(suspect, reversals.withdraw_charge)

    def withdraw_disposal(self, suspect):
        self.set_aside(suspect, reversals.withdraw_disposal)

    def withdraw_reversal(self, suspect):
        self.act(reversals.withdraw_reversal, suspect=suspect, text="It is not so.")

    def stop(self, suspect):
        """Discontinue one charge that goes on, or now and then one that does not."""
        laid = LaidCharge.objects.filter(report__decision=self.wording(suspect)).order_by("pk")
        if self.chance.random() < 0.9:
            laid = laid.exclude(stopped__is_current=True)
        self.act(
            charge_stops.stop_charges, suspect=suspect, charges=[self.one(laid)], text="Why.",
            kind="DISCONTINUED", are_told=True,
        )  # fmt: skip
        self.write_down(("stop", self.newest(ChargeStop, suspect).pk))

    def withdraw_stop(self, suspect):
        self.act(charge_stops.withdraw_stop, suspect=suspect, text="It is not so.")
