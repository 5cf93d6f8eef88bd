"""Which grants are live is written once in SQL, and costs no more than where it was written out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from rasso.database.files import database_objects_in_file, sql_files

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENDS = [(None, True), (AT - timedelta(seconds=1), False), (AT, False),
        (AT + timedelta(seconds=1), True)]  # fmt: skip
CALL = re.compile(r"people_is_live\(([\w.]+), (\$\d)\)")
VALUES = {
    "uuid": "'00000000-0000-4000-8000-000000000000'::uuid",
    "uuid[]": "ARRAY['00000000-0000-4000-8000-000000000000']::uuid[]",
    "bigint": "1::bigint",
    "timestamptz": "'2026-03-02T09:00Z'::timestamptz",
}
USERS = [
    each
    for path in sql_files()
    for each in database_objects_in_file(path)
    if CALL.search(each.text)
]


def rows(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.parametrize(("expires_at", "is_live"), ENDS)
def test_a_grant_is_live_until_its_end_and_for_good_without_one(expires_at, is_live):
    found = rows("SELECT people_is_live(%s::timestamptz, %s::timestamptz)", expires_at, AT)
    assert found == [(is_live,)]


def test_no_other_function_writes_it_out():
    texts = {path.name: path.read_text() for path in sql_files()}
    assert [name for name, text in texts.items() if re.search(r"expires_at\s+IS NULL", text)] == []
    assert len(USERS) == 6


def plan_of(each, written):
    """The plan of a function's body, with values in place of its parameters."""
    kinds = re.search(r"\((.*?)\)\nRETURNS", each.text)[1].split(", ")
    body = each.text.split("$$")[1]
    for n, kind in enumerate(kinds, start=1):
        body = body.replace(f"${n}", VALUES[kind.rpartition(" ")[2]])
        written = written.replace(f"${n}", VALUES[kind.rpartition(" ")[2]])
    return rows(f"EXPLAIN (VERBOSE) {written or body}")


@pytest.mark.django_db
@pytest.mark.parametrize("each", USERS, ids=lambda each: each.name)
def test_the_plan_is_that_of_the_condition_written_out(each):
    written_out = CALL.sub(r"(\1 IS NULL OR \1 > \2)", each.text).split("$$")[1]
    assert written_out != each.text.split("$$")[1]
    plan = plan_of(each, "")
    assert plan == plan_of(each, written_out)
    assert not any("people_is_live" in line for (line,) in plan)
