"""The proof of a reviewed case: long and short entries, gaps of both weights, kept and closed."""

from cases.models import OffencePoints
from cases.proof.actions import entries
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
    bear("officer", 2, bears="AGAINST", material="ACCOUNT", text="He says that she agreed.",
         undermines=True, disclosure="MG6C, item 14")  # fmt: skip
    bear("prosecutor", 2, bears="BOTH", text="Not for the police.", is_kept=True)
    entry = bear("prosecutor", 2, material="EXPERT", text="Marks on both wrists.")
    miss(1, text=LONG[:400], weight="DESIRABLE", is_kept=True)
    closed = miss(3)
    builder.do(entries.close_gap, "prosecutor", gap=closed, reason="She has the phone already.")
    return {"entry": entry, "gap": miss(2)}
