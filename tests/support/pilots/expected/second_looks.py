"""Expected rules: reconsiderations of police decisions that a panel refers back."""

LEADERS = {"supervise_cases"}
STATES = ("asked", "named: me", "named: somebody else", "taken")
WAITS = {"asked", "named: me", "named: somebody else"}
SECOND_LOOK = {
    "see_second_look": (LEADERS, set(STATES)),
    "name_for_second_look": (LEADERS, WAITS),
    "take_second_look": (set(), WAITS),
}
TABLES = {"SecondLook": (SECOND_LOOK, STATES)}
LOOKS = {"inspect_cases", "allowed_on_case"}


def exception(model, verb, state, who):
    """Only the person named reconsiders, from the police, and never an officer of the case."""
    if who.side != "POLICE":
        return "forbidden"
    if state == "named: me" and verb == "see_second_look":
        return "open"
    if state != "named: me" or verb != "take_second_look":
        return None
    return "open" if who.holds & LOOKS and "officer_in_case" not in who.holds else "forbidden"
