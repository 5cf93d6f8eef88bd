"""Put rows of panels into each state of the expected rules; see tests/support/cases."""

from django.utils import timezone

NOW = timezone.now()


def panel_values(state, who):
    """Field values of a panel in a state."""
    return {"status": state}


def panel_case_values(state, who):
    """Field values of a panel case in a state."""
    status, _comma, asked = state.partition(", asked by ")
    whoever = {"": None, "me": who.user.pk, "somebody else": 0}[asked]
    reads = {"is_open": state not in ("NOT YET", "OVER"), "is_over": state == "OVER"}
    reads["is_revealed"] = state == "TOGETHER"
    if status == "PASSAGE":
        return {"status": "ON_PANEL", "passage_asked_by_id": whoever} | reads
    status = status if status in ("OUT", "OUT_ASKED") else "ON_PANEL"
    return {"status": status, "out_asked_by_id": whoever} | reads


def learning_action_values(state, who):
    """Field values of a learning action in a state."""
    if state.endswith("done"):
        return {"evidence": "Done.", "done_by_id": who.user.pk, "done_at": timezone.now()}
    return {"owner_id": who.user.pk} if state == "mine" else {}


def second_look_values(state, who):
    """Field values of a reconsideration in a state."""
    if state == "asked":
        return {"reviewer_id": None, "named_by_id": None, "named_at": None}
    me = state == "named: me"
    named = {"reviewer_id": who.user.pk if me else 0, "named_by_id": who.user.pk, "named_at": NOW}
    taken = {"outcome": "STANDS", "reasons": "Sound. Both sides know the reason.", "looked_at": NOW}
    return named | (taken if state == "taken" else {})


FACTS = {
    "LearningAction": learning_action_values,
    "Panel": panel_values,
    "PanelCase": panel_case_values,
    "SecondLook": second_look_values,
}
TOLD_APART_BY = {"LearningAction": lambda state: state.startswith("of the unit")}
