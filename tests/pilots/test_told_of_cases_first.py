"""Who may be notified of a case is found from the case's tables alone."""

import pytest
from django.db import connection

from devtools.case_builder import Road, cast, force_unit, person
from tests.cases.test_audience import may_be_told

pytestmark = pytest.mark.django_db

ELSEWHERE = {
    "pilots_learningaction", "pilots_panel", "pilots_panelgrant", "pilots_secondlook",
    "victims_support", "victims_supportgrant",
}  # fmt: skip


def read():
    """The tables that this transaction has read or locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks"
            " WHERE pid = pg_backend_pid() AND locktype = 'relation'"
        )
        return {name for (name,) in cursor}


def test_other_subjects_are_asked_only_where_the_case_says_no():
    road = Road(cast()).submit()
    stranger = person(force_unit("Durham Police"), "refer_cases")
    unread = ELSEWHERE - read()  # writing a case touches some of them
    assert unread
    assert may_be_told(road.case, road.cast.officer)
    assert not read() & unread
    assert not may_be_told(road.case, stranger)
    assert read() >= unread
