"""The police's custody dates of a suspect, as text."""

from django.utils.translation import gettext_lazy

from cases.models import Suspect
from cases.referral_snapshot import SuspectSnapshot
from people.text.dates import format_day_or_moment

CUSTODY_DATE_TEXT = {
    "arrested_on": gettext_lazy("Arrested %(day)s"),
    "detained_until": gettext_lazy("Detention ends %(day)s"),
    "bailed_on": gettext_lazy("Bailed %(day)s"),
    "bail_ends_on": gettext_lazy("Bail ends %(day)s"),
    "released_on": gettext_lazy("Released %(day)s"),
    "first_limit_ends_on": gettext_lazy("Custody time limit ends %(day)s"),
}
LIMIT_OF_POLICE = gettext_lazy("The police recorded a custody time limit that ends %(day)s")


def custody_dates_text(suspect: Suspect | SuspectSnapshot) -> str:
    """
    The custody dates of a suspect or snapshot, as text: the police's, and which limit ends first.
    """
    dates = [(words, getattr(suspect, name, None)) for name, words in CUSTODY_DATE_TEXT.items()]
    of_police = getattr(suspect, "custody_limit_ends_on", None)
    if of_police != getattr(suspect, "first_limit_ends_on", None):
        dates.append((LIMIT_OF_POLICE, of_police))
    return ". ".join(
        str(words) % {"day": format_day_or_moment(value)} for words, value in dates if value
    )
