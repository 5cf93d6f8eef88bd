"""
Check that this process can use its folders: the collected static files, the keys of victims and
cases.

An image can be built in which neither works, and it would show only on the first page or with the
first victim's name. Used by readiness, the deployment checks and the image's own test.
"""

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models

from cases.case_keys import CASE_KEYS
from cases.models import Case, Document
from cases.models.case_key_of_text import has_sealed_rows
from people.access.row_security import for_purpose
from people.models import AuditEntry, Operation
from victims.models import VictimIdentity

MANIFEST = "staticfiles.json"


def unreadable_static_files() -> list[str]:
    """
    The collected static files that this process cannot read; the manifest if it is missing.

    Empty if none were collected: a checkout serves them from the source folders, and a service does
    not start without them.
    """
    root = Path(settings.STATIC_ROOT or "")
    if not settings.STATIC_ROOT or not root.exists():
        return []
    if not os.access(root / MANIFEST, os.R_OK):
        return [str(root / MANIFEST)]
    found = (Path(folder, name) for folder, _folders, names in os.walk(root) for name in names)
    return [str(path) for path in found if not os.access(path, os.R_OK)]


def can_write_keys(root: str | Path) -> bool:
    """Whether this process can write a new key into this folder, or create the folder."""
    folder = Path(root)
    place = next(each for each in (folder, *folder.parents) if each.exists())
    return os.access(place, os.W_OK | os.X_OK)


@for_purpose("how many keys there must be")
def count_missing_victim_keys() -> int:
    """
    The number of stored identities minus the number of key files; 0 if there are more keys.

    A key without an identity is normal: letters and meetings are encrypted with it too. A destroyed
    identity has no key, nor has one of a destroyed case.
    """
    sealed = VictimIdentity.objects.unscoped("how many keys there must be")
    alive = sealed.filter(destroyed_at=None, case__is_destroyed=False)
    wanted: int = alive.aggregate(n=models.Count("pk"))["n"]
    return max(0, wanted - len(_victims_with_keys()))


@for_purpose("keys that should have been destroyed")
def count_destroyed_victims_with_keys(*, before: datetime) -> int:
    """
    Of how many victims the key is here although their identity was destroyed before a moment.

    It could not be destroyed, or a copy of the folder of keys brought it back.
    """
    gone = VictimIdentity.objects.unscoped("keys that should have been destroyed")
    ids = gone.filter(destroyed_at__lt=before).values_list("record", flat=True)
    return len(_victims_with_keys() & set(map(str, ids)))


@for_purpose("whether a case's key is here")
def is_case_key_missing() -> bool:
    """
    Whether the key is missing here, or does not unwrap, of the newest sealed document's case, or of
    the case that was changed last, if anything of it is sealed.

    So a folder of another machine is found, one restored from a backup older than the files, and a
    wrong secret. A case in which a key alone is missing shows when it is opened.
    """
    sealed = Document.objects.unscoped("whether its case's key is here").filter(is_sealed=True)
    row = sealed.filter(case__is_destroyed=False).order_by("-added_at").only("case").first()
    if row is not None and not CASE_KEYS.is_readable(row.case_id):
        return True
    case = _case_changed_last()
    return case is not None and has_sealed_rows(case) and not CASE_KEYS.is_readable(case)


def _case_changed_last() -> UUID | None:
    """The case of the newest change in the log, unless it is to be destroyed."""
    changes = AuditEntry.objects.filter(case_id__isnull=False, refused="")
    changes = changes.filter(operation__in=[Operation.ALTERATION, Operation.COLLECTION])
    case_id = changes.order_by("-pk").values_list("case_id", flat=True).first()
    alive = Case.objects.unscoped("whether its key is here").filter(is_destroyed=False)
    return case_id if case_id and alive.filter(pk=case_id).exists() else None


def _victims_with_keys() -> set[str]:
    """The ids of the victims whose key is in the folder: an empty file is a destroyed one."""
    folder = Path(settings.VICTIM_KEY_ROOT)
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        return set()
    with os.scandir(folder) as entries:
        files = [each for each in entries if not each.name.startswith(".")]
        return {each.name for each in files if each.stat().st_size > 0}
