"""What the police do in a walk: refer, add an allegation, charge, and close."""

from datetime import timedelta

from cases.case_details.actions import cases
from cases.closing.actions import closing_reports, reopenings, signatures
from cases.decisions.actions import charges, disposal_reports
from cases.models import ClosingReport, Suspect
from cases.referrals.actions import referrals
from devtools.usual_answers import FOCUS, MG3
from tests.support.cases.closing import LINES, WHY, victim_said
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.decision_walk.steps import Steps

OFFENCES = ("SX03001", "SX03005", "SX03007")


class PoliceVerbs(Steps):
    """Each verb is about one suspect; a referral may be about both."""

    def write(self, suspect):
        rows = Suspect.objects.unscoped("test").filter(case=self.case, state=suspect.state)
        about = [suspect] if self.chance.random() < 0.3 else list(rows)
        made = self.act(referrals.write_referral, case=self.case, suspects=about, **MG3)
        self.write_down(made.pk)

    def rewrite(self, suspect):
        sent_back = self.referral(suspect)
        self.act(
            referrals.revise_referral, referral=sent_back, version=sent_back.version,
            suspects=list(sent_back.suspects.unscoped("test")), **MG3,
        )  # fmt: skip
        self.write_down(sent_back.pk)

    def send_back(self, suspect):
        facts = {"referral": self.referral(suspect), "supervisor_comments": "Say more."}
        self.act(referrals.send_referral_back, **facts)

    def sign_off(self, suspect):
        signed = self.referral(suspect)
        facts = {"referral": signed, "supervisor_comments": "Ready."}
        self.sign(signed.pk, referrals.sign_referral_off, **facts)

    def withdraw_referral(self, suspect):
        self.act(
            referrals.withdraw_referral, referral=self.referral(suspect), withdrawal_reason="More."
        )

    def accuse(self, suspect, day=None):
        """Allege something else of the same victim, of another day."""
        day = day or self.chance.randrange(20)
        self.act(
            cases.add_allegation, case=self.case, victim=self.builder.victim, suspect=suspect,
            offence=offence_with_code(self.chance.choice(OFFENCES)),
            from_on=NIGHT + timedelta(days=day),
        )  # fmt: skip

    def report(self, suspect):
        """Report every count as authorised."""
        decision = self.wording(suspect)
        laid = [
            (count.victim, count.offence, count.from_on, count.to_on, n)
            for n, count in enumerate(decision.charges.order_by("pk"), start=1)
        ]
        self.act(
            charges.report_charge, suspect=suspect, method="WRITTEN_CHARGE", charges=laid,
            charged_on=self.builder.at.date(), version=decision.number,
        )  # fmt: skip

    def not_given(self, suspect):
        """Report that a disposal was not given, so that it is decided again."""
        self.act(
            disposal_reports.report_disposal, suspect=suspect, version=self.wording(suspect).number,
            was_given=False, on=self.builder.at.date(), text="He would not sign.",
        )  # fmt: skip

    def close(self, suspect):
        self.act(
            closing_reports.propose_closing, suspect=suspect, outcome=16, reasons=WHY, lines=LINES,
            victims=[victim_said(self.builder)], interviewed_on=self.builder.at.date(),
            no_advice_because="There was nothing to ask about.", focus=FOCUS,
        )  # fmt: skip
        self.write_down(("closing", suspect.pk))  # the next report starts from the words of this

    def answer_closing(self, suspect, action, **facts):
        rows = ClosingReport.objects.unscoped("test").filter(suspect=suspect)
        facts |= {"version": self.one(rows.order_by("number")).number, "text": "I have read it."}
        self.sign(("closing", suspect.pk), action, suspect=suspect, **facts)

    def sign_closing(self, suspect):
        self.answer_closing(suspect, signatures.sign_closing_report, has_open_line=False)

    def send_closing_back(self, suspect):
        self.answer_closing(suspect, signatures.send_closing_report_back)

    def reopen(self, suspect):
        facts = {"ground": "NEW_EVIDENCE", "text": "A friend has come forward."}
        self.act(reopenings.reopen_investigation, suspect=suspect, **facts)
