"""Where there is a scanner, what is sent waits in quarantine; what was sent stays as sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from people.ledgers import grows_no_longer, nothing_goes


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0034_prosecutors"),
        ("people", "0007_sealed_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        grows_no_longer("cases_upload"),
        migrations.RemoveConstraint(
            model_name="upload",
            name="upload_became_a_document_or_says_why",
        ),
        migrations.AddField(
            model_name="upload",
            name="agency",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.agency",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="because",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="entry",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.itementry",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="kept_because",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="kind",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="upload",
            name="look_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.document",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="upload",
            name="size",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="stored_as",
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="document",
            name="scan",
            field=models.CharField(
                choices=[("NOT_SCANNED", "Not scanned"), ("CLEAN", "Scanned: nothing was found")],
                default="NOT_SCANNED",
                max_length=11,
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="status",
            field=models.CharField(
                choices=[
                    ("WAITING", "Waiting for the virus scan"),
                    ("KEPT", "Added"),
                    ("REFUSED", "Not added"),
                    ("HELD", "Not added: cannot be scanned"),
                    ("INFECTED", "Not added: virus found"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("look_at__isnull", False)),
                fields=["look_at"],
                name="upload_to_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", False), ("status", "KEPT"), ("why", "")),
                    models.Q(("document", None), ("status", "WAITING")),
                    models.Q(
                        ("document", None),
                        ("status__in", ["REFUSED", "HELD", "INFECTED"]),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="upload_became_a_document_or_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("look_at__isnull", False), ("status", "WAITING")),
                    models.Q(models.Q(("status", "WAITING"), _negated=True), ("look_at", None)),
                    _connector="OR",
                ),
                name="upload_waits_to_be_scanned",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["KEPT", "REFUSED"]),
                    ("stored_as__isnull", False),
                    _connector="OR",
                ),
                name="what_is_in_quarantine_is_stored",
            ),
        ),
        nothing_goes(
            "cases_upload", "case_id", "sending", "title", "form", "kind", "size", "sha256",
            "stored_as", "entry_id", "replaces_id", "because", "kept_because", "only_side",
            "agency_id", "by_id", "at", may_repeat=True,
        ),
    ]  # fmt: skip
