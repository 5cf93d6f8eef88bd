"""Load the points to prove, some of which only some codes of their offence have."""

from pathlib import Path

from django.db import migrations
from django.utils import timezone

from cases.proof.actions.points_list import save_points_list
from cases.proof.points_file import read_points_list

POINTS = Path(__file__).resolve().parent.parent / "data" / "points_to_prove.toml"


def load(apps, schema_editor):
    save_points_list(
        read_points_list(POINTS.read_text(encoding="utf-8")),
        offence_points=apps.get_model("cases", "OffencePoints"),
        points=apps.get_model("cases", "Point"), at=timezone.now(),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_points_of_some_codes")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
