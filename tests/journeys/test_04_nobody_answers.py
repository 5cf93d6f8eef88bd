"""
Journey 4: nobody answers an action plan.

The officer is reminded before the due date and on the day after it, then the supervisor is told, by
mail and on screen, exactly once each: by a real beat, Redis and worker, each of which is killed
meanwhile. Time passes by moving every clock and reminder into the past.
"""

import time
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from devtools.smtp_relay import MailRoom
from devtools.worker_processes import Crew, kill_group, wait_for
from timeliness import queries
from timeliness.models import Clock, Delivery

pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True)]

PASS_TIME = """
    UPDATE timeliness_reminder SET due_at = due_at - %(by)s, stage_at = stage_at - %(by)s,
        made_at = made_at - %(by)s;
    UPDATE timeliness_clock SET started_at = started_at - %(by)s, due_at = due_at - %(by)s,
        remind_at = remind_at - %(by)s, overdue_at = overdue_at - %(by)s,
        escalate_at = escalate_at - %(by)s, look_at = look_at - %(by)s;
"""


class Scene:
    """An unanswered plan, the processes that send reminders, and the mails."""

    def __init__(self, folder):
        self.room = MailRoom()
        provider = {"MAIL_PROVIDER": "timeliness.providers.AskableSmtp"}
        self.crew = Crew(folder, self.room.addresses() | provider)
        self.cast = cast()
        self.builder = (
            CaseBuilder(self.cast, at=timezone.now() - timedelta(hours=12)).allocate().plan()
        )
        [self.item] = self.builder.items
        self.worker, self.beat = self.crew.worker(), self.crew.beat()

    @property
    def clock(self):
        return Clock.objects.get(pk=self.item.clock_id)

    def pass_time_until(self, stage):
        """Move time until the plan's clock has reached this reminder point."""
        moment = getattr(self.clock, stage)
        by = moment - timezone.now() + timedelta(seconds=1)
        with connection.cursor() as cursor:
            cursor.execute(PASS_TIME, {"by": by})

    def mails(self):
        """{(recipient, reminder): number of mails}."""
        names = {self.cast.officer.email: "officer", self.cast.supervisor.email: "supervisor"}
        return Counter(
            (names.get(mail.to, mail.to), mail.heading.partition(f": {self.builder.urn}")[0])
            for mail in list(self.room.accepted)
            if mail.subject.startswith(("Due soon", "Overdue", "Escalated"))
        )

    def wait_for_mail(self, who, words):
        def come():
            self.revive()
            return self.mails()[who, words]

        wait_for(come, 60, f"{words} to {who}")

    def revive(self):
        """Restart a worker that ended with its Redis, as a service manager would."""
        if self.worker.poll() is not None:
            self.worker = self.crew.worker()

    def on_screen(self, user):
        rows = queries.notices_of_person(user.pk, at=timezone.now())
        return Counter(row.notice for row in rows)

    def close(self):
        self.crew.close()
        self.room.close()


def test_each_is_told_once_though_everything_dies_on_the_way(tmp_path):
    with closing(Scene(tmp_path)) as scene:
        wait_for(lambda: not Delivery.objects.outstanding().exists(), 60, "the day's mail")
        assert not scene.mails()

        scene.pass_time_until("remind_at")
        scene.wait_for_mail("officer", "Due soon")

        killed = scene.crew.kill_redis()
        scene.pass_time_until("overdue_at")
        time.sleep(2)
        assert scene.mails() == {("officer", "Due soon"): 1}, f"Redis {killed} was dead"
        scene.crew.redis.start()
        scene.wait_for_mail("officer", "Overdue")

        kill_group(scene.worker)
        kill_group(scene.beat)
        scene.pass_time_until("escalate_at")
        time.sleep(1)
        scene.revive()
        scene.crew.beat()
        scene.wait_for_mail("supervisor", "Escalated to you: overdue")

        once = {
            ("officer", "Due soon"): 1,
            ("officer", "Overdue"): 1,
            ("supervisor", "Escalated to you: overdue"): 1,
        }
        assert scene.mails() == once
        # Overdue, and still with the police.
        assert Suspect.objects.unscoped("test").get().state == "ACTION_PLAN"
        assert scene.on_screen(scene.cast.officer)["before_due"] == 1
        assert scene.on_screen(scene.cast.officer)["after_due"] == 1
        assert scene.on_screen(scene.cast.supervisor)["escalated"] == 1

        scene.builder.at = timezone.now()
        scene.builder.do(
            action_items.answer_item,
            "officer",
            item=scene.item,
            answer="DONE",
            text="At last. Both sides know the reason.",
        )
        time.sleep(3)
        assert scene.mails() == once
        assert scene.clock.closed_at is not None
