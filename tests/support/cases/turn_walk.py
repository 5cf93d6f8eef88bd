"""A walk of two suspects from a prosecutor on; each random step is tried, and may be refused."""

from datetime import timedelta

from cases.action_plans.actions import action_items, action_plans, challenges, proposed_plans
from cases.decisions.actions import charges, decisions, finalisations
from cases.extensions.actions import extensions
from cases.models import Challenge, Extension
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder
from people.access.scopes import Refused
from tests.support.cases import charge_stops as stopping
from tests.support.cases import charges as charging
from tests.support.cases import decisions as deciding
from tests.support.cases import disposals as disposing
from tests.support.cases import extensions as extending
from tests.support.cases import reversals

VERBS = (
    "review and plan", "answer", "accept", "say what is missing", "cancel", "take back", "charge",
    "meet and propose", "countersign", "decline", "revise", "withdraw proposal", "report",
    "put charge right", "answer charge", "stop", "finalise", "reopen",
    "propose disposal", "give caution", "end conditions", "withdraw disposal", "answer reversal",
    "ask for date", "answer date", "withdraw", "refer again",
    "send on", "question", "leave it at that", "answer question", "ask for time", "answer time",
)  # fmt: skip


class Walk:
    """Two suspects; each random step is tried, and may be refused."""

    def __init__(self, people):
        self.builder = CaseBuilder(people, suspects=2).allocate()

    def step(self, verb, n, yes):
        builder = self.builder
        try:
            getattr(self, verb.replace(" ", "_"))(n, yes)
        except Refused as refusal:
            assert refusal.is_stage, refusal
            builder.at += timedelta(hours=1)
            return False
        return True

    def item(self, n, *statuses, asked=None):
        """An action item that fits the verb if there is one, else any."""
        items = self.builder.items
        fit = [
            item
            for item in items
            if item.status in statuses and asked in (None, bool(item.date_asked_by))
        ]
        if not items:
            raise Refused("no action yet", is_stage=True)
        return (fit or items)[n % len(fit or items)]

    def day(self, n):
        return (self.builder.at + timedelta(days=1 + n)).date()

    def review_and_plan(self, n, yes):
        builder, about = (
            self.builder,
            [self.builder.suspects, *[[s] for s in self.builder.suspects]][n % 3],
        )
        review = builder.do(
            action_plans.record_review,
            "prosecutor",
            case=builder.case,
            suspects=about,
            evidence="x",
        )
        item = {
            "category": "OTHER", "text": "x", "line_of_inquiry": "x", "proportionality": "x",
            "suspects": about, "due_on": self.day(n), "purpose": "INQUIRY",
        }  # fmt: skip
        other = item | {"suspects": about[:1], "due_on": self.day(2 * n), "weight": "DESIRABLE"}
        items = [item | {"weight": "ESSENTIAL" if yes else "DESIRABLE"}, other]
        if review.second_since is None:
            builder.do(action_plans.set_action_plan, "prosecutor", review=review, items=items)
            return
        second = {"review": review, "items": items, "why": "x"}
        builder.approve(builder.do(proposed_plans.propose_action_plan, "prosecutor", **second))

    def answer(self, n, yes):
        given = "DONE" if yes else "CANNOT"
        self.builder.do(
            action_items.answer_item, "officer", item=self.item(n, "OPEN"), answer=given, text="x"
        )

    def accept(self, n, yes):
        self.builder.do(action_items.accept_answer, "prosecutor", item=self.item(n, "ANSWERED"))

    def say_what_is_missing(self, n, yes):
        self.builder.do(
            action_items.say_what_is_missing, "prosecutor", item=self.item(n, "ANSWERED"), text="x",
            due_on=self.day(n),
        )  # fmt: skip

    def cancel(self, n, yes):
        self.builder.do(
            action_items.cancel_item, "prosecutor", item=self.item(n, "OPEN", "ANSWERED"), text="x"
        )

    def take_back(self, n, yes):
        suspect = self.builder.suspects[n % 2]
        self.builder.do(action_plans.take_suspect_back, "prosecutor", suspect=suspect, reason="x")

    def charge(self, n, yes):
        suspect = self.builder.suspects[n % 2]
        allegations = list(suspect.allegations.unscoped("test"))
        self.builder.do(
            decisions.authorise_charge, "prosecutor", suspect=suspect, allegations=allegations,
            rationale="x",
        )  # fmt: skip

    def meet_and_propose(self, n, yes):
        deciding.propose_no_charge(self.builder, self.builder.suspects[n % 2])

    def proposed(self, n):
        """A suspect whose decision waits for a second reader if there is one, else any."""
        waits = [s for s in self.builder.suspects if deciding.has_decision_waiting(s)]
        if not waits:
            raise Refused("nothing proposed", is_stage=True)
        return waits[n % len(waits)]

    def countersign(self, n, yes):
        deciding.countersign_no_charge(
            self.builder, self.proposed(n), who="manager" if yes else "other_prosecutor"
        )

    def decline(self, n, yes):
        deciding.decline_countersignature(self.builder, self.proposed(n))

    def revise(self, n, yes):
        suspect = self.proposed(n)
        now = deciding.newest_wording(suspect)
        self.builder.do(
            decisions.revise_decision, "prosecutor", suspect=suspect, reason="BELIEF",
            rationale="x", consultation=now.consultation, version=now.number,
        )  # fmt: skip

    def withdraw_proposal(self, n, yes):
        self.builder.do(
            decisions.withdraw_decision, "prosecutor", suspect=self.proposed(n), text="x"
        )

    def report(self, n, yes):
        (charging.report_charge_of if yes else charging.report_unauthorised_charge)(
            self.builder, n % 2
        )

    def put_charge_right(self, n, yes):
        if not charging.newest_report(self.builder, n % 2):
            raise Refused("nothing reported", is_stage=True)
        differs = {"charges": [charging.unauthorised_charge(self.builder)], "explanation": "x"}
        charging.correct_report(self.builder, n % 2, **({} if yes else differs))

    def answer_charge(self, n, yes):
        if not charging.newest_report(self.builder, n % 2):
            raise Refused("nothing reported", is_stage=True)
        act = charges.accept_charge_report if yes else charges.query_charge_report
        charging.answer_report(self.builder, act, n % 2)

    def finalise(self, n, yes):
        self.builder.do(
            finalisations.finalise_administratively, "prosecutor" if yes else "manager",
            suspect=self.builder.suspects[n % 2], reason="OTHER", text="x",
        )  # fmt: skip

    def reopen(self, n, yes):
        suspect = self.builder.suspects[n % 2]
        self.builder.do(finalisations.reopen_suspect, "manager", suspect=suspect, text="x")

    def ask_for_date(self, n, yes):
        who = "officer" if yes else "prosecutor"
        self.builder.do(
            action_items.ask_for_date,
            who,
            item=self.item(n, "OPEN", asked=False),
            proposed_on=self.day(9 + n),
            text="x",
        )

    def answer_date(self, n, yes):
        item = self.item(n, "OPEN", asked=True)
        who = "prosecutor" if item.date_asked_by == "POLICE" else "officer"
        self.builder.do(action_items.answer_date_request, who, item=item, is_agreed=yes, text="x")

    def question(self, n, yes):
        item = self.item(n, "OPEN", asked=False)
        if yes:
            self.builder.do(
                challenges.challenge_item, "officer", item=item, reason="OTHER", text="x"
            )
        else:
            varied = {"proposed_text": f"y{n}", "proposed_on": self.day(20 + n)}
            self.builder.do(challenges.vary_item, "officer", item=item, text="x", **varied)

    def leave_it_at_that(self, n, yes):
        item = self.item(n, "OPEN")
        self.builder.do(challenges.withdraw_challenge, "officer", item=item)

    def answer_question(self, n, yes):
        rows = Challenge.objects.unscoped("test").filter(case=self.builder.case, status="ASKED")
        asked = rows.order_by("at").first()
        item = asked.item if asked else self.item(n, "OPEN")
        may = {"CHALLENGE": ["HOLD", "AMEND", "CANCEL"], "VARIATION": ["HOLD", "AGREE"]}
        fit = may[asked.kind if asked else "CHALLENGE"]
        answer = {"answer": fit[n % len(fit)], "text": "x", "new_text": f"z{self.builder.at}"}
        self.builder.do(challenges.answer_challenge, "prosecutor", item=item, **answer)

    def ask_for_time(self, n, yes):
        suspect = self.builder.suspect(n % 2)
        if (
            suspect.due_at is None
            or suspect.turns.unscoped("test").get(ended_at=None).clock is None
        ):
            raise Refused("nothing is due", is_stage=True)
        extending.ask_to_extend(self.builder, "prosecutor", days=3 + n, n=n % 2)

    def answer_time(self, n, yes):
        rows = Extension.objects.unscoped("test").filter(case=self.builder.case, ended_at=None)
        asked = rows.order_by("at").last()
        if asked is None:
            raise Refused("nothing is asked", is_stage=True)
        who = "officer" if "POLICE" in asked.awaits else "prosecutor"
        facts = {"answer": "AGREE" if yes else ["REFUSE", "COUNTER"][n % 2], "text": "x"}
        facts["new_date"] = asked.proposed_on + timedelta(days=1 + n)
        self.builder.do(extensions.answer_extension, who, extension=asked, **facts)

    def stop(self, n, yes):
        """Discontinue every charge against a suspect, or the first one."""
        laid = stopping.laid_against(self.builder.suspects[n % 2])
        chosen = {"charges": laid if yes else laid[:1]}
        stopping.stop_charges_of(self.builder, n % 2, **chosen)

    def propose_disposal(self, n, yes):
        """A caution with conditions, or without."""
        kind = "ADULT_CONDITIONAL" if yes else "ADULT_CAUTION"
        disposing.propose_disposal_of(self.builder, n % 2, kind=kind)

    def give_caution(self, n, yes):
        """It is given, or not; with every step of either kind."""
        steps = ["EXPLAINED", "WARNED", "SIGNED", "AGREED"]
        act = disposing.report_disposal_of if yes else disposing.not_given
        act(self.builder, n % 2, **({"confirmed": steps} if yes else {}))

    def withdraw_disposal(self, n, yes):
        reversals.withdraw_disposal_of(self.builder, n % 2)

    def answer_reversal(self, n, yes):
        if reversals.newest_reversal(self.builder.suspects[n % 2]) is None:
            raise Refused("nothing to read", is_stage=True)
        act = reversals.countersign_reversal_of if yes else reversals.decline_reversal_of
        act(self.builder, n % 2)

    def end_conditions(self, n, yes):
        disposing.report_conditions_of(self.builder, n % 2, were_met=yes)

    def withdraw(self, n, yes):
        self.builder.do(
            referrals.withdraw_referral, "officer", referral=self.builder.referral,
            withdrawal_reason="x",
        )  # fmt: skip

    def refer_again(self, n, yes):
        self.builder.write()

    def send_on(self, n, yes):
        """The next step of the referral on its way to a prosecutor."""
        builder = self.builder
        builder.referral.refresh_from_db()
        if builder.referral.status == "AWAITING_SIGN_OFF":
            builder.do(
                referrals.sign_referral_off, "supervisor", referral=builder.referral,
                supervisor_comments="x",
            )  # fmt: skip
        elif builder.referral.status == "SUBMITTED":
            builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
        else:
            rows = builder.case.suspects.unscoped("test").filter(state="READY_TO_ALLOCATE")
            ready = list(rows.order_by("number"))
            builder.give_case(ready if yes else ready[:1])
