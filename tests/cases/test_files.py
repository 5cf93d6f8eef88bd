"""File types are accepted by content, and refusals say why."""

import io
import resource
import subprocess
import sys
import threading
import time
import zipfile
from unittest import mock

import pytest
from django.core.files import File
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from cases.documents import file_types, office_files, pdf_check, sandbox
from people.access.scopes import Refused
from tests.support.cases.sample_files import (  # fmt: skip
    EXCEL,
    JPEG,
    LOCKED_WORD,
    MACRO_WORD,
    OLD_WORD,
    PROGRAM,
    SCANNED_JPEG,
    SLIDES,
    VBA,
    WORD,
    XML,
    encrypted_zip,
    office_document,
    open_document,
    pdf,
    pdf_with,
    png,
    relationship,
    upload,
    zip_of_parts,
)


def add_opening_page_with_links(writer):
    """A page to open at is no action, even if it has links."""
    writer.add_uri(0, "https://example.org", (0, 0, 9, 9))
    page = writer.pages[0].indirect_reference
    writer.root_object[NameObject("/OpenAction")] = ArrayObject([page, NameObject("/Fit")])


KEPT = {
    "statement.pdf": ("PDF", pdf()),
    "printing forbidden.PDF": ("PDF", pdf("", owner_password="owner")),
    "mg3.docx": ("DOCX", office_document(WORD)),
    "calls.xlsx": ("XLSX", office_document(EXCEL)),
    "statement.odt": ("ODT", open_document("text")),
    "schedule.ods": ("ODS", open_document("spreadsheet")),
    "scene.jpg": ("JPEG", JPEG),
    "scene.jpeg": ("JPEG", JPEG),
    "screen.png": ("PNG", png()),
    "with a photograph.docx": (
        "DOCX",
        office_document(parts={"word/media/image1.png": png(), "word/fonts/font1.odttf": "x"}),
    ),
    "with a chart.docx": (
        "DOCX",
        office_document(
            parts={"word/embeddings/Microsoft_Excel_Sheet1.xlsx": office_document(EXCEL)}
        ),
    ),
    "with a link.docx": (
        "DOCX",
        office_document(parts=relationship("hyperlink", "https://example.org")),
    ),
    "from a template.docx": (
        "DOCX",
        office_document(parts=relationship("attachedTemplate", "file:///C:\\Forms\\MG11.dotx")),
    ),
    "with a picture.odt": ("ODT", open_document(parts={"Pictures/1.png": png()})),
    "with links.pdf": (
        "PDF",
        pdf_with(lambda w: w.add_uri(0, "https://example.org", (0, 0, 9, 9))),
    ),
    "that opens at a page with links.pdf": ("PDF", pdf_with(add_opening_page_with_links)),
    "from a camera.jpg": ("JPEG", SCANNED_JPEG),
    "with a film.jpg": ("JPEG", SCANNED_JPEG + b"\0\0\0\x18ftypmp42" + bytes(90_000)),
    "messages.txt": ("TEXT", "Sam: “see you at 8” 🙂\r\n\tOK".encode()),
    "PKI notes.txt": ("TEXT", b"PKI notes"),
    "arrows.txt": ("TEXT", b"<- she said <3 and <b>bold</b>"),
    "padded.pdf": ("PDF", pdf() + bytes(4096)),
}

LISTENER = (
    f"{XML}<x xmlns:s='urn:oasis:names:tc:opendocument:xmlns:script:1.0'>"
    "<s:event-listener s:language='ooo:script'/></x>"
)
ENTITIES = f'{XML}<!DOCTYPE t [<!ENTITY a "aaaa">]><Types>&a;</Types>'
HUGE_PART = f"{XML}<Types>" + " " * office_files.MAX_PART_BYTES + "</Types>"


def xfa():
    """An Adobe XFA form, which can contain programs."""
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
    return {NameObject("/AcroForm"): form}


def stream_of_another_file(writer):
    """A stream whose content is fetched from another computer."""
    stream = DecodedStreamObject()
    stream[NameObject("/F")] = TextStringObject("\\\\there\\share\\a")
    return {NameObject("/Metadata"): writer._add_object(stream)}


def pdf_action(kind, *, then=None, file=False):
    """A PDF action. then: a following action; file: whether it names another file."""
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})
    if then:
        action[NameObject("/Next")] = ArrayObject([pdf_action(then)])
    if file:
        action[NameObject("/F")] = TextStringObject("\\\\there\\share\\a.pdf")
    return action


def action_on_opening(kind, **more):
    """An action on opening a PDF."""
    return {NameObject("/OpenAction"): pdf_action(kind, **more)}


def action_on_showing(kind):
    """An action on showing a page of a PDF."""
    return {NameObject("/AA"): DictionaryObject({NameObject("/O"): pdf_action(kind)})}


REFUSED = {
    ("macros by their part", "mg3.docx"): (
        office_document(WORD, parts={"word/vbaProject.bin": "x"}),
        "macros",
    ),
    ("macros under another name", "mg3.docx"): (
        office_document(WORD, VBA, parts={"p1": "x"}),
        "macros",
    ),
    ("macro-enabled type", "mg3.docx"): (office_document(MACRO_WORD), "macros"),
    ("macros written with an entity", "mg3.docx"): (
        office_document(WORD, "application/vnd.ms-office.vb&#97;Project"),
        "macros",
    ),
    ("an old macro sheet", "calls.xlsx"): (
        office_document(EXCEL, "application/vnd.ms-excel.macrosheet+xml"),
        "macros",
    ),
    ("Basic macros", "statement.odt"): (
        open_document(parts={"Basic/Standard/Module1.xml": "x"}),
        "macros",
    ),
    ("Python macros", "schedule.ods"): (
        open_document("spreadsheet", parts={"Scripts/python/x.py": "x"}),
        "macros",
    ),
    ("an object of another program", "mg3.docx"): (
        office_document(parts={"word/embeddings/oleObject1.bin": PROGRAM}),
        "another file inside",
    ),
    ("an object by its type", "mg3.docx"): (
        office_document(WORD, "application/vnd.openxmlformats-officedocument.oleObject"),
        "another file",
    ),
    ("an embedded macro document", "mg3.docx"): (
        office_document(parts={"word/embeddings/a.docm": office_document(MACRO_WORD)}),
        "another file inside",
    ),
    ("macros in an embedded workbook", "mg3.docx"): (
        office_document(parts={"word/embeddings/a.xlsx": office_document(EXCEL, VBA)}),
        "macros",
    ),
    ("an embedded document that embeds", "mg3.docx"): (
        office_document(
            parts={
                "word/embeddings/a.docx": office_document(
                    parts={"word/embeddings/b.xlsx": office_document(EXCEL)}
                )
            }
        ),
        "another file inside",
    ),
    ("a macro sheet by its folder", "calls.xlsx"): (
        office_document(EXCEL, parts={"xl/macrosheets/sheet1.xml": "x"}),
        "macros",
    ),
    ("macros by a relationship", "mg3.docx"): (
        office_document(parts=relationship("vbaProject", "evil.bin", mode="Internal")),
        "macros",
    ),
    ("a template from the web", "mg3.docx"): (
        office_document(parts=relationship("attachedTemplate", "https://example.org/a.dotm")),
        "fetches",
    ),
    ("a template from another computer", "mg3.docx"): (
        office_document(parts=relationship("attachedTemplate", "file:///\\\\there\\a.dotm")),
        "fetches",
    ),
    ("an object from the web", "mg3.docx"): (
        office_document(parts=relationship("oleObject", "https://example.org/a")),
        "fetches",
    ),
    ("Basic macros further down", "statement.odt"): (
        open_document(parts={"Object 1/Basic/Standard/Module1.xml": "x"}),
        "macros",
    ),
    ("a program called by an event", "statement.odt"): (
        open_document(parts={"content.xml": LISTENER}),
        "macros",
    ),
    ("a PDF with a program", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(action_on_opening("/JavaScript"))),
        "small program",
    ),
    ("a PDF that starts a program", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(action_on_opening("/Launch"))),
        "small program",
    ),
    **{
        (f"a PDF that opens {action}", "statement.pdf"): (
            pdf_with(
                lambda writer, action=action: writer.root_object.update(action_on_opening(action))
            ),
            "Flatten it",
        )
        for action in ("/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition")
    },
    ("a PDF that opens an address by itself", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(action_on_opening("/URI"))),
        "Flatten it",
    ),
    ("a PDF whose page opens an address by itself", "statement.pdf"): (
        pdf_with(lambda writer: writer.pages[0].update(action_on_showing("/URI"))),
        "Flatten it",
    ),
    ("a PDF that opens an address afterwards", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(action_on_opening("/GoTo", then="/URI"))),
        "Flatten it",
    ),
    ("a PDF that goes on in another file", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(action_on_opening("/Thread", file=True))),
        "Flatten it",
    ),
    ("a PDF with an XFA form", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(xfa())),
        "Flatten it",
    ),
    ("a PDF whose stream lies elsewhere", "statement.pdf"): (
        pdf_with(lambda writer: writer.root_object.update(stream_of_another_file(writer))),
        "Flatten it",
    ),
    ("a PDF with a file in it", "statement.pdf"): (
        pdf_with(lambda writer: writer.add_attachment("a.exe", PROGRAM)),
        "small program",
    ),
    ("an archive behind a picture", "scene.jpg"): (
        SCANNED_JPEG + bytes(70_000) + zip_of_parts({"a": b"b"}),
        "behind the picture",
    ),
    ("an archive behind a picture of a screen", "screen.png"): (
        png() + zip_of_parts({"a": b"b"}),
        "behind the picture",
    ),
    ("a page behind a picture", "scene.jpg"): (JPEG + b"\n<HTML>", "behind the picture"),
    ("a page behind a picture of a screen", "screen.png"): (
        png() + b"<script>alert(1)",
        "behind the picture",
    ),
    ("a page that begins like a picture", "scene.jpg"): (b"\xff\xd8\xff<html>", "says: JPEG"),
    ("a page that begins like a PNG", "screen.png"): (png()[:8] + b"<html>" * 9, "says: PNG"),
    ("a locked PDF", "statement.pdf"): (pdf("secret"), "password"),
    ("a locked Word document", "mg3.docx"): (LOCKED_WORD, "password"),
    ("a locked OpenDocument", "statement.odt"): (
        open_document(manifest="<m:file xmlns:m='x'><m:encryption-data/></m:file>"),
        "password",
    ),
    ("a locked zip", "files.zip"): (encrypted_zip(zip_of_parts({"a.pdf": b"x"})), "password"),
    ("a zip", "files.zip"): (zip_of_parts({"a.pdf": b"x"}), "archive"),
    ("a zip that says it is a document", "mg3.docx"): (zip_of_parts({"a.pdf": b"x"}), "archive"),
    ("an empty zip", "files.zip"): (zip_of_parts({}), "archive"),
    ("a 7-Zip archive", "files.7z"): (b"7z\xbc\xaf\x27\x1c" + bytes(50), "archive"),
    ("a RAR archive", "files.rar"): (b"Rar!\x1a\x07\x01\x00" + bytes(50), "archive"),
    ("a gzip", "files.gz"): (b"\x1f\x8b" + bytes(50), "archive"),
    ("an old Word document", "mg3.doc"): (OLD_WORD, "old Office format"),
    ("a program that says it is a PDF", "statement.pdf"): (PROGRAM, "says: PDF"),
    ("a program", "statement.exe"): (PROGRAM, "not accepted"),
    ("a program behind two endings", "statement.pdf.exe"): (PROGRAM, "not accepted"),
    ("a Word document that says PDF", "statement.pdf"): (office_document(), "holds Word document"),
    ("a PDF without an ending", "statement"): (pdf(), "not accepted"),
    ("a web page", "page.html"): (b"<script>alert(1)</script>", "holds a web page"),
    ("a web page that says it is a picture", "scene.png"): (b"<script>", "holds a web page"),
    ("text that says it is a picture", "scene.png"): (b"A note.", "holds Plain text"),
    ("a web page that says it is text", "messages.txt"): (
        b"\xef\xbb\xbfHello <!DOCTYPE html><p>",
        "holds a web page",
    ),
    ("an archive behind a PDF", "statement.pdf"): (pdf() + zip_of_parts({"a": b"b"}), "behind it"),
    ("an archive some way behind a PDF", "statement.pdf"): (
        pdf() + b"%" * 70_000 + zip_of_parts({"a": b"b"}),
        "behind it",
    ),
    ("a page behind a PDF", "statement.pdf"): (pdf() + b"\n\0<html><p>", "behind it"),
    ("a program behind a PDF", "statement.pdf"): (pdf() + PROGRAM, "behind it"),
    ("a 7-Zip archive behind a PDF", "statement.pdf"): (
        pdf() + b"\n7z\xbc\xaf\x27\x1c" + bytes(500),
        "behind it",
    ),
    ("a page behind a Word document", "mg3.docx"): (office_document() + b"<html>", "behind it"),
    ("a PDF behind a Word document", "mg3.docx"): (office_document() + pdf(), "behind it"),
    ("a Word document that begins like a PDF", "mg3.docx"): (
        office_document(parts={"%PDF-1.7": b"x"}),
        "behind it",
    ),
    ("slides", "slides.pptx"): (office_document(SLIDES), "not accepted"),
    ("a template that says it is a document", "mg3.docx"): (office_document(SLIDES), "says: Word"),
    ("two documents in one", "mg3.docx"): (office_document(WORD, EXCEL), "says: Word"),
    ("a damaged PDF", "statement.pdf"): (b"%PDF-1.7\nnothing more\n%%EOF", "cannot be opened"),
    ("a damaged zip", "mg3.docx"): (office_document()[:-30], "cannot be opened"),
    ("declared entities", "mg3.docx"): (
        zip_of_parts({"[Content_Types].xml": ENTITIES}),
        "cannot be opened",
    ),
    ("a part that fills memory", "mg3.docx"): (
        zip_of_parts({"[Content_Types].xml": HUGE_PART}),
        "unpacks to",
    ),
    ("other than UTF-8", "messages.txt"): ("Zoë".encode("latin-1"), "says: Plain text"),
    ("UTF-16", "messages.txt"): ("Zoë".encode("utf-16"), "says: Plain text"),
    ("a character cut in half at the end", "messages.txt"): ("Zoë".encode()[:-1], "says: Plain"),
    ("control characters", "messages.txt"): (b"\x1b]0;owned\x07", "says: Plain text"),
    ("empty", "statement.pdf"): (b"", "is empty"),
}


def refusal_of_file(name, content):
    with pytest.raises(Refused) as refused:
        file_types.detect_file_type(upload(name, content))
    return refused.value


@pytest.mark.parametrize("name", KEPT)
def test_the_usual_kinds_of_case_files_are_accepted(name):
    kind, content = KEPT[name]
    file = upload(name, content)
    assert file_types.detect_file_type(file) == kind
    assert file.read() == content  # left at its start
    assert kind in file_types.FILE_TYPES


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[0])
def test_a_forbidden_file_is_refused_in_words_that_name_it(case):
    _what, name = case
    content, words = REFUSED[case]
    refusal = refusal_of_file(name, content)
    assert words in str(refusal)
    assert f"“{name}”" in str(refusal)
    assert refusal.is_stage


def test_a_web_page_is_found_where_two_chunks_of_a_text_meet():
    text = b"a" * (file_types.CHUNK_BYTES - 4) + b"<ScRiPt>"
    with pytest.raises(Refused, match="holds a web page"):
        file_types.detect_file_type(File(io.BytesIO(text), name="messages.txt"))  # read in chunks


def test_the_log_gets_the_reason_without_the_name_of_the_file():
    refusal = refusal_of_file("Statement of Jane Doe.exe", PROGRAM)
    assert "Jane" in str(refusal)
    assert "Jane" not in refusal.reason
    assert "not accepted" in refusal.reason


def test_too_large_says_how_large(settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    assert file_types.detect_file_type(upload("a.txt", b"a" * 1024 * 1024)) == "TEXT"
    assert "larger than 1 MB" in str(refusal_of_file("a.txt", b"a" * (1024 * 1024 + 1)))


@pytest.fixture
def inspect_in_process(monkeypatch):
    """Inspect files in this process, so that a test can set the limits."""
    looks = {"PDF": pdf_check.check_pdf, "PACKAGE": office_files.office_file_type}
    monkeypatch.setattr(
        sandbox, "inspect_in_sandbox", lambda file, kind, account: looks[kind](file)
    )


def test_a_package_that_unpacks_to_too_much_is_refused_unread(monkeypatch, inspect_in_process):
    monkeypatch.setattr(office_files, "MAX_UNPACKED_BYTES", 10_000)
    bomb = office_document(parts={"word/media/image1.png": bytes(10_001)})
    assert len(bomb) < 2000
    assert "unpacks to" in str(refusal_of_file("mg3.docx", bomb))


def test_a_directory_of_countless_entries_is_refused_before_it_is_read(
    monkeypatch, inspect_in_process
):
    monkeypatch.setattr(office_files, "MAX_PART_BYTES", 50_000)
    many = zip_of_parts({f"{n:040}": b"" for n in range(1000)})
    assert "unpacks to" in str(refusal_of_file("mg3.docx", many))


# Files crafted to take minutes to read


def bomb_of_rels(n, size=30_000_000):
    """A small file with n workbooks inside, each with relationships that unpack to 30 MB."""
    rels = f"{XML}<Relationships>".encode() + b"<a/>" * (size // 4) + b"</Relationships>"
    inside = office_document(EXCEL, parts={"xl/_rels/workbook.xml.rels": rels})
    return office_document(parts={f"word/embeddings/a{each}.xlsx": inside for each in range(n)})


def bomb_of_content(n, size=63_000_000):
    content = f"{XML}<o>".encode() + b"<a/>" * (size // 4) + b"</o>"
    return open_document(parts={f"Object {each}/content.xml": content for each in range(n)})


def processor_seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("mg3.docx", lambda: bomb_of_rels(3)),
        ("statement.odt", lambda: bomb_of_content(2)),
        ("mg3.docx", lambda: bomb_of_rels(office_files.MAX_EMBEDDED + 1, size=40)),
    ],
    ids=["relationships of packages inside", "contents", "packages inside"],
)
def test_limits_hold_for_a_file_with_all_that_is_inside_it(name, make):
    bomb = make()
    assert len(bomb) < 500_000
    before = processor_seconds_of_children()
    assert "unpacks to" in str(refusal_of_file(name, bomb))
    assert processor_seconds_of_children() - before < sandbox.CPU_SECONDS


def test_a_slow_inspection_is_ended_and_runs_outside_this_process(monkeypatch):
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.01)
    began = time.thread_time()
    assert "takes too long" in str(refusal_of_file("mg3.docx", office_document()))
    assert time.thread_time() - began < 0.5


def test_a_process_that_looks_into_a_file_knows_no_secret_and_writes_nothing(tmp_path):
    code = "import sys, pathlib; from cases.documents import sandbox; sandbox.limit_resources()\n"
    code += "pathlib.Path(sys.argv[1]).write_text('y' * 9)"
    command = [sys.executable, "-c", code, tmp_path / "written"]
    done = subprocess.run(command, cwd=sandbox.ROOT, capture_output=True)
    assert done.returncode != 0 and b"File too large" in done.stderr
    with mock.patch("subprocess.run") as run:
        run.return_value.returncode, run.return_value.stdout = 0, b'{"unfit": "", "kind": null}'
        sandbox.inspect_in_sandbox(io.BytesIO(b"x"), "PDF")
    assert run.call_args.kwargs["env"].keys() == {"PYTHONDONTWRITEBYTECODE"}


def test_many_files_at_once_take_only_so_many_processes(monkeypatch):
    monkeypatch.setattr(sandbox, "SLOT_WAIT_SECONDS", 0.01)
    with sandbox.process_slots, sandbox.process_slots:
        assert "Add it again" in str(refusal_of_file("mg3.docx", office_document()))
    assert file_types.detect_file_type(upload("mg3.docx", office_document())) == "DOCX"


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        file = zip_with_duplicate()
    assert "cannot be opened" in str(refusal_of_file("mg3.docx", file))


def zip_with_duplicate():
    file = io.BytesIO(office_document())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("[Content_Types].xml", f"{XML}<Types/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\olive\\MG3.docx", "MG3.docx"),
        ("bad\u202ename\x00\n.pdf", "badname.pdf"),
        ("a" * 200 + ".docx", "a" * 115 + ".docx"),
        ("a" * 200, "a" * 120),
    ],
)
def test_a_title_has_no_folders_nothing_invisible_and_keeps_its_ending(name, kept):
    assert file_types.clean_file_name(name) == kept


@pytest.mark.parametrize(
    ("title", "name"),
    [("MG 3 (final).docx", "MG_3_final.docx"), ('a";b.pdf', "ab.pdf"), ("!!!.pdf", "document.pdf")],
)
def test_a_download_has_a_name_no_system_trips_over(title, name):
    assert file_types.download_name(title) == name


def test_many_files_that_take_long_leave_half_of_the_web_threads_to_others(monkeypatch):
    """A file that is inspected, or waits for it, occupies a web thread."""
    are_done, refused = threading.Event(), []
    monkeypatch.setattr(
        sandbox, "_run_sandbox", lambda copy, kind: are_done.wait(30) and {"unfit": ""}
    )

    def look():
        try:
            sandbox.inspect_in_sandbox(io.BytesIO(pdf()), "PDF")
        except office_files.UnfitContent as error:
            refused.append(str(error.args[0]))
        except KeyError:  # the stand-in's result has no type
            pass

    threads = [threading.Thread(target=look) for _ in range(8)]
    for each in threads:
        each.start()
    time.sleep(sandbox.QUEUE_WAIT_SECONDS + 1)
    still = sum(each.is_alive() for each in threads)
    are_done.set()
    for each in threads:
        each.join()
    assert (still, set(refused), len(refused)) == (4, {str(sandbox.LATER)}, 4)
