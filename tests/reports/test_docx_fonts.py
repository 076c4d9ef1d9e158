"""The open font within a Word document: all its letters, small, hidden as Word wants it, and used where others lack."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from landuse.reports.docx_fonts import letters, obfuscated
from landuse.reports.paper_docx import paper_docx
from tests.reports.papers import PAPER

MADE = datetime(2023, 6, 5, 8, tzinfo=UTC)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GUID = "{1DF903E5-FA3B-4B7D-8B5C-0E2B6C3E8D2A}"
#: A machine with one font, which has no Chinese letter.
POOR = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{cache}</cachedir></fontconfig>"""


@pytest.fixture(scope="module")
def content():
    """Return a paper as docx."""
    return paper_docx(PAPER, made_at=MADE)


def embedded(content):
    """Return the font in a document as a program finds it, and the table's entries by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        table = etree.fromstring(packed.read("word/fontTable.xml"))
        relations = packed.read("word/_rels/fontTable.xml.rels").decode()
        hidden = packed.read("word/fonts/font1.odttf")
    entries = {one.get(f"{WORD}name"): one for one in table if one.find(f"{WORD}embedRegular") is not None}
    keys = {one.find(f"{WORD}embedRegular").get(f"{WORD}fontKey") for one in entries.values()}
    assert "fonts/font1.odttf" in relations
    (key,) = keys
    return TTFont(io.BytesIO(obfuscated(hidden, key))), entries


def test_every_letter_of_the_document_is_in_it(content):
    """Those that the open font has; as TrueType, under its own name and licence, free to be embedded."""
    font, entries = embedded(content)
    document = docx.Document(io.BytesIO(content))
    words = "".join(node.text or "" for node in document.element.body.iter(f"{WORD}t"))
    chinese = {sign for sign in words if "\u4e00" <= sign <= "\u9fff"}
    assert len(chinese) > 20
    assert {ord(sign) for sign in chinese} <= set(font.getBestCmap())
    assert "glyf" in font
    assert "CFF " not in font
    assert "Noto Sans CJK SC" in str(font["name"].getDebugName(1))
    assert "Open Font License" in str(font["name"].getDebugName(13))
    assert font["OS/2"].fsType == 0
    assert set(entries) == {"FangSong", "SimHei", "Noto Sans CJK SC"}


def test_it_is_small_and_the_same_again(content):
    """Some hundred letters of sixty thousand; the same paper gives the same bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.getinfo("word/fonts/font1.odttf").file_size < 120_000
    assert paper_docx(PAPER, made_at=MADE) == content


def test_the_document_says_that_it_holds_fonts(content):
    """And that a program which saves it shall keep only the letters it needs."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        said = packed.read("word/settings.xml").decode()
        kinds = packed.read("[Content_Types].xml").decode()
    assert re.search(r"<w:zoom[^>]*/><w:embedTrueTypeFonts/><w:saveSubsetFonts/>", said)
    assert "obfuscatedFont" in kinds


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=80))
def test_what_is_hidden_twice_is_plain(content):
    """And only the first 32 bytes are touched."""
    hidden = obfuscated(content, GUID)
    assert obfuscated(hidden, GUID) == content
    assert hidden[32:] == content[32:]


def test_letters_that_the_font_lacks_are_left_out():
    """A sign of no font, an emoji: no error, no empty box of its own."""
    assert set(map(ord, "亩𠮷")) & set(TTFont(io.BytesIO(letters("亩\ue000🏭"))).getBestCmap()) == {ord("亩")}


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdffonts") is None, reason="LibreOffice or pdffonts is not here"
)
def test_where_the_named_fonts_are_missing_it_is_used(content, tmp_path):
    """LibreOffice on a machine without any Chinese font prints the document with what it brings; texts stay texts."""
    (tmp_path / "fonts.conf").write_text(POOR.format(cache=tmp_path / "cache"))
    (tmp_path / "a.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    poor = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=180, env=poor)
    fonts = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], check=True, capture_output=True, text=True).stdout
    assert re.search(r"NotoSansCJK\S* +.*yes yes", fonts)
