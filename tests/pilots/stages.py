"""How the rows about panels are put at each stage that the oracle knows; see tests/cases."""


def of_panel(state, who):
    return {"status": state}


def of_panel_case(state, who):
    status, _comma, asked = state.partition(", asked by ")
    whoever = {"": None, "me": who.user.pk, "somebody else": 0}[asked]
    reads = {"is_open": state not in ("NOT YET", "OVER"), "is_over": state == "OVER"}
    reads["is_revealed"] = state == "TOGETHER"
    status = status if status in ("OUT", "OUT_ASKED") else "ON_PANEL"
    return {"status": status, "out_asked_by_id": whoever} | reads


FACTS = {"Panel": of_panel, "PanelCase": of_panel_case}
