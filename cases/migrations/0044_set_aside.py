"""A decision that a review sets aside was told, so both sides read it still."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0043_sides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_not_in_force_is_the_cps_s_alone",
        ),
        migrations.AlterField(
            model_name="decision",
            name="status",
            field=models.CharField(
                choices=[
                    ("PROPOSED", "Waiting for a second reader"),
                    ("LIVE", "In force"),
                    ("REPLACED", "Replaced by a later wording"),
                    ("DECLINED", "Read and not countersigned"),
                    ("WITHDRAWN", "Withdrawn by the prosecutor"),
                    ("SET_ASIDE", "Set aside after a review that the victim asked for"),
                ],
                default="LIVE",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("only_side", ""), ("status__in", ("LIVE", "SET_ASIDE"))),
                    models.Q(
                        models.Q(("status__in", ("LIVE", "SET_ASIDE")), _negated=True),
                        ("only_side", "CPS"),
                    ),
                    _connector="OR",
                ),
                name="decision_not_in_force_is_the_cps_s_alone",
            ),
        ),
    ]
