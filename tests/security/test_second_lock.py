"""Row-level security: what a query that forgets its scope reads (docs/decisions/0087)."""

import subprocess
import sys
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Suspect
from people.access import kept_statements
from people.access.row_security import acting, current_role, keeping_entries, reading_as
from people.access.scopes import Scope, scope_of
from people.models.access_controlled import AccessControlled
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases.permission_matrix import Crowd
from tests.support.module_fixtures import module_fixture
from tests.support.response_text import response_text

pytestmark = pytest.mark.django_db

# Tables whose rows pages join to what their reader reads by another right (docs/decisions/0087).
SHOWN_WITH_ANOTHER = {
    "cases_case", "cases_suspect", "cases_conflict", "cases_conflictattempt",
    "cases_conflictlifting", "victims_victimrecord", "pilots_panel",
}  # fmt: skip
ENTRIES = {"victims_serviceentry", "victims_servicelog"}  # which a service keeps for itself
# Tables that the policies leave out, and why.
OPEN_TABLES = {
    "the lock asks them who holds what": {
        "people_unitgrant", "cases_casegrant", "victims_supportgrant", "pilots_panelgrant",
    },
    "accounts, agencies and what they sign in with": {
        "account_emailaddress", "account_emailconfirmation", "auth_group",
        "auth_group_permissions", "auth_permission", "django_content_type", "django_session",
        "guardian_groupobjectpermission", "guardian_userobjectpermission", "mfa_authenticator",
        "people_accessproposal", "people_agency", "people_agencyarea", "people_calendaraddress",
        "people_directoryperson",
        "people_human", "people_insideralert",
        "people_linkedsignin", "people_readingrequest", "people_route", "people_session",
        "people_system", "people_token",
        "people_unit", "people_user", "people_user_groups", "people_user_user_permissions",
        "socialaccount_socialaccount", "socialaccount_socialapp", "socialaccount_socialtoken",
        "people_historicalagency", "people_historicalroute", "people_historicalunit",
        "people_historicalunitgrant", "people_historicaluser",
    },
    "the log, which auditors read": {
        "people_auditentry", "people_cosignature", "people_sealedentry", "people_signedhead",
        "people_treenode", "people_unsealedentry",
    },
    "one person's own, or a system's": {
        "people_answered", "people_calls", "people_draft", "people_posted",
        "people_usedassertion", "pilots_export", "timeliness_mailchoice",
    },
    "clocks and notices, which name no one": {
        "timeliness_clock", "timeliness_delivery", "timeliness_extraday", "timeliness_mark",
        "timeliness_reminder",
    },
    "lists that everybody reads": {
        "cases_offence", "cases_offencepoints", "cases_point", "cases_pointsreview",
        "cases_prosecutorspecialism", "cases_absence", "cases_wording", "cases_wordingversion",
        "pilots_learningpoint", "pilots_learningreading", "pilots_learningrequest",
        "pilots_occasion", "pilots_pilot", "pilots_pilotarea", "pilots_pilotarea_forces",
        "pilots_registeredmeasure", "pilots_historicalpilot", "pilots_historicalpilotarea",
    },
    "certificates, which name no one of a case": {"cases_destroyedcase"},
    "numbers and what they are counted from": {
        "cases_boardcount", "pilots_countedcase", "pilots_countingsecret", "pilots_sharetally",
        "pilots_stage_tally", "pilots_stretch", "pilots_touched",
    },
}  # fmt: skip


@module_fixture
def crowd():
    return Crowd()


def walled_models():
    return [model for model in apps.get_models() if issubclass(model, AccessControlled)]


def ids_without_scope(scope, model):
    with transaction.atomic(), reading_as(scope), role_that_reads(model, scope):
        return ids_in_table(model)


def role_that_reads(model, scope):
    """The role that reads what a service keeps for itself; for all else that of the page."""
    return keeping_entries(scope) if model._meta.db_table in ENTRIES else nullcontext()


def ids_in_table(model):
    """Ids of the rows that whoever reads in this transaction is shown of a whole table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table}")
        return {pk for (pk,) in cursor.fetchall()}


def test_no_query_without_a_scope_reads_more_than_the_scope(crowd):
    """Of every access-controlled table, for every person of the matrix."""
    read, more = set(), {}
    for who in share_of_checks([each for each in crowd.people if each.user.pk]):
        scope = scope_of(who.user, at=timezone.now())
        for model, first, second in ids_through_both_locks(scope):
            table = model._meta.db_table
            assert first <= second, (str(who), table)
            read |= {table} if first else set()
            if second > first:
                more.setdefault(table, set()).add(who.side)
    assert more.keys() <= SHOWN_WITH_ANOTHER
    assert len(read) > 40  # that the crowd's cases hold something of most tables


def ids_through_both_locks(scope):
    """(model, ids that the scope reads, ids that a query without a scope reads) of every model."""
    with transaction.atomic(), reading_as(scope):
        for model in walled_models():
            with role_that_reads(model, scope):
                rows = model.objects.for_scope(scope).order_by().values_list("pk", flat=True)
                found = set(rows), ids_in_table(model)
            yield model, *found


def test_what_hangs_on_a_row_is_read_with_it(crowd):
    """Histories, tables of pairs and listed tables: nobody reads one of a case they do not read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'readable'")
        tables = {name for (name,) in cursor.fetchall()}
    tables -= {model._meta.db_table for model in walled_models()}
    assert len(tables) > 30
    [stranger] = [
        who for who in crowd.people
        if (who.role, who.relation) == ("supervise_cases", "another agency")
    ]  # fmt: skip
    scope = scope_of(stranger.user, at=timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        filled = {name for name in tables if count_rows(cursor, name)}
        with reading_as(scope):
            assert {name for name in tables if count_rows(cursor, name)} == set()
    assert len(filled) > 8


def count_rows(cursor, table):
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def test_whoever_reads_for_nobody_reads_nothing(crowd):
    nobody = Scope(None, "", None, None, {}, timezone.now())
    for model in walled_models():
        assert ids_without_scope(nobody, model) == set(), model


def test_a_service_reads_of_cases_only_those_of_the_victims_it_supports(crowd):
    isvas = [who for who in crowd.people if who.side == "SUPPORT" and who.user.pk]
    scopes = [scope_of(who.user, at=timezone.now()) for who in isvas]
    read = {len(ids_without_scope(scope, Case)) for scope in scopes}
    assert read and max(read) < Case.objects.unscoped("test").count()


# Ten pages without the first lock


@pytest.fixture
def without_scope(monkeypatch):
    """Take the scope away from every query that has one, for this test alone."""
    monkeypatch.setattr(Scope, "visible", lambda scope, rows: rows)
    monkeypatch.setattr(kept_statements, "KEPT", {})
    sql = "people.access.worklists.UNIT_ROWS_SQL"
    monkeypatch.setattr(sql, "%(units)s::bigint[] IS NOT NULL")


def page_of(who, name, *args):
    client = Client()
    client.force_login(who)
    return client.get(reverse(name, args=args))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("see-case", "Case"),
        ("see-referral", ("Referral", True)),
        ("see-review", "Review"),
        ("see-item", "ActionItem"),
        ("see-document", ("Document", "CPS")),
        ("see-thread", "Thread"),
        ("see-victim", "VictimRecord"),
        ("see-duties", "VictimRecord"),
        ("see-letters", "VictimRecord"),
        ("see-support", "Support"),
        ("see-panel", "Panel"),
    ],
)
def test_a_page_that_forgot_its_scope_shows_nothing(crowd, without_scope, name, kind):
    [stranger] = [
        who for who in crowd.people
        if (who.role, who.relation) == ("supervise_cases", "another agency")
    ]  # fmt: skip
    row = crowd.rows["plain"][kind]
    found = page_of(stranger.user, name, row.pk)
    assert kept_statements.KEPT, "What was compiled before has its scope still."
    assert found.status_code == 404
    with acting("test"):
        urn = Case.objects.unscoped("test").values_list("urn", flat=True).get(
            pk=crowd.rows["plain"]["Case"].pk
        )  # fmt: skip
    assert urn not in response_text(found)


def test_a_count_by_hand_over_every_case_counts_the_reader_s_suspects_alone(crowd):
    [stranger] = [
        who for who in crowd.people
        if (who.role, who.relation) == ("supervise_cases", "another agency")
    ]  # fmt: skip
    scope = scope_of(stranger.user, at=timezone.now())
    with transaction.atomic(), reading_as(scope), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_suspect JOIN cases_case ON case_id = cases_case.id"
        )
        assert cursor.fetchone() == (0,)


# What it lets do


def test_a_reader_changes_and_adds_nothing(crowd):
    [officer] = [
        who for who in crowd.people
        if (who.role, who.relation) == ("supervise_cases", "own unit")
    ]  # fmt: skip
    scope = scope_of(officer.user, at=timezone.now())
    case = crowd.rows["plain"]["Case"]
    with transaction.atomic(), reading_as(scope):
        rows = Case.objects.unscoped("test").filter(pk=case.pk)
        assert rows.exists() and rows.update(version=99) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Suspect.objects.unscoped("test").create(
                case=case, number=9, police_unit=case.police_unit, listed_at=timezone.now()
            )
        with acting("test"):
            assert rows.update(version=99) == 1
        assert rows.update(version=100) == 0


def test_a_refused_statement_leaves_the_lock_as_it_was(crowd):
    scope = scope_of(crowd.people[0].user, at=timezone.now())
    with transaction.atomic(), reading_as(scope):
        before = Case.objects.unscoped("test").count()
        with pytest.raises(ProgrammingError), transaction.atomic(), acting("test"):
            connection.cursor().execute("SELECT no_such_function()")
        assert Case.objects.unscoped("test").count() == before
        assert current_role() == "none"
    assert Case.objects.unscoped("test").count() == len(crowd.builders)


def test_acting_names_its_purpose():
    with pytest.raises(ValueError, match="purpose"), acting(""):
        pass


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_reader_is_left_for_the_next_on_the_connection():
    crowd = Crowd()
    scope = scope_of(crowd.people[0].user, at=timezone.now())
    asked = "SELECT current_setting('rasso.reader', true), current_setting('rasso.reading', true)"
    with pytest.raises(ZeroDivisionError), transaction.atomic(), reading_as(scope):
        assert Case.objects.unscoped("test").exists()
        raise ZeroDivisionError
    with transaction.atomic(), reading_as(scope):
        assert Case.objects.unscoped("test").exists()
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert set(cursor.fetchone()) <= {None, ""}
        cursor.execute("SELECT set_config('role', 'none', false)")
        try:
            assert not Case.objects.unscoped("test").exists()
        finally:
            cursor.execute("SELECT set_config('role', 'rasso_acts', false)")


# What is under it


@pytest.mark.register
def test_every_table_is_under_the_lock_or_open_for_a_reason():
    known = set().union(*OPEN_TABLES.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        )
        found = dict(cursor.fetchall())
    found = {name: is_on for name, is_on in found.items()
             if name not in {"django_migrations", "rasso_cache"}}  # fmt: skip
    assert {name for name, is_on in found.items() if not is_on} == known & found.keys()
    assert known <= found.keys()


@pytest.mark.register
def test_a_view_runs_with_its_owners_rights_so_each_is_known():
    """What a view holds can be read without a scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind IN ('v', 'm') AND relnamespace = current_schema()::regnamespace"
        )
        found = {name for (name,) in cursor.fetchall()}
    # Ids of who is in conflict with which case; who hears of what; names of sets.
    assert found == {"cases_kept_from", "cases_listener", "people_capacity_set"}


def test_every_policy_is_one_of_two_and_of_a_service_s_entries_one_of_two_others():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname, cmd, roles::text[], qual FROM pg_policies")
        found = cursor.fetchall()
    readers = {
        ("rasso_app",): set(),
        ("rasso_app", "rasso_entries"): set(),
        ("rasso_entries",): set(),
    }
    for table, name, cmd, roles, _qual in found:
        if (name, cmd) == ("readable", "SELECT"):
            readers[tuple(sorted(roles))].add(table)
    all_rows = ("acts", "ALL", {"rasso_acts", "rasso_works", "rasso_figures"}, "true")
    acts = {table for table, name, cmd, roles, qual in found
            if (name, cmd, set(roles), qual) == all_rows}  # fmt: skip
    adds = {table for table, *policy in found
            if policy[:3] == ["adds", "INSERT", ["rasso_entries"]]}  # fmt: skip
    assert readers["rasso_entries",] == adds == ENTRIES
    assert readers["rasso_app", "rasso_entries"] == {"victims_support", "cases_conflict"}
    assert set().union(*readers.values()) - ENTRIES == acts
    assert len(found) == 2 * len(acts) + 2 * len(ENTRIES)


def test_the_role_of_actions_can_do_no_more_than_use_the_data():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles"
            " WHERE rolname = 'rasso_acts'"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT rolinherit FROM pg_roles WHERE rolname = 'rasso_app'")
        assert cursor.fetchone() == (False,)


def test_a_process_that_serves_pages_signs_in_without_that_role():
    def role_of(start):
        asks = "from django.db import connection; cursor = connection.cursor()"
        says = "cursor.execute('SELECT current_user'); print(cursor.fetchone()[0])"
        done = subprocess.run(
            [sys.executable, "-c", f"{start}; {asks}; {says}"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.split()[-1]

    assert role_of("import rasso.wsgi") == "rasso_app"
    command = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'rasso.settings'"
    assert role_of(f"{command}; import django; django.setup()") == "rasso_acts"
