import gzip
import random

import numpy as np
import pytest
from lxml import etree

from city.progress import Progress
from importers.intake import ReadError
from importers.report import Report
from importers.simulated import markup
from importers.simulated.markup import beginning, root, tags

ODD = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- a > b <c x="1"> - -->
<!DOCTYPE net SYSTEM "http://example.org/net.dtd">
<net>
  <e  id = "a&amp;b&#228;&#x41;" x='1.5'/><e id='say "hi" > 1' x=""/><?pi <e x="9"/>?>
  <![CDATA[<e x="7"/> ]] > ]]><f>  EPSG:2056 </f>
  <e\tid="\xc3\xa4\xe2\x82\xac"
     x="-0.25"></e><e x="1e3" id="z"/><e id="long" x="123456789012345678.5"/>
</net>
"""


def told(path, report=None):
    """id and x of all e, piece by piece."""
    ids, numbers = [], []
    for block in tags(path, Report() if report is None else report, Progress()):
        rows = block.named("e")
        ids += block.texts(rows, "id")
        numbers += block.numbers(rows, "x").tolist()
    return ids, numbers


@pytest.mark.parametrize("size", [1, 7, 100, 4 << 20])
@pytest.mark.parametrize("packed", [False, True])
def test_odd_markup_is_read_as_another_parser_reads_it(tmp_path, monkeypatch, size, packed):
    monkeypatch.setattr(markup, "BLOCK", size)
    path = tmp_path / "odd.xml"
    path.write_bytes(gzip.compress(ODD) if packed else ODD)
    ids, numbers = told(path)
    expected = etree.fromstring(ODD).findall("e")
    assert ids == [one.get("id") for one in expected]
    assert numbers[0::2] == [1.5, -0.25, 123456789012345678.5]
    assert np.isnan(numbers[1]) and numbers[3] == 1000
    assert root(path, path.read_bytes()[:100]) == "net"


def test_the_text_of_an_element_and_whom_others_follow(tmp_path):
    path = tmp_path / "odd.xml"
    path.write_bytes(ODD + b"<g a='1'/><h a='2'/><h/><g/><h a='2'/>")
    (block,) = tags(path, Report(), Progress())
    assert block.within(int(block.named("f")[0])) == "EPSG:2056"
    owners, rows = block.named("g"), block.named("h")
    assert block.under(rows, owners).tolist() == [0, 0, 1]
    hashes = block.hashes(rows, "a").tolist()
    assert hashes[0] == hashes[2] != hashes[1]
    told, first, back = block.groups(rows, "a")
    assert told.tolist() == hashes[:2] and first.tolist() == rows[:2].tolist()
    assert back.tolist() == [0, 1, 0]
    assert block.texts(block.named("g", "h"), "a") == ["1", "2", "", "", "2"]


def test_numbers_are_rounded_as_python_rounds_them(tmp_path):
    rng = random.Random(1)
    words = ["nan", "-inf", "+5", "1_0", "0x1", "-", ".", "-.5", "5.", "1.2.3", "٣"]
    for _ in range(5000):
        whole, part = (str(rng.randrange(10 ** rng.randrange(1, 12))) for _ in range(2))
        words.append(rng.choice(["", "-"]) + whole + rng.choice(["", ".", f".{part}"]))
    path = tmp_path / "numbers.xml"
    path.write_text("<n>" + "".join(f'<e x="{word}"/>' for word in words) + "</n>", "utf-8")
    _, numbers = told(path)
    for word, number in zip(words, numbers, strict=True):
        try:
            expected = float(word.encode())
        except ValueError:
            expected = np.nan
        assert number == expected or (np.isnan(number) and np.isnan(expected)), word


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'<!DOCTYPE n [<!ENTITY a "b">]><n/>', "declares entities"),
        (b"<n><e x=5/></n>", "broken XML near '<e x=5"),
        (b"<n><e x/></n>", "broken XML"),
        (b"<n>< e/></n>", "broken XML"),
        (b'<n><e x="<"/></n>', "broken XML"),
        (b"<n><e / ></n>", "broken XML"),
        (b'<?xml version="1.0" encoding="UTF-16"?><n/>', "save it as that"),
        ("<n/>".encode("utf-16"), "save it as that"),
        (gzip.compress(b"<n/>", mtime=0)[:5], "archive is damaged"),
    ],
)
def test_what_is_no_sound_xml_is_refused_in_one_line(tmp_path, text, said):
    path = tmp_path / "bad.xml"
    path.write_bytes(text)
    with pytest.raises(ReadError, match=said) as fault:
        told(path)
    assert str(fault.value).startswith("bad.xml: ") and "\n" not in str(fault.value)


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path, packed):
    text = b"<n>" + b'<e id="a" x="1"/>' * 5000 + b"</n>"
    path, report = tmp_path / "half.xml", Report()
    path.write_bytes(gzip.compress(text, 0)[:40000] if packed else text[:40010])
    ids, _ = told(path, report)
    assert 2000 < len(ids) < 2400
    assert [one.code for one in report] == ["TRUNCATED"]
    path.write_bytes(text)
    report = Report()
    assert len(told(path, report)[0]) == 5000 and not len(report)


def test_members_of_an_archive_follow_one_another(tmp_path):
    path = tmp_path / "two.xml.gz"
    parts = [gzip.compress(part) for part in (b'<n><e id="a" x="1"/>', b'<e id="b"', b"/></n>")]
    path.write_bytes(b"".join(parts) + b"\0\0")
    assert told(path)[0] == ["a", "b"]


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(markup, "SLACK", 1000)
    path = tmp_path / "bomb.xml.gz"
    path.write_bytes(gzip.compress(b"<n>" + b" " * 20_000_000))
    with pytest.raises(ReadError, match="unpacks to more"):
        told(path)


def test_a_tag_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(markup, "BLOCK", 1000)
    monkeypatch.setattr(markup, "LONGEST", 5000)
    path = tmp_path / "endless.xml"
    path.write_bytes(b"<n><!-- " + b"x" * 10_000)
    with pytest.raises(ReadError, match="a tag of"):
        told(path)


def test_the_root_is_found_behind_a_comment_of_any_length(tmp_path):
    path = tmp_path / "long.xml"
    path.write_bytes(b"<?xml version='1.0'?>\n<!-- <no> " + b"x" * 20_000 + b"-->\n<net a='b'>")
    assert root(path, beginning(path)[:8192]) == "net"
    path.write_bytes(b"id,x,y\n<net>")
    assert root(path, beginning(path)) == ""
    path.write_bytes(b"\x1f\x8bnonsense")
    assert root(path, beginning(path)) == ""
