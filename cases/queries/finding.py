"""Finding a case by its reference."""

from cases.models import Case


def case_by_urn(urn, scope):
    """The case with this URN, or None: one query, whether there is no such case or it is hidden."""
    return Case.objects.for_scope(scope).filter(urn=urn).first()
