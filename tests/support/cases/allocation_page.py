"""The page on which a case is allocated, as a browser submits it."""

from tests.support.cases.pages import at, boxes, hidden


def drawn(browser, road):
    """The form data of the page as rendered, before a prosecutor is selected."""
    page = browser.get(at("allocate-case", road.case))
    return hidden(page, "form_key", "version") | {"suspects": boxes(page, "suspects")}


def give(browser, road, to="prosecutor"):
    """Select a prosecutor on the page as rendered, and submit it."""
    sent = drawn(browser, road) | {"to": getattr(road.cast, to).pk}
    return browser.post(at("allocate-case", road.case), sent)
