"""What follows once a victim's identity is destroyed, also where something fails or comes late."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from cases.retention.actions import retention
from devtools.letter_steps import build_charged_case, record_wishes_in, send_letter_of
from people.access.key_folder import KeyFolder
from people.models import Draft
from rasso import tasks
from rasso.readiness import readiness_problems
from tests.cases.test_retention import closed_case, keys, record_contact_of
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import add_service, record_of, refer_victim
from tests.victims.test_identity_destructions import approve, destroyed, opens, propose
from victims.actions import identities, letter_dispatch, letter_email_queue, support
from victims.actions.destroyed_identities import finish_identity_destructions
from victims.keys import VICTIM_KEYS
from victims.models import IdentityDestruction, Sending

__all__ = ["destroyed", "keys"]
pytestmark = pytest.mark.django_db
GONE = "These details have been destroyed, and no one can read them again."
NAME = "Zara Quist-Example"
DESTROY = KeyFolder.destroy


@module_fixture
def builder():
    builder = closed_case()
    later, builder.at = builder.at, builder.at.replace(year=builder.at.year - 11)
    about = {"record": record_of(builder), "version": 0, "name": NAME}
    builder.do(identities.record_identity, "officer", **about)
    builder.at = later
    return builder


def certificate_of(builder):
    return IdentityDestruction.objects.unscoped("test").get(record=builder.victim.pk)


@pytest.fixture
def broken_disk(builder, monkeypatch):
    """The disk does not let the key of the builder's victim be destroyed, until `.mended`."""

    def destroy(folder, of):
        if of == builder.victim.pk and not builder.mended:
            raise OSError("Read-only file system")
        return DESTROY(folder, of)

    builder.mended = False
    monkeypatch.setattr(KeyFolder, "destroy", destroy)
    monkeypatch.setattr("victims.keys.destroy_victim_key", lambda of: destroy(VICTIM_KEYS, of))
    return builder


@pytest.mark.django_db(transaction=True)
def test_the_page_that_approves_destroys_the_key_and_says_so():
    builder = closed_case()
    assert VICTIM_KEYS.get_or_create(builder.victim.pk)
    proposed = propose(builder)
    manager = client_for(builder.cast.manager)
    text = page_text(submit_form(manager, page_url("approve-identity-destruction", proposed)))
    assert "Key Destroyed " in text
    assert "Not yet destroyed" not in text
    assert certificate_of(builder).keys_destroyed_at is not None
    assert not VICTIM_KEYS.is_readable(builder.victim.pk)


class TestADiskThatFails:
    def test_the_approval_stands_and_the_worker_tries_again(
        self, broken_disk, caplog, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            approve(broken_disk, propose(broken_disk))
        assert "could not be destroyed" in caplog.text
        assert certificate_of(broken_disk).keys_destroyed_at is None
        tasks.finish_destructions()
        assert opens(broken_disk)
        broken_disk.mended = True
        tasks.finish_destructions()
        assert not opens(broken_disk)
        assert certificate_of(broken_disk).keys_destroyed_at

    def test_it_keeps_no_other_victim(self, broken_disk):
        other = closed_case()
        assert VICTIM_KEYS.get_or_create(other.victim.pk)
        other.at = broken_disk.at + timedelta(hours=1)
        for each in (broken_disk, other):
            approve(each, propose(each))
        assert finish_identity_destructions(at=other.at) == 1
        assert not VICTIM_KEYS.is_readable(other.victim.pk)
        assert certificate_of(other).keys_destroyed_at

    def test_those_of_victims_go_where_those_of_cases_fail(self, builder, monkeypatch):
        def fail(**_facts):
            raise RuntimeError("of cases")

        monkeypatch.setattr(retention, "finish_destructions", fail)
        approve(builder, propose(builder))
        with pytest.raises(RuntimeError, match="of cases"):
            tasks.finish_destructions()
        assert not opens(builder)

    def test_readiness_says_that_a_destroyed_key_is_here(self, broken_disk):
        at = approve(broken_disk, propose(broken_disk)).settled_at
        problem, later = "victims' destroyed keys are here", at + timedelta(hours=1)
        assert problem not in readiness_problems(at=at)
        assert problem in readiness_problems(at=later)
        broken_disk.mended = True
        tasks.finish_destructions()
        assert problem not in readiness_problems(at=later)


class TestAfterARestore:
    def test_a_key_that_came_back_is_destroyed_again(self, destroyed, settings):
        file = Path(settings.VICTIM_KEY_ROOT) / str(destroyed.victim.pk)
        file.write_bytes(b"k" * 60)
        call_command("after_restore", verbosity=0)
        assert file.read_bytes() == b""

    def test_an_approval_that_was_interrupted_is_finished(self, builder):
        approve(builder, propose(builder))
        call_command("after_restore", verbosity=0)
        assert not opens(builder)
        assert certificate_of(builder).keys_destroyed_at


def save_draft(builder, verb, about, *, after=0):
    """A draft, saved so many seconds after the destruction of the identity, where there is one."""
    found = IdentityDestruction.objects.unscoped("test").filter(status="APPROVED").first()
    at = found.settled_at if found else builder.at
    return Draft.objects.create(
        user=builder.cast.officer, id=uuid4(), key=f"{verb}:{about}:more", sealed=b"x",
        saved_at=at + timedelta(seconds=after),
    )  # fmt: skip


def rows_about_victim(builder):
    """{(table, id)} of every row whose column record_id says that it is about the victim."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name = 'record_id' AND table_name NOT LIKE '%historical%'"
        )
        tables, found = [name for (name,) in cursor.fetchall()], set()
        for table in tables:
            cursor.execute(
                f"SELECT id FROM {table} WHERE record_id = %s",
                [builder.victim.pk],
            )
            found |= {(table, pk) for (pk,) in cursor.fetchall()}
    return found


class TestDrafts:
    def test_what_was_typed_on_any_page_about_the_victim_goes_at_the_approval(self, builder):
        add_service(builder)
        asked = refer_victim(builder)
        about = {"support": asked, "declined": "NO_CAPACITY"}
        builder.do(support.decline_support, "service_manager", **about)
        record_contact_of(builder)
        proposed = propose(builder)
        rows = rows_about_victim(builder)
        assert {name for name, _pk in rows} >= {
            "victims_support", "victims_contact", "victims_identitydestruction",
        }  # fmt: skip
        for _table, pk in rows:
            save_draft(builder, "some_page", pk)
        save_draft(builder, "record_wishes", builder.victim.pk)
        other = save_draft(builder, "some_page", builder.case.pk)
        approve(builder, proposed)
        assert [row.id for row in Draft.objects.all()] == [other.id]

    def test_what_is_saved_too_late_goes_with_the_next_sweep(self, destroyed):
        late = [
            save_draft(destroyed, "record_identity", destroyed.victim.pk, after=90),
            save_draft(destroyed, "record_characteristics", destroyed.victim.pk, after=90),
            save_draft(destroyed, "record_wishes", destroyed.victim.pk, after=-1),
        ]
        kept = [
            save_draft(destroyed, "record_wishes", destroyed.victim.pk, after=90),
            save_draft(destroyed, "record_identity", closed_case().victim.pk, after=90),
            save_draft(destroyed, "write_note", destroyed.case.pk, after=-1),
        ]
        tasks.finish_destructions()
        left = {row.id for row in Draft.objects.all()}
        assert left == {row.id for row in kept}
        assert not left & {row.id for row in late}

    def test_the_page_that_records_who_it_is_is_closed_for_drafts_too(self, destroyed):
        client = client_for(destroyed.cast.officer)
        address = page_url("record-identity", record_of(destroyed))
        opened = client.get(address)
        assert opened.status_code == 403
        assert GONE in page_text(opened)
        for sent in ({"save_draft": "1"}, {"save_draft": "typing"}, {}):
            answer = client.post(address, {"form_key": str(uuid4()), "name": NAME} | sent)
            assert answer.status_code == 403, sent
            assert GONE in page_text(answer)
        assert not Draft.objects.exists()


class TestLetters:
    """The identity is destroyed; the key has yet to go."""

    def test_a_letter_is_refused_because_it_was_destroyed(self):
        builder = build_charged_case()
        letter = send_letter_of(builder)
        identities.blank_identity(record_of(builder), by=None, at=builder.at, why="test")
        refused = why_not(builder.do, letter_dispatch.print_letter, "liaison", letter=letter)
        assert refused == GONE

    def test_one_that_waits_to_go_by_email_is_dropped(self, settings):
        settings.NOTIFY_API_KEY = "a-key"
        builder = build_charged_case()
        record_wishes_in(builder, email_is_safe="YES")
        send_letter_of(builder, means="EMAIL")
        identities.blank_identity(record_of(builder), by=None, at=builder.at, why="test")
        assert letter_email_queue.send_next_letter(provider=NoProvider(), at=builder.at)
        [sending] = Sending.objects.unscoped("test")
        assert (sending.result, sending.why) == ("DROPPED", GONE)


class NoProvider:
    """GOV.UK Notify, which must not be reached."""

    def sent(self, _pk):
        return False

    def send(self, *_letter):
        raise AssertionError("A letter was sent.")
