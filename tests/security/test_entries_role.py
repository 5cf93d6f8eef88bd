"""A service's own entries have a database role of their own (docs/decisions/0110)."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast
from people.access import row_security
from people.access.row_security import acting, current_role, keeping_entries, reading_as
from people.access.scopes import scope_of
from tests.support.module_fixtures import module_fixture
from tests.support.service_entries import service_rows, write_service_row
from tests.support.victims.support_service import add_service, refer_and_accept
from victims.actions.service_entries import log_service_action
from victims.models import ServiceEntry, ServiceLog, VictimRecord
from victims.models.service_entry import ServiceLogVerb

pytestmark = pytest.mark.django_db
TABLES = ("victims_serviceentry", "victims_servicelog")


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder)
    write_service_row(entry_of(builder, builder.cast.isva))
    return builder


def entry_of(builder, author):
    return ServiceEntry(
        pk=uuid4(), support=builder.support, contacted_at=builder.at, channel="VIDEO",
        direction="OUT", minutes=597, purpose="SAFETY", by_id=author.pk, at=builder.at,
    )  # fmt: skip


def scope_now(person):
    return scope_of(person, at=timezone.now())


def rows_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def entries_read_by(builder, *people):
    """{who: number of entries that the entries' role shows them}"""
    read = {}
    for who in people:
        with keeping_entries(scope_now(getattr(builder.cast, who))):
            read[who] = rows_in("victims_serviceentry")
    return read


@contextmanager
def changed(rows, **values):
    """These rows with other values, as a fault would write them; back afterwards."""
    before = rows.values(*values).get()
    with acting("test"):
        rows.update(**values)
    yield
    with acting("test"):
        rows.update(**before)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("who", ["officer", "prosecutor", "contact", "isva", "service_manager"])
def test_neither_a_page_nor_an_action_nor_a_task_reads_them(builder, table, who):
    """Of anybody: also the service's other pages and actions."""
    with transaction.atomic(), reading_as(scope_now(getattr(builder.cast, who))):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows_in(table)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            acting("test"),
        ):
            rows_in(table)


def test_their_role_reads_those_of_its_reader_even_without_a_scope(builder):
    read = {"isva": 1, "service_manager": 1, "other_isva": 0, "officer": 0, "contact": 0,
            "prosecutor": 0}  # fmt: skip
    for who, expected in read.items():
        with keeping_entries(scope_now(getattr(builder.cast, who))):
            assert rows_in("victims_serviceentry") == expected, who


def test_an_isva_who_was_not_shown_the_earlier_ones_reads_those_since(builder):
    """By the policy, so also where a query forgets it. Managers read all."""
    at = builder.at + timedelta(hours=1)
    support = type(builder.support).objects.unscoped("test").filter(pk=builder.support.pk)
    with changed(support, entries_from=at):
        assert entries_read_by(builder, "isva", "service_manager") == {
            "isva": 0,
            "service_manager": 1,
        }
        later = entry_of(builder, builder.cast.isva)
        later.at = at
        write_service_row(later)
        assert entries_read_by(builder, "isva", "service_manager") == {
            "isva": 1,
            "service_manager": 2,
        }


def test_the_service_s_log_is_read_by_its_managers_and_one_s_own_lines(builder):
    for who in ("isva", "service_manager", "isva"):
        person = getattr(builder.cast, who)
        log_service_action(
            builder.support, ServiceLogVerb.READ, by=scope_now(person), at=builder.at
        )
    read = {}
    for who in ("isva", "service_manager", "officer"):
        with keeping_entries(scope_now(getattr(builder.cast, who))):
            read[who] = rows_in("victims_servicelog")
    assert read == {"isva": 2, "service_manager": 3, "officer": 0}


def test_their_role_reads_nothing_of_a_case_or_a_victim_or_an_account(builder):
    asked = ("cases_case", "cases_suspect", "victims_victimrecord", "victims_victimidentity",
             "people_user", "people_auditentry")  # fmt: skip
    with keeping_entries(scope_now(builder.cast.isva)):
        for table in asked:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows_in(table)


@pytest.mark.parametrize(
    ("who", "author"),
    [("other_isva", "other_isva"), ("isva", "service_manager"), ("officer", "isva")],
)
def test_nobody_adds_one_to_a_support_that_they_do_not_read_or_in_another_s_name(
    builder, who, author
):
    entry = entry_of(builder, getattr(builder.cast, author))
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        keeping_entries(scope_now(getattr(builder.cast, who))),
    ):
        ServiceEntry.objects.unscoped("test").bulk_create([entry])
    assert len(service_rows()) == 1


def test_the_role_and_the_reader_of_before_come_back_also_after_an_error(builder):
    scope = scope_now(builder.cast.officer)
    records = VictimRecord.objects.unscoped("test")
    with transaction.atomic(), reading_as(scope):
        before = records.count()
        with keeping_entries(scope_now(builder.cast.isva)):
            assert current_role() == "rasso_entries"
        assert (current_role(), records.count()) == ("none", before) and before
        with pytest.raises(ProgrammingError), transaction.atomic(), keeping_entries(scope):
            rows_in("people_user")
        assert (current_role(), records.count()) == ("none", before)
        assert row_security._block.reader[0] == str(builder.cast.officer.pk)


@pytest.mark.parametrize("model", [ServiceEntry, ServiceLog])
def test_the_tables_have_no_policy_for_another_role(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(roles)::text FROM pg_policies WHERE tablename = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == [("rasso_entries",)]
