"""Whom a victim's allegations are about: nobody is told of a man who did her no harm."""

from cases.models import Allegation

WHY = "whom a victim's allegations are about"


def allegations_of(record, *, sides):
    """
    Her allegations, of each the newest version that may be known.

    sides: "" for what both sides know, and with it the one that asks for what it knows alone. A
    correction may have made an allegation another victim's.
    """
    known = Allegation.objects.system(WHY).filter(case=record.case_id, only_side__in=sides)
    newest = known.order_by("first", "-number").distinct("first")
    rows = Allegation.objects.system(WHY).filter(pk__in=newest.values("pk"))
    return rows.filter(victim=record.victim_id)
