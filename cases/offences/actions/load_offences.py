"""Load a newer list of offences, and judge again what is alleged of those that changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from cases.models import Allegation, Case, Offence
from cases.offences.actions.offence_list import OffenceListChanges, save_offence_list
from cases.offences.actions.touched_cases import open_cases_with
from cases.offences.list_file import ListedOffence
from cases.offences.queries.offence_table import forget_offences, judge


@dataclass(frozen=True)
class LoadedList:
    """
    What a newer list changed, or would change.

    touched: the open cases with one of these offences. for_lawyer: allegations that no offence of
    their day is found for now; no_longer: those for which one is found again.
    """

    changes: OffenceListChanges
    touched: list[Case]
    for_lawyer: int
    no_longer: int


def load_offences(listed: Iterable[ListedOffence], *, is_kept: bool) -> LoadedList:
    """
    Make a list the one in use. is_kept: False only says what it would change.

    An allegation of such an offence on an open case is judged again by the new days. Only whether
    it is for a lawyer is saved on it: no one's words are changed.
    """
    try:
        with transaction.atomic():
            loaded = _load(listed)
            transaction.set_rollback(not is_kept)
    finally:
        forget_offences()
    return loaded


def _load(listed: Iterable[ListedOffence]) -> LoadedList:
    changes = save_offence_list(listed, offences=Offence)
    forget_offences()
    touched = list(open_cases_with(changes.codes))
    rows = Allegation.objects.unscoped("judge allegations again by a newer list of offences")
    current = rows.filter(is_current=True, case__in=touched, offence__in=changes.codes)
    became = {True: 0, False: 0}
    for allegation in current.select_for_update(of=("self",), no_key=True).order_by("pk"):
        is_for_lawyer = not judge(
            allegation.offence_id, allegation.from_on, allegation.to_on
        ).may_be_charged
        if is_for_lawyer != allegation.is_for_lawyer:
            allegation.is_for_lawyer = is_for_lawyer
            allegation.save(update_fields=["is_for_lawyer"])
            became[is_for_lawyer] += 1
    return LoadedList(changes, touched, became[True], became[False])
