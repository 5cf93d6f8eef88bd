"""The answers of a question that is answered with yes or no."""

from django.utils.translation import gettext_lazy as _

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
