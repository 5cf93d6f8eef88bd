"""What second readers and managers do in a walk: countersign what another wrote, or decline."""

from cases.action_plans.actions import proposed_plans
from cases.decisions.actions import charge_stop_readings, countersignatures, reversal_readings
from cases.models import ChargeStop, Reversal
from tests.support.cases.decision_walk.steps import Steps


class ReaderVerbs(Steps):
    """Each verb signs what waits about one suspect."""

    def waiting_plans(self):
        return self.case.proposed_plans.unscoped("test").filter(status="WAITING")

    def judge_plan(self, suspect):
        waiting = self.one(self.waiting_plans().order_by("at"))
        facts = {"proposed_plan": waiting, "is_approved": True, "judgement": "It is needed."}
        self.sign(("plan", waiting.review_id), proposed_plans.judge_proposed_plan, **facts)

    def countersign(self, suspect):
        facts = {"suspect": suspect, "version": self.wording(suspect).number}
        self.sign(suspect.pk, countersignatures.countersign_decision, **facts)

    def decline(self, suspect):
        facts = {"suspect": suspect, "version": self.wording(suspect).number}
        self.sign(suspect.pk, countersignatures.decline_decision, text="It is not so.", **facts)

    def countersign_reversal(self, suspect):
        self.read_reversal(suspect, reversal_readings.countersign_reversal)

    def decline_reversal(self, suspect):
        self.read_reversal(suspect, reversal_readings.decline_reversal)

    def read_reversal(self, suspect, action):
        read = self.newest(Reversal, suspect)
        facts = {"suspect": suspect, "version": read.number, "text": "I have read it."}
        self.sign(("reversal", read.pk), action, undoes=suspect.pk, **facts)

    def countersign_stop(self, suspect):
        read = self.newest(ChargeStop, suspect)
        facts = {"suspect": suspect, "version": read.number}
        self.sign(("stop", read.pk), charge_stop_readings.countersign_stop, **facts)

    def decline_stop(self, suspect):
        read = self.newest(ChargeStop, suspect)
        facts = {"suspect": suspect, "version": read.number, "text": "It is not so."}
        self.sign(("stop", read.pk), charge_stop_readings.decline_stop, **facts)
