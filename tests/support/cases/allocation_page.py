"""The page on which a case is allocated, as a browser sends it."""

from tests.support.cases.pages import at, boxes, hidden


def drawn(browser, road):
    """What a browser sends from the page as it is drawn, before anybody is chosen."""
    page = browser.get(at("allocate-case", road.case))
    return hidden(page, "form_key", "version") | {"suspects": boxes(page, "suspects")}


def give(browser, road, to="prosecutor"):
    """Choose somebody on the page as it is drawn, and send it."""
    sent = drawn(browser, road) | {"to": getattr(road.cast, to).pk}
    return browser.post(at("allocate-case", road.case), sent)
