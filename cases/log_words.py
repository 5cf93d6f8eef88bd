"""What an entry of the audit log says was done, in words."""

from django.utils.translation import gettext as _

from cases.verb_labels import VERB_DONE_LABELS, VERB_LABELS
from people.access.audit_log import UNATTENDED_VERBS
from people.administration.labels import CHANGE_LABELS, LOG_VERB_LABELS, humanize_name
from people.models import Operation


def page_words(verb: str) -> str:
    """What the page of a verb is for."""
    known = LOG_VERB_LABELS.get(verb) or VERB_LABELS.get(verb)
    return str(known or humanize_name(verb.removeprefix("see_")))


def words_of_entry(verb: str, operation: str, *, is_refused: bool = False) -> str:
    """
    What was done: a page opened by what the page is for, a change as the timeline has it.

    To open the page of a form is not to do what the form is for. Of what was refused nothing was
    opened or done.
    """
    said = page_words(verb)
    if is_refused:
        return _("Asked for: %(page)s") % {"page": said}
    if verb in UNATTENDED_VERBS:
        return said
    if operation == Operation.CONSULTATION:
        return _("Opened the page: %(page)s") % {"page": said}
    if done := VERB_DONE_LABELS.get(verb) or CHANGE_LABELS.get(verb):
        return str(done)
    if operation == Operation.ALTERATION:
        return _("Recorded or changed: %(what)s") % {"what": said}
    if operation == Operation.DISCLOSURE:
        return _("Sent or downloaded: %(what)s") % {"what": said}
    return said
