"""The suspects to whom an allegation can be added."""

from cases.models import Case
from cases.permissions import SUSPECT
from cases.queries.suspect_choices import SuspectChoice, SuspectNotYet
from people.access.scopes import Scope, standings_on


def suspects_to_accuse(case: Case, scope: Scope) -> SuspectChoice:
    """Suspects to whom an allegation can be added now, and why not to the others."""
    suspects = list(case.suspects.for_scope(scope).order_by("number"))
    who = standings_on(scope, suspects)
    ready, not_yet = [], []
    for suspect in suspects:
        refusal = SUSPECT.refusal(who[suspect.pk], "add_allegation", suspect)
        if refusal:
            not_yet.append(SuspectNotYet(suspect, because=str(refusal[0])))
        else:
            ready.append(suspect)
    return SuspectChoice(ready, not_yet)
