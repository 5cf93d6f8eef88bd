"""A form as one tab of a browser has it open: what it shows, and what it sends unasked."""

from tests.support.cases.pages import hidden, said


class Tab:
    """One page with a form; `to` is its address."""

    def __init__(self, browser, to):
        self.browser, self.to = browser, to
        self.page = browser.get(to)
        self.hidden = hidden(self.page)

    def __contains__(self, text):
        return text in said(self.page)

    def shows(self, question):
        """What the answer to a question starts with."""
        return self.page.context["form"][question].value()

    def sends(self, **typed):
        return self.browser.post(self.to.partition("?")[0], self.hidden | typed)

    def types(self, **typed):
        """What draft.js sends while a person types."""
        return self.sends(save_draft="typing", **typed)

    def saves(self, **typed):
        """The button for who has no script; the page that it comes back to."""
        answer = self.sends(save_draft="1", **typed)
        assert answer.status_code == 302, said(answer)
        return Tab(self.browser, answer.url)

    def discards(self, **typed):
        """The button, and the page that it comes back to."""
        return Tab(self.browser, self.sends(discard_draft="1", **typed).url)
