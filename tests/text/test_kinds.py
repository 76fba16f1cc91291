"""A file is what its first bytes say, not what its name says."""

import pytest

from habeas.text import kinds
from habeas.text.kinds import sniff

MAIL = b"From: a@example.org\r\nSubject: Hello\r\nDate: Tue, 7 Dec 2021\r\n\r\nbody"
PAGE = b"<!-- saved --><!DOCTYPE html><html><body>x</body></html>"

CASES = {
    "a text": (b"She said so.\n", "a.txt", kinds.TEXT),
    "a text without a name": (b"She said so.\n", "", kinds.TEXT),
    "an empty file": (b"", "a.txt", kinds.TEXT),
    "Russian in Windows letters": ("Она сказала.".encode("cp1251"), "", kinds.TEXT),
    "UTF-16 with a mark": ("\ufeffShe".encode("utf-16-le"), "a", kinds.TEXT),
    "a text with a few NULs": (b"She said\0 so, twice over.", "a.txt", kinds.TEXT),
    "a text named pdf": (b"just words", "a.pdf", kinds.TEXT),
    "a page": (PAGE, "", kinds.HTML),
    "a page in UTF-16": ("\ufeff<html><p>x".encode("utf-16-le"), "", kinds.HTML),
    "a page in capitals with a mark": (b"\xef\xbb\xbf<HTML LANG=ru>", "", kinds.HTML),
    "a fragment named html": (b"<p>x</p>", "a.HTM", kinds.HTML),
    "a text that quotes a tag": (b"The <html> tag", "a.txt", kinds.TEXT),
    "a pdf": (b"%PDF-1.7\n", "a.txt", kinds.PDF),
    "a pdf after rubbish": (b"\r\n\0rubbish%PDF-1.4", "a", kinds.PDF),
    "a message": (MAIL, "", kinds.MAIL),
    "a message from a mailbox": (b"From x Tue\n" + MAIL, "", kinds.MAIL),
    "a message by its name": (b"no headers", "a.eml", kinds.MAIL),
    "a text that begins like a header": (b"Date: 7 December\n\nI", "", kinds.TEXT),
    "a word document": (b"PK\x03\x04..word/document.xml", "a.bin", kinds.DOCX),
    "a word document by its name": (b"PK\x03\x04......", "A.DOCX", kinds.DOCX),
    "another zip": (b"PK\x03\x04......", "a.zip", kinds.ZIP),
    "a png named jpg": (b"\x89PNG\r\n\x1a\n....", "a.jpg", kinds.PNG),
    "a jpeg": (b"\xff\xd8\xff\xe0....", "a", kinds.JPEG),
    "a gif": (b"GIF89a....", "a", kinds.GIF),
    "a scan": (b"MM\0*....", "a", kinds.TIFF),
    "a bitmap": (b"BM....\0\0\0\0", "a", kinds.BMP),
    "a text that begins like a bitmap": (b"BMW, grey, no number", "a", kinds.TEXT),
    "a webp": (b"RIFF....WEBPVP8 ", "a", kinds.WEBP),
    "a wave": (b"RIFF....WAVEfmt ", "a", kinds.WAV),
    "another riff": (b"RIFF....AVI LIST\0\0\0", "a", kinds.UNKNOWN),
    "a sound of ogg": (b"OggS\0" + bytes(23) + b"\x01vorbis", "a", kinds.OGG),
    "a film of ogg": (b"OggS\0" + bytes(23) + b"\x80theora", "a", kinds.OGV),
    "a webm": (b"\x1a\x45\xdf\xa3" + bytes(9) + b"webm", "a", kinds.WEBM),
    "another matroska": (b"\x1a\x45\xdf\xa3matroska", "a", kinds.UNKNOWN),
    "an mp4": (b"\0\0\0\x18ftypisom", "a", kinds.MP4),
    "an mp4 of sound": (b"\0\0\0\x18ftypM4A ", "a", kinds.M4A),
    "a picture of a telephone": (b"\0\0\0\x18ftypheic", "a", kinds.UNKNOWN),
    "an mp3 with a label": (b"ID3\x03\0", "a", kinds.MP3),
    "an mp3 without": (b"\xff\xfb\x90\0\0\1\2\3", "a", kinds.MP3),
    "a Russian text that begins so": ("яыл".encode("cp1251"), "a", kinds.TEXT),
    "a flac": (b"fLaC\0", "a", kinds.FLAC),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(9), "a.txt", kinds.UNKNOWN),
    "a program named html": (b"MZ" + bytes(60), "a.html", kinds.UNKNOWN),
}


@pytest.mark.parametrize("name", CASES)
def test_kind_is_told(name: str) -> None:
    head, file_name, expected = CASES[name]
    assert sniff(head, file_name) == expected
