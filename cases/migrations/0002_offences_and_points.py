"""The offences, since when and until when each can be charged, and the points to prove of them."""

import csv
from pathlib import Path

from django.db import migrations
from django.utils import timezone

from cases.offences.actions.offence_list import save_offence_list
from cases.offences.list_file import read_offence_list
from cases.proof.actions.points_list import save_points_list
from cases.proof.points_file import read_points_list

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, schema_editor):
    """Load the CJS list, then the dated list: what it has not is no longer in use."""
    offence = apps.get_model("cases", "Offence")
    with (DATA / "cjs_offences_sexual.csv").open(newline="") as lines:
        offence.objects.bulk_create(
            offence(
                code=row["cjs_code"],
                title=row["title"],
                mode_of_trial=row["mode_of_trial_category"],
                is_recordable=row["recordable"] == "yes",
            )
            for row in csv.DictReader(lines)
        )
    with (DATA / "offences.csv").open(newline="", encoding="utf-8") as lines:
        save_offence_list(read_offence_list(lines), offences=offence)
    save_points_list(
        read_points_list((DATA / "points_to_prove.toml").read_text(encoding="utf-8")),
        offence_points=apps.get_model("cases", "OffencePoints"),
        points=apps.get_model("cases", "Point"), at=timezone.now(),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
