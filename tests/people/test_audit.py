"""The audit log is append-only, stores no needless text, and is the same in every language."""

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy, override

from devtools.database_copies import owner
from people.access import audit_log
from people.models import AuditEntry, Side
from tests.support.people.cast import DUE, give_capacity, make_unit, make_user, scope


def record_entry_of(**more):
    facts = {"operation": "alteration", "verb": "move", "by": None, "at": DUE}
    audit_log.record_entry(**facts | more)
    return AuditEntry.objects.get()


def test_an_entry_without_a_person_has_no_user(db):
    entry = record_entry_of()

    assert (entry.user, entry.capacities, entry.ids) == (None, [], [])


def test_a_person_is_recorded_with_the_capacities_in_which_they_acted(officer):
    entry = record_entry_of(by=scope(user_id=officer.pk), capacities={"b", "a"}, ids=[3])

    assert (entry.user, entry.capacities, entry.ids) == (officer, ["a", "b"], ["3"])


def test_the_log_is_in_english_for_every_reader(db):
    with override("cy"):
        entry = record_entry_of(refused=gettext_lazy("Email address"))

    assert entry.refused == "Email address"


def test_a_long_reason_is_cut_rather_than_lost(db):
    assert len(record_entry_of(refused="x" * 500).refused) == 300


def test_a_row_that_cannot_be_written_is_an_error_that_is_not_overlooked(db):
    with pytest.raises(audit_log.AuditWriteFailed):
        record_entry_of(verb="x" * 500)


@pytest.mark.django_db(transaction=True)
class TestOnlyGrows:
    """The log and the histories, tried with the application's role and the owner's."""

    TABLES = ("people_auditentry", "people_historicaluser", "people_historicalunitgrant")
    CHANGES = (
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
    )

    def test_the_log_cannot_be_changed_or_removed(self):
        police = make_unit(Side.POLICE)
        user = make_user(police, "refer_cases")
        give_capacity("see_figures", user, police)
        AuditEntry.objects.create(at="2026-01-01T00:00Z", operation="consultation", verb="see")
        name = connection.settings_dict["NAME"]
        for table in self.TABLES:
            for change in self.CHANGES:
                statement = change.format(table)
                with connection.cursor() as own, pytest.raises(DatabaseError, match="denied"):
                    own.execute(statement)
                with owner(name) as session, pytest.raises(psycopg.Error, match="only ever grows"):
                    session.execute(statement)

    def test_the_application_cannot_take_the_lock_off(self):
        for statement in (
            "DROP TRIGGER only_grows ON people_auditentry",
            "ALTER TABLE people_auditentry DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "GRANT DELETE ON people_auditentry TO CURRENT_USER",
        ):
            with (
                connection.cursor() as cursor,
                pytest.raises(DatabaseError, match=r"owner|permission denied"),
            ):
                cursor.execute(statement)
                cursor.execute("DELETE FROM people_auditentry")
