"""Duties owed to the victims of a case, for tests."""

from victims.actions import contacts, duties
from victims.models import Duty, VictimRecord


def record_of(victim):
    """The record of a victim."""
    return VictimRecord.objects.unscoped("test").select_related("case").get(pk=victim.pk)


def recomputed_duties(builder):
    """The duties of a case, recomputed from its facts."""
    duties.recompute_all_duties(at=builder.at)
    return duties_owed(builder)


def duties_owed(builder, **which):
    """The duties on a case, soonest first, or those with these field values."""
    rows = Duty.objects.unscoped("test").filter(case=builder.case, **which)
    return list(rows.select_related("clock", "suspect", "record").order_by("listed_at", "what"))


def news_owed_to(builder, victim=None):
    """The news that a victim, or any of the case, is owed by duties recomputed from its facts."""
    rows = [each for each in recomputed_duties(builder) if each.is_open]
    return {each.what for each in rows if victim is None or each.record_id == victim.pk}


def duty_keys(rows):
    """{(victim's number, suspect's number, news item)} of duties."""
    return {(row.record.number, row.suspect.number, row.what) for row in rows}


def tell_victim(builder, victim, suspect, *what, who="officer", **facts):
    """Record that the victim was told this about this suspect, by default now and by phone."""
    record = record_of(victim)
    said = {
        "direction": "OUT", "channel": "PHONE", "outcome": "REACHED", "spoke_to": "VICTIM",
        "is_identity_checked": True, "is_safe_now": True, "contacted_at": builder.at,
        "is_another": True, "conveyed": [(each, [suspect]) for each in what],
    }  # fmt: skip
    return builder.do(
        contacts.record_contact, who, record=record, version=record.version, **said | facts
    )
