"""The page on which a case is allocated, as a browser submits it."""

from tests.support.cases.pages import checkbox_values, hidden_fields, page_url


def allocation_form(browser, builder):
    """The form data of the page as rendered, before a prosecutor is selected."""
    page = browser.get(page_url("allocate-case", builder.case))
    return hidden_fields(page, "form_key", "version") | {
        "suspects": checkbox_values(page, "suspects")
    }


def allocate_on_page(browser, builder, to="prosecutor"):
    """Select a prosecutor on the page as rendered, and submit it."""
    sent = allocation_form(browser, builder) | {"to": getattr(builder.cast, to).pk}
    return browser.post(page_url("allocate-case", builder.case), sent)
