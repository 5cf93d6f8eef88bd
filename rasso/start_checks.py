"""What the web server refuses to start with."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_demo_sign_in() -> None:
    """Raise ImproperlyConfigured where a service would let people of the demo in by a password."""
    if settings.DEMO_SIGN_IN_DOMAIN and not settings.LOCAL:
        raise ImproperlyConfigured(
            "DEMO_SIGN_IN_DOMAIN lets people of the demo sign in without a second factor. "
            "It is for a developer's machine; a service does not start with it."
        )
