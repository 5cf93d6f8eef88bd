from django.apps import AppConfig


class Victims(AppConfig):
    name = "victims"
    default_auto_field = "django.db.models.BigAutoField"
