"""Fixtures created once for a module of tests, inside a transaction."""

from contextlib import ExitStack
from copy import deepcopy

import pytest
from django.db import transaction

from tests.support.replayed_steps import EMPTY, STEPS

MODULE_FIXTURES = {}  # {name of a test module: its decorated functions}
STARTS = {}  # {name of a test module: what its tests begin with}, while its rows stand


def module_fixture(make):
    """Decorator: a fixture created once for its module; each test gets a deep copy.

    A case with a plan takes 450 statements, and most tests only read the result. The rows are
    rolled back with the module, and a test's own changes with the test. A test that commits cannot
    be rolled back, so the fixture is created for that test alone.
    """
    MODULE_FIXTURES.setdefault(make.__module__, []).append(make)

    @pytest.fixture(name=make.__name__)
    def made(module_data):
        return module_data.of(make)

    return made


class ModuleData:
    """The rows of one module, and the transaction they are in."""

    def __init__(self, module):
        self.module, functions = module, MODULE_FIXTURES.get(module, ())
        self.stack, self.made = ExitStack(), {}
        if functions:
            around = transaction.atomic()
            around._from_testcase = True  # allows durable blocks inside, as in any test
            self.stack.enter_context(around)
            self.stack.callback(transaction.set_rollback, True)
            STEPS.begin(EMPTY)
            try:
                self.made = {make: make() for make in functions}
            except BaseException:
                self.end()  # else the rows would stay for later modules
                raise
            STARTS[module] = STEPS.here()
            STEPS.begin(STARTS[module])

    def of(self, make):
        """A copy of the function's result, or a new result if the rows were rolled back."""
        return deepcopy(self.made[make]) if make in self.made else make()

    def end(self):
        """Roll everything back."""
        self.made = {}
        if STARTS.pop(self.module, None):
            STEPS.begin(EMPTY)
        self.stack.close()


def start_of(module):
    """What the next test of this module finds in the database."""
    return STARTS.get(module, EMPTY)


def commits_to_database(request):
    """Whether a test commits to the database."""
    mark = request.node.get_closest_marker("django_db")
    asked = mark and (mark.kwargs.get("transaction") or mark.args[:1] == (True,))
    return bool(asked) or bool({"transactional_db", "live_server"} & set(request.fixturenames))
