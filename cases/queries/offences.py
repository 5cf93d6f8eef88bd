"""The offences of the CJS list. They change by migration only, so a process reads them once."""

from functools import cache

from cases.models import Offence


@cache
def offences() -> dict[str, Offence]:
    """{code: offence}, in the order of their titles."""
    return {offence.pk: offence for offence in Offence.objects.order_by("title", "code")}
