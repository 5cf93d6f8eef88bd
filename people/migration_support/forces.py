"""Load the forces, the CPS Areas and CPS Direct. Idempotent: existing rows stay."""

import csv
from pathlib import Path
from typing import Any

from people.identity.sides import Side

FORCES_AND_AREAS = Path(__file__).parent.parent / "data" / "forces_and_areas.csv"
CPS_DIRECT = "CPS Direct"


def load_forces_and_areas(*, agencies: Any, areas: Any) -> None:
    """agencies, areas: the managers of the two tables, historical or current."""
    agencies.objects.get_or_create(name=CPS_DIRECT, defaults={"side": Side.CPS})
    with FORCES_AND_AREAS.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            area, _ = agencies.objects.get_or_create(
                name=area_name(row["cps_area"]), defaults={"side": Side.CPS}
            )
            force, _ = agencies.objects.get_or_create(
                force_code=row["force_code"],
                defaults={"name": f"{row['force']} Police", "side": Side.POLICE},
            )
            areas.objects.get_or_create(force=force, area=area)


def area_name(short: str) -> str:
    """The agency name of an Area: "CPS South West" for "South West"."""
    return f"CPS {short}"
