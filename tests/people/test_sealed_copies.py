"""The copies of the sealed log outside the database, and the log after a restore."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from people.models import SignedHead
from people.sealing import copies
from people.sealing.actions import copy_out, seal
from people.sealing.actions.restore import set_copies_aside
from people.sealing.queries.verify import verify_log
from rasso import readiness, tasks
from tests.support.sealed_log import sealed_in_batches, tamper, verdict, write_entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


def test_what_is_sealed_is_copied_out_also_after_a_copy_that_broke_off():
    sealed_in_batches(5, 4)
    content, lines = copies.leaves_path().read_bytes(), copies.heads_path().read_bytes()
    copies.leaves_path().write_bytes(content[: copies.RECORD.size * 6 + 11])
    copies.heads_path().write_bytes(lines[: len(lines) // 2 + 20])
    assert copy_out.copy_sealed_log() == 3
    assert copies.leaves_path().read_bytes() == content
    assert list(copies.notes_of_heads()) == [h.note for h in SignedHead.objects.order_by("size")]
    assert copy_out.copy_sealed_log() == 0
    assert verify_log()[1].found == []


def test_a_folder_that_is_gone_is_filled_again():
    sealed_in_batches(5, 4)
    copies.leaves_path().unlink(), copies.heads_path().unlink()
    assert verify_log()[1].found == []
    assert copy_out.copy_sealed_log() == 9


def is_copied_out():
    problems = readiness.readiness_problems(at=timezone.now())
    return "sealed log not copied out" not in problems


def test_copying_that_finds_a_leaf_missing_is_told_of():
    write_entries(5)
    assert seal.seal_next_entries(at=timezone.now()) == 5
    tamper("DELETE FROM people_sealedentry WHERE position = 2")
    with pytest.raises(copy_out.LeafIsMissing, match="leaf 2 of the audit log"):
        tasks.seal_log()
    assert not is_copied_out()


def test_copies_that_do_not_reach_the_newest_head_are_told_of():
    write_entries(5)
    assert seal.seal_next_entries(at=timezone.now()) == 5
    with copies.locked() as is_ours:
        assert is_ours
        tasks.seal_log()
    assert not is_copied_out()
    tasks.seal_log()
    assert is_copied_out() and copies.count_leaves() == 5


def test_copies_without_the_last_leaves_are_told_of():
    write_entries(5)
    assert seal.seal_next_entries(at=timezone.now()) == 5
    tamper("DELETE FROM people_sealedentry WHERE position > 2")
    tasks.seal_log()
    assert not is_copied_out()


def test_after_a_restore_the_copies_are_put_aside_and_sealing_goes_on(capsys):
    ids = sealed_in_batches(5, 4)
    assert set_copies_aside(at=timezone.now()) == 0
    tamper(
        "DELETE FROM people_auditentry WHERE id >= %(first)s",
        "DELETE FROM people_sealedentry WHERE position >= 5",
        "DELETE FROM people_signedhead WHERE size > 5",
        first=ids[5],
    )
    call_command("after_restore")
    assert "4 sealed entries of the audit log are no longer here" in capsys.readouterr().out
    sealed_in_batches(3)
    is_well, said = verdict(capsys)
    assert is_well and "copies of 9 entries were put in set-aside-" in said
    assert copies.count_leaves() == 8


def test_a_log_that_was_never_copied_so_is_no_restored_one():
    sealed_in_batches(5, 4)
    tamper(
        "DELETE FROM people_sealedentry WHERE position >= 4",
        "DELETE FROM people_signedhead WHERE size > 5",
        "UPDATE people_signedhead SET size = 4",
    )
    with pytest.raises(seal.LogWasShortened), transaction.atomic():
        set_copies_aside(at=timezone.now())
    assert copies.count_leaves() == 9
