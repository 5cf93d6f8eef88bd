"""What the web server, the worker, beat and commands of a service refuse to start with."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, connection

from people.identity.database_roles import NO_ROLE
from rasso.connection_faults import broker_faults, database_faults
from rasso.database.roles import role_faults
from rasso.key_strength import weak_keys


def refuse_demo_sign_in() -> None:
    """Raise ImproperlyConfigured where a service would let people of the demo in by a password."""
    if settings.DEMO_SIGN_IN_DOMAIN and not settings.LOCAL:
        raise ImproperlyConfigured(
            "DEMO_SIGN_IN_DOMAIN lets people of the demo sign in without a second factor. "
            "It is for a developer's machine; a service does not start with it."
        )


def refuse_named_officers() -> None:
    """Raise ImproperlyConfigured where a service would take a system's word for its officer."""
    if settings.OFFICERS_NAMED_BY_HEADER and not settings.LOCAL:
        raise ImproperlyConfigured(
            "OFFICERS_NAMED_BY_HEADER lets a system act in any officer's name. "
            "It is for a developer's machine; a service does not start with it."
        )


def refuse_weak_keys() -> None:
    """
    Raise ImproperlyConfigured where a service would write with a key that can be guessed.

    Asks of the key that writes, the first of several: older ones stay until nothing needs them.
    """
    if settings.LOCAL:
        return
    faults = [f"{name} {words}" for name, words in weak_keys()]
    if faults:
        raise ImproperlyConfigured(
            f"{'; '.join(faults)}. Make a new one with `openssl rand -base64 48`, and change it as "
            "docs/operations.md says of each: what was kept under the old one needs that to open."
        )


def refuse_unproven_servers() -> None:
    """
    Raise ImproperlyConfigured where a service would reach its database or broker unsafely.

    Asks of the addresses that this process is given; `manage.py check --deploy` asks of the others.
    """
    if settings.LOCAL:
        return
    faults = [f"The database {words}" for words in database_faults(settings.DATABASE_IN_USE)]
    faults += [f"The broker {words}" for words in broker_faults(settings.CELERY_BROKER_URL)]
    if faults:
        raise ImproperlyConfigured(
            f"{'; '.join(faults)}. Give its address as docs/operations.md says."
        )


def refuse_powerful_role() -> None:
    """
    Raise ImproperlyConfigured where a service would read rows past row-level security.

    Where the database does not answer now, `manage.py check --deploy` has asked before. On a
    developer's machine devtools/local_servers.py makes the roles.
    """
    if settings.LOCAL:
        return
    if settings.DATABASE_ROWS_FOR != NO_ROLE:
        raise ImproperlyConfigured("Set SERVES_PAGES=1 before the settings are read.")
    _refuse_faults("DATABASE_URL", "pages are served with a role that reads as whoever asks.")


def refuse_other_role_than_workers() -> None:
    """Raise ImproperlyConfigured where tasks of a service would run in another role than theirs."""
    if settings.LOCAL:
        return
    if settings.DATABASE_ROLE != "worker":
        raise ImproperlyConfigured("Set DATABASE_ROLE=worker for the worker and beat.")
    _refuse_faults("the worker", "tasks let nobody in, and read no service entries.")


def _refuse_faults(whose: str, why: str) -> None:
    """Raise ImproperlyConfigured for a role that may do more than it needs."""
    try:
        faults = role_faults()
    except OperationalError:
        return
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"The database has not the roles of deploy/roles.sql: {error}"
        ) from error
    finally:
        connection.close()  # not to be shared by the processes that gunicorn forks
    if faults:
        raise ImproperlyConfigured(
            f"The database role of {whose} {'; '.join(faults)}. Make it as docs/operations.md "
            f"says: {why}"
        )
