"""
Who may be told asks for every account of whoever has a conflict of interest (cases_kept_from).

Each function that says who hears of a case, of a victim or of a support asks it in the same words,
"FROM cases_conflict conflict WHERE conflict.lifted_at IS NULL AND", so the words are exchanged in
all of them at once, and the rest of each stays as the migration that made it has it.
"""

from django.db import migrations

EXCHANGED = """
DO $do$
DECLARE known record;
BEGIN
    FOR known IN
        SELECT pg_get_functiondef(oid) AS body FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f' AND prosrc ~ '{before}'
    LOOP
        EXECUTE regexp_replace(known.body, '{before}', '{after}', 'g');
    END LOOP;
END $do$;
"""
FORWARDS = EXCHANGED.format(
    before=r"FROM cases_conflict conflict\s+WHERE conflict\.lifted_at IS NULL AND",
    after="FROM cases_kept_from conflict WHERE",
)
BACKWARDS = EXCHANGED.format(
    before="FROM cases_kept_from conflict WHERE",
    after="FROM cases_conflict conflict WHERE conflict.lifted_at IS NULL AND",
)


class Migration(migrations.Migration):
    dependencies = [
        ("victims", "0010_safe_hours"),
        ("cases", "0019_conflicts_of_a_human_being"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
