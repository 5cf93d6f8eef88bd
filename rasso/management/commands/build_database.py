"""Bring the database to what this version of the code needs; run as the owner's role."""

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection
from psycopg import sql

from rasso.addresses import database

EXTENSIONS = ("btree_gist", "pg_trgm")
GRANTS = """
GRANT USAGE ON SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""
# Which migrations have run is for their owner to say.
NOT_OURS = "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}"


class Command(BaseCommand):
    help = "Extensions, what the application's role may do, migrations and the cache table."
    requires_system_checks = ()  # the service runs them before it serves

    def handle(self, *args: str, verbosity: int, **options: object) -> None:
        with connection.cursor() as cursor:
            for name in EXTENSIONS:  # trusted ones: the database's owner may make them
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
            role = database(settings.DATABASE_URL, options={})["USER"]
            app = sql.Identifier(role)
            cursor.execute(sql.SQL(GRANTS).format(app=app).as_string(None))
        call_command("migrate", interactive=False, skip_checks=True, verbosity=verbosity)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(NOT_OURS).format(app=app).as_string(None))
        call_command("createcachetable", verbosity=0)
