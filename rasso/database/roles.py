"""What the application's database role may do beyond using the data."""

from django.db import connection

from people.identity.database_roles import ACTING_ROLE, ENTRIES_ROLE

# A role that may do more than use the data could undo the audit log and look behind every wall.
ROLE_POWERS_SQL = """
SELECT bool_or(role.rolsuper), bool_or(role.rolbypassrls),
    bool_or(role.rolcreatedb OR role.rolcreaterole),
    has_schema_privilege(session_user, 'public', 'CREATE'),
    EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = session_user),
    EXISTS (SELECT FROM pg_roles other
            WHERE other.rolname <> session_user AND other.rolname <> ALL (%(takes)s)
            AND pg_has_role(session_user, other.oid, 'MEMBER')),
    bool_or(role.rolname <> session_user AND pg_has_role(session_user, role.oid, 'USAGE'))
FROM pg_roles role WHERE role.rolname = session_user OR role.rolname = ANY (%(takes)s)
"""
ROLE_FAULTS = (
    "is a superuser",
    "bypasses row-level security",
    "may make databases or roles",
    "may change the schema",
    "owns tables",
    "may become another role",
    "has what another role may without taking it",
)
TAKEN_BY_PAGES = [ACTING_ROLE, ENTRIES_ROLE]  # what a process that serves pages may become


def role_faults() -> list[str]:
    """What the role that this process signed in with may do and must not, in words."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE_POWERS_SQL, {"takes": TAKEN_BY_PAGES})
        answers = cursor.fetchone()
    return [words for words, too_much in zip(ROLE_FAULTS, answers, strict=True) if too_much]
