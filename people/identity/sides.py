"""
The sides: police, CPS, support, learning, oversight. People read through units of their own side.

Units of the learning side have no cases, so people of every side take part in them.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """The side an agency belongs to."""

    POLICE = "POLICE", _("Police")
    CPS = "CPS", _("CPS")
    SUPPORT = "SUPPORT", _("Victim support")
    LEARNING = "LEARNING", _("Pilots and learning")
    OVERSIGHT = "OVERSIGHT", _("Oversight")
