from django.apps import AppConfig


class RassoConfig(AppConfig):
    """The project app: joins the other apps; has no rules of its own."""

    name = "rasso"

    def ready(self) -> None:
        from people.alerts.rules import current_rules
        from rasso import deployment_checks  # noqa: F401 - registers them

        current_rules()  # no process starts with rules that it does not understand
