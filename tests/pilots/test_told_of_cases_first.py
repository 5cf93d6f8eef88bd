"""Who may be notified of a case is found from the case's tables alone."""

import pytest
from django.db import connection, transaction

from devtools.case_builder import CaseBuilder, cast, force_unit, person
from tests.cases.test_audience import may_be_told

pytestmark = pytest.mark.django_db

ELSEWHERE = {
    "pilots_learningaction", "pilots_panel", "pilots_panelgrant", "pilots_secondlook",
    "victims_support", "victims_supportgrant",
}  # fmt: skip


def tables_read():
    """The tables that this transaction has read or locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks"
            " WHERE pid = pg_backend_pid() AND locktype = 'relation'"
        )
        return {name for (name,) in cursor}


def test_other_subjects_are_asked_only_where_the_case_says_no():
    builder = CaseBuilder(cast()).submit()
    stranger = person(force_unit("Durham Police"), "refer_cases")
    with transaction.atomic():  # the first question of a session reads more: it makes the plans
        may_be_told(builder.case, stranger)
        transaction.set_rollback(True)
    unread = ELSEWHERE - tables_read()  # writing a case touches some of them
    assert unread
    assert may_be_told(builder.case, builder.cast.officer)
    assert not tables_read() & unread
    assert not may_be_told(builder.case, stranger)
    assert tables_read() >= unread
