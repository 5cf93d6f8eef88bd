"""The offences of the CJS list; cached in the process because only migrations change them."""

from functools import cache

from cases.models import Offence


@cache
def offences() -> dict[str, Offence]:
    """{code: offence}, in the order of their titles."""
    return {offence.pk: offence for offence in Offence.objects.order_by("title", "code")}
