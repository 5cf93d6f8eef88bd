from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from people.models import User
from rasso.readiness import reminder_checks
from tests.support.timeliness.moments import day_of, london
from tests.timeliness.conftest import CASE
from timeliness.actions import clocks, heartbeats, outbox
from timeliness.actions.sweep import sweep_clocks
from timeliness.models import Delivery
from timeliness.providers import NotAccepted, ProviderRejected

AT = london("2026-06-29 09:00")
PATIENCE = timedelta(seconds=121)  # one second longer than a lease


class Provider:
    """A provider with one behaviour for each send, which keeps what it accepted."""

    def __init__(self, *behaviours):
        self.behaviours, self.took, self.asked = list(behaviours), [], []

    def sent(self, reference):
        self.asked.append(reference)
        return reference in self.took

    def send(self, reference, to, subject, body):
        behaviour = self.behaviours.pop(0) if self.behaviours else "take"
        if behaviour.startswith("take"):
            self.took.append(reference)
        if behaviour == "busy":
            raise NotAccepted("451")
        if behaviour == "never":
            raise ProviderRejected(550)
        if behaviour.endswith("silence"):
            raise TimeoutError


@pytest.fixture
def delivery(cps):
    outbox.enqueue_notices([cps.officer.pk], notice="turn_began", subject="S1", about=CASE, at=AT)
    return Delivery.objects.get()


def send_one(provider, at=AT):
    sent = outbox.send_next_delivery(provider=provider, at=at)
    return sent, Delivery.objects.get()


def send_all(provider, at=AT):
    while outbox.send_next_delivery(provider=provider, at=at):
        pass


def test_a_person_named_twice_is_told_once(cps):
    people = [cps.officer.pk, cps.supervisor.pk, cps.officer.pk]
    outbox.enqueue_notices(people, notice="allocated", subject="S1", about=CASE, at=AT)
    assert Delivery.objects.count() == 2


def test_a_change_that_was_rolled_back_sends_no_notice(cps):
    with transaction.atomic():
        outbox.enqueue_notices(
            [cps.officer.pk], notice="allocated", subject="S1", about=CASE, at=AT
        )
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_a_notice_without_words_is_a_mistake_at_once(cps):
    with pytest.raises(ValueError, match="no words"):
        outbox.enqueue_notices([cps.officer.pk], notice="gossip", subject="S1", about=CASE, at=AT)


def test_an_accepted_message_is_marked_and_never_claimed_again(delivery):
    assert send_one(Provider())[1].accepted_at == AT
    assert send_one(Provider(), AT + timedelta(days=1))[0] is False


def test_an_attempt_is_written_down_before_the_provider_is_called(delivery):
    class Witness(Provider):
        def send(self, reference, *message):
            self.saw = Delivery.objects.get()

    witness = Witness()
    send_one(witness)
    assert (witness.saw.in_doubt, witness.saw.attempts) == (True, 1)
    assert witness.saw.send_after == AT + timedelta(seconds=120)


def test_after_silence_we_ask_before_we_send_again(delivery):
    provider = Provider("take and silence")
    assert send_one(provider)[1].in_doubt
    assert send_one(provider, AT + timedelta(seconds=119))[0] is False  # the lease
    found = send_one(provider, AT + PATIENCE)[1]
    assert (found.why, len(provider.took), len(provider.asked)) == ("found at the provider", 1, 1)
    assert not found.in_doubt and found.accepted_at == AT + PATIENCE


def test_a_message_the_provider_never_had_is_sent_again(delivery):
    provider = Provider("silence")
    send_one(provider)
    assert send_one(provider, AT + PATIENCE)[1].accepted_at
    assert provider.took == [delivery.reference]


def test_after_a_backup_is_restored_a_message_that_had_gone_is_found_and_not_sent_again(delivery):
    provider = Provider()
    provider.took.append(delivery.reference)  # sent after the backup was taken
    call_command("after_restore", stdout=StringIO())
    found = send_one(provider)[1]
    assert (found.why, provider.took) == ("found at the provider", [delivery.reference])
    assert found.written_in < 0  # a restored server may restart its counter


def test_deliveries_given_up_in_a_backup_and_sent_since_are_found_too(delivery, administrator):
    provider = Provider("never")
    send_one(provider)
    provider.took.append(delivery.reference)  # sent again after the backup
    call_command("after_restore", stdout=StringIO())
    outbox.send_again(reference=delivery.reference, by=administrator, at=AT)
    found = send_one(provider, AT + PATIENCE)[1]
    assert (found.why, provider.took) == ("found at the provider", [delivery.reference])


def test_a_busy_provider_is_tried_less_and_less_often_then_the_message_is_set_aside(delivery):
    provider, at, waits = Provider(*["busy"] * 20), AT, []
    for _ in range(9):
        row = send_one(provider, at)[1]
        waits.append((row.send_after - at).total_seconds())
        at = row.send_after
    assert row.set_aside_at and row.why == "NotAccepted" and row.attempts == 9
    assert all(15 * 2**n <= wait <= 45 * 2**n for n, wait in enumerate(waits[:6]))
    assert max(waits[:8]) <= 2700 and not provider.asked


def test_a_message_that_will_never_be_taken_is_set_aside_at_once(delivery):
    row = send_one(Provider("never"))[1]
    assert (row.set_aside_at, row.why, row.in_doubt) == (AT, "refused 550", False)


def test_one_poison_message_does_not_stop_the_rest(delivery, cps):
    people = [cps.officer.pk, cps.supervisor.pk]
    outbox.enqueue_notices(people, notice="turn_began", subject="S2", about=CASE, at=AT)
    send_all(Provider("silence"))
    assert Delivery.objects.filter(accepted_at=AT).count() == 2


@pytest.mark.parametrize("loss", ["may not know", "inactive"])
def test_a_person_who_may_no_longer_be_told_is_not(delivery, cps, audience, loss):
    if loss == "inactive":
        User.objects.update(is_active=False)
    else:
        audience.may_not_know(cps.officer)
    provider = Provider()
    row = send_one(provider)[1]
    assert row.dropped_at == AT and row.why == "recipient may no longer be told"
    assert not provider.took


@pytest.fixture
def swept_clock(cps):
    began = london("2026-06-01 10:00")
    clock = clocks.start_clock(
        rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=began
    )
    sweep_clocks(at=london("2026-06-25 09:00"))
    assert Delivery.objects.count() == 2
    return clock


@pytest.mark.parametrize("change", ["stopped", "moved"])
def test_a_reminder_swept_but_unsent_is_dropped_when_its_clock_stops_or_moves(swept_clock, change):
    if change == "stopped":
        clocks.stop_clock(swept_clock, at=london("2026-06-25 09:01"))
    else:
        clocks.move_clock(swept_clock, due_on=day_of("2026-07-31"), at=london("2026-06-25 09:01"))
    provider = Provider()
    send_all(provider)
    assert not provider.took
    assert set(Delivery.objects.values_list("why", flat=True)) == {"clock stopped or moved"}


def test_a_reminder_is_dropped_for_the_one_who_is_no_longer_in_its_audience(
    swept_clock, cps, audience
):
    audience.leaves(cps.officer)
    provider = Provider()
    send_all(provider)
    dropped = Delivery.objects.get(dropped_at=AT)
    assert dropped.recipient == cps.officer and len(provider.took) == 1


def test_a_reminder_is_dropped_for_one_who_would_now_hear_of_another_stage(
    swept_clock, cps, audience
):
    audience.leaves(cps.officer)
    audience.hears(cps.officer, cps.unit, stages=("escalated",))
    send_all(Provider())
    assert Delivery.objects.get(dropped_at=AT).recipient == cps.officer


def test_a_reminder_needs_both_its_audience_and_the_right_to_know(swept_clock, cps, audience):
    audience.may_not_know(cps.supervisor)
    send_all(Provider())
    assert Delivery.objects.get(dropped_at=AT).recipient == cps.supervisor


def test_a_wait_set_by_a_machine_a_year_ahead_does_not_stall(delivery):
    Delivery.objects.update(send_after=AT + timedelta(days=365))
    assert send_one(Provider())[1].accepted_at == AT


def test_a_message_found_sent_is_never_also_dropped(delivery, cps, audience):
    provider = Provider("take and silence")
    send_one(provider)
    audience.may_not_know(cps.officer)
    row = send_one(provider, AT + PATIENCE)[1]
    assert row.accepted_at and not row.dropped_at


def reminder_problems(at):
    return [check.problem for check in reminder_checks(at=at) if not check.is_well]


def test_readiness_goes_red_when_sweeping_or_sending_stops(cps):
    assert reminder_problems(AT) == ["sweep stalled", "sending stalled"]
    sweep_clocks(at=AT)
    outbox.send_next_delivery(provider=Provider(), at=AT)
    assert reminder_problems(AT) == []
    assert reminder_problems(AT + timedelta(minutes=6)) == ["sweep stalled", "sending stalled"]


def test_a_mark_from_beyond_now_says_nothing_about_what_has_happened_since(cps):
    sweep_clocks(
        at=AT + timedelta(days=365)
    )  # a clock was a year ahead, then put back, and the worker died
    outbox.send_next_delivery(provider=Provider(), at=AT + timedelta(days=365))
    assert reminder_problems(AT) == ["sweep stalled", "sending stalled"]


def test_readiness_goes_red_when_a_message_waits_or_is_given_up(delivery):
    sweep_clocks(at=AT + timedelta(minutes=11))
    send_one(Provider("busy"), AT + timedelta(minutes=11))
    assert reminder_problems(AT + timedelta(minutes=11)) == ["unsent for too long"]
    send_one(Provider("never"), AT + timedelta(minutes=13))
    assert reminder_problems(AT + timedelta(minutes=13)) == ["set aside"]


def test_readiness_goes_red_when_a_running_clock_has_no_recipients(cps, audience):
    audience.leaves(cps.officer)
    audience.leaves(cps.supervisor)
    began = london("2026-06-01 10:00")
    clock = clocks.start_clock(
        rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=began
    )
    sweep_clocks(at=AT)
    outbox.send_next_delivery(provider=Provider(), at=AT)
    assert reminder_problems(AT) == ["told nobody"]
    clocks.stop_clock(clock, at=AT)
    assert reminder_problems(AT) == []


def test_readiness_goes_red_when_a_clock_is_not_looked_at(cps):
    clocks.start_clock(rule="charging_green", about=CASE, subject="S1", unit=cps.unit, at=AT)
    later = AT + timedelta(days=60)
    for name in ("swept", "sent"):
        heartbeats.leave_heartbeat(name, at=later)
    assert reminder_problems(later) == ["clocks not looked at"]
    sweep_clocks(at=later)
    assert "clocks not looked at" not in reminder_problems(later)
