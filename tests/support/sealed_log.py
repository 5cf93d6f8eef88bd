"""Audit entries to seal, and ways to tamper with them as the owner of the database."""

from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from people.access import audit_log
from people.models import AuditEntry, Operation
from people.sealing.actions import copy_out, seal

TRICKY = (
    "", "plain", "it's \"quoted\" \\ and\ttabbed\nover lines", "Ŵyl Ddewi, £5 – “naïve” 🙂", "5:a,",
    "-,", "{a,b}", "NULL",
)  # fmt: skip


def write_entries(count, *, at=None, **more):
    """Write so many audit entries; their ids."""
    facts = {"operation": Operation.CONSULTATION, "verb": "see_case", "by": None}
    before = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for n in range(count):
        about = {"kind": "cases.Case", "ids": [n, TRICKY[n % len(TRICKY)][:36]], "case_id": uuid4()}
        audit_log.record_entry(**facts | about | more, at=at or timezone.now())
    newer = AuditEntry.objects.filter(pk__gt=before).order_by("pk")
    return list(newer.values_list("pk", flat=True))


def seal_all():
    """Seal what waits and copy it out, as the task does; how many were sealed."""
    count = 0
    while sealed := seal.seal_next_entries(at=timezone.now()):
        count += sealed
        copy_out.copy_sealed_log()
    copy_out.copy_sealed_log()
    return count


def sealed_in_batches(*sizes):
    """The ids of entries that were written and sealed in batches of these sizes."""
    ids = []
    for size in sizes:
        ids += write_entries(size)
        assert seal_all() == size
    return ids


def tamper(*statements, **values):
    """Run statements as the database's owner, for whom no trigger and no foreign key fires."""
    with connection.cursor() as cursor:
        for statement in statements:
            text = connection.ops.compose_sql(statement, values or None)
            cursor.execute("SELECT for_tests.run_past_triggers(%s)", [text])


def verdict(capsys):
    """What audit_verify prints, and whether it found the log as it was sealed."""
    capsys.readouterr()
    try:
        call_command("audit_verify")
    except SystemExit as ended:
        assert ended.code == 1
        return False, capsys.readouterr().out
    return True, capsys.readouterr().out
