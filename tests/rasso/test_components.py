"""The list of what the service ships is of the lock, and refuses a licence that it may not ship."""

import json
import re

import pytest
from cyclonedx.model.license import DisjunctiveLicense

from rasso.settings.environment import ROOT
from tools import components

LOCK = (ROOT / "requirements.txt").read_text()
ELSEWHERE = {"async-timeout", "brotlicffi", "colorama"}  # not on the image's system


@pytest.fixture(scope="module")
def component_list():
    return json.loads(components.LISTED.read_text())


def test_the_list_has_every_package_that_the_image_installs(component_list):
    found = {(each["name"], each["version"]) for each in component_list["components"]}
    pinned = dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", LOCK, re.MULTILINE))
    names = {name for name, _version in found}
    assert set(pinned) - names == ELSEWHERE and names <= set(pinned)
    assert found <= set(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", LOCK, re.MULTILINE))


def test_the_list_says_what_each_needs(component_list):
    needs = {each["ref"]: each.get("dependsOn", []) for each in component_list["dependencies"]}
    [django] = [ref for ref in needs if ref.startswith("pkg:pypi/django@")]
    assert {name.partition("@")[0] for name in needs[django]} == {
        "pkg:pypi/asgiref", "pkg:pypi/sqlparse",
    }  # fmt: skip
    assert django in needs["rasso"]


def test_the_list_is_as_it_would_be_written_now():
    bom = components.bill_of_materials(LOCK)
    assert list(components.faults(components.as_json(bom), bom)) == []


def test_another_lock_is_noticed():
    bom = components.bill_of_materials(LOCK.replace("\njinja2==", "\njinja2==0."))
    [fault] = components.faults(components.as_json(bom), bom)
    assert "is not of requirements.txt" in fault


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("BSD-3-Clause", False),
    ],
)
def test_a_licence_that_may_not_be_shipped_is_refused(licence, is_refused):
    bom = components.bill_of_materials(LOCK)
    next(iter(bom.components)).licenses = [DisjunctiveLicense(name=licence)]
    found = [each for each in components.faults(components.as_json(bom), bom) if "ship" in each]
    assert bool(found) is is_refused
