"""Run what actions registered for after their commit, in a test that never commits."""

from contextlib import contextmanager

from django.db import connection

from tests.support.replayed_steps import STEPS


@contextmanager
def run_commit_hooks():
    """Context manager: at its end, what was registered inside is called as a commit calls it.

    Unlike Django's captureOnCommitCallbacks it leaves nothing registered, so that what registers
    once for each transaction registers again in the next block.
    """
    STEPS.run_as_usual()  # a step that is written again registers nothing
    before, connection.run_on_commit = connection.run_on_commit, []
    try:
        yield
        registered = connection.run_on_commit
    finally:
        connection.run_on_commit = before
    for _savepoints, call, _is_robust in registered:
        call()
