"""A case is counted anew when somebody writes down whether a victim of it supports it."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER shares_follow_new AFTER INSERT ON victims_casesupport
    FOR EACH ROW EXECUTE FUNCTION case_is_touched();
"""
BACKWARDS = "DROP TRIGGER shares_follow_new ON victims_casesupport"


class Migration(migrations.Migration):
    dependencies = [("pilots", "0030_may_be_told_of_cases_first"), ("victims", "0018_case_support")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
