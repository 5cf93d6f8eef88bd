"""The outcomes in court, and the pleas, that are recorded of charges."""

from collections.abc import Collection

from cases.models import CourtFact, CourtFactKind, Plea, Suspect
from cases.queries.charges_of_facts import charges_of_facts


def outcomes_by_charge(
    suspect: Suspect, *, kinds: Collection[str] = (CourtFactKind.OUTCOME,)
) -> dict[int, set[str]]:
    """
    {key of a charge in the last report that has it: results of the outcomes recorded of it}, of
    all decisions to charge the suspect.

    An outcome that names no charge is of every charge that was laid when it was first recorded.
    kinds: of the facts that are asked for; the result of a sentence is "".
    """
    found: dict[int, set[str]] = {}
    for fact, charges in facts_with_charges(suspect, kinds):
        for key in charges:
            found.setdefault(key, set()).add(fact.result)
    return found


def last_pleas(suspect: Suspect, *, without: CourtFact | None = None) -> dict[int, str]:
    """
    {key of a charge in the last report that has it: the last plea to it, by its day}, of all
    decisions to charge the suspect. without: a plea that does not count.
    """
    pleas = facts_with_charges(suspect, (CourtFactKind.PLEA,))
    return {key: fact.result for fact, charges in pleas if fact != without for key in charges}


def pleaded_guilty(suspect: Suspect, *, without: CourtFact | None = None) -> set[int]:
    """Keys of the charges to which the last plea is guilty, as last_pleas() has them."""
    pleas = last_pleas(suspect, without=without)
    return {key for key, plea in pleas.items() if plea == Plea.GUILTY}


def facts_with_charges(
    suspect: Suspect, kinds: Collection[str]
) -> list[tuple[CourtFact, set[int]]]:
    """
    (fact that counts, keys of the charges that it is about) of these kinds, in the order of their
    days, of all decisions to charge the suspect.
    """
    rows = CourtFact.objects.unscoped("what is recorded of charges in court").filter(
        suspect=suspect, kind__in=kinds, is_current=True, is_void=False
    )
    about = charges_of_facts(suspect)
    return [(fact, about[fact.pk]) for fact in rows.order_by("on", "at")]
