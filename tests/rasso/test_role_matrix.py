"""What each database role may do with each table, tried on connections of its own (ADR 110)."""

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg.errors import InsufficientPrivilege

from people.identity.capacities import READING_OF_SUPPORT
from victims.models import ServiceEntry

# By hand: which tables are set apart, and what each role may do with them and with all others.
# S select, I insert, U update, D delete.
SET_APART = {
    "entries": {"victims_serviceentry", "victims_servicelog"},
    "the log": {
        "people_auditentry", "people_cosignature", "people_sealedentry", "people_signedhead",
        "people_treenode", "people_unsealedentry",
    },
    "who is who and holds what": {
        "account_emailaddress", "account_emailconfirmation", "auth_group",
        "auth_group_permissions", "auth_permission", "django_content_type",
        "guardian_groupobjectpermission", "guardian_userobjectpermission",
        "people_accessproposal", "people_agency", "people_agencyarea", "people_directoryperson",
        "people_historicalagency", "people_historicalroute", "people_historicalunit",
        "people_historicalunitgrant", "people_historicaluser", "people_human",
        "people_linkedsignin", "people_route", "people_system", "people_unit",
        "people_unitgrant", "people_user", "people_user_groups",
        "people_user_user_permissions",
    },
    "named roles": {"cases_casegrant", "pilots_panelgrant", "victims_supportgrant"},
    "second factors": {
        "mfa_authenticator", "socialaccount_socialaccount", "socialaccount_socialapp",
        "socialaccount_socialtoken",
    },
    "sessions and tokens": {
        "django_session", "people_answered", "people_calendaraddress", "people_calls",
        "people_session", "people_token", "people_usedassertion",
    },
    "figures": {
        "pilots_countedcase", "pilots_countingsecret", "pilots_occasion", "pilots_sharetally",
        "pilots_stage_tally", "pilots_stretch",
    },
    "to be counted": {"pilots_touched"},
    "heartbeats": {"timeliness_mark"},
    "migrations": {"django_migrations"},
    "cache": {"rasso_cache"},
}  # fmt: skip
USES_THE_DATA = dict.fromkeys([*SET_APART, "others"], "SIUD") | {"entries": "", "migrations": "S"}
MAY = {
    "rasso_app": USES_THE_DATA,
    "rasso_acts": USES_THE_DATA,
    "rasso_entries": {"entries": "SI"},
    "rasso_worker": {},
    "rasso_works": {
        "the log": "SIUD", "who is who and holds what": "S", "named roles": "SD",
        "sessions and tokens": "SD", "figures": "S", "to be counted": "SI", "heartbeats": "SIUD",
        "migrations": "S", "cache": "SIUD", "others": "SIUD",
    },
    "rasso_figures": {
        "who is who and holds what": "S", "figures": "SIUD", "to be counted": "SIUD",
        "heartbeats": "SIU", "others": "S",
    },
    "rasso_auditor": {"the log": "S", "migrations": "S"},
    "rasso_backup": dict.fromkeys([*SET_APART, "others"], "S"),
}  # fmt: skip
SIGNS_IN = {"rasso_app", "rasso_worker", "rasso_auditor", "rasso_backup"}
TAKEN_BY = {  # and nothing else by anyone
    "rasso_app": {"rasso_acts", "rasso_entries", "rasso_figures"},
    "rasso_worker": {"rasso_works", "rasso_figures"},
    "rasso_auditor": set(),
    "rasso_backup": {"pg_read_all_data"},
}
READS_BESIDES = {"rasso_entries": {"cases_conflict", "victims_support", "victims_supportgrant"}}
# Read in a service's capacity, and yet no entry that the service keeps for itself: who is
# supported, how far it has come, what the victim agreed to, who was shown what by that, and what an
# ISVA sends to police or CPS.
SHARED_BY_A_SERVICE = {
    "victims_answerreceived", "victims_consent", "victims_consentconfirmation",
    "victims_consentwithdrawal", "victims_liaisonnote", "victims_shown", "victims_support",
    "victims_supportstep",
}  # fmt: skip
# EXPLAIN asks for the privilege as the statement would, and does nothing.
STATEMENTS = {
    "S": "EXPLAIN SELECT count(*) FROM {table}",
    "I": "EXPLAIN INSERT INTO {table} DEFAULT VALUES",
    "U": "EXPLAIN UPDATE {table} SET {column} = DEFAULT WHERE false",
    "D": "EXPLAIN DELETE FROM {table} WHERE false",
}
COLUMNS = """
SELECT relname, min(attname) FILTER (WHERE attgenerated = '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY relname ORDER BY relname
"""
# What the triggers of append-only tables refuse to every role; the privilege is taken away too.
REFUSED_TO_ALL = """
SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgname IN ('only_grows', 'never_removed')
"""


@pytest.fixture
def sign_in(db):
    """A function that opens a connection of a role, to this test's database."""
    opened = []

    def open_connection(role):
        told = settings.DATABASES["default"]
        user = role
        if role not in SIGNS_IN:
            user = next(name for name, taken in TAKEN_BY.items() if role in taken)
        session = psycopg.connect(
            host=told["HOST"], port=told["PORT"] or None, dbname=connection.settings_dict["NAME"],
            user=user, options=f"-c role={'none' if role == user else role}",
        )  # fmt: skip
        opened.append(session)
        return session

    yield open_connection
    for session in opened:
        session.close()


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def is_allowed(session, statement):
    try:
        with session.transaction():
            session.execute(statement)
    except InsufficientPrivilege:
        return False
    return True


@pytest.mark.register
@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_is_written_here_and_nothing_else(sign_in, role):
    session, closed = sign_in(role), rows(REFUSED_TO_ALL)
    tables = rows(COLUMNS)
    found, expected = {}, {}
    for table, column in tables:
        group = next((name for name, named in SET_APART.items() if table in named), "others")
        letters = MAY[role].get(group, "") + ("S" if table in READS_BESIDES.get(role, ()) else "")
        if (table, "only_grows") in closed:
            letters = letters.replace("U", "").replace("D", "")
        if (table, "never_removed") in closed:
            letters = letters.replace("D", "")
        expected[table] = letters
        found[table] = "".join(
            letter for letter, statement in STATEMENTS.items()
            if is_allowed(session, statement.format(table=table, column=f'"{column}"'))
        )  # fmt: skip
    assert found == expected and len(tables) > 200
    assert set().union(*SET_APART.values()) <= found.keys()


@pytest.mark.register
def test_whatever_a_service_reads_alone_is_an_entry_or_named_here():
    kept = {
        model._meta.db_table for model in apps.get_models()
        if getattr(model, "read_in", None) == READING_OF_SUPPORT
        or any(field.related_model is ServiceEntry for field in model._meta.concrete_fields)
    }  # fmt: skip
    assert kept == SET_APART["entries"] | SHARED_BY_A_SERVICE


def test_nobody_else_has_been_given_anything(db):
    given = rows("""
        SELECT DISTINCT coalesce(nullif(acl.grantee, 0)::regrole::text, 'everybody')
        FROM pg_class, aclexplode(relacl) AS acl
        WHERE relnamespace = 'public'::regnamespace AND acl.grantee <> relowner
    """)
    # rasso_worker has nothing of its own, and rasso_backup what pg_read_all_data has.
    assert {role for (role,) in given} == MAY.keys() - {"rasso_worker", "rasso_backup"}


@pytest.mark.parametrize("role", TAKEN_BY)
def test_who_signs_in_may_become_no_other_role_than_it_needs(sign_in, role):
    taken = sign_in(role).execute(
        "SELECT rolname FROM pg_roles WHERE rolname <> current_user"
        " AND pg_has_role(current_user, oid, 'MEMBER')"
    )
    # Tests alone let rasso_app take the role of tasks (devtools/local_servers.py).
    assert {name for (name,) in taken} - {"rasso_works"} == TAKEN_BY[role] - {"rasso_works"}


def test_no_role_has_more_of_the_server_than_it_needs(db):
    asked = rows("""
        SELECT rolname, rolcanlogin, rolinherit,
            rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication, rolbypassrls
        FROM pg_roles WHERE starts_with(rolname, 'rasso_')
    """)
    found = {name: rest for name, *rest in asked if name != "rasso_owner"}
    assert found.keys() == MAY.keys()
    for name, (signs_in, inherits, is_powerful, sees_all) in found.items():
        assert signs_in == (name in SIGNS_IN) and not is_powerful, name
        assert sees_all == (name == "rasso_backup")
        if name in ("rasso_app", "rasso_worker"):
            assert not inherits


def test_a_role_that_locks_accounts_cannot_change_what_they_may(sign_in):
    session = sign_in("rasso_works")
    assert is_allowed(session, "SELECT FROM people_user WHERE false FOR NO KEY UPDATE")
    for column in ("password", "is_active", "agency_id", "email"):
        assert not is_allowed(session, f"UPDATE people_user SET {column} = {column} WHERE false")
    assert not is_allowed(session, "UPDATE cases_casegrant SET expires_at = NULL WHERE false")


def test_a_backup_reads_every_row_and_writes_none(sign_in):
    session = sign_in("rasso_backup")
    session.execute("SET row_security = off")  # as pg_dump does: an error rather than a part
    assert is_allowed(session, "SELECT count(*) FROM cases_case")
    assert is_allowed(session, "SELECT count(*) FROM victims_serviceentry")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        session.execute("CREATE TEMPORARY SEQUENCE mine; SELECT nextval('mine')")
