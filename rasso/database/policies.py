"""
Row-level security: the policies of every table that is not for everybody (docs/decisions/0087).

Made from what each access-controlled model declares (people/models/access_controlled.py), the
declarations that Scope.visible reads too, and from each `sql/row_security.toml`, which lists the
tables that hang on such a model. A table has two policies: `readable`, for whoever reads in the
transaction, and `acts`, for the roles under which actions, tasks, commands and counts run. What a
support service keeps for itself has `readable` and `adds`, both for the role that its own pages
take (docs/decisions/0110).
"""

import tomllib
from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, ManyToOneRel, Model

from people.access.paths import access_root_model, conflict_foreign_key
from people.identity.capacities import READ_SETS
from people.identity.database_roles import (
    ACTING_ROLE,
    ENTRIES_ROLE,
    FIGURES_ROLE,
    WORKER_ROLE,
)
from people.models import Grant
from people.models.access_controlled import AccessControlled, AccessRoot, related_model_at
from rasso.database import privileges
from rasso.database.files import APPS, DatabaseObject
from rasso.settings.environment import ROOT

RULES = "people/sql/row_security.sql"  # what the conditions ask
READABLE = """DROP POLICY IF EXISTS readable ON {table};
CREATE POLICY readable ON {table} FOR SELECT TO {role} USING (
    {condition}
);
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"""
ACTS = """DROP POLICY IF EXISTS acts ON {table};
CREATE POLICY acts ON {table} TO {role} USING (TRUE) WITH CHECK (TRUE);
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"""
ADDS = """DROP POLICY IF EXISTS adds ON {table};
CREATE POLICY adds ON {table} FOR INSERT TO {role} WITH CHECK (
    {condition}
    AND by_id = (SELECT people_reader())
);"""
# (SELECT …): worked out once a statement, not for each row.
IDS = "(SELECT people_reader_ids('{name}'))::bigint[]"
READER_IS_NAMED = """{root} IN (
        SELECT named.content_object_id FROM {grants} named
        WHERE named.user_id = (SELECT people_reader())
            AND people_is_live(named.expires_at, (SELECT people_reader_at()))
    )"""
# Postgres expects half of the rows to meet a CASE. Of the bare conditions it expects almost none
# to, and then reads and sorts all open suspects of a large unit for the first page of a list.
FOR_MANY_ROWS = "CASE WHEN {condition}\n    THEN TRUE ELSE FALSE END"
# People who contact victims read no case, but their pages join these to what they do read.
JOINED_BY_VICTIM_PAGES = ("cases_case", "cases_suspect")
SUPPORTED = """(SELECT people_reader_side()) = 'SUPPORT' AND EXISTS (
        SELECT FROM victims_support supported WHERE supported.{key} = {row}
    )"""
OFFERED = """EXISTS (
        SELECT FROM cases_transfer offered WHERE offered.case_id = cases_case.id
    )"""
ASKED = f"""EXISTS (
        SELECT FROM pilots_learningaction asked
        WHERE asked.panel_id = pilots_panel.id
            AND asked.unit_id = ANY ({IDS.format(name="leading")})
    )"""
# Rows that pages show with what their reader reads by another right: a service reads supports, not
# cases; the managers of a unit read that a case is offered to it, with its URN, not the case; the
# leaders of a unit read what a panel asks of it, not the panel.
SHOWN_WITH_ANOTHER = {
    "cases_case": [SUPPORTED.format(key="case_id", row="cases_case.id"), OFFERED],
    "cases_conflict": [SUPPORTED.format(key="case_id", row="cases_conflict.case_id")],
    "cases_conflictattempt": [SUPPORTED.format(key="case_id", row="cases_conflictattempt.case_id")],
    "cases_conflictlifting": [SUPPORTED.format(key="case_id", row="cases_conflictlifting.case_id")],
    "victims_victimrecord": [SUPPORTED.format(key="record_id", row="victims_victimrecord.id")],
    "pilots_panel": [ASKED],
}
HELD_ON = "content_object"  # of a grant
READABLE_UNDER = {
    "cases_case": "cases_is_readable",
    "victims_support": "victims_is_support_readable",
    "pilots_panel": "pilots_is_panel_readable",
}
# Of what a support service keeps for itself, more than that its reader reads the support.
OF_THE_SERVICE = {
    "victims_serviceentry": "victims_is_entry_readable(support_id, at)",
    "victims_servicelog": (
        "(by_id = (SELECT people_reader()) OR victims_is_support_managed(support_id))"
    ),
}


def policies() -> Iterator[DatabaseObject]:
    """
    Both policies of every table with row-level security.

    Each is for one role, so that statements of actions and tasks carry no condition of a reader.
    """
    for table, condition in sorted(conditions().items()):
        for name, text in _policies_of(table, condition).items():
            yield DatabaseObject("policy", name, table, "", text, RULES)


def _policies_of(table: str, condition: str) -> dict[str, str]:
    """{name: statements} of the two policies of a table."""
    tables = privileges.groups()["entries"]
    if table in tables:
        own = {"table": table, "role": ENTRIES_ROLE}
        read = f"{condition}\n    AND {OF_THE_SERVICE[table]}"
        return {
            "readable": READABLE.format(**own, condition=read),
            "adds": ADDS.format(**own, condition=condition),
        }
    readers = [privileges.pages_role()]
    if table in privileges.read_besides(ENTRIES_ROLE):
        readers.append(ENTRIES_ROLE)
    all_rows = ", ".join((ACTING_ROLE, WORKER_ROLE, FIGURES_ROLE))
    return {
        "readable": READABLE.format(table=table, role=", ".join(readers), condition=condition),
        "acts": ACTS.format(table=table, role=all_rows),
    }


@cache
def conditions() -> dict[str, str]:
    """{table: the condition under which whoever reads may read a row of it}."""
    found: dict[str, str] = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if issubclass(model, AccessControlled):
            found[table] = "\n    AND ".join(_conditions_of_model(model))
            if issubclass(model, AccessRoot):
                found[table] = FOR_MANY_ROWS.format(condition=found[table])
            if _is_conflict(model):  # the scope's own SQL asks whether the reader is in conflict
                found[table] += f"\n    OR user_id = ANY ({IDS.format(name='accounts')})"
            tracked = getattr(model, "history", None)
            if tracked is not None:
                history = tracked.model._meta.db_table
                found[history] = _readable_history(model, history)
        elif model._meta.auto_created and (parent := _walled_parent(model)):
            found[table] = _through(table, *parent)
    return found | dict(_listed_tables())


def _conditions_of_model(model: type[AccessControlled]) -> Iterator[str]:
    table = model._meta.db_table
    reach = [
        _reached_as_root(model) if issubclass(model, AccessRoot) else _reached_under_root(model)
    ]
    reach += SHOWN_WITH_ANOTHER.get(table, [])
    if model.addressed_unit:
        asked = f"{model.addressed_unit}_id = ANY ({IDS.format(name='leading')})"
        reach.append(f"{asked} AND (SELECT people_reader_ids('within')) IS NULL")
    yield f"({' OR '.join(reach)})"
    if issubclass(model, AccessRoot):
        yield from _kept_from_root(model)
    if hasattr(model, "only_side"):
        yield "only_side IN ('', (SELECT people_reader_side()))"
    if model.private_with:
        yield _private_with(model)
    if model.second_path:
        yield _readable_second(model)
    if model.access_blocks:
        yield _not_blocked(model)
    if model.hidden_flag:
        yield f"NOT {model.hidden_flag}"


def _is_conflict(model: type[AccessControlled]) -> bool:
    key = conflict_foreign_key(model)
    return key is not None and key.model is model


def _reached_as_root(model: type[AccessRoot]) -> str:
    """By a unit of the row's own, unless the row is restricted, or by a named role."""
    units = dict.fromkeys(model.unit_of.values())
    held = "case_rows" if model._meta.db_table in JOINED_BY_VICTIM_PAGES else _read_set(model)
    own = " OR ".join(f"{unit}_id = ANY ({IDS.format(name=held)})" for unit in units)
    grants = _grants_table(access_root_model(model))
    reach = [f"NOT is_restricted AND ({own})"]
    reach.append(READER_IS_NAMED.format(root=_root_column(model), grants=grants))
    return " OR ".join(reach)


def _grants_table(root: type[AccessRoot]) -> str:
    """The table of the named roles on a model's rows; not by guardian, which asks the database."""
    for model in apps.get_models():
        if issubclass(model, Grant) and model._meta.get_field(HELD_ON).related_model is root:
            return model._meta.db_table
    raise LookupError(f"Nobody can be named on {root.__name__}.")


def _kept_from_root(model: type[AccessRoot]) -> Iterator[str]:
    units = ", ".join(f"{unit}_id" for unit in dict.fromkeys(model.unit_of.values()))
    yield f"((SELECT people_reader_ids('within')) IS NULL OR people_is_within(ARRAY[{units}]))"
    holder = access_root_model(model)
    if holder.conflict_of:
        about = _root_column(model) if holder.conflict_of == "pk" else f"{holder.conflict_of}_id"
        yield f"{about} <> ALL ((SELECT people_reader_conflicts())::uuid[])"


def _reached_under_root(model: type[AccessControlled]) -> str:
    root = access_root_model(model)._meta.db_table
    return f"{READABLE_UNDER[root]}({_root_column(model)}, '{_read_set(model)}')"


def _root_column(model: type[AccessControlled]) -> str:
    return "id" if model.access_path == "pk" else f"{model.access_path}_id"


def _read_set(model: type[AccessControlled]) -> str:
    """The name of the set of capacities that read a model's rows. Raises LookupError if unnamed."""
    for name, capacities in READ_SETS.items():
        if capacities == model.read_in:
            return name
    raise LookupError(f"READ_SETS has no name for those who read {model.__name__}.")


def _private_with(model: type[AccessControlled]) -> str:
    field = model._meta.get_field(model.private_with)
    parent = related_model_at(model, model.private_with)._meta.db_table
    through = _through(model._meta.db_table, f"{model.private_with}_id", parent)
    return f"({model.private_with}_id IS NULL OR {through})" if field.null else through


def _readable_second(model: type[AccessControlled]) -> str:
    second = related_model_at(model, model.second_path)
    table, key = second._meta.db_table, f"{model.second_path}_id"
    if asks := READABLE_UNDER.get(table):
        return f"{asks}({key}, '{_read_set(second)}')"
    return _through(model._meta.db_table, key, table)


def _readable_history(model: type[AccessControlled], history: str) -> str:
    """With its row; of a row that others are shown too, for those alone who read it themselves."""
    table, root = model._meta.db_table, access_root_model(model)._meta.db_table
    condition = _through(history, "id", table)
    if table in JOINED_BY_VICTIM_PAGES or table in SHOWN_WITH_ANOTHER:
        condition += f" AND {READABLE_UNDER[root]}({_root_column(model)}, '{_read_set(model)}')"
    return condition


def _not_blocked(model: type[AccessControlled]) -> str:
    relation = model._meta.get_field(model.access_blocks)
    assert isinstance(relation, ManyToOneRel)
    blocks, key = relation.field.model._meta.db_table, relation.field.column
    accounts = IDS.format(name="accounts")
    return (
        f"NOT EXISTS (SELECT FROM {blocks} blocked WHERE blocked.{key} = {model._meta.db_table}.id"
        f" AND blocked.user_id = ANY ({accounts}))"
    )


def _through(table: str, column: str, parent: str) -> str:
    """Readable with the row of `parent` that the column names."""
    return f"EXISTS (SELECT FROM {parent} parent WHERE parent.id = {table}.{column})"


def _walled_parent(model: type[Model]) -> tuple[str, str] | None:
    """(column, table) of the access-controlled model that a table of pairs belongs to."""
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and issubclass(field.related_model, AccessControlled):
            return field.column, field.related_model._meta.db_table
    return None


def _listed_tables() -> Iterator[tuple[str, str]]:
    """(table, condition) of the tables that hang on an access-controlled row."""
    for app in APPS:
        path = ROOT / app / "sql" / "row_security.toml"
        if path.exists():
            listed = tomllib.loads(path.read_text(encoding="utf-8"))
            for table, key in listed["readable_with"].items():
                column, parent = key.split(" of ")
                yield table, _through(table, column, parent)
