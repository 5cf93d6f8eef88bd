"""A walk of two suspects from their case on, through every state that they can be in."""

from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist

from cases.early_advice.actions import advice_escalations, advice_given, advice_triage, early_advice
from cases.models import EarlyAdvice, Referral, Suspect, VictimRequest
from cases.referrals.actions import referrals
from devtools.usual_answers import ALL_FOLLOWED, MG3
from people.access.scopes import Refused
from people.models import Unit
from tests.support.cases import charge_stops as stopping
from tests.support.cases import closing, reversals
from tests.support.cases import intrusive_actions as reaching
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.turn_walk import Walk

WITH_POLICE = ("refer", "ask advice", "propose closing")
REFUSED = ("escalate", "reply", *WITH_POLICE)
READ = ("answer reversal", "answer reversal", "withdraw reversal")
# What is tried of a suspect in each state.
TRIED_IN = {
    "INVESTIGATING": ("refer", "refer", *WITH_POLICE),
    "ADVICE_SIGN_OFF": (*["pass advice on"] * 4, "refuse advice", "withdraw advice"),
    "ADVICE_TRIAGE": (*["pass advice on"] * 3, "refuse advice", "withdraw advice"),
    "ADVICE_MANAGER": ("pass advice on", "refuse advice"),
    "ADVICE_ADVISER": ("pass advice on", "withdraw advice"),
    "ADVICE_RETURNED": REFUSED,
    "ADVICE_REFUSED": REFUSED,
    "ADVICE_ESCALATED": ("answer escalation",),
    "ADVICE_LEGAL_MANAGER": ("answer escalation",),
    "CLOSING_SIGN_OFF": ("answer closing", "answer closing", "withdraw closing"),
    "CLOSED": ("reopen closed",),
    "AWAITING_SIGN_OFF": ("send on",),
    "TRIAGE": ("send on", "send on", "send on", "return referral"),
    "RETURNED": ("refer", "refer", "propose closing"),
    "READY_TO_ALLOCATE": ("send on",),
    "WITH_PROSECUTOR": (
        "review and plan", "plan to ask holder", "charge", "meet and propose", "propose disposal",
        "finalise", "ask for time", "withdraw",
    ),
    "ACTION_PLAN": (
        "answer", "question", "ask for date", "answer date", "answer question", "ask holder",
        "take back", "cancel",
    ),
    "PLAN_QUERIED": ("answer question", "answer date", "ask holder", "take back"),
    "WITH_HOLDER": ("holder replies", "holder replies", "question", "take back", "finalise"),
    "SECOND_READER": ("countersign", "countersign", "countersign", "decline", "withdraw proposal"),
    "CHARGE_AUTHORISED": ("report", "withdraw charge", "finalise"),
    "CHARGE_DIFFERS": ("answer charge",),
    "CHARGE_QUERIED": ("put charge right",),
    "CHARGED": ("stop", "put charge right"),
    "CHARGE_STOP": ("answer stop", "answer stop", "withdraw stop"),
    "NO_FURTHER_ACTION": ("reconsider",),
    "NFA_REVERSAL": READ,
    "CHARGE_REVERSAL": (*READ, "report"),
    "DISPOSAL_REVERSAL": (*READ, "give caution"),
    "DISPOSAL_AUTHORISED": ("give caution", "give caution", "withdraw disposal"),
    "DISPOSAL_CONDITIONS": ("end conditions",),
    "FINALISED": ("reopen",),
}  # fmt: skip
# What a walk is about, and what would lead it elsewhere.
ELSEWHERE = ("withdraw", "finalise", "review and plan", "plan to ask holder")
ASIDE = {
    "advice": ("refer", "propose closing"),
    "charge": (*ELSEWHERE, "meet and propose", "propose disposal"),
    "disposal": (*ELSEWHERE, "charge", "meet and propose"),
    "plan": ("withdraw", "charge", "meet and propose", "propose disposal"),
    "no further action": (*ELSEWHERE, "charge", "propose disposal"),
    "anything": (),
}
ALL_VERBS = sorted({verb for verbs in TRIED_IN.values() for verb in verbs})


class AdviceVerbs(Walk):
    """Early advice, from a request to the advice or a refusal that is final."""

    def newest_advice(self, n):
        rows = EarlyAdvice.objects.unscoped("test").filter(suspects=self.builder.suspects[n % 2])
        found = rows.order_by("written_at").last()
        if found is None:
            raise Refused("no advice asked for", is_stage=True)
        return found

    def answer_request(self, n, action, who, **said):
        self.builder.do(action, who, advice=self.newest_advice(n), **said)

    def ask_advice(self, n, yes):
        """About each suspect who is where this one is, or about this one alone."""
        builder, about = self.builder, self.alike(n, yes)
        whole, builder.suspects = builder.suspects, about
        try:
            builder.ask()
        finally:
            builder.suspects = whole

    def pass_advice_on(self, n, yes):
        """The next step of the request on its way to the advice."""
        prosecutor = self.builder.cast.prosecutor
        alleged = list(self.builder.case.allegations.unscoped("test"))
        given = GIVEN | {"other_offence": None, "allegations": alleged}
        action, who, said = {
            "ADVICE_SIGN_OFF": (early_advice.sign_early_advice_off, "supervisor", {"text": "x"}),
            "ADVICE_TRIAGE": (advice_triage.accept_early_advice, "assistant", {}),
            "ADVICE_MANAGER": (
                advice_triage.name_adviser, "advice_manager",
                {"to": prosecutor, "method": "WRITTEN"},
            ),
        }.get(self.state(n), (advice_given.give_early_advice, "prosecutor", given))  # fmt: skip
        self.answer_request(n, action, who, **said)

    def refuse_advice(self, n, yes):
        """Sent back by the supervisor, returned at triage, or refused by the manager."""
        dated = {"text": "x", "reply_by": self.day(n) if yes else None}
        action, who, said = {
            "ADVICE_SIGN_OFF": (early_advice.send_early_advice_back, "supervisor", {"text": "x"}),
            "ADVICE_TRIAGE": (advice_triage.return_early_advice, "assistant", dated),
        }.get(self.state(n), (advice_triage.refuse_early_advice, "advice_manager", dated))
        self.answer_request(n, action, who, **said)

    def withdraw_advice(self, n, yes):
        self.answer_request(n, early_advice.withdraw_early_advice, "officer", text="x")

    def reply(self, n, yes):
        self.answer_request(n, early_advice.reply_to_refusal, "officer", text="x")

    def escalate(self, n, yes):
        self.answer_request(n, advice_escalations.escalate_refusal, "inspector", text="x")

    def answer_escalation(self, n, yes):
        action = advice_escalations.overturn_refusal if yes else advice_escalations.uphold_refusal
        is_above = self.state(n) == "ADVICE_LEGAL_MANAGER"
        self.answer_request(n, action, "manager" if is_above else "advice_manager", text="x")


class WalkEverywhere(AdviceVerbs):
    """
    Two suspects, whose CPS unit has charges read twice.

    about: a key of ASIDE. done: how often each verb was done, in this walk and earlier ones.
    """

    def __init__(self, people, done, about):
        Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=True)
        self.builder = AdviceCaseBuilder(people, suspects=2)
        self.done, self.aside = done, ASIDE[about]
        if about not in ("advice", "anything"):
            self.builder.allocate()

    def fitting(self, n):
        """What is tried of a suspect where they are."""
        return [verb for verb in TRIED_IN.get(self.state(n), ()) if verb not in self.aside]

    def is_over(self):
        return not any(map(self.fitting, range(2)))

    def state(self, n):
        return self.builder.suspect(n % 2).state

    def alike(self, n, yes):
        """The suspects in the state of one of them, or that one alone."""
        rows = Suspect.objects.unscoped("test").filter(case=self.builder.case)
        return list(rows.filter(state=self.state(n))) if yes else [self.builder.suspects[n % 2]]

    def step_from_here(self, chance):
        """Try something that fits where one suspect is; rather what was done less so far."""
        n, yes = chance.randrange(8), chance.random() < 0.5
        verbs = self.fitting(n) if chance.random() < 0.95 else ALL_VERBS
        if not verbs:
            return False
        [verb] = chance.choices(verbs, [(1 + self.done[verb]) ** -2 for verb in verbs])
        if not self.step(verb, n, yes):
            return False
        self.done[verb] += 1
        return True

    def step(self, verb, n, yes):
        """As in a walk from a prosecutor on, but here nobody may have the case yet."""
        try:
            getattr(self, verb.replace(" ", "_"))(n, yes)
        except (Refused, ObjectDoesNotExist):
            self.builder.at += timedelta(hours=1)
            return False
        return True

    def refer(self, n, yes):
        builder, about = self.builder, self.alike(n, yes)
        builder.do(
            referrals.write_referral, "officer", case=builder.case, suspects=about,
            **MG3 | ALL_FOLLOWED,
        )  # fmt: skip

    def take_up(self, n):
        """The builder goes on with the newest referral of a suspect."""
        rows = Referral.objects.unscoped("test").filter(suspects=self.builder.suspects[n % 2])
        self.builder.referral = self.must_have(rows.order_by("written_at").last())

    def send_on(self, n, yes):
        self.take_up(n)
        super().send_on(n, yes)

    def withdraw(self, n, yes):
        self.take_up(n)
        super().withdraw(n, yes)

    def return_referral(self, n, yes):
        self.take_up(n)
        self.builder.send_back()

    def propose_closing(self, n, yes):
        closing.propose_closing(self.builder, n % 2)

    def answer_closing(self, n, yes):
        self.must_have(closing.newest_report(self.builder.suspects[n % 2]))
        (closing.sign_closing if yes else closing.send_closing_back)(self.builder, n % 2)

    def withdraw_closing(self, n, yes):
        closing.withdraw_closing(self.builder, n % 2)

    def reopen_closed(self, n, yes):
        closing.reopen_closed(self.builder, n % 2)

    def reconsider(self, n, yes):
        reversals.propose_reversal(self.builder, n % 2)

    def withdraw_charge(self, n, yes):
        reversals.withdraw_charge_of(self.builder, n % 2)

    def withdraw_reversal(self, n, yes):
        reversals.withdraw_reversal_of(self.builder, n % 2)

    def answer_stop(self, n, yes):
        self.must_have(stopping.newest_stop(self.builder.suspects[n % 2]))
        (stopping.countersign_stop_of if yes else stopping.decline_stop_of)(self.builder, n % 2)

    def withdraw_stop(self, n, yes):
        stopping.withdraw_stop_of(self.builder, n % 2)

    def plan_to_ask_holder(self, n, yes):
        """A plan of an action that reaches into the victim's life, alone or beside another."""
        reach = {"reach": reaching.WHY | {"reach": "HOLDER", "holder": f"School {self.builder.at}"}}
        self.builder.plan(reach, *[{}] * yes)

    def newest_request(self):
        rows = VictimRequest.objects.unscoped("test").filter(case=self.builder.case)
        return self.must_have(rows.order_by("set_at").last())

    def ask_holder(self, n, yes):
        reaching.mark_request_made(self.builder, self.newest_request())

    def holder_replies(self, n, yes):
        reaching.record_reply(self.builder, self.newest_request())

    @staticmethod
    def must_have(row):
        """The row, or what is as good as a refusal if there is none."""
        if row is None:
            raise Refused("nothing to act on", is_stage=True)
        return row
