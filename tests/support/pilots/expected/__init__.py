"""Expected rules of pilots, written by hand; see tests/support/cases/expected."""

from tests.support.pilots.expected import learning_actions, panels, second_looks

NOUNS = (panels, learning_actions, second_looks)
SETS_UP, MANAGES = {"administer_accounts"}, {"manage_pilot_area"}
LEADS = {"manage_pilot_area", "convene_panels"}
LEARNS = LEADS | {
    "sit_on_panels", "refer_cases", "supervise_cases", "inspect_cases", "contact_victims",
    "triage_cases", "manage_early_advice", "allocate_cases", "prosecute_cases",
    "liaise_with_victims", "see_figures",
}  # fmt: skip
CONVENES = {"convene_panels"}
TAKES_PART = SETS_UP | MANAGES | CONVENES
READS_FIGURES = MANAGES | {"see_figures", "supervise_cases", "inspect_cases", "allocate_cases"}
TAKES = {"take_exports"}
# Verbs that take a capacity of TAKES besides one of those that SITE has.
ALSO_TAKES = {
    "export_figure", "export_file_quality", "export_share", "ask_export", "export_panel_report",
}  # fmt: skip
SITE = {
    "see_pilots": TAKES_PART,
    "see_pilot": TAKES_PART,
    "add_pilot": SETS_UP,
    "change_pilot": SETS_UP,
    "add_pilot_area": SETS_UP,
    "change_pilot_area": SETS_UP,
    "register_measure": MANAGES,
    "see_figures": READS_FIGURES,
    "see_figure": READS_FIGURES,
    "see_figure_list": READS_FIGURES,
    "explain_figure": READS_FIGURES,
    "export_figure": READS_FIGURES,
    "export_file_quality": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "compare_places": READS_FIGURES,
    "see_share": READS_FIGURES,
    "see_share_list": READS_FIGURES,
    "export_share": READS_FIGURES,
    "see_exports": TAKES,
    "ask_export": READS_FIGURES,
    "fetch_export": TAKES,
    "see_what_if": READS_FIGURES,
    "see_figure_change": MANAGES,
    "see_pilot_area": MANAGES,
    "see_learning": LEARNS,
    "see_learning_point": LEARNS,
    "say_read": LEARNS,
    "write_learning_point": LEADS,
    "check_learning_point": LEADS,
    "withdraw_learning_point": LEADS,
    "ask_unit_to_read": LEADS,
    "see_learning_readers": LEADS | {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_asked_by_panels": CONVENES
    | {"sit_on_panels", "supervise_cases", "inspect_cases", "allocate_cases", "prosecute_cases"},
    "see_panel_report": LEADS,
    "export_panel_report": LEADS,
    "see_panels": CONVENES | {"sit_on_panels"},
    "add_panel": CONVENES,
}
