"""What may be done about pilots, said once more by hand, as tests/cases/oracle does of a case."""

NOUNS = ()
SETS_UP, MANAGES = {"administer_accounts"}, {"manage_pilot_area"}
TAKES_PART = SETS_UP | MANAGES | {"convene_panels"}
SITE = {
    "see_pilots": TAKES_PART,
    "see_pilot": TAKES_PART,
    "add_pilot": SETS_UP,
    "change_pilot": SETS_UP,
    "add_pilot_area": SETS_UP,
    "change_pilot_area": SETS_UP,
    "register_measure": MANAGES,
}
