"""Tables that only ever grow: the audit log and the histories. For use in migrations."""

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
DO $$ DECLARE role text; BEGIN
    FOR role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_name = '{table}' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {table} FROM %I', role);
    END LOOP;
END $$;
"""
OPEN = """
DROP TRIGGER only_grows ON {table};
DROP TRIGGER never_emptied ON {table};
"""


def only_grows(*tables):
    """
    A migration step after which rows of these tables are added and never changed.

    Twice over: every role but the owner's loses the privilege, and a trigger refuses
    even the owner and superusers, until somebody drops it.
    """
    close = "".join(CLOSE.format(table=table) for table in tables)
    return RunSQL(REFUSE + close, "".join(OPEN.format(table=table) for table in tables))
