"""The application's role may use the data, and cannot change the schema or the triggers."""

import pytest
from django.db import ProgrammingError, connection


@pytest.fixture
def query_one_row(db):
    def ask(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()

    return ask


def test_tests_run_as_the_application_s_role(query_one_row):
    told = query_one_row(
        "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole, rolname"
        " FROM pg_roles WHERE rolname IN (session_user, current_user) ORDER BY rolname DESC"
    )
    assert told == (False, "rasso_app")
    assert query_one_row("SELECT current_user") == ("rasso_acts",)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE people_user ADD COLUMN mine int",
        "DROP TABLE people_user",
        "TRUNCATE people_user",
        "SET ROLE rasso_owner",
    ],
)
def test_the_application_may_not(query_one_row, statement):
    with pytest.raises(ProgrammingError):
        query_one_row(statement)


def test_the_application_owns_no_table(query_one_row):
    assert query_one_row("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_nothing_and_takes_nothing(turn):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_agency")
        agencies = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES ('a', '', now())")
        cursor.execute("SELECT count(*) FROM people_agency")
        assert cursor.fetchone() == agencies


@pytest.mark.django_db(transaction=True)
def test_a_session_left_open_does_not_keep_the_next_test_from_a_fresh_database():
    left = connection.copy()  # as left by a server's thread
    left.ensure_connection()
    assert left.is_usable()
