"""The directory of the force: joiners, and an address that waits."""

from tests.support.people.directory import Directory, account_of

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 3


def add_directory(people, administrator):
    """{name: account} of the directory, and of a joiner who waits."""
    directory = Directory(people.police, administrator, name=f"Staff of {LONG}"[:100])
    joiner = account_of(directory.join("joiner@force.example", displayName=f"Jo {LONG}"))
    address = {"op": "replace", "path": "userName", "value": f"{LONG.lower()}x@force.example"}
    directory.patch(people.inspector, address)
    return {"directory": directory.system.account, "joiner": joiner}
