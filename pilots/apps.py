from django.apps import AppConfig


class Pilots(AppConfig):
    name = "pilots"
    default_auto_field = "django.db.models.BigAutoField"
