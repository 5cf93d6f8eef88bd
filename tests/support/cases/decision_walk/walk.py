"""The walk itself: who there is, what is tried in each state, and by whom."""

from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, person
from people.access.scopes import Refused
from people.models import Human, Unit, User
from tests.support.cases.decision_walk.police import PoliceVerbs
from tests.support.cases.decision_walk.prosecutors import ProsecutorVerbs
from tests.support.cases.decision_walk.second_readers import ReaderVerbs

POLICE = ("officer", "supervisor", "second_officer")
CPS = ("prosecutor", "other_prosecutor", "second_account")
# What people try of a suspect in each state. Now and then they try something of another state.
TRIED_IN = {
    "INVESTIGATING": ("write", "rewrite", "accuse", "close"),
    "CLOSING_SIGN_OFF": ("sign_closing", "send_closing_back"),
    "CLOSED": ("reopen",),
    "AWAITING_SIGN_OFF": ("sign_off", "sign_off", "sign_off", "send_back"),
    "TRIAGE": ("accept",),
    "READY_TO_ALLOCATE": ("give", "give", "withdraw_referral"),
    "WITH_PROSECUTOR": (
        "review", "review", "review_under_threshold", "meet", "charge", "charge", "propose",
        "propose_disposal", "propose_disposal", "plan", "accuse", "withdraw_referral",
    ),
    "ACTION_PLAN": ("take_back",),
    "SECOND_READER": (
        "countersign", "countersign", "countersign", "decline", "revise", "withdraw_wording",
    ),
    "CHARGE_AUTHORISED": ("report", "report", "withdraw_charge"),
    "CHARGED": ("stop",),
    "CHARGE_STOP": ("countersign_stop", "decline_stop", "withdraw_stop"),
    "NO_FURTHER_ACTION": ("reconsider",),
    "DISPOSAL_AUTHORISED": ("withdraw_disposal", "not_given"),
    **dict.fromkeys(
        ("NFA_REVERSAL", "CHARGE_REVERSAL", "DISPOSAL_REVERSAL"),
        ("countersign_reversal", "decline_reversal", "withdraw_reversal"),
    ),
}  # fmt: skip
ENDED = {"STOPPED"}
TRIED = sorted({"judge_plan", *(verb for verbs in TRIED_IN.values() for verb in verbs)})
OF_POLICE = {
    "write", "rewrite", "sign_off", "send_back", "withdraw_referral", "meet", "accuse", "report",
    "not_given", "close", "sign_closing", "send_closing_back", "reopen",
}  # fmt: skip


def people_who_may_sign():
    """A cast in which each may write what the others sign; on each side one has two accounts."""
    people = cast()
    for name in POLICE:
        setattr(people, name, person(people.police, "refer_cases", "supervise_cases"))
    people.inspector = person(people.police, "supervise_cases")
    for name in CPS:
        setattr(
            people, name, person(people.cps, "triage_cases", "allocate_cases", "prosecute_cases")
        )
    for one, other in (("officer", "second_officer"), ("prosecutor", "second_account")):
        same = [getattr(people, one).pk, getattr(people, other).pk]
        User.objects.filter(pk__in=same).update(human=Human.objects.create())
    return people


class Walk(PoliceVerbs, ProsecutorVerbs, ReaderVerbs):
    """
    Two suspects, in a CPS unit with a second reader of charges or without.

    begins: "new" before their referral, "allocated" with the prosecutor, or "planned", where they
    had a plan and were taken back, so that a manager approves the next one. done: how often each
    verb was done, in this walk and earlier ones.
    """

    def __init__(self, chance, done, *, is_read_twice, begins):
        people = people_who_may_sign()
        Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=is_read_twice)
        super().__init__(CaseBuilder(people, suspects=2), chance, done)
        self.is_read_twice, self.who = is_read_twice, people.officer
        for day, suspect in enumerate(self.suspects() * 2, start=1):
            self.accuse(suspect, day)
        self.who = people.prosecutor
        if begins != "new":
            self.builder.allocate()
        if begins == "planned":
            for suspect in self.builder.plan().suspects:
                self.take_back(suspect)

    def suspects(self):
        rows = Suspect.objects.unscoped("test").filter(case=self.case)
        return list(rows.order_by("number"))

    def step(self):
        """Try something as one person of its side. Returns whether it was done, and not refused."""
        suspect = self.chance.choice([s for s in self.suspects() if s.state not in ENDED])
        now = ("judge_plan",) if self.waiting_plans().exists() else TRIED_IN[suspect.state]
        rare = [1 / (1 + self.done[verb]) for verb in now]  # what was done less is tried more
        fits = self.chance.random() < 0.9
        verb = self.chance.choices(now, rare)[0] if fits else self.chance.choice(TRIED)
        self.who = getattr(self.builder.cast, self.chance.choice(self.names_for(verb)))
        try:
            getattr(self, verb)(suspect)
        except (Refused, ObjectDoesNotExist):  # the second: a row that the person cannot see
            return False
        finally:
            self.builder.at += timedelta(hours=1)
        self.done[verb] += 1
        return True

    def names_for(self, verb):
        """Who tries it: who has the case, mostly; of what is signed, everybody alike."""
        if verb in ("sign_off", "sign_closing", "send_closing_back"):
            return (*POLICE, *["inspector"] * 3)  # who writes nothing
        if verb in OF_POLICE:
            return POLICE
        is_for_all = verb.startswith(("countersign", "decline", "judge", "reconsider"))
        return (*CPS, "manager") if is_for_all else (*CPS, *[self.named] * 4)

    def is_over(self):
        return all(suspect.state in ENDED for suspect in self.suspects())
