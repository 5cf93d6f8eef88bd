"""London's clocks change while clocks run: what is due, when it is said, and by which time."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import NamedTuple

from drills.clocks import NO_JUMP, jump, looked
from drills.matrix import kill
from tests.timeliness.crew import wait_for

BEFORE, AFTER, GOES_WITHIN = timedelta(seconds=8), timedelta(seconds=3), timedelta(seconds=20)
STEPS = timedelta(hours=5)  # that a case takes until its referral is signed off (tests/cast.py)
LAST = "2027-04-02T12:00+01:00"  # when all has been said
DUE = "SELECT subject, due_at FROM timeliness_clock WHERE about = %s"


class Runs(NamedTuple):
    """A clock, and by hand, from periods.toml: when it is due and what it says when, in London."""

    urgency: str
    signed_off: str
    due: str
    soon: str
    overdue: str
    late: str  # as a mail says it that comes long after somebody senior was to hear


class Change(NamedTuple):
    at: str
    clocks: tuple


# The clocks change at 01:00 UTC. Source: SI 2002/262, the Summer Time Order. Red is three hours,
# green priority five days; Good Friday 2027 is 26 March, Easter Monday the 29th.
CHANGES = (
    Change(
        "2026-10-25T01:00+00:00",
        (
            Runs(
                "RED", "2026-10-25T00:30+01:00", due="2026-10-25T02:30+00:00",
                soon="2026-10-25T01:30+00:00", overdue="2026-10-25T02:30+00:00",
                late="25 October 2026 at 03:30",
            ),
            Runs(
                "GREEN_PRIORITY", "2026-10-23T10:00+01:00", due="2026-10-28T23:59:59+00:00",
                soon="2026-10-26T08:00+00:00", overdue="2026-10-29T08:00+00:00",
                late="2 November 2026 at 08:00",
            ),
        ),
    ),
    Change(
        "2027-03-28T01:00+00:00",
        (
            Runs(
                "RED", "2027-03-28T00:30+00:00", due="2027-03-28T04:30+01:00",
                soon="2027-03-28T03:30+01:00", overdue="2027-03-28T04:30+01:00",
                late="28 March 2027 at 05:30",
            ),
            Runs(
                "GREEN_PRIORITY", "2027-03-25T10:00+00:00", due="2027-03-30T23:59:59+01:00",
                soon="2027-03-30T08:00+01:00", overdue="2027-03-31T08:00+01:00",
                late="2 April 2027 at 08:00",
            ),
        ),
    ),
)  # fmt: skip


@kill("K16", "London's clocks change, forward and back")
def london_changes(scene):
    """Cases are signed off before each, and the worker lives through all that follows."""
    from drills.office import sign_in

    running = [[(opened(scene, runs), runs) for runs in change.clocks] for change in CHANGES]
    jump(scene, moment(CHANGES[0].at) - BEFORE - datetime.now(UTC))
    scene.web()
    scene.crew.worker(), scene.crew.beat()
    for change, clocks in zip(CHANGES, running, strict=True):
        pass_by(scene, moment(change.at))
        for subject, runs in clocks:
            scene.wrong += is_said_wrong(scene, f"Due soon: {subject}", runs.soon)
            scene.wrong += is_said_wrong(scene, f"Overdue: {subject}", runs.overdue)
    pass_by(scene, moment(LAST))
    jump(scene, NO_JUMP)
    looked(scene, NO_JUMP)
    sign_in(scene.office)  # days went by, and a session does not last so long
    verdict = scene.verdict()
    verdict.wrong += sum(not says_late(scene, *each) for clocks in running for each in clocks)
    return verdict


def moment(said):
    return datetime.fromisoformat(said)


def opened(scene, runs):
    """The subject of the clock of a case that is signed off then, which is due when it should."""
    from drills.office import said_before
    from tests.cast import Road

    at = moment(runs.signed_off).astimezone(UTC) - STEPS
    case = Road(scene.office.people, at=at).submit(urgency=runs.urgency).case
    said_before()
    with scene.ground.administrator() as session:
        [(subject, due_at)] = session.execute(DUE, [case.pk]).fetchall()
    scene.wrong += due_at != moment(runs.due)
    scene.note(f"{subject} is due at {due_at:%Y-%m-%d %H:%M} UTC")
    return subject


def pass_by(scene, at):
    """Worker and beat live through this moment; what was said just before it is returned."""
    by = at - BEFORE - datetime.now(UTC)
    jump(scene, by)
    looked(scene, by)
    said = {mail.subject for mail in list(scene.relay.accepted)}
    looked(scene, by, since=at + AFTER)
    return said


def is_said_wrong(scene, subject, said):
    """Whether a mail comes before its moment or long after, or has another time on it."""
    at = moment(said)
    is_early = subject in pass_by(scene, at)
    [mail] = wait_for(lambda: mails(scene, subject), 30, subject)
    sent_at = message_from_bytes(mail.raw, policy=policy.default)["Date"].datetime
    is_then = at <= sent_at <= at + GOES_WITHIN and sent_at.utcoffset() == at.utcoffset()
    return is_early or not is_then


def says_late(scene, subject, runs):
    """Whether the mail to somebody senior, long after, says when it was to come."""
    found = mails(scene, f"Escalated to you: overdue: {subject}")
    return [f"it was due on {runs.late}." in mail.text for mail in found] == [True]


def mails(scene, subject):
    return [mail for mail in list(scene.relay.accepted) if mail.subject == subject]
