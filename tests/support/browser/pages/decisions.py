"""A decision against a charge: consultation, proposal and second reader."""

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.prosecutors_work import row_url, suspect


def replace_and_send(page):
    """Select that a charge is replaced, and leave the rest empty."""
    page.check("input[name=kind][value=ALTERED]")
    send_page(page)


PAGES = [
    SitePage("consultation", "officer", row_url("record-consultation", "allocated")),
    SitePage(
        "consultation-blank", "officer", row_url("record-consultation", "allocated"), send_page
    ),
    SitePage(
        "no-further-action", "prosecutor", row_url("propose-no-further-action", "met", suspect)
    ),
    SitePage(
        "no-further-action-blank",
        "prosecutor",
        row_url("propose-no-further-action", "met", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage("countersign", "manager", row_url("countersign-decision", "proposed", suspect)),
    SitePage(
        "decline-blank", "manager", row_url("decline-decision", "proposed", suspect), send_page
    ),
    SitePage("revise-decision", "prosecutor", row_url("revise-decision", "proposed", suspect)),
    SitePage(
        "countersign-charge", "manager", row_url("countersign-decision", "charges_read", suspect)
    ),
    SitePage(
        "charge-declined",
        "prosecutor",
        row_url("authorise-charge", "charges_read", lambda builder: builder.suspects[1]),
    ),
    SitePage("decisions-charges", "manager", row_url("see-decisions", "charges_read")),
    SitePage(
        "withdraw-decision-blank",
        "prosecutor",
        row_url("withdraw-decision", "proposed", suspect),
        send_page,
    ),
    SitePage("decisions", "manager", row_url("see-decisions", "proposed")),
    SitePage("decisions-none", "officer", row_url("see-decisions", "opened")),
    SitePage(
        "reconsider-blank",
        "manager",
        row_url("reverse-no-further-action", "reconsidered", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage(
        "countersign-reversal",
        "other_prosecutor",
        row_url("countersign-reversal", "to_reconsider", suspect),
    ),
    SitePage(
        "decline-reversal-blank",
        "other_prosecutor",
        row_url("decline-reversal", "to_reconsider", suspect),
        send_page,
    ),
    SitePage(
        "withdraw-reversal-blank",
        "manager",
        row_url("withdraw-reversal", "to_reconsider", suspect),
        send_page,
    ),
    SitePage(
        "withdraw-charge-blank",
        "prosecutor",
        row_url("withdraw-charge", "charge_withdrawn", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage(
        "countersign-withdrawal",
        "manager",
        row_url("countersign-reversal", "charge_withdrawn", suspect),
    ),
    SitePage("case-charge-withdrawal", "officer", row_url("see-case", "charge_withdrawn")),
    SitePage(
        "stop-charges-blank", "prosecutor", row_url("stop-charges", "stopped", suspect), send_page
    ),
    SitePage("case-stopped-in-part", "officer", row_url("see-case", "stopped")),
    SitePage("decisions-stopped", "manager", row_url("see-decisions", "stopped")),
    SitePage("countersign-stop", "manager", row_url("countersign-stop", "to_stop", suspect)),
    SitePage(
        "decline-stop-blank", "manager", row_url("decline-stop", "to_stop", suspect), send_page
    ),
    SitePage(
        "withdraw-stop-blank", "prosecutor", row_url("withdraw-stop", "to_stop", suspect), send_page
    ),
    SitePage("case-to-stop", "manager", row_url("see-case", "to_stop")),
    SitePage(
        "replace-charge-blank",
        "prosecutor",
        row_url("stop-charges", "stopped", suspect),
        replace_and_send,
    ),
    SitePage(
        "countersign-replacement", "manager", row_url("countersign-stop", "to_replace", suspect)
    ),
    SitePage("add-charge", "prosecutor", row_url("add-charge", "stopped", suspect)),
    SitePage(
        "add-charge-blank", "prosecutor", row_url("add-charge", "stopped", suspect), send_page
    ),
    SitePage(
        "countersign-further-charge",
        "manager",
        row_url("countersign-stop", "to_add", suspect),
    ),
    SitePage("case-further-charge", "manager", row_url("see-case", "to_add")),
    SitePage("propose-disposal", "prosecutor", row_url("propose-disposal", "to_dispose", suspect)),
    SitePage(
        "propose-disposal-blank",
        "prosecutor",
        row_url("propose-disposal", "to_dispose", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage(
        "countersign-disposal",
        "manager",
        row_url("countersign-decision", "disposal_proposed", suspect),
    ),
    SitePage(
        "revise-disposal", "prosecutor", row_url("revise-decision", "disposal_proposed", suspect)
    ),
    SitePage(
        "report-disposal-blank",
        "officer",
        row_url("report-disposal", "disposal_authorised", suspect),
        send_page,
    ),
    SitePage(
        "report-conditions-blank",
        "officer",
        row_url("report-conditions", "disposal_authorised", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage(
        "vary-conditions",
        "prosecutor",
        row_url("vary-conditions", "disposal_authorised", lambda builder: builder.suspects[1]),
    ),
    SitePage(
        "vary-conditions-blank",
        "prosecutor",
        row_url("vary-conditions", "disposal_authorised", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage(
        "vary-conditions-of-child",
        "prosecutor",
        row_url("vary-conditions", "child_cautioned", suspect),
        send_page,
    ),
    SitePage(
        "report-disposal-withdrawing",
        "officer",
        row_url("report-disposal", "disposal_withdrawn", suspect),
        send_page,
    ),
    SitePage(
        "withdraw-disposal-blank",
        "prosecutor",
        row_url("withdraw-disposal", "disposal_withdrawn", lambda builder: builder.suspects[1]),
        send_page,
    ),
    SitePage(
        "countersign-disposal-withdrawal",
        "manager",
        row_url("countersign-reversal", "disposal_withdrawn", suspect),
    ),
    SitePage("case-disposal-withdrawal", "officer", row_url("see-case", "disposal_withdrawn")),
    SitePage("case-disposals", "officer", row_url("see-case", "disposal_authorised")),
    SitePage("decisions-disposals", "manager", row_url("see-decisions", "disposal_authorised")),
    SitePage("decisions-reconsidered", "manager", row_url("see-decisions", "reconsidered")),
    SitePage("case-to-reconsider", "manager", row_url("see-case", "to_reconsider")),
    SitePage("case-proposed", "manager", row_url("see-case", "proposed")),
]
