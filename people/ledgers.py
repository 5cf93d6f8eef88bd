"""Tables that only ever grow: the audit log and the histories. For use in migrations."""

from django.conf import settings
from django.db.migrations import RunSQL

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only ever grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
CLOSE = """
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {table} FROM {role};
    END IF;
END $$;
"""
OPEN = """
DROP TRIGGER only_grows ON {table};
DROP TRIGGER never_emptied ON {table};
"""
ROLE = "rasso_app"


def only_grows(*tables):
    """
    A migration step after which rows of these tables are added and never changed.

    Twice over: the application's role loses the privilege, and a trigger refuses
    everyone else, the owner and superusers included, until somebody drops it.
    """
    role = getattr(settings, "APPLICATION_ROLE", ROLE)
    close = "".join(CLOSE.format(table=table, role=role) for table in tables)
    return RunSQL(REFUSE + close, "".join(OPEN.format(table=table) for table in tables))
