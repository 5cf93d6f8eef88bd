"""Migrate the database and install its SQL objects; run as the owner's role."""

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from cases.actions.search_keys import fill_search_keys
from people.identity.database_roles import ACTING_ROLE, FIGURES_ROLE, WORKER_ROLE
from people.sealing.actions.queue import queue_older_entries
from rasso.database.files import APPS
from rasso.database.install import install_database_objects
from rasso.database.privileges import (
    RolesMissing,
    check_roles_exist,
    install_privileges,
    pages_role,
)
from rasso.start_checks import refuse_unproven_servers

EXTENSIONS = ("btree_gist", "pg_trgm")
GRANTS = """
GRANT USAGE ON SCHEMA public TO {roles};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {roles};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {roles};
"""
ALL_SEQUENCES = "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {roles}"
TOO_OLD = (
    "This database was made before the migrations were squashed, so this code cannot bring it up"
    " to date. Start again with `make fresh`, which removes what is in it, or go on with the code"
    " that made it."
)


class Command(BaseCommand):
    help = (
        "Create extensions, grant privileges, migrate, install functions, views and triggers, and"
        " create the cache table."
    )
    requires_system_checks = ()  # the service runs them before it starts

    def handle(self, *args: str, verbosity: int, **options: object) -> None:
        refuse_unproven_servers()
        refuse_too_old()
        try:
            check_roles_exist()
        except RolesMissing as error:
            raise CommandError(str(error)) from error
        with connection.cursor() as cursor:
            for name in EXTENSIONS:  # trusted extensions, which the database's owner may create
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        self.grant(GRANTS, ACTING_ROLE)
        call_command("migrate", interactive=False, skip_checks=True, verbosity=verbosity)
        call_command("createcachetable", verbosity=0)
        self.grant(ALL_SEQUENCES, ACTING_ROLE, WORKER_ROLE, FIGURES_ROLE)
        changed = install_database_objects()
        granted = install_privileges()
        queue_older_entries()
        fill_search_keys()
        if verbosity:
            self.stdout.write(f"Functions, views and triggers: {len(changed)} changed.")
            self.stdout.write(f"Privileges of roles: {granted} changed.")

    def grant(self, statements: str, *names: str) -> None:
        """Run statements for the role that serves pages and these."""
        roles = sql.SQL(", ").join(map(sql.Identifier, [pages_role(), *names]))
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statements).format(roles=roles).as_string(None))


def refuse_too_old() -> None:
    """Raise CommandError if the database has migrations that were squashed since."""
    loader = MigrationLoader(connection, replace_migrations=False)
    applied = set(loader.applied_migrations or {})
    for app in APPS:
        ran = {name for label, name in applied if label == app}
        if app in loader.migrated_apps and ran and not ran & set(_roots(loader, app)):
            raise CommandError(TOO_OLD)


def _roots(loader: MigrationLoader, app: str) -> list[str]:
    return [name for _label, name in loader.graph.root_nodes(app)]
