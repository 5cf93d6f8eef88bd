"""Two releases run at the same time on the database of the newer one."""

import re
import subprocess
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import requests

from devtools.smtp_relay import free_port
from devtools.worker_processes import wait_for
from drills.browser_users import PromiseLedger, Visitor, Writers
from drills.drill_run import DrillRun
from drills.environment import PLAYED_DATABASE
from drills.expected_state import Verdict
from drills.matrix import register_drill

ROOT = Path(__file__).resolve().parent.parent
EACH = 6  # seconds for each phase: the old release alone, both, the new one alone
SURNAMES = "SELECT surname FROM cases_suspect WHERE starts_with(surname, 'Of ')"
READ = (  # pages that a manager opens, of tables that the next migration may change
    "/", "/board/", "/notices/", "/prosecutors/", "/victims/", "/duties/", "/learning/",
    "/figures/", "/figures/referral-to-decision/", "/figures/places/", "/figures/exports/",
)  # fmt: skip
MIGRATIONS = "*/migrations/*.py"
SQL = "*/sql/*"
BROUGHT_UP = "rasso_drill_brought_up"
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = current_schema()
"""
# The commit that adds this file starts a new history of migrations.
SQUASHED = "people/migrations/0001_tables.py"
# Patterns of a migration that adds, changes or removes a table or a column.
TABLES_CHANGE = re.compile(
    r"\b(CreateModel|DeleteModel|RenameModel|AddField|AlterField|RemoveField|RenameField)\b"
    r"|\b(CREATE|DROP) +TABLE\b|\b(ADD|ALTER|DROP|RENAME) +COLUMN\b"
)


def older_release() -> str | None:
    """
    The last release with other tables, functions or triggers, as a git commit; None if none.

    Releases before the squash of the migrations do not count.
    """
    first = (git_output("log", "--diff-filter=A", "--format=%H", "--", SQUASHED) or "").split()
    if not first:
        return None
    since = f"{first[-1]}..HEAD"
    log = (
        git_output("log", "--format=commit %H", "--name-status", since, "--", MIGRATIONS, SQL) or ""
    )
    changed = newest_that_changes(
        log, lambda commit, path: git_output("show", f"{commit}:{path}") or ""
    )
    return git_output("rev-parse", f"{changed}~1") if changed else first[-1]


def newest_that_changes(log: str, text_of: Callable[[str, str], str]) -> str | None:
    """
    The newest commit that changes tables or SQL. An index or a setting does not count.

    log: git's list of commits with the migrations and SQL files that each added or changed, newest
    first.
    """
    commit = ""
    for line in filter(None, log.splitlines()):
        if line.startswith("commit "):
            commit = line.removeprefix("commit ")
            continue
        what, path = line.split("\t", 1)
        if "/sql/" in path or (what == "A" and TABLES_CHANGE.search(text_of(commit, path))):
            return commit
    return None


def git_output(*words: str) -> str | None:
    completed = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return completed.stdout.strip() if not completed.returncode else None


def missing_for_releases() -> str:
    """What is missing to run an older release; "" if nothing."""
    release = older_release()
    if not release:
        return "git, and the history of this project"
    if git_output("diff", "--quiet", release, "HEAD", "--", "requirements.txt") is None:
        return f"the packages of {release[:7]}, which are not these"
    return ""


@register_drill("K24", "two releases at once", needs=missing_for_releases)
def two_releases(scene: DrillRun) -> Verdict:
    """Migrate the database, then update web, worker and beat one after the other."""
    release = older_release()
    assert release  # missing_for_releases()
    place = unpack_release(release, scene.ground.folder / "older")
    differing = brought_up(scene, place)
    where = f"127.0.0.1:{free_port()}"
    old = [
        scene.crew.start("gunicorn", "--log-level", "error", "drills.site", cwd=place,
                         env={"BIND": where}),
        scene.crew.worker(cwd=place),
        scene.crew.beat(cwd=place),
    ]  # fmt: skip
    visitor = Visitor(f"http://{where}", "", PromiseLedger())
    wait_for(lambda: visitor.ask("GET", "/readyz"), 60, "the older web server")
    by_old = work_for_a_while(scene, [f"http://{where}"])
    scene.service()
    by_both = work_for_a_while(scene, [f"http://{where}", scene.site])
    missing = count_suspects_missing(scene, [f"http://{where}", scene.site])
    missing += count_pages_missing(scene, [f"http://{where}", scene.site])
    for process in old:
        process.terminate()
    codes = [process.wait(60) for process in old]
    scene.start_writing()
    time.sleep(EACH)
    verdict = scene.verdict()
    verdict.notes.append(
        f"{release[:7]} did {by_old} acts alone and {by_both} beside this one, and ended {codes}"
    )
    verdict.wrong += (
        missing + differing + scene.ledger.errors + (not by_old) + (not by_both) + any(codes)
    )
    return verdict


def count_pages_missing(scene: DrillRun, sites: Sequence[str]) -> int:
    """Number of pages that a manager cannot open at these sites."""
    visitors = [Visitor(site, scene.office.cookies["manager"], PromiseLedger()) for site in sites]
    asked = [(each.site + path, each.ask("GET", path)) for each in visitors for path in READ]
    missing = [where for where, page in asked if page is None or page.status_code != 200]
    scene.note(f"{len(asked)} pages opened, not shown {missing}")
    return len(missing)


def brought_up(scene: DrillRun, place: Path) -> int:
    """
    Upgrade a database of the older release with this one.

    Returns in how many columns, functions, views and triggers it differs from a new database.
    """
    from devtools import (
        # Imported here, because it reads the settings from the drill's environment.
        database_copies,
    )
    from rasso.database.install import INSTALLED_SQL

    with database_copies.owner() as session:
        database_copies.drop(session, BROUGHT_UP)
        database_copies.run(session, "CREATE DATABASE {}", BROUGHT_UP)
    for folder in (place, ROOT):
        database_copies.migrate(BROUGHT_UP, folder)
    found: list[set[tuple[Any, ...]]] = []
    for name in (BROUGHT_UP, PLAYED_DATABASE):
        with scene.ground.administrator(name) as session:
            found.append({row[:4] + row[5:] for row in session.execute(INSTALLED_SQL)})
            found[-1] |= set(session.execute(COLUMNS))
    differing = found[0] ^ found[1]
    scene.note(f"brought up by this release, {sorted(map(str, differing))} differ")
    return len(differing)


def unpack_release(release: str, folder: Path) -> Path:
    """Extract a release into a folder. Returns the folder."""
    archive = subprocess.run(["git", "archive", release], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def work_for_a_while(scene: DrillRun, sites: Sequence[str]) -> int:
    """
    Let people work for some seconds, each request at another site. Returns the number of acts.
    """
    before = len(scene.ledger.acts)
    people = [
        LoadBalancedVisitor(sites, scene.office.cookies[role], scene.ledger)
        for role in ("officer", "prosecutor")
    ]
    manager = scene.office.people.manager.pk
    writers = Writers(people, scene.office.threads, manager, scene.seed)
    time.sleep(EACH)
    writers.go_home()
    return len(scene.ledger.acts) - before


def count_suspects_missing(scene: DrillRun, sites: Sequence[str]) -> int:
    """Add suspects through both sites. Returns how many are missing or repeated, plus errors."""
    officer = LoadBalancedVisitor(sites, scene.office.cookies["officer"], PromiseLedger())
    for case, _thread in scene.office.threads:
        path = f"/cases/{case}/suspects/add/"
        form = officer.form(path) | {"surname": f"Of {case}"[:40], "custody": "NOT_ARRESTED"}
        officer.until(partial(officer.ask, "POST", path, data=form), 302)
    with scene.ground.administrator() as session:
        names = Counter(name for (name,) in session.execute(SURNAMES))
    wrong = sum(names[f"Of {case}"[:40]] != 1 for case, _thread in scene.office.threads)
    return wrong + officer.ledger.errors


class LoadBalancedVisitor(Visitor):
    """A person whose requests go to the sites in turn, as behind a load balancer."""

    def __init__(self, sites: Sequence[str], cookie: str, ledger: PromiseLedger) -> None:
        super().__init__(sites[0], cookie, ledger)
        self.sites = list(sites)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response | None:
        self.sites.append(self.sites.pop(0))
        self.site = self.sites[0]
        return super().ask(method, path, **more)
