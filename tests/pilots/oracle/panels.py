"""What may be done about a scrutiny panel and its cases, by whom, and how far it has come."""

READERS = {"convene_panels", "panel_member"}  # who can be asked to sit on panels sits on none yet
CONVENERS = {"convene_panels"}

STATES = ("FRAMED", "DRAWN", "OPEN", "CLOSED")
ALWAYS = set(STATES)
PANEL = {
    "see_panel": (READERS, ALWAYS),
    "see_panel_steps": (CONVENERS, ALWAYS),
    "see_panel_draw": (CONVENERS, ALWAYS - {"FRAMED"}),
    "draw_panel": (CONVENERS, {"FRAMED"}),
    "name_panel_member": (CONVENERS, ALWAYS - {"CLOSED"}),
    "end_panel_member": (CONVENERS, ALWAYS - {"CLOSED"}),
}

LOOKED_AT = "ON_PANEL"
MINE, THEIRS = "OUT_ASKED, asked by me", "OUT_ASKED, asked by somebody else"
OUT = "OUT, asked by somebody else"
PANEL_CASE = {
    "ask_to_leave_out": (CONVENERS, {LOOKED_AT}),
    "settle_leaving_out": (READERS, {THEIRS}),
}

TABLES = {"Panel": (PANEL, STATES), "PanelCase": (PANEL_CASE, (LOOKED_AT, MINE, THEIRS, OUT))}


def exception(model, verb, state, who):
    """Nobody agrees with themselves that a case is left out, and is told so."""
    return "forbidden" if verb == "settle_leaving_out" and state == MINE else None
