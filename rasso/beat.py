"""Beat on a machine whose clock was ahead for a while and has been put right."""

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """
    Celery's own would stay silent until the moment comes at which it believes it poked last.

    Restarted too, because it keeps that moment in a file.
    """

    def tick(self, *args, **kwargs):
        self.forget_what_lies_ahead()
        return super().tick(*args, **kwargs)

    def forget_what_lies_ahead(self):
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # the order was by the wrong clock: it is made anew
