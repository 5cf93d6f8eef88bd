"""
Load the points to prove.

A list may name columns of points that came later. Then there is nothing to load here: the migration
that adds the column loads it.
"""

from pathlib import Path

from django.db import migrations
from django.utils import timezone

from cases.proof.actions.points_list import POINT_COLUMNS, save_points_list
from cases.proof.points_file import read_points_list

POINTS = Path(__file__).resolve().parent.parent / "data" / "points_to_prove.toml"


def load(apps, schema_editor):
    of_today = {field.name for field in apps.get_model("cases", "Point")._meta.get_fields()}
    if not of_today.issuperset(POINT_COLUMNS):
        return
    save_points_list(
        read_points_list(POINTS.read_text(encoding="utf-8")),
        offence_points=apps.get_model("cases", "OffencePoints"),
        points=apps.get_model("cases", "Point"), at=timezone.now(),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_points_and_proof")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
