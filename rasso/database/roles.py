"""What the database role of this process may do beyond what it needs."""

from django.conf import settings
from django.db import connection

from people.identity.database_roles import ACTING_ROLE, ENTRIES_ROLE, FIGURES_ROLE, WORKER_ROLE

# What a process may become. The worker's role may do less than that in which pages act, so that it
# adds nothing.
TAKES: dict[str, list[str]] = {
    "": [ACTING_ROLE, ENTRIES_ROLE, FIGURES_ROLE, WORKER_ROLE],
    "worker": [WORKER_ROLE, FIGURES_ROLE],
    "auditor": [],
    "owner": [],
}
# A role that may do more than use the data could undo the audit log and look behind every wall.
ROLE_POWERS_SQL = """
SELECT bool_or(role.rolsuper), bool_or(role.rolbypassrls),
    bool_or(role.rolcreatedb OR role.rolcreaterole),
    has_schema_privilege(session_user, 'public', 'CREATE'),
    EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = session_user),
    EXISTS (SELECT FROM pg_roles other
            WHERE other.rolname <> session_user AND other.rolname <> ALL (%(takes)s)
            AND pg_has_role(session_user, other.oid, 'MEMBER')),
    bool_or(role.rolname <> session_user AND pg_has_role(session_user, role.oid, 'USAGE')),
    bool_or(role.rolname <> %(keeps)s AND EXISTS (
        SELECT FROM pg_policies kept
        WHERE kept.roles = ARRAY[%(keeps)s]::name[]
            AND has_table_privilege(
                role.oid, kept.tablename::text, 'SELECT, INSERT, UPDATE, DELETE'
            ))),
    bool_or(has_table_privilege(role.oid, 'people_auditentry', 'UPDATE, DELETE, TRUNCATE'))
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
    "reads what a support service keeps for itself",
    "may change the audit log",
)


def role_faults() -> list[str]:
    """What the role that this process signed in with may do and must not, in words."""
    values: dict[str, str | list[str]] = {
        "takes": TAKES[settings.DATABASE_ROLE],
        "keeps": ENTRIES_ROLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROLE_POWERS_SQL, values)
        answers = cursor.fetchone()
    return [words for words, too_much in zip(ROLE_FAULTS, answers, strict=True) if too_much]
