"""
Whatever people do in whatever order, a suspect's turns have no gap and no overlap.

The oracle reads the tables and imports nothing of the code that maintains turns. It has its own
list of whose turn each state is, and of when it is due.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.action_plans.actions import action_items, action_plans, challenges, proposed_plans
from cases.decisions.actions import charges, decisions, finalisations
from cases.extensions.actions import extensions
from cases.models import ActionItem, Challenge, Extension, Suspect, Turn
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import charge_stops as stopping
from tests.support.cases import charges as charging
from tests.support.cases import decisions as deciding
from tests.support.cases import disposals as disposing
from tests.support.cases import extensions as extending
from tests.support.cases import reversals

HOLDER = {
    "INVESTIGATING": "POLICE",
    "AWAITING_SIGN_OFF": "POLICE",
    "TRIAGE": "CPS",
    "RETURNED": "POLICE",
    "READY_TO_ALLOCATE": "CPS",
    "WITH_PROSECUTOR": "CPS",
    "ACTION_PLAN": "POLICE",
    "PLAN_QUERIED": "CPS",
    "SECOND_READER": "CPS",
    "CHARGE_AUTHORISED": "POLICE",
    "CHARGE_DIFFERS": "CPS",
    "CHARGE_QUERIED": "POLICE",
    "CHARGED": "",
    "STOPPED": "",
    "NO_FURTHER_ACTION": "",
    "DISPOSAL_AUTHORISED": "POLICE",
    "DISPOSAL_REVERSAL": "CPS",
    "DISPOSAL_CONDITIONS": "POLICE",
    "OUT_OF_COURT": "",
    "FINALISED": "",
}
# States without a counted due time.
UNDATED_IN = {
    "INVESTIGATING", "AWAITING_SIGN_OFF", "CHARGE_AUTHORISED", "CHARGED", "NO_FURTHER_ACTION",
    "CHARGE_DIFFERS", "CHARGE_QUERIED", "FINALISED", "STOPPED", "DISPOSAL_AUTHORISED",
    "DISPOSAL_REVERSAL", "OUT_OF_COURT",
}  # fmt: skip

# No action about a suspect in these is needed.
NEEDS_NOTHING = {"INVESTIGATING", "NO_FURTHER_ACTION", "FINALISED", "STOPPED", "OUT_OF_COURT"}
# Verbs that start a turn after the last step.
TAKES_UP = {"find_charge_differs", "reopen_suspect"}

VERBS = (
    "review and plan", "answer", "accept", "say what is missing", "cancel", "take back", "charge",
    "meet and propose", "countersign", "decline", "revise", "withdraw proposal", "report",
    "put charge right", "answer charge", "stop", "finalise", "reopen",
    "propose disposal", "give caution", "end conditions", "withdraw disposal", "answer reversal",
    "ask for date", "answer date", "withdraw", "refer again",
    "send on", "question", "leave it at that", "answer question", "ask for time", "answer time",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 7), st.booleans()), min_size=1, max_size=14
)


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
        suspect = self.builder.suspects[n % 2]
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


def check_suspect(suspect):
    """The oracle: assert what must be true of a suspect and its turns at any moment."""
    turns = list(
        Turn.objects.unscoped("test").filter(suspect=suspect).order_by("began_at", "ended_at")
    )
    for turn, following in pairwise(turns):
        if following.verb in TAKES_UP and turn.ended_at < following.began_at:
            continue  # the last step was over, and no side had the turn
        assert turn.ended_at == following.began_at, "a gap or an overlap"
        assert turn.state != following.state, "a turn that ends where it began"
    for turn in turns:
        assert turn.side == HOLDER[turn.state]
        assert turn.holder_id == getattr(suspect, f"{turn.side.lower()}_unit_id")
    assert suspect.holder_side == HOLDER[suspect.state]
    items = items_needed_about(suspect)
    assert suspect.also_waits_for == other_sides_that_owe(suspect, items)
    assert suspect.is_open == bool(HOLDER[suspect.state] or suspect.also_waits_for)
    still = [turn for turn in turns if turn.ended_at is None]
    assert len(still) == bool(HOLDER[suspect.state])
    for turn in still:
        assert turn == turns[-1]
        assert (turn.state, turn.began_at) == (suspect.state, suspect.turn_began_at)
        if turn.clock:
            assert turn.clock.closed_at is None, "a turn whose clock has stopped"
    questions = [row for item in items for row in item.challenges.unscoped("test")]
    owed = [row for row in questions if row.status == "ASKED"]
    dated = [item for item in items if not waits_for_cps(item)]
    clocks = [row.clock for row in (*still, *dated, *owed) if row.clock]
    assert suspect.due_at == min((clock.due_at for clock in clocks), default=None)
    if suspect.due_at:
        assert suspect.listed_at == suspect.due_at
    else:
        assert suspect.listed_at == waits_since(suspect, turns) + timedelta(days=2_000_000)
        assert 3000 < suspect.listed_at.year < 9999
        assert suspect.state in {*UNDATED_IN, "PLAN_QUERIED"}


def waits_since(suspect, turns):
    """
    When a wait began: for unsent states the end of the CPS's last turn, else that of the turn.
    """
    theirs = [t for t in turns if t.state not in ("INVESTIGATING", "AWAITING_SIGN_OFF", "RETURNED")]
    if suspect.state in ("INVESTIGATING", "AWAITING_SIGN_OFF"):
        return max(turn.ended_at for turn in theirs)
    return suspect.turn_began_at


def items_needed_about(suspect):
    """The open action items that are still needed about a suspect."""
    if suspect.state in NEEDS_NOTHING:
        return []
    rows = ActionItem.objects.unscoped("test").filter(suspects=suspect, status="OPEN")
    items = list(rows.select_related("clock"))
    if suspect.state in ("ACTION_PLAN", "PLAN_QUERIED"):
        essential = [item for item in items if item.weight == "ESSENTIAL"]
        assert essential, "under an action plan, and nothing essential is asked"
        waits = all(waits_for_cps(item) for item in essential)
        assert suspect.state == ("PLAN_QUERIED" if waits else "ACTION_PLAN")
    return items


def waits_for_cps(item):
    """Whether the CPS owes an answer, so that the item's date is paused."""
    return item.challenge == "ASKED" or item.date_asked_by == "POLICE"


def other_sides_that_owe(suspect, items):
    """The sides that owe an answer, on an item or an extension, without having the turn for it."""
    waits = {waits_for_cps(item) for item in items}
    police = False in waits and suspect.state != "ACTION_PLAN"
    cps = True in waits and suspect.state != "PLAN_QUERIED"
    for row in open_extensions_about(suspect):
        named_by = row.steps.unscoped("test").order_by("at").last().side
        police |= row.status != "REFUSED" and named_by == "CPS"
        cps |= row.status != "REFUSED" and named_by == "POLICE"
    return ["POLICE"] * police + ["CPS"] * cps


def open_extensions_about(suspect):
    """The open extension of the due date of a suspect's turn, if there is one."""
    rows = Extension.objects.unscoped("test").filter(ended_at=None)
    return rows.filter(clock__turns__suspect=suspect, clock__turns__ended_at=None)


def check_items(case):
    """
    Assert that an item's clock runs while it is open and the police owe the answer, and not else.
    """
    for item in ActionItem.objects.unscoped("test").filter(case=case).select_related("clock"):
        runs = item.status == "OPEN" and not is_no_longer_needed(item)
        assert (item.clock.closed_at is None) == (runs and not waits_for_cps(item))
        assert item.clock.due_at.date() == item.due_on  # in winter London is on UTC
        assert (
            bool(item.date_asked_by)
            == item.date_requests.unscoped("test").filter(answered_at=None).exists()
        )
        lasting = [row for row in item.challenges.unscoped("test") if row.ended_at is None]
        assert [row.status for row in lasting] == [item.challenge] * bool(item.challenge)
        for row in item.challenges.unscoped("test"):
            assert (row.clock.closed_at is None) == (row.status == "ASKED" and runs)
        newest = item.versions.unscoped("test").order_by("-number").first()
        assert (newest.text, newest.due_on) == (item.text, item.due_on)


def is_no_longer_needed(item):
    """Whether all suspects of an open item are closed in some way, so that it is not needed."""
    states = set(item.suspects.unscoped("test").values_list("state", flat=True))
    return states <= NEEDS_NOTHING


# Verbs of one side that end or renew what the other side was late with.
ACT_OF_POLICE = {
    "answer", "withdraw", "send on", "report", "put charge right", "refer again", "answer time",
}  # fmt: skip
ACT_OF_CPS = {
    "review and plan", "say what is missing", "answer date", "answer question", "charge",
    "meet and propose", "finalise", "reopen", "answer charge", "send on",
}  # fmt: skip


def due_times_owed_by(suspect, side):
    """Due times that run against a side: of the turn's clock, or of each action item."""
    turn = Turn.objects.unscoped("test").filter(suspect=suspect, ended_at=None).first()
    if turn and turn.side == side == "CPS" and turn.state != "PLAN_QUERIED":
        return {"turn": turn.clock and turn.clock.due_at}
    if side == "POLICE":
        dated = [item for item in items_needed_about(suspect) if not waits_for_cps(item)]
        return {item.pk: item.clock.due_at for item in dated}
    return {}


class Late:
    """The due dates that each side had about a suspect, until the other side acts."""

    def __init__(self):
        self.had = {}

    def judge(self, suspect, verb):
        for side, renewed in (("CPS", ACT_OF_POLICE), ("POLICE", ACT_OF_CPS)):
            had = self.had.setdefault((suspect.pk, side), {})
            if verb in renewed:
                had.clear()
            for what, due_at in due_times_owed_by(suspect, side).items():
                before = had.get(what, due_at)
                assert due_at is None or before is None or due_at <= before, (side, verb, what)
                had[what] = due_at


@pytest.mark.django_db
class TestTurns:
    @settings(
        max_examples=45,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # no shrinking: one case takes a second
    )
    @given(steps=STEPS)
    def test_turns_have_no_gap_and_no_overlap_and_agree_with_the_suspect(self, steps):
        walk = Walk(cast())
        for step in [("review and plan", 0, True), *steps]:
            walk.step(*step)
            for suspect in Suspect.objects.unscoped("test").filter(case=walk.builder.case):
                check_suspect(suspect)
            check_items(walk.builder.case)

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(steps=STEPS)
    def test_days_late_never_fall_but_by_an_act_of_the_other_side(self, steps):
        walk, late = Walk(cast()), Late()
        for verb, n, yes in [
            ("", 0, True),
            ("review and plan", 0, True),
            ("cancel", 0, True),
            *steps,
        ]:
            if not verb or walk.step(verb, n, yes):
                for index, _suspect in enumerate(walk.builder.suspects):
                    late.judge(walk.builder.suspect(index), verb)
            walk.builder.at += timedelta(days=1 + n)
