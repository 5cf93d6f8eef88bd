"""Two releases at once: the database is of the new one, and both are asked for a while."""

import re
import subprocess
import tarfile
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

from drills.ground import PLAYED
from drills.matrix import kill
from drills.visitors import Ledger, Visitor, Writers
from tests.timeliness.crew import wait_for
from tests.timeliness.mailroom import free_port

ROOT = Path(__file__).resolve().parent.parent
EACH = 6  # seconds: the old one alone, both, the new one alone
SURNAMES = "SELECT surname FROM cases_suspect WHERE starts_with(surname, 'Of ')"
READ = (  # by a manager, of whatever tables the next migration changes
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
SQUASHED = "people/migrations/0001_initial.py"  # the commit that adds it begins history anew
# What a migration says that adds, changes or takes away a table or a column.
TABLES_CHANGE = re.compile(
    r"\b(CreateModel|DeleteModel|RenameModel|AddField|AlterField|RemoveField|RenameField)\b"
    r"|\b(CREATE|DROP) +TABLE\b|\b(ADD|ALTER|DROP|RENAME) +COLUMN\b"
)


def older():
    """
    The last release whose tables, functions or triggers are not these, as git has it; None without.

    Databases begin anew with the squash of the migrations, so no older one than that is meant.
    """
    first = (git("log", "--diff-filter=A", "--format=%H", "--", SQUASHED) or "").split()
    if not first:
        return None
    since = f"{first[-1]}..HEAD"
    log = git("log", "--format=commit %H", "--name-status", since, "--", MIGRATIONS, SQL) or ""
    changed = newest_that_changes(log, lambda commit, path: git("show", f"{commit}:{path}"))
    return git("rev-parse", f"{changed}~1") if changed else first[-1]


def newest_that_changes(log, text_of):
    """
    The newest commit that changes tables or SQL: an index or a setting is no such change.

    log: commits and the migrations and files of SQL that each added or changed, the newest first,
    as git names them.
    """
    commit = None
    for line in filter(None, log.splitlines()):
        if line.startswith("commit "):
            commit = line.removeprefix("commit ")
            continue
        what, path = line.split("\t", 1)
        if "/sql/" in path or (what == "A" and TABLES_CHANGE.search(text_of(commit, path))):
            return commit
    return None


def git(*words):
    told = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip() if not told.returncode else None


def history():
    """What an older release needs and is not here."""
    release = older()
    if not release:
        return "git, and the history of this project"
    if git("diff", "--quiet", release, "HEAD", "--", "requirements.txt") is None:
        return f"the packages of {release[:7]}, which are not these"
    return ""


@kill("K24", "two releases at once", needs=history)
def two_releases(scene):
    """The database is migrated, then web, worker and beat follow, one after the other."""
    release = older()
    place = unpacked(release, scene.ground.folder / "older")
    differing = brought_up(scene, place)
    where = f"127.0.0.1:{free_port()}"
    old = [
        scene.crew.start("gunicorn", "--log-level", "error", "drills.site", cwd=place,
                         env={"BIND": where}),
        scene.crew.worker(cwd=place),
        scene.crew.beat(cwd=place),
    ]  # fmt: skip
    visitor = Visitor(f"http://{where}", "", Ledger())
    wait_for(lambda: visitor.ask("GET", "/readyz"), 60, "the older web server")
    by_old = work(scene, [f"http://{where}"])
    scene.service()
    by_both = work(scene, [f"http://{where}", scene.site])
    missing = added(scene, [f"http://{where}", scene.site])
    missing += not_shown(scene, [f"http://{where}", scene.site])
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


def not_shown(scene, sites):
    """A manager opens pages at each of these: how many do not come."""
    visitors = [Visitor(site, scene.office.cookies["manager"], Ledger()) for site in sites]
    asked = [(each.site + path, each.ask("GET", path)) for each in visitors for path in READ]
    missing = [where for where, page in asked if page is None or page.status_code != 200]
    scene.note(f"{len(asked)} pages opened, not shown {missing}")
    return len(missing)


def brought_up(scene, place):
    """
    A database of the older release is brought up to date by this one: in how many columns,
    functions, views and triggers it differs from one that this one made.
    """
    from rasso.database.install import THERE
    from tests import databases  # it reads the settings, and so the environment of the drill

    with databases.owner() as session:
        databases.drop(session, BROUGHT_UP)
        databases.run(session, "CREATE DATABASE {}", BROUGHT_UP)
    for folder in (place, ROOT):
        databases.migrate(BROUGHT_UP, folder)
    found = []
    for name in (BROUGHT_UP, PLAYED):
        with scene.ground.administrator(name) as session:
            found.append({row[:4] + row[5:] for row in session.execute(THERE)})
            found[-1] |= set(session.execute(COLUMNS))
    differing = found[0] ^ found[1]
    scene.note(f"brought up by this release, {sorted(map(str, differing))} differ")
    return len(differing)


def unpacked(release, folder):
    """The folder of a release."""
    archive = subprocess.run(["git", "archive", release], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def work(scene, sites):
    """People are led to one of these sites with each request, for a while; how many acts it was."""
    before = len(scene.ledger.acts)
    people = [
        Led(sites, scene.office.cookies[role], scene.ledger) for role in ("officer", "prosecutor")
    ]
    manager = scene.office.people.manager.pk
    writers = Writers(people, scene.office.threads, manager, scene.seed)
    time.sleep(EACH)
    writers.go_home()
    return len(scene.ledger.acts) - before


def added(scene, sites):
    """Suspects are added, whose table changes most: how many are not there once, and errors met."""
    officer = Led(sites, scene.office.cookies["officer"], Ledger())
    for case, _thread in scene.office.threads:
        path = f"/cases/{case}/suspects/add/"
        form = officer.form(path) | {"surname": f"Of {case}"[:40], "custody": "NOT_ARRESTED"}
        officer.until(lambda path=path, form=form: officer.ask("POST", path, data=form), 302)
    with scene.ground.administrator() as session:
        names = Counter(name for (name,) in session.execute(SURNAMES))
    wrong = sum(names[f"Of {case}"[:40]] != 1 for case, _thread in scene.office.threads)
    return wrong + officer.ledger.errors


class Led(Visitor):
    """Somebody who is led to another server with each request, as by a proxy before them."""

    def __init__(self, sites, cookie, ledger):
        super().__init__(sites[0], cookie, ledger)
        self.sites = list(sites)

    def ask(self, method, path, **more):
        self.sites.append(self.sites.pop(0))
        self.site = self.sites[0]
        return super().ask(method, path, **more)
