"""Who may change how days are counted: those who look after accounts, for everybody alike."""

from people.permissions import is_administrator
from people.rules import SiteRules

SITE = SiteRules(
    {
        "announce_closed_day": [is_administrator],
        "withdraw_closed_day": [is_administrator],
    }
)
