"""A letter that is changed is written from the newest wording, so its template may change."""

from django.db import migrations

from people.ledgers import FIX_VALUES

FIXED = ("record_id", "case_id", "kind", "suspect_id", "side", "written_by_id", "written_at")
BEFORE = (*FIXED[:5], "template", *FIXED[5:])


def fixed(columns):
    old, new = (", ".join(f"{side}.{name}" for name in columns) for side in ("OLD", "NEW"))
    drop = "DROP TRIGGER never_reworded ON victims_letter;"
    return drop + FIX_VALUES.format(table="victims_letter", old=old, new=new)


class Migration(migrations.Migration):
    dependencies = [("victims", "0014_consent_given_again")]

    operations = [migrations.RunSQL(fixed(FIXED), fixed(BEFORE))]
