"""Themes of learning: the headings of the rape scrutiny report of 2025 (domain note 4.2)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """The seventeen headings under which panels' findings are grouped."""

    SUSPECT_FOCUS = "SUSPECT_FOCUS", _("Focus on the suspect")
    WRITTEN_LANGUAGE = "WRITTEN_LANGUAGE", _("Written language")
    COERCIVE_CONTROL = "COERCIVE_CONTROL", _("Coercive control")
    INTOXICATION = "INTOXICATION", _("Intoxication and consent")
    PREVIOUS_ALLEGATIONS = "PREVIOUS_ALLEGATIONS", _("Previous allegations")
    HISTORIC = "HISTORIC", _("Historic offences")
    ACTION_PLANS = "ACTION_PLANS", _("Action plans")
    THIRD_PARTY = "THIRD_PARTY", _("Third-party material")
    INDICTMENTS = "INDICTMENTS", _("Indictments")
    CPS_DIRECT = "CPS_DIRECT", _("CPS Direct charging")
    ADVOCATES = "ADVOCATES", _("Advocates")
    COURT = "COURT", _("Court")
    DELAY = "DELAY", _("Delay")
    VICTIM_ENGAGEMENT = "VICTIM_ENGAGEMENT", _("Victim engagement")
    VICTIM_LETTERS = "VICTIM_LETTERS", _("Victim letters")
    STAFF_WELFARE = "STAFF_WELFARE", _("Staff welfare")
    SHARING_PRACTICE = "SHARING_PRACTICE", _("Sharing practice")
