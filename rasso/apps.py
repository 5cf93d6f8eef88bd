from django.apps import AppConfig


class RassoConfig(AppConfig):
    """The project app: joins the other apps; has no rules of its own."""

    name = "rasso"

    def ready(self) -> None:
        from rasso import deployment_checks  # noqa: F401 - registers them
