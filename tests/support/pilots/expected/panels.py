"""Expected rules: scrutiny panels and their cases."""

READERS = {"convene_panels", "panel_member"}  # people with sit_on_panels alone are on no panel yet
CONVENERS, MEMBERS = {"convene_panels"}, {"panel_member"}

STATES = ("FRAMED", "DRAWN", "OPEN", "CLOSED")
ALWAYS = set(STATES)
PANEL = {
    "see_panel": (READERS, ALWAYS),
    "see_panel_steps": (CONVENERS, ALWAYS),
    "see_panel_draw": (CONVENERS, ALWAYS - {"FRAMED"}),
    "draw_panel": (CONVENERS, {"FRAMED"}),
    "name_panel_member": (CONVENERS, ALWAYS - {"CLOSED"}),
    "end_panel_member": (CONVENERS, ALWAYS - {"CLOSED"}),
    "open_panel": (CONVENERS, {"DRAWN"}),
    "close_panel": (CONVENERS, {"OPEN"}),
}

LOOKED_AT, NOT_YET, TOGETHER, OVER = "ON_PANEL", "NOT YET", "TOGETHER", "OVER"
MINE, THEIRS = "OUT_ASKED, asked by me", "OUT_ASKED, asked by somebody else"
OUT = "OUT, asked by somebody else"
MY_PASSAGE, THEIR_PASSAGE = "PASSAGE, asked by me", "PASSAGE, asked by somebody else"
PASSAGES = {MY_PASSAGE, THEIR_PASSAGE}  # of a case that is looked at, with the members
PANEL_CASE = {
    "ask_to_leave_out": (CONVENERS, {LOOKED_AT, NOT_YET} | PASSAGES),
    "settle_leaving_out": (READERS, {THEIRS}),
    "see_pack": (READERS, {LOOKED_AT, MINE, THEIRS, TOGETHER} | PASSAGES),
    "propose_passage": (CONVENERS, {LOOKED_AT, NOT_YET}),
    "settle_passage": (READERS, {THEIR_PASSAGE}),
    "stand_aside": (READERS, {LOOKED_AT, MINE, THEIRS, TOGETHER} | PASSAGES),
    "give_opinion": (MEMBERS, {LOOKED_AT} | PASSAGES),
    "record_finding": (CONVENERS, {TOGETHER}),
    "set_learning_action": (CONVENERS, {TOGETHER}),
}

CASE_STATES = (LOOKED_AT, MINE, THEIRS, OUT, NOT_YET, TOGETHER, OVER, *sorted(PASSAGES))
TABLES = {
    "Panel": (PANEL, STATES),
    "PanelCase": (PANEL_CASE, CASE_STATES),
}


def exception(model, verb, state, who):
    """Nobody decides on their own proposal; a convener reads a pack before the members do."""
    if verb in ("see_pack", "stand_aside") and state == NOT_YET and who.holds & CONVENERS:
        return "open"
    own = {"settle_leaving_out": MINE, "settle_passage": MY_PASSAGE}
    return "forbidden" if own.get(verb) == state else None
