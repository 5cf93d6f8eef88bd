"""
Tables that only ever grow, and those of which nothing is removed. For use in migrations.

The audit log, the histories, and what was said and decided.
"""

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
KEEP = """
CREATE TRIGGER never_removed BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DO $$ DECLARE role text; BEGIN
    FOR role IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_name = '{table}' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE DELETE, TRUNCATE, TRIGGER ON {table} FROM %I', role);
    END LOOP;
END $$;
"""
FIX = """
CREATE TRIGGER never_reworded BEFORE UPDATE OF {columns} ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
OPEN = """
DROP TRIGGER only_grows ON {table};
DROP TRIGGER never_emptied ON {table};
"""
FIX_VALUES = """
CREATE TRIGGER never_reworded BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION refuse_change();
"""


def also_fixed(table: str, *columns: str, trigger: str) -> RunSQL:
    """A migration step after which these columns are fixed as well as those of nothing_goes."""
    old, new = (", ".join(f"{side}.{name}" for name in columns) for side in ("OLD", "NEW"))
    fix = FIX_VALUES.replace("never_reworded", trigger).format(table=table, old=old, new=new)
    return RunSQL(fix, f"DROP TRIGGER {trigger} ON {table};")


def only_grows(*tables: str) -> RunSQL:
    """
    A migration step after which rows of these tables are added and never changed.

    Twice over: every role but the owner's loses the privilege, and a trigger refuses
    even the owner and superusers, until somebody drops it.
    """
    close = "".join(CLOSE.format(table=table) for table in tables)
    return RunSQL(REFUSE + close, "".join(OPEN.format(table=table) for table in tables))


def nothing_goes(table: str, *columns: str, may_repeat: bool = False) -> RunSQL:
    """
    A migration step after which no row of this table is removed, nor these columns changed.

    may_repeat: an update may name such a column as long as it writes what is there already, so
    that the row can be saved whole.
    """
    old, new = (", ".join(f"{side}.{name}" for name in columns) for side in ("OLD", "NEW"))
    rule = FIX_VALUES if may_repeat else FIX
    named = ", ".join(columns)
    fix = rule.format(table=table, columns=named, old=old, new=new) if columns else ""
    undo = "".join(
        f"DROP TRIGGER {name} ON {table};"
        for name in ("never_removed", "never_emptied", *(["never_reworded"] if columns else []))
    )
    return RunSQL(REFUSE + KEEP.format(table=table) + fix, undo)
