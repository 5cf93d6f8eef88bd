"""B12, B14, B15: the cost of writes, with and without history and grants. All is rolled back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from unittest.mock import patch

from django.utils import timezone

from benchmarks import http_writes
from benchmarks.compare import median_times, ratio
from benchmarks.gates import Figures
from benchmarks.personas import units_with_cases, worklist_readers
from benchmarks.row_counts import count_written_rows, run_and_undo
from cases.case_details.actions import cases
from cases.models import Case, Suspect
from people.access import grants
from people.access.scopes import scope_of
from people.identity.sides import Side
from people.models import Unit, User


def run_history(at: datetime) -> Figures:
    """B12: save a suspect, with and without history."""
    scope = worklist_readers(at)["largest force"]
    suspect = Suspect.objects.for_scope(scope).filter(is_open=True).order_by("pk").first()
    assert suspect is not None

    def with_history() -> None:
        suspect.save()

    ways = {"ms": with_history, "without ms": suspect.save_without_historical_record}
    ms = median_times({name: partial(run_and_undo, act) for name, act in ways.items()})
    rows, _statements = count_written_rows(with_history)
    return {
        **ms,
        "to without": ratio(ms["ms"], ms["without ms"]),
        "rows of history for one change": rows.get("cases_historicalsuspect", 0),
        **http_writes.time_history_requests(scope, suspect),
    }


def run_new_case(at: datetime) -> Figures:
    """B14: open a case by the action, with and without the grant that names its officer."""
    unit = units_with_cases(Side.POLICE)[0]
    officer = _officer(unit)
    by = scope_of(officer, at=at)
    urn = f"{unit.agency.force_code}ZZ9999926"
    act = partial(cases.open_case, by=by, at=at, unit=unit, urn=urn)

    def without_grants() -> None:
        with patch.object(grants, "grant_capacity"):
            act()

    def bare() -> None:
        Case.objects.unscoped("benchmark").model(
            urn=urn, police_unit=unit, officer=officer, opened_by=officer, opened_at=at
        ).save_without_historical_record()

    ways: dict[str, Callable[[], object]] = {
        "ms": act,
        "without grants ms": without_grants,
        "bare insert ms": bare,
    }
    ms = median_times({name: partial(run_and_undo, each) for name, each in ways.items()})
    rows, statements = count_written_rows(act)
    fewer, fewer_statements = count_written_rows(without_grants)
    return {
        **ms,
        "to without grants": ratio(ms["ms"], ms["without grants ms"]),
        "to bare insert": ratio(ms["ms"], ms["bare insert ms"]),
        "rows": rows,
        "rows of grants": sum(rows.values()) - sum(fewer.values()),
        "statements": statements,
        "statements for grants": statements - fewer_statements,
        **http_writes.time_new_case_requests(by, urn),
    }


def _officer(unit: Unit) -> User:
    """A person of the unit who may open cases."""
    known = {"name": "Bench", "agency": unit.agency, "password": "!"}
    user, is_new = User.objects.get_or_create(email="bench-opens@bench.example", defaults=known)
    if is_new:
        grants.grant_capacity("refer_cases", to=user, on=unit, by=user, at=timezone.now())
    return user


def run_unit_grant(at: datetime) -> Figures:
    """B15: give one person one unit, which has a seventh of all cases."""
    unit = units_with_cases(Side.POLICE)[0]
    user = _officer(unit)
    act = partial(grants.grant_capacity, "see_figures", to=user, on=unit, by=user, at=at)
    rows, statements = count_written_rows(act)
    cases_of_it = Case.objects.unscoped("benchmark").filter(police_unit=unit).count()
    return {"rows": sum(rows.values()), "statements": statements, "of cases": cases_of_it} | rows
