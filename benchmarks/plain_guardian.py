"""
B3, B5: the same queries with django-guardian as it is shipped.

Stock guardian has a row for each person or group and case. The rows are made for this comparison,
in guardian's own tables, which the product does not use.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import get_objects_for_user

from benchmarks.boards import board_of
from benchmarks.compare import median_times, ratio
from benchmarks.gates import Figures
from benchmarks.personas import worklist_readers
from benchmarks.servers import administrator_session
from benchmarks.worklists import SIZE, page_for
from cases.desk.queries.board import units_led_on_side
from cases.desk.queries.worklists import OURS_SQL
from cases.models import Case, CaseGrant, Suspect
from devtools.local_servers import LocalServers
from people.access import scopes
from people.access.scopes import Scope
from people.models import User

CAPACITY = "allowed_on_case"
GROUPS = """
INSERT INTO auth_group (name) SELECT 'unit ' || id FROM people_unit WHERE name = 'Bench';
CREATE TABLE bench_group AS SELECT unit.id AS unit, auth_group.id AS of_it
FROM people_unit unit JOIN auth_group ON auth_group.name = 'unit ' || unit.id;
INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id, group_id, permission_id)
SELECT c.id, kind.id, bench_group.of_it, permission.id FROM cases_case c
CROSS JOIN LATERAL (VALUES (c.police_unit_id), (c.cps_unit_id)) AS held (unit)
JOIN bench_group USING (unit), auth_permission permission, django_content_type kind
WHERE permission.codename = 'allowed_on_case' AND permission.content_type_id = kind.id
    AND (kind.app_label, kind.model) = ('cases', 'case') AND NOT c.is_restricted;
INSERT INTO guardian_userobjectpermission (object_pk, content_type_id, user_id, permission_id)
SELECT DISTINCT named.content_object_id::text, permission.content_type_id, user_id, permission.id
FROM cases_casegrant named, auth_permission permission
WHERE permission.codename = 'allowed_on_case';
ANALYZE guardian_groupobjectpermission;
ANALYZE guardian_userobjectpermission;
"""
MEMBERS = """
INSERT INTO people_user_groups (user_id, group_id)
SELECT held.user_id, of_it FROM people_unitgrant held
JOIN bench_group ON bench_group.unit = held.content_object_id ON CONFLICT DO NOTHING;
ANALYZE people_user_groups;"""
# Without this index stock guardian would sort all open suspects. Our queries do not use it.
INDEX = "CREATE INDEX bench_stock ON cases_suspect (listed_at, id) WHERE is_open"


def fill_guardian_tables(servers: LocalServers, name: str, at: datetime) -> None:
    """Fill guardian's tables so that they grant the same people the same cases."""
    worklist_readers(at)
    with administrator_session(servers, name) as session:
        if not session.execute("SELECT 1 FROM guardian_groupobjectpermission LIMIT 1").fetchone():
            # Without foreign key checks of each row.
            session.execute("SET session_replication_role = replica")
            session.execute(GROUPS)
        session.execute(MEMBERS)


def run_guardian_pages(servers: LocalServers, name: str, at: datetime) -> dict[str, Figures]:
    """B3: {persona: time of a page by stock guardian and by ours}."""
    with administrator_session(servers, name) as session:
        session.execute(INDEX)
        try:
            return {
                who: _compare_page(scope) | _compare_count(scope)
                for who, scope in worklist_readers(at).items()
            }
        finally:
            session.execute("DROP INDEX bench_stock")


def _compare_page(scope: Scope) -> dict[str, float]:
    user, ours = User.objects.get(pk=scope.actor.id), page_for(scope)
    stock = partial(_page_by_guardian, user, scope)
    assert stock() == [row[0] for row in ours()], f"guardian's page of {user.email}"
    ms = median_times({"ms": ours, "stock ms": stock})
    return ms | {"times as fast": ratio(ms["stock ms"], ms["ms"])}


def _compare_count(scope: Scope) -> dict[str, float]:
    """Count exactly the open suspects a person may read: our board against guardian's count."""
    if not units_led_on_side(scope):
        return {}
    ours, stock = (
        board_of(scope),
        partial(_count_by_guardian, User.objects.get(pk=scope.actor.id), scope),
    )
    assert stock() == ours().n, "guardian's count"
    ms = median_times({"count ms": ours, "stock count ms": stock})
    return ms | {"times as fast to count": ratio(ms["stock count ms"], ms["count ms"])}


def _count_by_guardian(user: User, scope: Scope) -> int:
    rows = Suspect.objects.unscoped("benchmark").filter(
        is_open=True, case__in=_cases_by_guardian(user)
    )
    return rows.filter(is_restricted=False, only_side__in=("", scope.side)).count()


def _page_by_guardian(user: User, scope: Scope) -> list[UUID]:
    rows = Suspect.objects.unscoped("benchmark").filter(
        is_open=True, case__in=_cases_by_guardian(user)
    )
    rows = rows.extra(where=[OURS_SQL.replace("%(side)s", "%s")], params=[scope.side] * 2)
    return list(rows.order_by("listed_at", "pk").values_list("pk", flat=True)[:SIZE])


def _cases_by_guardian(user: User) -> QuerySet[Case]:
    with its_own_tables():
        rows = Case.objects.unscoped("benchmark")
        found: QuerySet[Case] = get_objects_for_user(user, f"cases.{CAPACITY}", rows)
        return found


@contextmanager
def its_own_tables() -> Iterator[None]:
    """Use guardian's own tables while the block runs, instead of ours."""
    CaseGrant.enabled = False  # type: ignore[attr-defined]  # guardian reads it; it has no types
    try:
        yield
    finally:
        CaseGrant.enabled = True  # type: ignore[attr-defined]  # as above


def run_guardian_checks(at: datetime) -> dict[str, Figures]:
    """B5: capacities on one row and on 25 rows, compared with guardian's checker."""
    scope = worklist_readers(at)["largest force"]
    user = User.objects.get(pk=scope.actor.id)
    readable = list(Case.objects.for_scope(scope).order_by("pk")[:20])
    elsewhere = Case.objects.unscoped("benchmark").exclude(police_unit__in=scope.units)
    rows = readable + list(elsewhere.order_by("pk")[:5])
    return {
        "one row": _compare_check(scope, user, rows[:1]),
        "25 rows": _compare_check(scope, user, rows),
    }


def _compare_check(scope: Scope, user: User, rows: Sequence[Case]) -> dict[str, float]:
    ours = partial(scopes.standings_on, scope, rows)
    held = [bool(ours()[row.pk].capacities) for row in rows]
    assert held == _by_guardian(user, rows), "guardian's check"
    assert any(held) and all(held) == (len(rows) == 1)
    ms = median_times({"ms": ours, "stock ms": partial(_by_guardian, user, rows)})
    return ms | {
        "queries": _count_statements(ours),
        "times as fast": ratio(ms["stock ms"], ms["ms"]),
    }


def _by_guardian(user: User, rows: Sequence[Case]) -> list[bool]:
    """Check as guardian's manual says: one checker for the person, prefetched for many rows."""
    with its_own_tables():
        checker = ObjectPermissionChecker(user)
        if len(rows) > 1:
            checker.prefetch_perms(rows)  # type: ignore[arg-type]  # it takes a list too
        return [checker.has_perm(CAPACITY, row) for row in rows]


def _count_statements(act: Callable[[], object]) -> int:
    asked: list[object] = []

    def heard(execute: Callable[..., Any], *statement: Any) -> Any:
        asked.append(statement)
        return execute(*statement)

    with connection.execute_wrapper(heard):
        act()
    return len(asked)
