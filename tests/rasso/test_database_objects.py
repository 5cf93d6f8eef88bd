"""The database has the functions, views and triggers in `<app>/sql/`, and no others."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.state import ProjectState

from devtools import database_copies
from people.migration_support.triggers import RunSQLWithoutTriggers
from rasso.database import files, install
from rasso.database.append_only import closed_tables
from rasso.database.privileges import install_privileges

CALM = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ {} $$"
LETS = CALM.format("BEGIN RETURN NEW; END")


def run_statement(statement, params=None):
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def as_owner(transactional_db):
    """Connect Django as the owner to a copy of the database that the test may change."""
    connection = connections["default"]
    settings, before = connection.settings_dict, dict(connection.settings_dict)
    name = f"{before['NAME']}_objects"
    database_copies.copy(database_copies.build_template(), name)
    connection.close()
    with database_copies.owner(name) as session:
        settings |= {"NAME": name, "USER": session.info.user}
        settings["PASSWORD"] = session.info.password
        settings["OPTIONS"] = settings["OPTIONS"] | {"options": "-c role=none"}
    yield
    connection.close()
    settings |= before
    database_copies.remove(name)


def definitions(session):
    return {row[:3]: row[5] for row in session.execute(install.INSTALLED_SQL)}


def test_the_database_has_what_the_files_say_and_nothing_else(django_db_setup):
    """Creating each object again from its file changes nothing."""
    wanted = install.wanted_objects()
    with database_copies.owner(connections["default"].settings_dict["NAME"]) as session:
        session.execute("BEGIN")
        before = definitions(session)
        for each in wanted:
            session.execute(each.text)
        after = definitions(session)
        session.execute("ROLLBACK")
    assert before.keys() == {each.key for each in wanted}
    assert before == after
    assert len(wanted) > 300


def test_installed_objects_are_not_touched_again(as_owner):
    assert install.install_database_objects() == []


def test_objects_changed_by_hand_are_put_right(as_owner):
    run_statement(LETS)
    run_statement("DROP TRIGGER board_follows ON cases_suspect")
    changed = install.install_database_objects()
    assert set(changed) == {
        ("function", "refuse_change", ""), ("trigger", "board_follows", "cases_suspect"),
    }  # fmt: skip
    assert install.install_database_objects() == []


def test_a_table_that_only_grows_is_filled_by_a_migration_and_keeps_its_triggers(as_owner):
    state, before = ProjectState(), definitions_of_triggers("cases_closingoutcome")
    none_is_there = f"""
        DO $$ BEGIN IF EXISTS (SELECT FROM pg_trigger {OF_TABLE % "'cases_closingoutcome'"})
        THEN RAISE 'a trigger is there'; END IF; END $$"""
    with connections["default"].schema_editor() as editor:
        RunSQLWithoutTriggers("cases_closingoutcome", none_is_there).database_forwards(
            "cases", editor, state, state
        )
    assert definitions_of_triggers("cases_closingoutcome") == before != []
    assert install.install_database_objects() == []


OF_TABLE = "WHERE tgrelid = %s::regclass AND NOT tgisinternal"


def definitions_of_triggers(table):
    """[(name, definition, comment, whether it is on)] of the triggers of a table."""
    return run_statement(
        "SELECT tgname, pg_get_triggerdef(oid), obj_description(oid, 'pg_trigger'), tgenabled "
        f"FROM pg_trigger {OF_TABLE} ORDER BY 1",
        [table],
    )


def test_objects_that_no_file_names_are_dropped_and_foreign_ones_left(as_owner, monkeypatch):
    run_statement("CREATE FUNCTION somebody_elses() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    named = install.wanted_objects()
    gone = {"pilots_comes_onto_panel", "comes_onto_panel", "people_capacity_set"}
    monkeypatch.setattr(
        install, "wanted_objects", lambda: [one for one in named if one.name not in gone]
    )
    assert {name for _kind, name, _table in install.install_database_objects()} == gone
    assert run_statement("SELECT somebody_elses()") == [(1,)]
    assert not {name for _kind, name, _table in install.installed_objects()} & gone


def test_two_deployments_at_once_do_not_meet(as_owner):
    run_statement("DROP FUNCTION suspect_moves_on_board CASCADE")
    run_statement("DROP FUNCTION pilots_leaves_panel CASCADE")
    with ThreadPoolExecutor(2) as pool:
        changed = [each.result() for each in [pool.submit(install_objects) for _ in range(2)]]
    assert sorted(len(each) for each in changed) == [0, 10]


BY_HAND = """
GRANT SELECT ON victims_serviceentry TO rasso_acts;
GRANT UPDATE (email) ON people_user TO rasso_works;
GRANT TRUNCATE ON cases_note TO rasso_app;
REVOKE INSERT ON cases_note FROM rasso_acts;
"""


def test_what_was_given_or_taken_by_hand_is_put_right_once_by_two_deployments(as_owner):
    run_statement(BY_HAND)
    with ThreadPoolExecutor(2) as pool:
        changed = [each.result() for each in [pool.submit(put_privileges_right) for _ in range(2)]]
    assert sorted(changed) == [0, 4]
    assert run_statement("""
        SELECT has_table_privilege('rasso_acts', 'victims_serviceentry', 'SELECT'),
            has_column_privilege('rasso_works', 'people_user', 'email', 'UPDATE'),
            has_column_privilege('rasso_works', 'people_user', 'id', 'UPDATE'),
            has_table_privilege('rasso_app', 'cases_note', 'TRUNCATE'),
            has_table_privilege('rasso_acts', 'cases_note', 'INSERT')
    """) == [(False, False, True, False, True)]


def test_a_server_without_a_role_is_told_which_to_make(as_owner, monkeypatch):
    monkeypatch.setattr("rasso.database.privileges.role_names", lambda: ["rasso_absent"])
    with pytest.raises(CommandError, match=r"no role rasso_absent.*deploy/roles\.sql"):
        call_command("build_database", verbosity=0)


def put_privileges_right():
    try:
        return install_privileges()
    finally:
        connections.close_all()


def install_objects():
    try:
        return install.install_database_objects()
    finally:
        connections.close_all()


def test_another_shape_of_a_function_needs_another_name(as_owner, monkeypatch):
    """The previous release calls the function with the signature it knows."""
    named = install.wanted_objects()
    [old] = [one for one in named if one.name == "unit_now"]
    text = old.text.replace("unit_now(bigint)", "unit_now(bigint, text)")
    another = files.DatabaseObject("function", "unit_now", "", old.about, text, old.file)
    others = [one for one in named if one != old]
    monkeypatch.setattr(install, "wanted_objects", lambda: [*others, another])
    with pytest.raises(install.SignatureConflict, match="unit_now"):
        install.install_database_objects()


def test_a_closed_table_is_closed_for_the_application_again(as_owner):
    run_statement("GRANT UPDATE, DELETE, TRUNCATE ON people_auditentry, cases_case TO rasso_app")
    install.install_database_objects()
    for table in closed_tables():
        for privilege in table.privileges:
            asked = [table.name, privilege]
            assert run_statement("SELECT has_table_privilege('rasso_app', %s, %s)", asked) == [
                (False,)
            ]
    assert run_statement("SELECT has_table_privilege('rasso_app', 'cases_case', 'UPDATE')") == [
        (True,)
    ]


HISTORIES = """
    SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'
    AND column_name IN ('history_id', 'history_date', 'history_type')
    GROUP BY table_name HAVING count(*) = 3
"""
ONLY_GROW = """
    SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgname = 'only_grows' AND proname = 'refuse_change' AND tgenabled <> 'D'
"""


@pytest.mark.register
def test_every_history_only_grows(db):
    """A new one is found in the database, whether or not a register names it."""
    histories = {name for (name,) in run_statement(HISTORIES)}
    assert len(histories) >= 18
    assert histories - {name for (name,) in run_statement(ONLY_GROW)} == set()
    for name in histories:
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            asked = [name, privilege]
            assert run_statement("SELECT has_table_privilege('rasso_app', %s, %s)", asked) == [
                (False,)
            ], asked


def test_a_database_from_before_the_squash_is_told_how_to_begin_again(as_owner):
    run_statement("UPDATE django_migrations SET name = '0001_people' WHERE app = 'people'")
    with pytest.raises(CommandError, match="make fresh"):
        call_command("build_database", verbosity=0)


def test_a_database_of_a_newer_release_is_served_by_an_older_one(as_owner):
    run_statement(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_x', now())"
    )
    call_command("build_database", verbosity=0)
