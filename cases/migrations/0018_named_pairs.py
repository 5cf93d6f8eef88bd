"""What the two sides cannot settle goes to two named people, who record an outcome together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_challenges"),
        ("timeliness", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="asked_to_settle",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="agreed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="inspector",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="manager",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("UPHELD", "The police are right"),
                    ("PART", "The police are right in part"),
                    ("NOT_UPHELD", "The action stands"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="outcome_asks",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="outcome_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="outcome_text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="step",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="actionitem",
            name="challenge",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ASKED", "Questioned: the CPS answers"),
                    ("HELD", "Questioned: the prosecutor holds to it"),
                    ("UP", "Questioned: two named people settle it"),
                    ("PROPOSED", "Questioned: an outcome is proposed"),
                    ("UNSETTLED", "Questioned: the two named did not agree"),
                    ("ANSWERED", "Answered"),
                    ("SETTLED", "Settled by two named people"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("DROPPED", "Ended with the action"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="status",
            field=models.CharField(
                choices=[
                    ("ASKED", "Questioned: the CPS answers"),
                    ("HELD", "Questioned: the prosecutor holds to it"),
                    ("UP", "Questioned: two named people settle it"),
                    ("PROPOSED", "Questioned: an outcome is proposed"),
                    ("UNSETTLED", "Questioned: the two named did not agree"),
                    ("ANSWERED", "Answered"),
                    ("SETTLED", "Settled by two named people"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("DROPPED", "Ended with the action"),
                ],
                default="ASKED",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="historicalactionitem",
            name="challenge",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ASKED", "Questioned: the CPS answers"),
                    ("HELD", "Questioned: the prosecutor holds to it"),
                    ("UP", "Questioned: two named people settle it"),
                    ("PROPOSED", "Questioned: an outcome is proposed"),
                    ("UNSETTLED", "Questioned: the two named did not agree"),
                    ("ANSWERED", "Answered"),
                    ("SETTLED", "Settled by two named people"),
                    ("WITHDRAWN", "Withdrawn"),
                    ("DROPPED", "Ended with the action"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="itementry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ANSWERED", "Done"),
                    ("CANNOT", "Cannot be provided"),
                    ("ACCEPTED", "Answer accepted"),
                    ("MISSING", "More is needed"),
                    ("CANCELLED", "Action cancelled"),
                    ("DATE_ASKED", "Another date asked for"),
                    ("DATE_AGREED", "Date agreed"),
                    ("DATE_REFUSED", "Date not agreed"),
                    ("TAKEN_ON", "Accepted by the police"),
                    ("VARIED", "Variation proposed"),
                    ("CHALLENGED", "Challenged"),
                    ("WITHDRAWN", "Question withdrawn: the action stands"),
                    ("AGREED", "Variation agreed"),
                    ("UPHELD", "Challenge upheld: action amended"),
                    ("HELD", "The prosecutor holds to the action"),
                    ("SENT_UP", "Two people are named to settle it"),
                    ("PROPOSED", "Outcome proposed"),
                    ("NOT_SETTLED", "Outcome not agreed"),
                    ("SETTLED", "Settled by the two people named"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None),
                    models.Q(("agreed_by", models.F("outcome_by")), _negated=True),
                    _connector="OR",
                ),
                name="an_outcome_is_agreed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("inspector", None), ("manager", None)),
                    models.Q(
                        ("inspector__isnull", False),
                        ("manager__isnull", False),
                        models.Q(("inspector", models.F("manager")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sent_up_to_two_people",
            ),
        ),
    ]
