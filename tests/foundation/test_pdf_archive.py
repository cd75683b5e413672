"""PDF/UA for readers and PDF/A for the archive: what the engine makes of a page is set right, and stays the same."""

import shutil
import subprocess
from datetime import UTC, datetime
from importlib.util import find_spec
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core.management import CommandError, call_command

from foundation.pdf import render_pdf
from foundation.pdf_archive import AttachedFile, archive_copy
from foundation.pdf_check import accessibility_faults, archive_faults, walk

PAGE = """<html><head><style>@page { size: A5; @top-left { content: "Tête" } }</style></head><body><h1>Bilan</h1>
<svg width="9mm" height="9mm" viewBox="0 0 9 9"><title></title><rect width="9" height="9"/></svg>
<svg width="9mm" height="9mm" viewBox="0 0 9 9"><title>Neuf cases pleines</title><rect width="9" height="9"/></svg>
<table><tr><td>mise en page</td><td><table><tr><th>Année</th></tr><tr><td>2023</td></tr></table></td></tr></table>
</body></html>"""
WHEN = datetime(2023, 12, 27, 18, tzinfo=UTC)
DATA = [
    AttachedFile("figures.csv", b"code;value\nM.01;984\n", "Les chiffres"),
    AttachedFile("snapshot.json", b'{"a": 1}', "La source", "Source"),
]


def reader() -> bytes:
    return render_pdf(PAGE, title="Bilan", language="fr", created_at=WHEN, identifier="x")


def archive(files=DATA) -> bytes:
    return archive_copy(reader(), attachments=files, created_at=WHEN)


def kinds(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(element.S)[1:] for element in walk(document.Root.StructTreeRoot)]


def test_decoration_and_layout_leave_the_tree_and_what_is_read_stays():
    made = reader()

    told = kinds(made)
    with pikepdf.open(BytesIO(made)) as document:
        content = document.pages[0].Contents.read_bytes()
        said = [str(e.Alt) for e in walk(document.Root.StructTreeRoot) if "/Alt" in e]
    assert (told.count("Figure"), told.count("Table"), told.count("TH")) == (1, 1, 1)
    assert said == ["Neuf cases pleines"]
    assert content.count(b"/Figure") == 1 and content.count(b"/Artifact") >= 2  # the drawing and the running head
    assert accessibility_faults(made) == []


def test_the_archive_carries_its_data_with_type_date_and_relationship():
    made = archive()

    with pikepdf.open(BytesIO(made)) as document:
        inside = {name: spec.get_file() for name, spec in document.attachments.items()}
        relations = [str(spec.AFRelationship) for spec in document.Root.AF]
        assert {name: file.read_bytes() for name, file in inside.items()} == {file.name: file.content for file in DATA}
        assert {file.mime_type for file in inside.values()} == {"text/csv", "application/json"}
        assert {file.mod_date for file in inside.values()} == {WHEN}
    assert relations == ["/Data", "/Source"]
    assert archive_faults(made) == []


def test_the_same_arguments_give_the_same_bytes_on_another_day():
    with time_machine.travel("2023-12-28T08:00Z"):
        first = archive()
    with time_machine.travel("2031-07-01T23:59Z"):
        again = archive()

    assert first == again
    assert archive([*DATA[:1], AttachedFile("snapshot.json", b"{}", "La source", "Source")]) != first


def test_the_command_names_the_faults_of_a_file(tmp_path, capsys):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(archive())
    bare = pikepdf.new()
    bare.add_blank_page()
    bare.save(bad)

    call_command("check_pdf", good)
    with pytest.raises(CommandError):
        call_command("check_pdf", good, bad)

    told = capsys.readouterr().out
    assert told.count("no fault found") == 2 and "no structure tree" in told


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda root: root.__delitem__("/OutputIntents"), "no output intent"),
        (lambda root: root.__delitem__("/Lang"), "no language"),
        (lambda root: root.__setitem__("/AF", pikepdf.Array()), "no relationship"),
        (lambda root: root.MarkInfo.__setitem__("/Marked", False), "not marked"),
        (lambda root: root.__setitem__("/StructTreeRoot", pikepdf.Dictionary(K=pikepdf.Array(), ParentTree=root.StructTreeRoot.ParentTree)), "in no part of the tree"),
    ],
)  # fmt: skip
def test_a_spoilt_archive_is_found_out(spoil, said):
    out = BytesIO()
    with pikepdf.open(BytesIO(archive())) as document:
        spoil(document.Root)
        document.save(out)

    assert said in " ".join(archive_faults(out.getvalue()))


@pytest.mark.skipif(
    not shutil.which("verapdf") and not find_spec("page"), reason="no outside validator on this machine"
)
def test_an_outside_validator_finds_no_fault(tmp_path):
    made = tmp_path / "archive.pdf"
    made.write_bytes(archive())

    if found := shutil.which("verapdf"):
        for flavour in ("3a", "ua1"):
            told = subprocess.run([found, "-f", flavour, "--format", "text", made], capture_output=True, text=True)
            assert told.stdout.startswith("PASS"), told.stdout
    else:
        import page

        for profile in ("3a", "ua1"):
            report = page.validate_pdf(str(made), profile=profile)
            assert report.is_compliant, list(report.failures)
