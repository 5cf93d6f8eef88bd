"""How a due date is said: words first, colour second, never blame."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = 3  # days left from which the words are drawn in bold


def due(days):
    """
    (text, tone) for whole days left, negative when past; None when no date is running.

    The tone is late, soon or later: the name of a style, never the only signal.
    """
    if days is None:
        return _("No date set"), "later"
    if days < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}, "late"
    if days == 0:
        return _("Due today"), "soon"
    text = ngettext("Due in %(n)d day", "Due in %(n)d days", days) % {"n": days}
    return text, "soon" if days <= SOON else "later"
