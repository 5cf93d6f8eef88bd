"""Triggers that put a case in the queue whenever a fact changes of which a share is counted."""

from django.db import migrations

# What is told by a row that is added, and by a change of these of its columns.
FACTS = {
    "cases_case": ("police_unit_id", "cps_unit_id", "is_restricted"),
    "cases_referral": ("triaged_at", "signed_off_at", "urgency"),
    "cases_referralreturn": (),
    "cases_filequality": (),
    "cases_filefailure": ("status",),
    "cases_actionplan": (),
    "cases_actionitem": ("status", "first_due_on", "due_on"),
    "cases_itementry": (),
    "cases_challenge": ("status", "answer", "outcome"),
    "cases_victimrequest": (),
    "victims_duty": ("is_open", "kept_at", "ended_because", "listed_at"),
    "victims_contact": (),
    "victims_victimrecord": (
        "update_every_days", "is_open", "is_withdrawn", "wants_contact", "only_side",
    ),
    "victims_withdrawal": ("confirmed_on", "taken_back_at"),
    "victims_supportreferral": (),
}  # fmt: skip


def triggers():
    for table, columns in FACTS.items():
        function = "case_touches_itself" if table == "cases_case" else "case_is_touched"
        then = f"FOR EACH ROW EXECUTE FUNCTION {function}();"
        yield f"CREATE TRIGGER shares_follow_new AFTER INSERT ON {table} {then}"
        if columns:
            was, is_now = (", ".join(f"{row}.{each}" for each in columns) for row in ("OLD", "NEW"))
            yield (
                f"CREATE TRIGGER shares_follow AFTER UPDATE OF {', '.join(columns)} ON {table} "
                f"{then.replace('EXECUTE', f'WHEN (({was}) IS DISTINCT FROM ({is_now})) EXECUTE')}"
            )


FUNCTIONS = """
CREATE FUNCTION case_is_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched ("case") VALUES (NEW.case_id);
    RETURN NULL;
END $$;

CREATE FUNCTION case_touches_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched ("case") VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION route_touches_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pilots_touched ("case")
    SELECT id FROM cases_case WHERE cps_unit_id IS NULL
        AND police_unit_id IN (OLD.police_unit_id, NEW.police_unit_id);
    RETURN NULL;
END $$;
CREATE TRIGGER shares_follow AFTER INSERT OR UPDATE OR DELETE ON people_route
    FOR EACH ROW EXECUTE FUNCTION route_touches_cases();

-- What was there before the shares were.
INSERT INTO pilots_touched ("case") SELECT id FROM cases_case;
"""
FORWARDS = "\n".join([FUNCTIONS, *triggers()])

BACKWARDS = """
DROP FUNCTION case_is_touched, case_touches_itself, route_touches_cases CASCADE;
DELETE FROM pilots_touched WHERE suspect IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0048_conflicts_recorded"),
        ("pilots", "0012_shares"),
        ("victims", "0018_open_conflicts"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
