"""
Fetch GOV.UK Frontend, MOJ Frontend and accessible-autocomplete into rasso/static/vendor.

A maintainer runs this when a version below changes and commits the result; nobody who runs the
service needs npm. Running it twice changes nothing. Left out, and why: source maps (they would
have to be served too), GDS Transport and the crest (licensed for gov.uk domains only), Sass and
component sources (nothing is compiled here).
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "rasso" / "static" / "vendor"
PACKAGES = (
    "govuk-frontend@6.6.0",
    "@ministryofjustice/frontend@11.1.0",
    "accessible-autocomplete@3.0.1",
)
FILES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.css": "govuk/govuk-frontend.css",
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk/govuk-frontend.js",
    "@ministryofjustice/frontend/moj/moj-frontend.min.css": "moj/moj-frontend.css",
    "@ministryofjustice/frontend/moj/moj-frontend.min.js": "moj/moj-frontend.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.css": "autocomplete/autocomplete.css",
    "accessible-autocomplete/dist/accessible-autocomplete.min.js": "autocomplete/autocomplete.js",
}
IMAGES = "@ministryofjustice/frontend/moj/assets/images"
SOURCE_MAP = re.compile(r"/\*# ?sourceMappingURL=.*?\*/|//# ?sourceMappingURL=\S+")
FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
CREST = re.compile(r"url\([^)]*(?:crest|crown)[^)]*\)")
ASSET = re.compile(r"url\([\"']?/assets/images/([^\"')]+)[\"']?\)")
FORBIDDEN = ("sourceMappingURL", "url(/assets", "@font-face", "GDS Transport")


def main() -> None:
    """Replace the whole vendor folder, then prove that nothing forbidden came along."""
    with tempfile.TemporaryDirectory() as work:
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--silent", "--prefix", work)
        subprocess.run(["npm", "install", *quiet, *PACKAGES], check=True)  # noqa: S607
        modules = Path(work) / "node_modules"
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, name in FILES.items():
            target = VENDOR / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(cleaned((modules / source).read_text(), name))
        copy_images(modules)
        write_notice(modules)
    check_forbidden()


def cleaned(text: str, name: str) -> str:
    """The file without source maps; a style sheet also without foreign fonts and crest."""
    text = SOURCE_MAP.sub("", text)
    if not name.endswith(".css"):
        return text
    text = FONT_FACE.sub("", text)
    text = text.replace('"GDS Transport",', "").replace("GDS Transport,", "")
    text = CREST.sub("none", text)
    return ASSET.sub(r"url(images/\1)", text)


def copy_images(modules: Path) -> None:
    """Copy only the images that the cleaned style sheets use."""
    for sheet in VENDOR.rglob("*.css"):
        for image in sorted(set(re.findall(r"url\(images/([^)]+)\)", sheet.read_text()))):
            target = sheet.parent / "images" / image
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(modules / IMAGES / image, target)


def write_notice(modules: Path) -> None:
    """Write one NOTICE for all packages: two of them name their licence without its text."""
    lines = ["Front-end files in this folder, cleaned by tools/vendor_frontend.py.", ""]
    for package in PACKAGES:
        folder = modules / package.rsplit("@", 1)[0]
        about = json.loads((folder / "package.json").read_text())
        lines.append(f"{about['name']} {about['version']}: {about['license']}")
        lines += [licence.read_text() for licence in sorted(folder.glob("LICENSE*"))]
    (VENDOR / "NOTICE.txt").write_text("\n".join(lines).rstrip() + "\n")


def check_forbidden() -> None:
    """Stop with the file's name if it still holds what must not be served."""
    for file in sorted(VENDOR.rglob("*")):
        if file.suffix in {".css", ".js"}:
            text = file.read_text()
            for word in FORBIDDEN:
                if word in text:
                    sys.exit(f"{file.relative_to(ROOT)} still contains {word}")


if __name__ == "__main__":
    main()
