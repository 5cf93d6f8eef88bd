"""Why early advice was not sought, on the referral that went without it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_rule_scores")]

    operations = [
        migrations.AddField(
            model_name=name, name="no_advice_because", field=models.TextField(blank=True, default=""),
            preserve_default=False,
        )
        for name in ("referral", "historicalreferral")
    ]  # fmt: skip
