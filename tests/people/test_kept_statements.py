"""Kept statements: compiled once for a shape, and never another answer than the queryset's own."""

import re
from collections.abc import Collection
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.signals import request_started
from django.db import NotSupportedError, connection, connections, transaction
from django.db.models import Expression, F, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.action_plans.actions.challenges import challenge_item
from cases.desk.queries.notices import _pages_by_row
from cases.models import Case, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.access import kept_statements
from people.access.kept_statements import kept_statement, only_row
from people.access.prepared_cursor import prepared_cursor
from people.access.readable_rows import readable_row
from people.access.row_security import acting, reading_as
from people.access.scopes import Scope, standing_on
from people.models import Unit
from rasso.settings.environment import ROOT, environment_value
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.permission_matrix import Crowd
from tests.support.people.cast import make_case, make_unit, make_user, scope_of

pytestmark = pytest.mark.django_db

APPS = ("rasso", "pilots", "victims", "cases", "timeliness", "people")
DECORATED = re.compile(r"^@kept_statement\ndef (\w+)\(", re.MULTILINE)


class Order(Enum):
    """In which order to read."""

    UP = "urn"
    DOWN = "-urn"


@kept_statement
def cases_of(scope: Scope, order: Order) -> QuerySet[Case]:
    return Case.objects.for_scope(scope).order_by(order.value)


@kept_statement
def units_among(ids: Collection[int]) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__among=ids).order_by("pk")


# Against the queryset itself


def comparable(row):
    """A row as values, with the rows that were joined to it."""
    if not isinstance(row, Model):
        return row
    facts = {name: value for name, value in vars(row).items() if name != "_state"}
    joined = {name: comparable(each) for name, each in row._state.fields_cache.items()}
    return type(row), facts, joined


@pytest.fixture
def compared(monkeypatch):
    """Compare each kept statement with the queryset of the same arguments: {name: rows read}."""
    read, seen = kept_statements._Kept.read, {}

    def read_twice(kept, given):
        found = read(kept, given)
        fresh = list(kept.build(**given))
        ours, theirs = list(map(comparable, found)), list(map(comparable, fresh))
        if not kept.rows.ordered:
            ours, theirs = sorted(ours, key=repr), sorted(theirs, key=repr)
        assert ours == theirs, kept.build.__name__
        seen[kept.build.__name__] = seen.get(kept.build.__name__, 0) + len(found)
        return found

    monkeypatch.setattr(kept_statements._Kept, "read", read_twice)
    return seen


def search_for_two_cases_alike():
    """Find a case by a part of its number and a suspect by name, and see that two may be one."""
    people = cast()
    one, other = (CaseBuilder(people) for _ in range(2))
    ids = [one.case.pk, other.case.pk]
    Case.objects.unscoped("test").filter(pk__in=ids).update(crime_reference="42/1234567/26")
    Suspect.objects.unscoped("test").filter(case__in=ids).update(surname="Quillfeather")
    browser = client_for(people.officer)
    for typed in (one.urn[3:9], "quillfeather"):
        browser.post(page_url("find-case"), {"sought": typed})
    browser.get(page_url("see-links", one.case))


def test_each_kept_statement_reads_what_its_queryset_reads(compared):
    """As everybody of the permission matrix opens the pages that read them."""
    crowd = Crowd()
    plan = crowd.builders["plain"]
    for item in plan.items:
        plan.do(
            challenge_item, "officer", item=item, reason="DISPROPORTIONATE", text="It is her diary."
        )
    for who in share_of_checks([each for each in crowd.people if each.user.pk])[::3]:
        browser = client_for(who.user)
        for rows in crowd.rows.values():
            browser.get(page_url("see-case", rows["Case"]))
            browser.get(page_url("write-referral", rows["Case"]))
        browser.get("/worklists/unit/")
        browser.get("/worklists/mine/")
        scope = scope_of(who.user)
        _pages_by_row({row.pk for row in crowd.rows["plain"].values()}, scope)
        for row in crowd.rows["plain"].values():
            readable_row(scope, type(row), row.pk)
            readable_row(scope.as_system(uuid4()), type(row), row.pk)
    search_for_two_cases_alike()
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    kept = {name for path in files for name in DECORATED.findall(path.read_text())}
    assert {name for name, rows in compared.items() if rows} >= kept


def test_the_next_caller_of_the_same_shape_reads_their_own_rows():
    people, cases = [], []
    for _ in range(2):
        unit = make_unit("POLICE")
        people.append(make_user(unit, "refer_cases"))
        cases.append(make_case(unit))
    for user, case in zip(people, cases, strict=True):
        assert [row.pk for row in cases_of(scope_of(user), Order.UP)] == [case.pk]


def test_a_scope_of_another_shape_is_compiled_for_itself():
    unit = make_unit("POLICE")
    case = make_case(unit)
    reader, stranger = make_user(unit, "refer_cases"), make_user(unit)
    system = scope_of(reader).as_system(uuid4())
    assert [row.pk for row in cases_of(scope_of(reader), Order.UP)] == [case.pk]
    assert cases_of(scope_of(stranger), Order.UP) == []
    assert cases_of(system, Order.UP) == []  # limited to no unit at all
    assert cases_of(Scope(None, "", None, None, {}, timezone.now()), Order.UP) == []


def test_an_argument_of_the_shape_is_heeded():
    unit = make_unit("POLICE")
    first, second = make_case(unit), make_case(unit)
    reader = scope_of(make_user(unit, "refer_cases"))
    assert [row.pk for row in cases_of(reader, Order.UP)] == [first.pk, second.pk]
    assert [row.pk for row in cases_of(reader, order=Order.DOWN)] == [second.pk, first.pk]


def test_a_list_may_have_any_length():
    units = [make_unit("POLICE").pk for _ in range(3)]
    for chosen in (units, units[:1], [], set(units)):
        assert [row.pk for row in units_among(chosen)] == sorted(chosen)


def test_columns_that_only_order_are_no_part_of_a_row():
    @kept_statement
    def names(ids: Collection[int]) -> QuerySet[Unit, tuple[str]]:
        rows = Unit.objects.filter(pk__among=ids)
        return rows.values_list("name").order_by(F("pk").desc()).distinct()

    units = [make_unit("POLICE", name=name).pk for name in ("First", "Second")]
    assert names(units) == [("Second",), ("First",)]


# What it saves


def test_a_shape_is_compiled_once(monkeypatch):
    reader = scope_of(make_user(make_unit("POLICE"), "refer_cases"))
    cases_of(reader, Order.UP)
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda compiler: pytest.fail("compiled again"))
    cases_of(reader, Order.UP)


def test_it_is_planned_once_a_connection_and_role():
    reader = scope_of(make_user(make_unit("POLICE"), "refer_cases"))
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        with reading_as(reader):
            cases_of(reader, Order.UP)
            cases_of(reader, Order.UP)
        with acting("test"):
            cases_of(reader, Order.UP)
    texts = [each["sql"] for each in asked if "cases_of" in each["sql"]]
    assert [text.partition("/* ")[2] for text in texts] == [
        "cases_of */ /* as none */", "cases_of */ /* as none */", "cases_of */ /* as rasso_acts */",
    ]  # fmt: skip


def test_the_log_of_statements_holds_no_values():
    unit = make_unit("POLICE")
    with CaptureQueriesContext(connection) as asked:
        units_among([unit.pk])
    [query] = asked
    assert "ANY(($1::bigint[])::bigint[])" in query["sql"]


def numbers_of_runs(name):
    """How often each statement that holds this name was run on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            [f"%/* {name} */%"],
        )
        return [number for (number,) in cursor.fetchall()]


def test_a_rollback_takes_no_prepared_statement():
    @kept_statement
    def units_over_a_rollback(ids: Collection[int]) -> QuerySet[Unit]:
        return Unit.objects.filter(pk__among=ids)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            units_over_a_rollback([1])
            raise ZeroDivisionError
    assert numbers_of_runs("units_over_a_rollback") == [2]


def test_a_number_of_any_length_is_one_statement():
    @kept_statement
    def unit_by_id(pk: int) -> QuerySet[Unit]:
        return Unit.objects.filter(pk=pk)

    for pk in (7, 70_000, 7_000_000_000):
        unit_by_id(pk)
    assert numbers_of_runs("unit_by_id") == [3]


def test_what_a_person_holds_is_planned_once():
    unit = make_unit("POLICE")
    reader = make_user(unit, "refer_cases")
    case = make_case(unit, make_unit("CPS"), by=reader)

    def runs():
        assert standing_on(scope_of(reader), case).capacities
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), sum(generic_plans) FROM pg_prepared_statements")
            return cursor.fetchone()

    statements, before = runs()
    assert runs() == (statements, before + 2)


def test_no_other_statement_is_prepared_or_remembered():
    units_among([1])
    name = "Somebody’s words"
    for _ in range(9):
        Unit.objects.filter(name=name).exists()
    prepared = connection.connection._prepared
    known = [key[0] for key in [*prepared._names, *prepared._counts]]
    assert known and not [text for text in known if name.encode() in text]


@pytest.mark.django_db(transaction=True)
def test_a_column_that_changed_its_type_is_read_at_the_second_try():
    """As while an older release still serves pages: once outside a transaction, in the next one."""
    name = f"kept_{uuid4().hex}"

    def read():
        with prepared_cursor() as cursor:
            cursor.execute(f"SELECT * FROM {name}")
            return cursor.fetchall()

    with psycopg.connect(environment_value("DATABASE_OWNER_URL"), autocommit=True) as owner:
        owner.execute(f"CREATE TABLE {name} (one int); GRANT SELECT ON {name} TO rasso_app")
        owner.execute(f"GRANT SELECT ON {name} TO rasso_acts")
        try:
            assert read() == []
            owner.execute(f"ALTER TABLE {name} ALTER one TYPE bigint")
            assert read() == []
            assert read() == []  # prepared anew
            owner.execute(f"ALTER TABLE {name} ALTER one TYPE text")
            with pytest.raises(NotSupportedError), transaction.atomic():
                read()
            with transaction.atomic():
                assert read() == []
        finally:
            owner.execute(f"DROP TABLE {name}")


@pytest.mark.django_db(transaction=True)
def test_a_session_that_ended_is_opened_anew():
    """The first statement of a request finds the connection of a server that was started again."""
    units_among([1])
    pid = connection.connection.info.backend_pid
    with psycopg.connect(environment_value("DATABASE_URL"), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    request_started.send(sender=None)
    assert units_among([1]) == []
    assert connection.connection.info.backend_pid != pid


# What it refuses


def test_a_lock_outside_a_transaction_is_refused_at_each_call(monkeypatch):
    @kept_statement
    def unit_to_lock(pk: int) -> QuerySet[Unit]:
        return Unit.objects.filter(pk=pk).select_for_update()

    unit_to_lock(1)
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(TransactionManagementError):
        unit_to_lock(1)


def test_nothing_is_no_value_of_a_parameter():
    with pytest.raises(TypeError, match="part of the shape"):
        kept_statement(unit_of)(None)


def unit_of(pk: int) -> QuerySet[Unit]:
    return Unit.objects.filter(pk=pk)


@pytest.mark.parametrize("fact", [each.name for each in fields(Scope)] + ["all_capacities"])
def test_a_fact_of_a_scope_is_a_parameter_or_of_the_shape_or_refused(fact):
    read = []

    @kept_statement
    def looks(scope: Scope) -> QuerySet[Unit]:
        read.append(getattr(scope, fact))
        return Unit.objects.all()

    by = scope_of(make_user(make_unit("POLICE"), "refer_cases"))
    if fact in {"side", "user_id", "at", "within"}:
        looks(by)
        assert read == [by.side] or read == [None] or isinstance(read[0], Expression)
    else:
        with pytest.raises(TypeError, match="cannot depend on it"):
            looks(by)


def test_a_capacity_of_no_read_set_is_refused():
    @kept_statement
    def looks(scope: Scope) -> QuerySet[Unit]:
        return Unit.objects.all() if scope.holds_any(["see_figures"]) else Unit.objects.none()

    with pytest.raises(TypeError, match="does not tell who holds"):
        looks(scope_of(make_user(make_unit("POLICE"), "see_figures")))


def test_a_list_that_is_no_argument_is_refused():
    known = [1, 2]

    @kept_statement
    def some_units(scope: Scope) -> QuerySet[Unit]:
        return Unit.objects.filter(pk__among=known)

    with pytest.raises(TypeError, match="make it an argument"):
        some_units(scope_of(make_user(make_unit("POLICE"), "refer_cases")))


def test_a_row_that_is_gone_is_missing():
    with pytest.raises(Case.DoesNotExist):
        only_row([], Case)
    assert only_row(["the row"], Case) == "the row"


def test_what_is_no_argument_is_not_kept():
    @kept_statement
    def cases_since(scope: Scope) -> QuerySet[Case]:
        return Case.objects.for_scope(scope).filter(opened_at__gt=timezone.now())

    @kept_statement
    def one_case(scope: Scope) -> QuerySet[Case]:
        return Case.objects.for_scope(scope).filter(pk=uuid4())

    reader = scope_of(make_user(make_unit("POLICE"), "refer_cases"))
    for function in (cases_since, one_case):
        with pytest.raises(TypeError, match="make it an argument"):
            function(reader)


def test_rows_that_are_fetched_beside_are_refused():
    @kept_statement
    def with_suspects(scope: Scope) -> QuerySet[Case]:
        return Case.objects.for_scope(scope).prefetch_related("suspects")

    with pytest.raises(TypeError, match="prefetch_related"):
        with_suspects(scope_of(make_user(make_unit("POLICE"), "refer_cases")))


@pytest.mark.parametrize("annotation", [list, dict, Case, "UUID", UUID | None])
def test_an_argument_of_another_type_is_refused_when_it_is_written(annotation):
    def build(what):
        return Unit.objects.all()

    build.__annotations__["what"] = annotation
    with pytest.raises(TypeError, match="neither a parameter nor a part of the shape"):
        kept_statement(build)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(str, "O’Brien’s 100%"), (int, 9_000_000_000), (date, date(2026, 11, 30)),
     (datetime, datetime(2026, 6, 1, 9, tzinfo=UTC)),
     (UUID, UUID(int=7))],
)  # fmt: skip
def test_a_parameter_arrives_as_it_is(annotation, value):
    def build(what):
        return Unit.objects.order_by("pk").values_list(Value(1), what)[:1]

    build.__annotations__["what"] = annotation
    make_unit("POLICE")
    assert kept_statement(build)(value) == [(1, value)]


def test_percent_signs_and_quotes_of_constants_stay():
    @kept_statement
    def named(ids: Collection[int]) -> QuerySet[Unit]:
        return Unit.objects.filter(pk__among=ids, name__contains="50% 'n' \\ more")

    unit = make_unit("POLICE", name="Unit 50% 'n' \\ more")
    other = make_unit("POLICE", name="Unit 50 'n' more")
    assert named([unit.pk, other.pk]) == [unit]
