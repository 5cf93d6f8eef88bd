"""The statements that a block sends, without their values: what of its work the database sees."""

import re
from contextlib import contextmanager

from django.db import connection

SAVEPOINT = re.compile(r"\bs\d+_x\d+\b")  # its name has the thread and a running number


@contextmanager
def statements_sent():
    """Yields a list that is filled with the text of each statement, in order."""
    sent = []

    def note(execute, sql, params, many, context):
        sent.append(SAVEPOINT.sub("savepoint", str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent
