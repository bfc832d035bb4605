"""A report as PDF: what was given stands on its pages, tagged, and the same bytes each time."""

import io
import os
import re
import zlib
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from city.progress import Cancelled, Progress
from city.report import (
    MOST_ROWS,
    Bar,
    Bars,
    Column,
    Facts,
    Heading,
    Legend,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
    Report,
    Swatch,
    Table,
)
from exporters import WriteError, write_report

DAY = date(2026, 3, 21)
HATCHES = ("", "rising", "falling", "crossed", "dotted", "level")


def image(size=(60, 40)) -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(made, "PNG")
    return made.getvalue()


PICTURE = Picture(image(), "Shadows at nine", "A caption", 0.5)
BLOCKS = (
    Heading("What was asked"),
    Paragraph("A first paragraph.\n\nA second paragraph."),
    Facts((("Place", "Delfshaven"), ("Step", "5 minutes"))),
    Heading("Deeper", 2),
    Table((Column("Dwelling"), Column("Sun", "h", "right")), (("House 1", "2.5"),), "Who loses"),
    PICTURE,
    Pictures(((PICTURE, None),), ("Nine", "Noon"), ("June",), "By the hour"),
    Legend((Swatch("#112233", "dark"), Swatch("#eeeeee", "light")), "Hours of sun"),
    Legend(tuple(Swatch("#4477aa", f"what the hatch {h} means", h) for h in HATCHES)),
    Bars((Bar("Yard", (3.0, -1.0), ("three", "less one")),), caption="Mean"),
    Bars((Bar("Alone", (3.0,), ("three",)),), ("Now",)),
    Note("Trees are not counted.", "Limits"),
    PageBreak(),
    Paragraph("After the break."),
)
REPORT = Report("Sun study", BLOCKS, DAY, "Before and after", "Rotterdam", "Plan A", "b7e23ec2")


def written(report: Report, folder: Path, **options) -> bytes:
    write_report(report, folder / "report.pdf", **options)
    return (folder / "report.pdf").read_bytes()


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def said(folder: Path, *blocks) -> str:
    return " ".join(pages(written(Report("T", blocks, DAY), folder)))


def unpacked(pdf: bytes) -> bytes:
    """The file with its packed streams laid open."""
    parts = [pdf]
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("A3", (420, 297))])
def test_it_has_the_size_of_its_paper(tmp_path, paper, size):
    document = pypdfium2.PdfDocument(written(REPORT, tmp_path, paper=paper))
    sizes = [document.get_page_size(number) for number in range(len(document))]
    document.close()
    assert len(sizes) > 1
    for found in sizes:
        assert found == pytest.approx([side / 25.4 * 72 for side in size], abs=0.1)


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_every_block_stands_on_a_page(tmp_path, paper):
    texts = pages(written(REPORT, tmp_path, paper=paper))
    whole = " ".join(texts)
    for words in (
        "Sun study",
        "Before and after",
        "Rotterdam",
        "2026-03-21",
        "1 What was asked",
        "A first paragraph.",
        "A second paragraph.",
        "Delfshaven",
        "1.1 Deeper",
        "Dwelling",
        "House 1",
        "2.5",
        "Table 1 Who loses",
        "A caption",
        "Noon",
        "June",
        "By the hour",
        "Hours of sun",
        "dark",
        *(f"what the hatch {hatch} means".replace("  ", " ") for hatch in HATCHES),
        "Yard",
        "less one",
        "Before",
        "Alone",
        "Limits",
        "Trees are not counted.",
    ):
        assert words in whole, words
    assert "After the break." in texts[-1]
    assert "After the break." not in "".join(texts[:-1])


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_every_page_says_whose_and_which_it_is(tmp_path, paper):
    texts = pages(written(REPORT, tmp_path, paper=paper))
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text
        assert "b7e23ec2" in text
    assert all("Plan A" in text for text in texts[1:])


def test_it_is_tagged_and_names_its_language_and_title(tmp_path):
    report = Report("Größe der Schatten", BLOCKS, DAY, language="de-CH")
    pdf = unpacked(written(report, tmp_path))
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", pdf)
    assert b"/Lang(de-CH)" in pdf.replace(b"/Lang (", b"/Lang(")
    assert b"/DisplayDocTitle true" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert "Größe der Schatten".encode() in pdf  # in the XMP metadata
    assert b"Shadows at nine" in pdf
    assert "Abbildung 1 A caption" in " ".join(pages(written(report, tmp_path)))


def test_tables_have_heads_and_pictures_are_figures(tmp_path):
    pdf = unpacked(written(REPORT, tmp_path))
    for tag in (b"/S/H1", b"/S/H2", b"/S/P", b"/S/Table", b"/S/TH", b"/S/TD", b"/S/Figure"):
        assert tag in pdf.replace(b"/S /", b"/S/"), tag


def test_its_fonts_are_within(tmp_path):
    pdf = unpacked(written(REPORT, tmp_path))
    descriptors = re.findall(rb"/Type\s*/FontDescriptor.*?endobj", pdf, re.DOTALL)
    assert descriptors
    assert all(re.search(rb"/FontFile[23] \d+ 0 R", one) for one in descriptors)
    assert all(b"SourceSans3" in one for one in descriptors)


def test_the_same_report_gives_the_same_bytes(tmp_path):
    once = written(REPORT, tmp_path)
    assert written(REPORT, tmp_path) == once
    later = Report(REPORT.title, BLOCKS, date(2026, 3, 22))
    assert written(later, tmp_path) != once


@pytest.mark.parametrize(
    "text",
    [
        "#panic()",
        "$x^2$ and $",
        "*bold* _it_ `raw`",
        '#read("/etc/passwd")',
        '#image("/etc/passwd")',
        '") #panic() //',
        '#import "@preview/cetz:0.3.0"',
        "= no heading",
        "- no list",
        "@nobody <label> \\ ~ --- ... // /* */",
        "]#{}[",
        "{{x}} {0} %s \\u{41}",
        "https://example.org",
    ],
)
def test_texts_are_shown_and_never_carried_out(tmp_path, text):
    report = Report(
        text,
        (
            Heading(text),
            Paragraph(text),
            Facts(((text, text),)),
            Table((Column(text, text),), ((text,),), text),
            Picture(image(), text, text),
            Pictures(((PICTURE,),), (text,), (text,), text),
            Legend((Swatch("#112233", text),), text),
            Bars((Bar(text, (1.0,), (text,)),), (text,), text),
            Note(text, text),
        ),
        DAY,
        text,
        text,
        text,
        text,
    )
    shown = re.sub(r"\s", "", "".join(pages(written(report, tmp_path))))
    assert shown.count(re.sub(r"\s", "", text)) >= 12


def test_signs_that_it_does_not_have_are_told_on_the_page_and_to_the_caller(tmp_path):
    report = Report("漢", (Paragraph("العربية 😀 שלום"),), DAY)
    (line,) = write_report(report, tmp_path / "r.pdf")
    assert "U+6F22" in line
    assert "U+6F22" in " ".join(pages((tmp_path / "r.pdf").read_bytes()))


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\x00", "\u202e", "x" * 5000, "a\n\n\n\nb", "\u0301"]
)
def test_strange_texts_stand_everywhere(tmp_path, text):
    blocks = (
        Heading(text),
        Paragraph(text),
        Facts(((text, text),)),
        Table((Column(text, text),) * 3, ((text[:300],) * 3,), text[:300]),
        Legend((Swatch("#112233", text[:300]),), text[:300]),
        Bars((Bar(text[:300], (1.0,), (text[:30],)),), (text[:30],), text[:300]),
        Note(text, text[:300]),
    )
    assert pages(
        written(Report(f"{text[:300]}\x00", blocks, DAY, text[:300], text[:300]), tmp_path)
    )


def test_empty_blocks_stand_too(tmp_path):
    blocks = (Facts(()), Table((Column("x"),), ()), Pictures((), ("a",)), Legend(()), Bars(()))
    assert "x" in said(tmp_path, *blocks)
    assert len(pages(written(Report("T", (), DAY), tmp_path))) == 1


def test_a_long_table_goes_over_pages_under_its_head(tmp_path):
    rows = tuple((f"House {k}", f"{k / 7:.2f}") for k in range(MOST_ROWS // 4))
    table = Table((Column("Dwelling"), Column("Sun", "h", "right")), rows)
    texts = pages(written(Report("T", (table,), DAY), tmp_path))
    assert len(texts) > 5
    assert all("Dwelling" in text for text in texts)
    found = re.findall(r"House (\d+) ([\d.]+)", " ".join(texts))
    assert found == [(str(k), f"{k / 7:.2f}") for k in range(len(rows))]


def test_numbers_end_at_one_line(tmp_path):
    rows = (("1.25",), ("1,234.25",))
    pdf = written(Report("T", (Table((Column("Sun", "", "right"),), rows),), DAY), tmp_path)
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    ends = []
    for word in ("1.25", "1,234.25"):
        start, count = text.search(word).get_next()
        ends.append(text.get_charbox(start + count - 1)[2])
    assert ends[0] == pytest.approx(ends[1], abs=0.05)


def test_only_a_long_report_has_a_table_of_contents(tmp_path):
    def chapters(count):
        blocks = [b for k in range(count) for b in (PageBreak(), Heading(f"Chapter {k}"))]
        return pages(written(Report("T", tuple(blocks), DAY), tmp_path))

    assert "Contents" not in chapters(5)[0]
    long = chapters(8)
    assert "Contents" in long[0]
    assert re.search(r"8 Chapter 7\W*(\d+)", long[0])[1] == str(len(long))


def test_pictures_are_on_the_pages(tmp_path):
    document = pypdfium2.PdfDocument(written(REPORT, tmp_path))
    kinds = [thing.type for page in document for thing in page.get_objects()]
    assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) == 2
    document.close()


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path):
    with pytest.raises(WriteError, match=r"let the name end with \.pdf"):
        write_report(REPORT, tmp_path / "report.doc")
    with pytest.raises(WriteError, match="cannot be written"):
        write_report(REPORT, tmp_path / "nowhere" / "report.pdf")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(WriteError, match=r"folder\.pdf: cannot be written"):
        write_report(REPORT, tmp_path / "folder.pdf")
    broken = Report("T", (Picture(b"no", "x", "The yard"),), DAY)
    with pytest.raises(WriteError, match="'The yard' is neither PNG nor JPEG"):
        write_report(broken, tmp_path / "report.pdf")
    assert os.listdir(tmp_path) == ["folder.pdf"]


def test_what_was_there_stays_when_somebody_cancels(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")
    progress = Progress(lambda done, total, note: "Setting" in note and progress.cancel())
    with pytest.raises(Cancelled):
        write_report(REPORT, path, progress=progress)
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["report.pdf"]
