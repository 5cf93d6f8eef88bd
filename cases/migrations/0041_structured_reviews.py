"""A review has the sections that a charging lawyer thinks in, each as fixed as those before."""

from django.db import migrations, models

from people.ledgers import also_fixed


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0040_court_facts"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="disclosure",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="review",
            name="misconceptions",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="review",
            name="victim_witness",
            field=models.TextField(blank=True),
        ),
        also_fixed(
            "cases_review",
            "misconceptions",
            "disclosure",
            "victim_witness",
            trigger="sections_never_reworded",
        ),
    ]
