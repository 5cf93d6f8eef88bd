"""London's clocks change while clocks run: what is due, when it is sent, and the times in mails."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import NamedTuple

from devtools.smtp_relay import Mail
from devtools.worker_processes import wait_for
from drills.clocks import NO_JUMP, set_worker_clock, wait_until_swept
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

BEFORE, AFTER, GOES_WITHIN = timedelta(seconds=8), timedelta(seconds=3), timedelta(seconds=20)
STEPS = timedelta(hours=5)  # from opening a case to its sign-off (devtools/case_builder.py)
LAST = "2027-04-02T12:00+01:00"  # when everything has been sent
DUE = "SELECT subject, due_at FROM timeliness_clock WHERE about = %s"


class ExpectedClock(NamedTuple):
    """
    A clock, with times worked out by hand from periods.toml: when it is due and when it reminds.
    """

    urgency: str
    signed_off: str
    due: str
    soon: str
    overdue: str
    late: str  # the time in the mail to somebody senior, which is sent much later


class ClockChange(NamedTuple):
    at: str
    clocks: tuple[ExpectedClock, ...]


# The clocks change at 01:00 UTC. Source: SI 2002/262, the Summer Time Order. Red is three hours,
# green priority five days; Good Friday 2027 is 26 March, Easter Monday the 29th.
CLOCK_CHANGES = (
    ClockChange(
        "2026-10-25T01:00+00:00",
        (
            ExpectedClock(
                "RED", "2026-10-25T00:30+01:00", due="2026-10-25T02:30+00:00",
                soon="2026-10-25T01:30+00:00", overdue="2026-10-25T02:30+00:00",
                late="25 October 2026 at 03:30",
            ),
            ExpectedClock(
                "GREEN_PRIORITY", "2026-10-23T10:00+01:00", due="2026-10-28T23:59:59+00:00",
                soon="2026-10-26T08:00+00:00", overdue="2026-10-29T08:00+00:00",
                late="2 November 2026 at 08:00",
            ),
        ),
    ),
    ClockChange(
        "2027-03-28T01:00+00:00",
        (
            ExpectedClock(
                "RED", "2027-03-28T00:30+00:00", due="2027-03-28T04:30+01:00",
                soon="2027-03-28T03:30+01:00", overdue="2027-03-28T04:30+01:00",
                late="28 March 2027 at 05:30",
            ),
            ExpectedClock(
                "GREEN_PRIORITY", "2027-03-25T10:00+00:00", due="2027-03-30T23:59:59+01:00",
                soon="2027-03-30T08:00+01:00", overdue="2027-03-31T08:00+01:00",
                late="2 April 2027 at 08:00",
            ),
        ),
    ),
)  # fmt: skip


@register_drill("K16", "London's clocks change, forward and back")
def london_changes(scene: DrillRun) -> Verdict:
    """
    Referrals are signed off before each change, and the worker runs through all moments after it.
    """
    from drills.cast import sign_in_everyone

    running = [
        [(open_case_with_clock(scene, runs), runs) for runs in change.clocks]
        for change in CLOCK_CHANGES
    ]
    set_worker_clock(scene, parse_moment(CLOCK_CHANGES[0].at) - BEFORE - datetime.now(UTC))
    scene.web()
    scene.crew.worker(), scene.crew.beat()
    for change, clocks in zip(CLOCK_CHANGES, running, strict=True):
        live_through(scene, parse_moment(change.at))
        for subject, runs in clocks:
            scene.wrong += is_mail_wrong(scene, f"Due soon: {subject}", runs.soon)
            scene.wrong += is_mail_wrong(scene, f"Overdue: {subject}", runs.overdue)
    live_through(scene, parse_moment(LAST))
    set_worker_clock(scene, NO_JUMP)
    wait_until_swept(scene, NO_JUMP)
    sign_in_everyone(scene.office)  # the simulated days are longer than a session
    verdict = scene.verdict()
    verdict.wrong += sum(not says_it_is_late(scene, *each) for clocks in running for each in clocks)
    return verdict


def parse_moment(said: str) -> datetime:
    return datetime.fromisoformat(said)


def open_case_with_clock(scene: DrillRun, runs: ExpectedClock) -> str:
    """
    Open a case that is signed off at that moment, and check when it is due. Returns the subject.
    """
    from devtools.case_builder import CaseBuilder
    from drills.cast import mark_all_sent

    at = parse_moment(runs.signed_off).astimezone(UTC) - STEPS
    case = CaseBuilder(scene.office.people, at=at).submit(urgency=runs.urgency).case
    mark_all_sent()
    with scene.ground.administrator() as session:
        subject: str
        [(subject, due_at)] = session.execute(DUE, [case.pk]).fetchall()
    scene.wrong += due_at != parse_moment(runs.due)
    scene.note(f"{subject} is due at {due_at:%Y-%m-%d %H:%M} UTC")
    return subject


def live_through(scene: DrillRun, at: datetime) -> set[str]:
    """Run worker and beat through this moment. Returns the subjects sent before it."""
    by = at - BEFORE - datetime.now(UTC)
    set_worker_clock(scene, by)
    wait_until_swept(scene, by)
    said = {mail.heading for mail in list(scene.relay.accepted)}
    wait_until_swept(scene, by, since=at + AFTER)
    return said


def is_mail_wrong(scene: DrillRun, subject: str, said: str) -> bool:
    """Whether the mail was sent before its moment or long after, or has another UTC offset."""
    at = parse_moment(said)
    is_early = subject in live_through(scene, at)
    [mail] = wait_for(lambda: mails_about(scene, subject), 30, subject)
    sent_at = message_from_bytes(mail.raw, policy=policy.default)["Date"].datetime
    is_then = at <= sent_at <= at + GOES_WITHIN and sent_at.utcoffset() == at.utcoffset()
    return is_early or not is_then


def says_it_is_late(scene: DrillRun, subject: str, runs: ExpectedClock) -> bool:
    """Whether the escalation, sent much later, says when the turn was due."""
    found = mails_about(scene, f"Escalated to you: overdue: {subject}")
    return [f"it was due on {runs.late}." in mail.text for mail in found] == [True]


def mails_about(scene: DrillRun, subject: str) -> list[Mail]:
    return [mail for mail in list(scene.relay.accepted) if mail.heading == subject]
