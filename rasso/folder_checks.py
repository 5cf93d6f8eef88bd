"""
Whether this process can use the folders that it stands on: the collected files and victims' keys.

An image can be built in which neither works and nothing says so until the first page, or the first
victim's name. Readiness, the check of a service and the image's own test ask here.
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import models

from victims.models import VictimIdentity

MANIFEST = "staticfiles.json"


def unreadable_static_files() -> list[str]:
    """
    The collected files that this process cannot read; the manifest where it is missing.

    None where nothing was collected at all: a checkout serves them from where they lie, and the
    pages of a service do not begin without them.
    """
    root = Path(settings.STATIC_ROOT or "")
    if not settings.STATIC_ROOT or not root.exists():
        return []
    if not os.access(root / MANIFEST, os.R_OK):
        return [str(root / MANIFEST)]
    found = (Path(folder, name) for folder, _folders, names in os.walk(root) for name in names)
    return [str(path) for path in found if not os.access(path, os.R_OK)]


def can_write_victim_keys() -> bool:
    """Whether a new victim's key can be written, or its folder made, by this process."""
    folder = Path(settings.VICTIM_KEY_ROOT)
    place = next(each for each in (folder, *folder.parents) if each.exists())
    return os.access(place, os.W_OK | os.X_OK)


def count_missing_victim_keys() -> int:
    """
    How many fewer keys there are here than victims whose identity is kept; 0 where there are more.

    A key without an identity is ordinary: letters and meetings are sealed with it too. An identity
    that was destroyed has none.
    """
    sealed = VictimIdentity.objects.system("how many keys there must be")
    wanted = sealed.filter(destroyed_at=None).aggregate(n=models.Count("pk"))["n"]
    return max(0, wanted - _count_victim_keys())


def _count_victim_keys() -> int:
    folder = Path(settings.VICTIM_KEY_ROOT)
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        return 0
    with os.scandir(folder) as entries:
        return sum(each.stat().st_size > 0 for each in entries if not each.name.startswith("."))
