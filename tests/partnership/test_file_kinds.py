"""What may be kept is judged by its bytes; whatever a file is called."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from partnership.services.file_kinds import MATERIAL_LIMIT, PDF, FileRefused, kind_of, safe_name
from tests.events import uploads

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
OOXML = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (uploads.PDF, "pdf"),
        (uploads.pptx(), "pptx"),
        (uploads.pptx(main=f"{OOXML}.wordprocessingml.document.main+xml"), "docx"),
        (uploads.pptx(main=f"{OOXML}.spreadsheetml.sheet.main+xml"), "xlsx"),
        (uploads.pptx({"ppt/media/image1.svg": "<svg/>", "ppt/slides/slide1.xml": "<p/>" * 1000}), "pptx"),
        (uploads.odp(), "odp"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9", "jpg"),
        (uploads.PDF.replace(b"endobj", b"stream\n/JS /Launch \nendstream endobj"), "pdf"),
        (b"%PDF-1.4" + b"x" * (MATERIAL_LIMIT - 14) + b"\n%%EOF\n"[-6:], "pdf"),
    ],
    ids=range(10),
)
def test_whole_files_are_known_by_their_bytes(content: bytes, suffix: str) -> None:
    assert kind_of(content).suffix == suffix


def locked() -> bytes:
    content = bytearray(uploads.packed({"a.txt": "x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying_about_its_size() -> bytes:
    content = bytearray(uploads.pptx({"ppt/big.xml": b"\0" * 5000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


def far_too_many_parts() -> bytes:
    return uploads.pptx({f"ppt/slides/{number}.xml": "" for number in range(3_001)})


BAD = {
    "nothing": b"",
    "text": b"hello",
    "a web page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a web page behind blanks": b"\n\n <html><body onload=alert(1)>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a drawing that says it is XML": b'<?xml version="1.0"?><svg/>',
    "a program": b"MZ\x90\0" + b"\0" * 50,
    "a program for Linux": b"\x7fELF" + b"\0" * 50,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a GIF that is a script": b"GIF89a/*" + b"*/=1;alert(1)//;",
    "an old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50,
    "a page of mail": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>",
    "a shortcut": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 50,
    "a packed folder": uploads.packed({"a.txt": "x"}),
    "a packed folder in another": uploads.packed({"a.zip": uploads.packed({"b.txt": "x"})}),
    "a locked folder": locked(),
    "half a PDF": uploads.PDF[:-8],
    "a web page that begins as a PDF": b"%PDF-1.7 <html><script>alert(1)</script>",
    "a PDF behind a web page": b"<html>" + uploads.PDF,
    "a PDF that runs JavaScript": uploads.PDF.replace(
        b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript /JS (app)>>"
    ),
    "a PDF that starts a program": uploads.PDF.replace(b"/Catalog", b"/Catalog /AA <</S /Launch /F (cmd)>>"),
    "half a picture": PNG[:-4],
    "a picture with a page behind": PNG + b"<script>alert(1)</script>",
    "half a photo": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "half a presentation": uploads.pptx()[:-30],
    "a presentation with a page behind": uploads.pptx() + b"<script>",
    "a page with a presentation behind": b"<html>" + uploads.pptx(),
    "macros": uploads.pptx({"ppt/vbaProject.bin": b"x"}),
    "macros by their type": uploads.pptx(main="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
    "macros in OpenDocument": uploads.packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<o/>",
            "Basic/Standard/Module1.xml": "<m/>",
        }
    ),
    "an ActiveX control": uploads.pptx({"ppt/activeX/activeX1.bin": b"x"}),
    "a packed object": uploads.pptx({"ppt/embeddings/oleObject1.bin": b"x"}),
    "a program inside": uploads.pptx({"ppt/media/setup.exe": b"MZ"}),
    "a page inside": uploads.pptx({"ppt/media/page.html": b"<script>"}),
    "a script inside": uploads.pptx({"ppt/media/x.js": b"1"}),
    "a way out of the folder": uploads.pptx({"../../etc/passwd": b"x"}),
    "a way out of a Windows folder": uploads.pptx({"..\\..\\x": b"x"}),
    "an absolute name": uploads.pptx({"/etc/passwd": b"x"}),
    "a drive": uploads.pptx({"C:evil": b"x"}),
    "a bomb": uploads.pptx({"ppt/media/bomb.xml": b"\0" * (2 * 1024 * 1024)}),
    "too many parts": far_too_many_parts(),
    "a lie about the size": lying_about_its_size(),
    "the scanner's test": EICAR,
    "the scanner's test in a PDF": uploads.PDF.replace(b"/Catalog", EICAR),
    "the scanner's test, packed": uploads.pptx({"ppt/media/a.bin": EICAR}),
    "an empty zip": b"PK\x05\x06" + b"\0" * 18,
    "one byte too many": b"%PDF-1.4" + b"x" * (MATERIAL_LIMIT - 13) + b"\n%%EOF"[-6:],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        kind_of(BAD[name])


def test_damage_anywhere_in_a_presentation_never_ends_in_an_unforeseen_error() -> None:
    content = uploads.pptx()
    for at in range(0, len(content), 7):
        damaged = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        try:
            kind = kind_of(damaged)
        except FileRefused:
            continue
        assert kind.suffix == "pptx"
        with zipfile.ZipFile(BytesIO(damaged)) as parts:
            assert parts.testzip() is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Oplæg om læring.pptx", "Oplæg om læring.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Mine filer\\æøå.PDF", "æøå.pdf"),
        ("con.pdf", "fil.pdf"),
        ("", "fil.pdf"),
        ("...", "fil.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("regning\u202efdp.exe", "regningfdp.pdf"),
        ("x\0y.pdf", "xy.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
        ("rapport.tar.gz", "rapport.tar.pdf"),
    ],
)
def test_names_are_made_harmless(name: str, kept: str) -> None:
    assert safe_name(name, kind=PDF) == kept
