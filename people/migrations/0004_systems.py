"""Systems that call the API: who they are, their tokens, their calls, and what they were told."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0003_forces_and_areas"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="unit",
            options={
                "default_permissions": (),
                "permissions": [
                    ("refer_cases", "Prepares cases and refers them to the CPS"),
                    (
                        "supervise_cases",
                        "Supervises the unit’s investigations and signs off referrals",
                    ),
                    (
                        "inspect_cases",
                        "Inspector or above: takes up what the CPS refuses or leaves unresolved",
                    ),
                    (
                        "contact_victims",
                        "Victim contact officer: tells victims, and records contact",
                    ),
                    ("triage_cases", "Checks what the police submit"),
                    ("manage_early_advice", "Decides which requests for early advice are taken on"),
                    ("allocate_cases", "Allocates cases to prosecutors"),
                    ("prosecute_cases", "Advises and decides on charge"),
                    (
                        "liaise_with_victims",
                        "Victim liaison officer: tells victims, and records contact",
                    ),
                    ("support_victims", "ISVA: supports the victims assigned to them"),
                    ("manage_support", "Manages an ISVA service, and reads what its ISVAs record"),
                    (
                        "manage_pilot_area",
                        "Pilot-area manager: reads the area’s figures, never its cases",
                    ),
                    (
                        "convene_panels",
                        "Panel convener: draws the sample and leads the area’s panels",
                    ),
                    ("sit_on_panels", "Can be asked to sit on the area’s panels"),
                    ("see_figures", "Sees the unit’s figures, never its cases"),
                    ("administer_accounts", "Manages agencies, units, people and their roles"),
                    ("read_audit_log", "Reads the log of who opened what"),
                    (
                        "exchange_cases",
                        "System of the agency: reads for the unit, acts for its people",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="historicaluser",
            name="is_system",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="is_system",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_system", False), ("password__startswith", "!"), _connector="OR"
                ),
                name="system_has_no_password",
            ),
        ),
        migrations.CreateModel(
            name="System",
            fields=[
                (
                    "client_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="system",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="people.system",
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                        name="token_expires",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Calls",
            fields=[
                (
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.system",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("n", models.PositiveIntegerField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Answered",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "system_id",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.system",
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("asked", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddField(
            model_name="auditentry",
            name="system",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.system",
            ),
        ),
    ]
