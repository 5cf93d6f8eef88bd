"""What the tests of a module begin with is made once, in a transaction around theirs."""

from contextlib import ExitStack
from copy import deepcopy

import pytest
from django.db import transaction

MADE_BY = {}  # the functions that a module of tests has marked, by its name


def standing(make):
    """
    A fixture that is made once for its module; each test gets a copy of its own.

    A road to a plan takes 450 statements, and most tests only ask what happens at its end. The
    rows are undone with the module, and what a test does to them is undone with the test. A test
    that commits, which cannot be undone, has them made anew for itself.
    """
    MADE_BY.setdefault(make.__module__, []).append(make)

    @pytest.fixture(name=make.__name__)
    def made(what_stands):
        return what_stands.of(make)

    return made


class WhatStands:
    """The rows of one module, and the transaction that they lie in."""

    def __init__(self, functions):
        self.stack, self.made = ExitStack(), {}
        if functions:
            around = transaction.atomic()
            around._from_testcase = True  # a durable block may begin inside, as in any test
            self.stack.enter_context(around)
            self.stack.callback(transaction.set_rollback, True)
            try:
                self.made = {make: make() for make in functions}
            except BaseException:
                self.end()  # or what was made so far would stand in every module that follows
                raise

    def of(self, make):
        """A copy of what the function made, or a new one where nothing stands any more."""
        return deepcopy(self.made[make]) if make in self.made else make()

    def end(self):
        """Undo it all."""
        self.made = {}
        self.stack.close()


def commits(request):
    """Whether a test commits what it does."""
    mark = request.node.get_closest_marker("django_db")
    asked = mark and (mark.kwargs.get("transaction") or mark.args[:1] == (True,))
    return bool(asked) or bool({"transactional_db", "live_server"} & set(request.fixturenames))
