"""The functions that ask who is in conflict with the case of a victim ask for open conflicts."""

from django.db import migrations

from people.ledgers import only_where_null


class Migration(migrations.Migration):
    dependencies = [
        ("victims", "0017_withdrawing_and_letters_held"),
        ("cases", "0048_conflicts_recorded"),
    ]

    operations = [only_where_null("cases_conflict", "conflict", "lifted_at")]
