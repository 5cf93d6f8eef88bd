"""The verbs on what would let more people read a restricted case."""

from collections.abc import MutableMapping

from django.urls import reverse

from cases.desk.queries.case_page import CasePage
from cases.desk.queries.verb_options import VerbFindings
from cases.models import RestrictionChange
from cases.permissions import RESTRICTION_CHANGE


def find_restriction_verbs(page: CasePage, found: MutableMapping[str, VerbFindings]) -> None:
    """
    Add that the reader can approve or refuse what waits, once however much it is.

    The link leads to the page of who reads the case, where each is answered.
    """
    verb = "approve_restriction_change"
    for told in page.case.opening:
        change = RestrictionChange(pk=told["pk"], status=told["status"], authors=told["authors"])
        if RESTRICTION_CHANGE.refusal(page.who, verb, change) is None:
            found[verb].add(None, reverse("see-restriction", args=[page.case.pk]))
