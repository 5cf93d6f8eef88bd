"""
Write the list of the packages that the service ships, as a CycloneDX SBOM: make components

The packages are those of requirements.txt that the image installs; that file has the SHA-256 of
each. Their licences and what each needs are read from what is installed here. With --check nothing
is written: exits with 1 where the list is not what would be written, does not follow CycloneDX's
schema, or names a licence that the service may not ship.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, NamedTuple

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from packageurl import PackageURL
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK, LISTED = ROOT / "requirements.txt", ROOT / "docs" / "security" / "components.cdx.json"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)\s*(;[^\\]*)?", re.MULTILINE)
# The image: Debian's CPython on a processor of Intel's or AMD's kind (Dockerfile).
IMAGE = {
    "implementation_name": "cpython", "platform_python_implementation": "CPython",
    "os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
    "platform_machine": "x86_64", "python_version": "3.13", "python_full_version": "3.13.0",
}  # fmt: skip
# Not beside the service: what is linked with it would have to be under the same licence.
REFUSED = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public", re.IGNORECASE)  # only linked, as it is


class Locked(NamedTuple):
    """A package that a lock names."""

    name: str
    version: str

    @property
    def installed(self) -> Distribution:
        """As it is installed here. Raises PackageNotFoundError."""
        return distribution(self.name)


def locked_packages(lock: str) -> Iterator[Locked]:
    """The packages of a lock that the image installs: what other systems need is left out."""
    for found in PIN.finditer(lock):
        marker = found[3] and Marker(found[3].lstrip("; ").strip())
        if not marker or marker.evaluate(IMAGE):
            yield Locked(canonicalize_name(found[1]), found[2])


def licence_of(package: Distribution) -> str:
    """The licence as a package declares it: an expression, its classifiers, or its first line."""
    facts: Any = package.metadata  # a Message, which its type does not say
    if expression := facts.get("License-Expression"):
        return str(expression)
    classified = [
        text.rpartition("::")[2].strip()
        for text in facts.get_all("Classifier", [])
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    if classified:
        return " OR ".join(sorted(classified))
    return (facts.get("License") or "not declared").strip().splitlines()[0]


def needed_by(package: Distribution) -> Iterator[str]:
    """Names of what a package needs, without its extras."""
    for text in package.requires or []:
        wanted = Requirement(text)
        if not wanted.marker or wanted.marker.evaluate(IMAGE | {"extra": ""}):
            yield canonicalize_name(wanted.name)


def bill_of_materials(lock: str) -> Bom:
    """The SBOM of a lock."""
    bom, found = Bom(), {}
    packages = list(locked_packages(lock))
    bom.metadata.component = service = Component(
        name="rasso", type=ComponentType.APPLICATION, bom_ref="rasso"
    )
    for each in packages:
        address = PackageURL("pypi", name=each.name, version=each.version)
        found[each.name] = Component(
            name=each.name, version=each.version, type=ComponentType.LIBRARY, purl=address,
            bom_ref=str(address), licenses=[DisjunctiveLicense(name=licence_of(each.installed))],
        )  # fmt: skip
        bom.components.add(found[each.name])
    for each in packages:
        needs = {name for name in needed_by(each.installed) if name in found}
        bom.register_dependency(found[each.name], [found[name] for name in sorted(needs)])
    bom.register_dependency(service, found.values())
    return bom


def as_json(bom: Bom) -> str:
    """The SBOM as text, the same for the same packages: without its own number and moment."""
    written = json.loads(JsonV1Dot6(bom).output_as_string())
    del written["serialNumber"], written["metadata"]["timestamp"]
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def faults(text: str, bom: Bom) -> Iterator[str]:
    """What is wrong with the list that is kept."""
    if not LISTED.exists() or LISTED.read_text(encoding="utf-8") != text:
        yield f"{LISTED.relative_to(ROOT)} is not of requirements.txt: make components"
    from cyclonedx.validation.json import JsonStrictValidator  # takes seconds, for this alone

    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        yield f"The list does not follow CycloneDX: {wrong}"
    for each in bom.components:
        for licence in each.licenses:
            words = str(licence.name)
            if REFUSED.search(words) and not LESSER.search(words):
                yield f"{each.name} is under {words}, which the service may not ship."


def main() -> int:
    bom = bill_of_materials(LOCK.read_text(encoding="utf-8"))
    text = as_json(bom)
    if "--check" not in sys.argv:
        LISTED.write_text(text, encoding="utf-8")
    wrong = list(faults(text, bom))
    print("\n".join(wrong) if wrong else f"{len(bom.components)} packages, none under the GPL.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
