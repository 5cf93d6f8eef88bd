"""Random histories of victims: what they were told, by whom, and withdrawals."""

from datetime import timedelta

from cases.models import Victim
from tests.support.victims.permission_matrix import make_service
from victims.models import (
    CaseSupport,
    Contact,
    Duty,
    Support,
    SupportReferral,
    Told,
    VictimRecord,
    Withdrawal,
)

VICTIM_ROWS = (Victim, Contact, Told, Duty, Withdrawal, CaseSupport, Support, SupportReferral)


class VictimHistories:
    """Victims of a history. A trigger makes the victim record."""

    def victims(self, case, suspect):
        for number in range(1, self.more.choice([2, 2, 3])):
            victim = self.also(
                Victim, case=case, number=number, added_by=self.places.writer,
                added_at=self.then(case.opened_at, 20), only_side=self.more.choice(["", "POLICE"]),
            )  # fmt: skip
            record = VictimRecord(pk=victim.pk)
            told = [self.contact(case, suspect, record, victim.added_at)
                    for _ in range(self.more.randrange(4))]  # fmt: skip
            for n in range(self.more.randrange(4)):
                self.duty(case, suspect, record, told, n)
            for _ in range(self.more.choice([0, 0, 1])):
                self.withdraw(case, record, victim.added_at)
            for _ in range(self.aside.choice([0, 0, 1, 2])):
                self.ask_support(case, record, victim.added_at)
            if self.maybe(0.5):
                self.refer_to_service(case, record, victim.added_at)

    def once_stored(self, model, rows):
        """Update records of these victims, once triggers have made them."""
        if model is not Victim:
            return
        ids = [row.pk for row in rows]  # in this order: the keys differ between runs
        for facts in (
            {"update_every_days": 20}, {"update_every_days": 1500}, {"is_open": False},
            {"wants_contact": "NO"}, {"is_withdrawn": True},
        ):  # fmt: skip
            some = [pk for pk in ids if self.maybe(0.3)]
            VictimRecord.objects.unscoped("histories").filter(pk__in=some).update(**facts)
        VictimRecord.objects.unscoped("histories").filter(pk__in=ids).update(version=2)

    def contact(self, case, suspect, record, at):
        at = self.then(at, 90)
        outcome = self.more.choice(["REACHED", "REACHED", "NO_ANSWER"])
        got_through = outcome == "REACHED"
        row = self.also(
            Contact, case=case, record=record, direction="IN", channel="PHONE", outcome=outcome,
            contacted_at=at, spoke_to="VICTIM" if got_through else "",
            is_identity_checked=True if got_through else None, by=self.places.writer, at=at,
        )  # fmt: skip
        return self.also(Told, case=case, contact=row, what="CHARGED", suspect=suspect)

    def duty(self, case, suspect, record, told, n):
        at = self.then(case.opened_at, 90)
        clock = self.clock(case, at, self.more.choice([5, 5, 5, 2000]))
        end = self.more.choice(["", "", "KEPT", "KEPT", "CORRECTED"])
        end = "" if end == "KEPT" and not told else end
        kept = end == "KEPT"
        self.also(
            Duty, case=case, record=record, suspect=suspect, what="CHARGED", source=f"{n}",
            happened_at=at, owed_by=self.more.choice(["POLICE", "CPS"]), clock=clock, arose_at=at,
            sent_at=self.more.choice([None, None, self.then(at, 10)]) if kept or not end else None,
            told=told[0] if kept else None, kept_at=self.then(at, 10) if kept else None,
            ended_because="" if kept else end, ended_at=at if end and not kept else None,
            is_open=not end, listed_at=clock.due_at,
        )  # fmt: skip

    def withdraw(self, case, record, at):
        at = self.then(at, 200)
        confirmed, back = self.maybe(0.7), self.maybe(0.2)
        by = self.places.writer
        self.also(
            Withdrawal, case=case, record=record, on=at.date(), reasons=["DELAY"],
            stage=self.more.choice(["INVESTIGATION", "DECISION", "CHARGED", "TRIAL"]),
            told_by="VICTIM", told_to="POLICE", is_isva_offered=True, is_statement_taken=True,
            is_evidence_led_considered=True, by=by, at=at,
            confirmed_by="VICTIM" if confirmed else "",
            confirmed_on=at.date() if confirmed else None,
            taken_back_on=at.date() if back else None, taken_back_by=by if back else None,
            taken_back_at=at + timedelta(days=1) if back else None,
        )  # fmt: skip

    def ask_support(self, case, record, at):
        at += timedelta(hours=self.aside.randrange(200 * 24))
        self.also(
            CaseSupport, case=case, record=record, on=at.date(), asked_by="POLICE",
            answer=self.aside.choice(["YES", "YES", "NOT_SURE", "NO"]), spoke_to="VICTIM",
            by=self.places.writer, at=at,
        )  # fmt: skip

    def refer_to_service(self, case, record, at):
        """Refer the victim to a service, by one side. The service's own entries count nowhere."""
        if not hasattr(self.places, "service"):
            self.places.service = make_service()
        side, by = self.more.choice(["POLICE", "CPS"]), self.places.writer
        support = self.also(
            Support, case=case, record=record, service=self.places.service, side=side, listed_at=at
        )
        self.also(
            SupportReferral, case=case, record=record, support=support, only_side=side, by=by,
            service=self.places.service, how="PHONE", given_on=at.date(), at=at,
        )  # fmt: skip
