"""House rules that no single test would check."""

import ast
import inspect
import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from jinja2 import nodes

from cases import permissions
from cases.actions.open_case_action import PERMISSION_TABLES
from people.access.permission_tables import Rules
from people.api.endpoints import SCOPES
from people.models import AccessControlled
from people.models.managers import ScopedManager, Unscoped
from people.web.guards import guarded
from rasso.settings.environment import ROOT
from tests.support.code_scanner import (
    APPS,
    comparisons,
    function_length,
    is_method_call,
    is_name_of,
    line_count,
    modules,
    nodes_where,
)
from tests.support.sitemap import api_endpoints, routes

OPEN_TO_ALL = {"livez", "readyz", "readyz-reminders"}
SIGNING_IN = ("account_", "mfa_")  # allauth's views, which have their own tests
OTHER_NAMES = {  # pages whose verb has another page of that name, or which have a plainer name
    "worklist": "see_worklist",
    "next-step": "see_case",  # redirects to what comes next on the case
    "check-referral": "write_referral",
    "check-early-advice": "request_early_advice",
    "plan-from-gaps": "set_action_plan",
    "propose-from-gaps": "propose_action_plan",
    "people": "see_accounts",
    "person": "see_accounts",
    "systems": "see_accounts",
    "agencies": "see_accounts",
    "agency": "see_accounts",
    "unit": "see_accounts",
    "set-urgent-route": "set_route",
    "service-entries": "see_support",  # nobody may learn whether an entry was read or written
}
WRITES = (
    "save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create",
    "bulk_update", "save_without_historical_record",
)  # fmt: skip
WRITERS = (  # besides actions: what they are built on, and what is not part of the service
    "/actions/", "people/access/grants.py", "people/access/audit_log.py",
    "people/migration_support/forces.py", "rasso/",
    "people/web/drafts/service.py", "people/web/drafts/views.py", "people/web/idempotency.py",
    "people/web/session_store.py",
    "people/signing_in/sessions.py", "cases/documents/store.py",
    "pilots/queries/spreadsheets.py",  # saves a spreadsheet in memory only
    "cases/documents/page_drawing.py",  # saves pictures in memory, in a process without a database
)  # fmt: skip
CLOCKS = ("timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time")
GRAB_BAGS = {"utils", "helpers", "common", "core", "misc"}

every_walled_model = pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if issubclass(model, AccessControlled)],
    ids=lambda model: model.__name__,
)


# Every URL has a verb and a rule


def guarded_routes():
    return [
        route
        for route in routes()
        if route.name not in OPEN_TO_ALL and not route.name.startswith(SIGNING_IN)
    ]


@pytest.mark.register
def test_every_address_has_a_verb_and_a_rule():
    assert len(guarded_routes()) > 50
    for route in guarded_routes():
        assert route.verb, f"{route} goes through no door"
        assert route.rules[route.verb], f"{route} has no rule"


def test_an_address_is_named_by_its_verb():
    for route in guarded_routes():
        wanted = OTHER_NAMES.get(route.name, route.name.replace("-", "_"))
        assert route.verb == wanted, route


def permission_tables():
    """Every permission table of the apps."""
    administration = "people.administration"
    modules = [f"{administration}.permissions", f"{administration}.proposal_permissions"]
    modules += ["people.reading.permissions", "people.alerts.permissions"]
    for module in modules + [f"{app}.permissions" for app in APPS if app != "people"]:
        if find_spec(module):
            yield from (t for t in vars(import_module(module)).values() if isinstance(t, Rules))


@pytest.mark.register
def test_every_door_of_the_api_has_a_verb_and_a_rule_and_says_what_its_token_must_be_for():
    assert len(list(api_endpoints())) > 30
    for each in api_endpoints():
        assert each.door.rules[each.door.verb], f"{each} has no rule"
        assert each.door.token_scope in SCOPES, each
        assert (each.method == "GET") == (each.door.token_scope != "act"), each


@pytest.mark.register
def test_every_verb_has_an_address():
    reached = {route.verb for route in guarded_routes()} | {
        each.door.verb for each in api_endpoints()
    }
    assert set().union(*permission_tables()) == reached


def test_a_page_without_a_rule_cannot_be_written():
    with pytest.raises(LookupError):
        guarded("admire_case", next(iter(PERMISSION_TABLES)), permissions.CASE)


@pytest.mark.register
def test_no_address_carries_a_reference_or_a_name():
    taken = {name: kind for route in routes() for name, kind in route.takes}
    assert taken.keys() == {"pk", "grant", "name", "day", "provider_id", "key"}
    assert taken["name"] == "SlugConverter"  # a worklist's name
    assert taken["provider_id"] == "SlugConverter"  # of the settings
    assert {route.name for route in routes() if "key" in dict(route.takes)} == {"fetch-calendar"}


# Every read names its reader


@every_walled_model
def test_a_scoped_table_answers_no_query_without_a_reader(model):
    assert isinstance(model._default_manager, ScopedManager)
    for ask in (model.objects.all, model.objects.count, model.objects.first):
        with pytest.raises(Unscoped):
            ask()


def test_no_code_asks_django_or_guardian_what_a_person_may_do():
    banned = (
        "has_perm", "has_perms", "has_module_perms", "is_staff", "get_objects_for_user",
        "get_perms", "assign_perm", "permission_required", "user_passes_test",
    )  # fmt: skip
    assert not nodes_where(lambda node: is_name_of(node, *banned))
    assert not nodes_where(lambda node: is_name_of(node, "is_superuser"))
    assert not nodes_where(
        lambda node: (
            isinstance(node, ast.ImportFrom) and (node.module or "").startswith("guardian")
        ),
        outside=["people/access/grants.py", "people/access/paths.py", "people/models/grant.py"],
    )


# Only actions write, and they are told by whom and when


def test_only_actions_write():
    assert not nodes_where(lambda node: is_method_call(node, *WRITES), outside=WRITERS)


def test_actions_never_read_the_clock():
    elsewhere = [path for path in modules() if "/actions/" not in path]
    assert not nodes_where(
        lambda node: isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS,
        outside=elsewhere,
    )
    assert not nodes_where(
        lambda node: (
            isinstance(node, ast.Call)
            and is_name_of(node.func, "localdate", "localtime")
            and not node.args
        ),
        outside=elsewhere,
    )


def test_an_action_takes_everything_by_name_and_is_told_who_and_when():
    verbs = set().union(*PERMISSION_TABLES.values(), permissions.SITE)
    checked = 0
    for path in modules():
        if path.startswith("cases/") and "/actions/" in path:
            module = import_module(path.removesuffix(".py").replace("/", "."))
            for verb in verbs & vars(module).keys():
                taken = inspect.signature(getattr(module, verb)).parameters
                by_name = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
                assert all(each.kind in by_name for each in taken.values()), verb
                needed = {name for name, each in taken.items() if each.default is each.empty}
                assert {"by", "at"} <= needed, verb
                checked += 1
    assert checked > 25


# Rules for all files


def test_nothing_happens_behind_a_callers_back():
    assert not nodes_where(
        lambda node: is_name_of(node, "receiver", "post_save", "pre_save", "m2m_changed")
    )
    assert not nodes_where(
        lambda node: isinstance(node, ast.FunctionDef) and node.name == "save",
        outside=[
            "people/web/drafts/service.py",
            "people/signing_in/forms.py",
            "people/signing_in/allauth_adapters.py",
            "people/web/session_store.py",  # of a session in use, which is no model
        ],
    )
    assert not nodes_where(lambda node: is_name_of(node, "GenericForeignKey", "GenericRelation"))
    assert not [
        model for model in apps.get_models() if is_our_model(model) and model._meta.ordering
    ]


def is_our_model(model):
    return model._meta.app_label in ("people", "timeliness", "cases") and "Historical" not in (
        model.__name__
    )


def test_functions_and_files_can_be_read_in_one_look():
    assert not [path for path in modules() if line_count(path) >= 300]
    assert not nodes_where(
        lambda node: (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and function_length(node) > 30
        )
    )


def test_no_migration_makes_a_function_a_trigger_or_a_view():
    """They are in <app>/sql/ in their current form, and build_database installs them."""
    makes = re.compile(r"\bCREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|TRIGGER|VIEW|PROCEDURE)\b", re.I)
    paths = [path for app in APPS for path in (ROOT / app).glob("migrations/*.py")]
    assert len(paths) > 5
    assert not [str(path.relative_to(ROOT)) for path in paths if makes.search(path.read_text())]


def test_advisory_locks_are_taken_through_the_one_list_of_their_numbers():
    """Another use of the same number elsewhere would make both wait for each other."""
    said = {
        path for path in modules() if "advisory_xact_lock" in (ROOT / path).read_text().casefold()
    }
    assert said == {"people/access/advisory_locks.py"}
    tree = modules()["people/access/advisory_locks.py"]
    [listed] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    numbers = [each.value.value for each in listed.body if isinstance(each, ast.Assign)]
    assert len(numbers) == len(set(numbers)) >= 6


def test_which_grants_are_live_is_asked_in_one_way():
    """A grant without an end is live too, which a hand-written query forgets."""
    wrong = nodes_where(
        lambda node: (
            (isinstance(node, ast.keyword) and "expires_at__" in (node.arg or ""))
            or (isinstance(node, ast.Constant) and "expires_at IS NULL" in str(node.value))
        ),
        outside=[
            "people/access/expiry.py",
            "people/administration/actions/grants.py",  # those that have ended
            "people/administration/actions/systems.py",  # tokens, which always end
            "people/api/bearer_auth.py",
            "people/models/system.py",
        ],
    )
    assert not wrong


def test_how_many_rows_a_page_has_is_set_in_one_place():
    wrong = nodes_where(
        lambda node: (
            isinstance(node, ast.Assign)
            and re.search("PAGE_SIZE|PER_PAGE", ast.unparse(node.targets[0])) is not None
        ),
        outside=["people/access/pagination.py"],
    )
    assert not wrong


def test_days_and_times_are_put_into_words_in_one_place():
    assert not nodes_where(
        lambda node: is_name_of(node, "date_format", "time_format", "naturaltime", "timesince"),
        outside=["people/text/dates.py"],
    )


def test_a_case_is_locked_without_its_key():
    """So that rows which only reference a case, such as figures, can be written meanwhile."""
    wrong = nodes_where(
        lambda node: (
            is_method_call(node, "select_for_update")
            and "Case.objects" in ast.unparse(node)
            and "no_key=True" not in ast.unparse(node)
        )
    )
    assert not wrong


def test_nothing_under_the_gpl_is_imported_or_installed_in_the_image():
    """Its licence would apply to everything in a distributed image."""
    assert not nodes_where(lambda node: is_name_of(node, "krippendorff"))
    assert "krippendorff" not in (ROOT / "requirements.txt").read_text()


def test_no_module_is_a_grab_bag():
    names = {part.removesuffix(".py") for path in modules() for part in path.split("/")}
    assert not names & GRAB_BAGS


def test_templates_compare_no_states_no_roles_and_no_dates():
    wrong = []
    for path, line, left, rights in comparisons():
        for side in (left, *rights):
            if isinstance(side, nodes.Const) and is_a_code(side.value):
                wrong.append(f"{path}:{line} compares with {side.value!r}")
            if isinstance(side, nodes.Getattr) and re.search(
                r"^(state|status|side|urgency|kind)$|_(side|at|on)$", side.attr
            ):
                wrong.append(f"{path}:{line} compares {side.attr}")
    assert not wrong


def is_a_code(value):
    """Whether a constant is a code stored in the database."""
    return isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z_]{2,}", value) is not None
