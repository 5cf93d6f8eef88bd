"""The proof of a reviewed case: long and short entries, gaps of both weights, kept and closed."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.case_details.actions import cases as case_actions
from cases.models import Offence, OffencePoints
from cases.proof.actions import entries
from devtools.case_builder import CaseBuilder, cast
from tests.support.browser.scenes.action_plans import LONG


def place_keys(builder):
    """The keys of the points of the first suspect's allegation."""
    allegation = builder.suspects[0].allegations.unscoped("test").get()
    points = OffencePoints.objects.get(key="soa2003-s1", is_current=True).points.order_by("place")
    return [f"{allegation.first_id}:{point.pk}" for point in points]


def add_proof(builder):
    """What bears on each point, and what is missing. Returns an entry and a gap."""
    keys, suspect = place_keys(builder), builder.suspect()

    def bear(who, point, **facts):
        facts = {"bears": "FOR", "material": "STATEMENT", "text": "She wept."} | facts
        return builder.do(
            entries.add_bearing, who, suspect=suspect, points=[keys[point]], **facts
        )  # fmt: skip

    def miss(point, **facts):
        facts = {"material": "EXHIBIT", "text": "The phone.", "weight": "ESSENTIAL"} | facts
        return builder.do(
            entries.add_gap, "prosecutor", suspect=suspect, points=[keys[point]], **facts
        )  # fmt: skip

    bear("officer", 0, text=LONG[:400])
    bear("officer", 2, bears="AGAINST", material="ACCOUNT", account_of="SUSPECT",
         text="He says that she agreed.", undermines=True, disclosure="MG6C, item 14")  # fmt: skip
    bear("prosecutor", 2, bears="BOTH", text="Not for the police.", is_kept=True)
    entry = bear("prosecutor", 2, material="EXPERT", text="Marks on both wrists.")
    miss(1, text=LONG[:400], weight="DESIRABLE", is_kept=True)
    closed = miss(3)
    builder.do(entries.close_gap, "prosecutor", gap=closed, reason="She has the phone already.")
    return {"entry": entry, "gap": miss(2)}


def prove_in_the_alternative():
    """
    A case whose days cross 1 May 2004, alleged under both Acts, with things for and against, a gap
    that was asked for and is late, one that nobody asked for, and one whose answer is with the CPS.
    """
    builder = CaseBuilder(cast(), at=timezone.now() - timedelta(days=40))
    for code in ("SX56027", "SX03005"):
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
            suspect=builder.suspect(), offence=Offence.objects.get(pk=code),
            from_on=date(2004, 3, 1), to_on=date(2004, 7, 31),
        )  # fmt: skip
    builder.allocate()
    points = {key: _keys_of(builder, key) for key in ("soa2003-s2", "soa1956-s14")}
    old, new = points["soa1956-s14"], points["soa2003-s2"]
    record(
        builder, entries.add_bearing, [old[0], new[0]], bears="FOR", text="Her interview, 14:20."
    )
    record(
        builder, entries.add_bearing, [new[3]], bears="AGAINST", material="ACCOUNT",
        account_of="SUSPECT", text="He says that she agreed.",
    )  # fmt: skip
    late = record(builder, entries.add_gap, [new[3]], text="The whole thread of that week.")
    told = record(builder, entries.add_gap, [old[0]], text="The friend whom she rang.")
    record(builder, entries.add_gap, [new[4]], text="Ask him what he did to find out.")
    due_on = builder.at.date() + timedelta(days=7)
    asks = [{"purpose": "GAP", "gaps": [gap.pk], "due_on": due_on} for gap in (late, told)]
    builder.plan(*asks)
    builder.do(
        action_items.answer_item, "officer", item=builder.items[1], answer="DONE", text="Here."
    )
    return SimpleNamespace(**vars(builder.cast), case=builder.case, due_on=due_on)


def record(builder, action, points, **facts):
    """The prosecutor records something about points of the first suspect."""
    usual = {"material": "STATEMENT"} | ({"weight": "ESSENTIAL"} if "bears" not in facts else {})
    about = {"suspect": builder.suspect(), "points": points}
    return builder.do(action, "prosecutor", **about, **usual | facts)


def _keys_of(builder, key):
    """The keys of the points of the first suspect's allegation of this offence."""
    points = OffencePoints.objects.get(key=key, is_current=True)
    rows = builder.suspects[0].allegations.unscoped("test")
    allegation = rows.get(offence__in=points.codes)
    return [f"{allegation.first_id}:{each.pk}" for each in points.points.order_by("place")]
