"""B12, B14, B15: what a write costs, with and without what is written beside it. All is undone."""

from functools import partial
from unittest.mock import patch

from django.utils import timezone

from benchmarks import through
from benchmarks.beside import medians, ratio
from benchmarks.people import readers, units
from benchmarks.rows import undone, written
from cases.actions import cases
from cases.models import Case, Suspect
from people import access
from people.access import scope_of
from people.models import User
from people.sides import Side


def history(at):
    """B12: saving a suspect, with the history that people read and without it."""
    scope = readers(at)["largest force"]
    suspect = Suspect.objects.for_scope(scope).filter(is_open=True).order_by("pk").first()

    def with_history():
        suspect.save()

    ways = {"ms": with_history, "without ms": suspect.save_without_historical_record}
    ms = medians({name: partial(undone, act) for name, act in ways.items()})
    rows, _statements = written(with_history)
    return {
        **ms,
        "to without": ratio(ms["ms"], ms["without ms"]),
        "rows of history for one change": rows.get("cases_historicalsuspect", 0),
        **through.history(scope, suspect),
    }


def new_case(at):
    """B14: opening a case by the action, with the grant that names its officer and without it."""
    officer = _officer()
    unit = officer.unit
    by = scope_of(officer, at=at)
    urn = f"{unit.agency.force_code}ZZ9999926"
    act = partial(cases.open_case, by=by, at=at, unit=unit, urn=urn)

    def without_grants():
        with patch.object(access, "grant"):
            act()

    def bare():
        Case.objects.system("benchmark").model(
            urn=urn, police_unit=unit, officer=officer, opened_by=officer, opened_at=at
        ).save_without_historical_record()

    ways = {"ms": act, "without grants ms": without_grants, "bare insert ms": bare}
    ms = medians({name: partial(undone, each) for name, each in ways.items()})
    rows, statements = written(act)
    fewer, fewer_statements = written(without_grants)
    return {
        **ms,
        "to without grants": ratio(ms["ms"], ms["without grants ms"]),
        "to bare insert": ratio(ms["ms"], ms["bare insert ms"]),
        "rows": rows,
        "rows of grants": sum(rows.values()) - sum(fewer.values()),
        "statements": statements,
        "statements for grants": statements - fewer_statements,
        **through.new_case(by, urn),
    }


def _officer():
    """Somebody of the largest force who opens cases."""
    unit = units(Side.POLICE)[0]
    known = {"name": "Bench", "agency": unit.agency, "password": "!"}
    user, is_new = User.objects.get_or_create(email="bench-opens@bench.example", defaults=known)
    if is_new:
        access.grant("refer_cases", to=user, on=unit, by=user, at=timezone.now())
    user.unit = unit
    return user


def grant(at):
    """B15: giving one person one unit, which has a seventh of all cases."""
    unit, user = units(Side.POLICE)[0], _officer()
    act = partial(access.grant, "see_figures", to=user, on=unit, by=user, at=at)
    rows, statements = written(act)
    cases_of_it = Case.objects.system("benchmark").filter(police_unit=unit).count()
    return {"rows": sum(rows.values()), "statements": statements, "of cases": cases_of_it} | rows
