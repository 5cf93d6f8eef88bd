"""
Whatever people try in whatever order: no decision without its review, and nobody signs their own.

The oracle reads the tables and keeps its own list of who wrote what. It imports nothing of the code
that decides who may do what.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist

from cases.action_plans.actions import action_plans, proposed_plans
from cases.allocation.actions import allocations
from cases.decisions.actions import consultations, countersignatures, decisions
from cases.decisions.counts import count_as_alleged
from cases.models import Decision, Referral, Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, person, scope
from devtools.usual_answers import FOCUS, MG3
from people.access.scopes import Refused
from people.models import Human, Unit, User
from tests.support.cases.charges import allegations_against
from tests.support.cases.decisions import MET

POLICE, CPS = ("officer", "supervisor"), ("prosecutor", "other_prosecutor", "second_account")
# What people try of a suspect in each state. Now and then they try something of another state.
TRIED_IN = {
    "INVESTIGATING": ("write", "rewrite"),
    "AWAITING_SIGN_OFF": ("sign_off", "sign_off", "send_back"),
    "TRIAGE": ("accept",),
    "READY_TO_ALLOCATE": ("give",),
    "WITH_PROSECUTOR": (
        "review", "review", "review_under_threshold", "meet", "charge", "propose", "propose",
        "plan",
    ),
    "ACTION_PLAN": ("take_back",),
    "SECOND_READER": (
        "countersign", "countersign", "decline", "decline", "revise", "withdraw_wording",
    ),
    "CHARGE_AUTHORISED": ("review", "charge", "withdraw_referral"),
    "NO_FURTHER_ACTION": ("propose", "charge", "withdraw_referral"),
}  # fmt: skip
TRIED = sorted({"judge_plan", *(verb for verbs in TRIED_IN.values() for verb in verbs)})
OF_POLICE = {"write", "rewrite", "sign_off", "send_back", "withdraw_referral", "meet"}
DECIDED = {"CHARGE_AUTHORISED", "NO_FURTHER_ACTION"}
BEGINS = ("planned", "new", "allocated")
WALKS, STEPS = 10, 45
NOT_CHARGED = {"reason": "CONSENT", "rationale": "Why not.", "focus": FOCUS}


def people_who_may_sign():
    """A cast in which each may write what the others sign, and one of them has two accounts."""
    people = cast()
    both = ("refer_cases", "supervise_cases")
    people.officer, people.supervisor = (person(people.police, *both) for _ in POLICE)
    people.inspector = person(people.police, "supervise_cases")
    for name in CPS:
        setattr(
            people, name, person(people.cps, "triage_cases", "allocate_cases", "prosecute_cases")
        )
    same = [people.prosecutor.pk, people.second_account.pk]
    User.objects.filter(pk__in=same).update(human=Human.objects.create())
    return people


class Walk:
    """
    Two suspects, in a CPS unit with a second reader of charges or without.

    begins: "new" before their referral, "allocated" with the prosecutor, or "planned", where they
    had a plan and were taken back, so that a manager approves the next one.
    """

    def __init__(self, *, is_read_twice, begins):
        people = people_who_may_sign()
        Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=is_read_twice)
        self.builder = CaseBuilder(people, suspects=2)
        self.case, self.is_read_twice = self.builder.case, is_read_twice
        self.named = "prosecutor"  # who has the case, as far as they know
        self.who = people.prosecutor
        if begins != "new":
            self.builder.allocate()
        if begins == "planned":
            for suspect in self.builder.plan().suspects:
                self.take_back(suspect)
        self.wrote = defaultdict(set)  # {row or wording: the people who wrote it}
        self.done = Counter()

    def step(self, chance):
        """Try something as one person of its side; it may be refused."""
        suspects = list(Suspect.objects.unscoped("test").filter(case=self.case).order_by("number"))
        suspect = chance.choice(suspects)
        fits = chance.random() < 0.85
        now = ("judge_plan",) if self.waiting_plans().exists() else TRIED_IN[suspect.state]
        verb = chance.choice(now if fits else TRIED)
        names = POLICE if verb in OF_POLICE else (*CPS, *[self.named] * 4)
        names = (*POLICE, "inspector") if verb == "sign_off" else names  # who writes nothing
        self.who = getattr(self.builder.cast, chance.choice(names))
        try:
            getattr(self, verb)(suspect)
        except (Refused, ObjectDoesNotExist):  # the second: a row that the person cannot see
            return
        finally:
            self.builder.at += timedelta(hours=1)
        self.done[verb] += 1

    def act(self, action, **facts):
        by = scope(self.who, at=self.builder.at)
        return action(by=by, at=self.builder.at, **facts)

    def human(self):
        """Who acts, whichever of their accounts they use."""
        self.who.refresh_from_db()
        return self.who.human_id or self.who.pk

    def write_down(self, what):
        self.wrote[what].add(self.human())

    def sign(self, what):
        assert self.human() not in self.wrote[what], "somebody signed their own"

    def one(self, rows):
        """The newest row, or what is as good as a refusal if there is none."""
        found = rows.last()
        if found is None:
            raise Refused("nothing to act on", is_stage=True)
        return found

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

    def waiting_plans(self):
        return self.case.proposed_plans.unscoped("test").filter(status="WAITING")

    def judge_plan(self, suspect):
        waiting = self.one(self.waiting_plans().order_by("at"))
        self.act(
            proposed_plans.judge_proposed_plan, proposed_plan=waiting, is_approved=True,
            judgement="It is needed.",
        )  # fmt: skip
        self.sign(("plan", waiting.review_id))

    def take_back(self, suspect):
        self.act(action_plans.take_suspect_back, suspect=suspect, reason="It cannot wait.")

    def give(self, suspect):
        to = CPS[(CPS.index(self.named) + 1) % len(CPS)]
        facts = {"suspects": [suspect], "to": getattr(self.builder.cast, to)}
        self.act(allocations.allocate_case, case=self.case, **facts)
        self.named = to

    def charge(self, suspect):
        self.act(
            decisions.authorise_charge, suspect=suspect, rationale="Why.",
            counts=[count_as_alleged(each, "What.") for each in allegations_against(suspect)],
            public_interest_rationale="Why.", focus=FOCUS, uncharged=[],
        )  # fmt: skip
        self.begin_wording(suspect)

    def meet(self, suspect):
        there = [self.builder.cast.officer, self.builder.cast.prosecutor]
        self.act(
            consultations.record_consultation, case=self.case, suspects=[suspect], took_part=there,
            held_on=self.builder.at.date(), **MET,
        )  # fmt: skip

    def propose(self, suspect):
        held = self.one(suspect.consultations.unscoped("test").order_by("at"))
        self.act(
            decisions.propose_no_further_action, suspect=suspect, consultation=held, **NOT_CHARGED
        )
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

    def wording(self, suspect):
        rows = Decision.objects.unscoped("test").filter(suspect=suspect)
        return self.one(rows.order_by("number"))

    def withdraw_wording(self, suspect):
        self.act(decisions.withdraw_decision, suspect=suspect, text="More has come.")

    def countersign(self, suspect):
        facts = {"suspect": suspect, "version": self.wording(suspect).number}
        self.act(countersignatures.countersign_decision, **facts)
        self.sign(suspect.pk)

    def decline(self, suspect):
        facts = {"suspect": suspect, "version": self.wording(suspect).number}
        self.act(countersignatures.decline_decision, text="It is not so.", **facts)
        self.sign(suspect.pk)

    def referral(self, suspect):
        rows = Referral.objects.unscoped("test").filter(case=self.case)
        return self.one(rows.order_by("written_at"))

    def withdraw_referral(self, suspect):
        self.act(
            referrals.withdraw_referral, referral=self.referral(suspect), withdrawal_reason="More."
        )

    def write(self, suspect):
        made = self.act(
            referrals.write_referral, case=self.case, suspects=self.builder.suspects, **MG3
        )
        self.write_down(made.pk)

    def send_back(self, suspect):
        facts = {"referral": self.referral(suspect), "supervisor_comments": "Say more."}
        self.act(referrals.send_referral_back, **facts)

    def rewrite(self, suspect):
        sent_back = self.referral(suspect)
        self.act(
            referrals.revise_referral, referral=sent_back, version=sent_back.version,
            suspects=self.builder.suspects, **MG3,
        )  # fmt: skip
        self.write_down(sent_back.pk)

    def sign_off(self, suspect):
        signed = self.referral(suspect)
        self.act(referrals.sign_referral_off, referral=signed, supervisor_comments="Ready.")
        self.sign(signed.pk)

    def accept(self, suspect):
        self.act(referrals.accept_referral, referral=self.referral(suspect))

    def check(self):
        """The oracle: each decision has its review, and a second reader where it needs one."""
        for decision in Decision.objects.unscoped("test").filter(case=self.case):
            self.check_review(decision)
            is_read = decision.read_by_id is not None
            if decision.status == "LIVE":
                assert is_read == (decision.kind != "CHARGE" or self.is_read_twice)
            else:
                assert decision.only_side == "CPS"

    def check_review(self, decision):
        """It is the newest one about the suspect, made of what was sent and before the decision."""
        about = decision.suspect
        reviews = about.reviews.unscoped("test").filter(at__lt=decision.at).order_by("at")
        assert decision.review is not None and decision.review == reviews.last()
        sent = about.referrals.unscoped("test").filter(signed_off_at__lt=decision.at)
        newest = sent.order_by("signed_off_at").last()
        assert newest.signed_off_at < decision.review.at
        is_threshold = decision.review.test == "THRESHOLD"
        assert is_threshold or decision.review.test == "FULL"
        assert is_threshold == bool(decision.review.awaited)
        assert is_threshold == (decision.review.review_again_on is not None)


@pytest.mark.django_db
def test_each_decision_has_its_review_and_nobody_signs_their_own():
    done = Counter()
    for n in range(WALKS):
        walk, chance = Walk(is_read_twice=n % 2 == 1, begins=BEGINS[n % 3]), Random(n)
        for _step in range(STEPS):
            walk.step(chance)
            walk.check()
            if not walk.case.suspects.unscoped("test").exclude(state__in=DECIDED).exists():
                break
        done.update(walk.done)
    assert set(TRIED) - set(done) == set()  # all of it was done, and not only tried
