"""Expected rules: learning actions, given to a panel member or a police unit."""

ON_THE_PANEL, LEADERS = {"convene_panels", "panel_member"}, {"supervise_cases", "inspect_cases"}
READERS = ON_THE_PANEL | LEADERS
DOES_IT = {"convene_panels"} | LEADERS
STATES = ("open", "mine", "done", "of the unit", "of the unit, done")
LEARNING_ACTION = {
    "see_learning_action": (READERS, set(STATES)),
    "complete_learning_action": (DOES_IT, {"open", "mine", "of the unit"}),
}
TABLES = {"LearningAction": (LEARNING_ACTION, STATES)}


def held_capacities(who):
    """
    A conflict of interest with the case does not count, as the learning action says nothing of it.
    """
    return who.holds | (who.everywhere if who.relation == "conflicted" else set())


def exception(model, verb, state, who):
    """
    Only the unit's leaders see what their unit is asked; the person asked completes their own.
    """
    if not state.startswith("of the unit") and not who.holds & ON_THE_PANEL:
        return "hidden"
    return "open" if (verb, state) == ("complete_learning_action", "mine") else None
