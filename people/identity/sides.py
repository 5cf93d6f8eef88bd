"""
The sides of the joint effort. A person reads through the units of their own side.

Those of the learning side have no cases, so people of every side take part in them.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """Which part of the joint effort an agency belongs to."""

    POLICE = "POLICE", _("Police")
    CPS = "CPS", _("CPS")
    SUPPORT = "SUPPORT", _("Victim support")
    LEARNING = "LEARNING", _("Pilots and learning")
    OVERSIGHT = "OVERSIGHT", _("Oversight")
