"""A relay that remembers, and what a person, a cause of notices and a worker do."""

from datetime import timedelta

from people.access import scopes
from tests.support.timeliness.moments import london
from tests.timeliness.conftest import CASE
from timeliness.actions import daily_mails, outbox
from timeliness.actions.mail_choices import choose_mail_hours
from timeliness.models import Delivery, MailChoice
from timeliness.providers import NotAccepted, ProviderRejected

BEFORE = london("2026-06-29 07:00")
EVENING = london("2026-06-29 19:00")
MORNING = london("2026-06-30 08:00")
PATIENCE = timedelta(seconds=121)  # one second longer than a lease


class Relay:
    """A provider that keeps what it took, by reference: (address, subject, body)."""

    def __init__(self, *behaviours):
        self.behaviours, self.took, self.asked = list(behaviours), {}, []

    def sent(self, reference):
        self.asked.append(reference)
        return reference in self.took

    def send(self, reference, to, subject, body):
        behaviour = self.behaviours.pop(0) if self.behaviours else "take"
        if behaviour.startswith("take"):
            assert reference not in self.took, "the same message twice"
            self.took[reference] = (to, subject, body)
        if behaviour == "busy":
            raise NotAccepted("451")
        if behaviour == "never":
            raise ProviderRejected(550)
        if behaviour.endswith("silence"):
            raise TimeoutError

    def mails(self):
        return list(self.took.values())

    def told(self):
        """Every subject that was told in any mail, as often as it was."""
        words = " ".join(body for _to, _subject, body in self.mails())
        return sorted(part for part in words.replace(".", " ").replace(",", " ").split()
                      if part[0] == "S" and part[1:].isdigit())  # fmt: skip


def run(relay, at):
    """One run of the task that sends: what is due, then what is let go."""
    send_all(relay, at)
    daily_mails.release_held_mail(at=at)
    send_all(relay, at)


def send_all(relay, at):
    """Send everything that is due."""
    while outbox.send_next_delivery(provider=relay, at=at):
        pass


def choose(person, at=BEFORE, daily=None, quiet=(None, None)):
    """A person chooses: the hour of a daily mail, and (first, end) of quiet hours."""
    scope = scopes.scope_of(person, at=at)
    row = MailChoice.objects.filter(person=person).first()
    return choose_mail_hours(
        by=scope, at=at, version=row.version if row else 0, daily_hour=daily,
        quiet_from=quiet[0], quiet_to=quiet[1],
    )  # fmt: skip


def notify(person, subject, at, notice="file_assessed"):
    """A person is notified about a case. Returns their delivery; the default kind may wait."""
    outbox.enqueue_notices([person.pk], notice=notice, subject=subject, about=CASE, at=at)
    return Delivery.objects.get(subject=subject)


def states():
    """{subject: what became of its mail}"""
    return {
        row.subject: "accepted" if row.accepted_at else "dropped" if row.dropped_at else "waits"
        for row in Delivery.objects.all()
    }
