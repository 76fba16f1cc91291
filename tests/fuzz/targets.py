"""Every parser of Habeas, with what must hold for any input, and where to begin."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import documents, sealed, strangers, typed

REPOSITORY = Path(__file__).parents[2]
FOUND = Path(__file__).parent / "found"
SHARED = Path(os.environ.get("HABEAS_SHARED", REPOSITORY.parent / "shared")) / "vectors"
SPEC = REPOSITORY / "docs" / "spec" / "vectors"

Oracle = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """What is called with any bytes, and the inputs that others are made from."""

    holds: Oracle
    seeds: Callable[[], list[bytes]]


def _files(ending: str) -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        names = [name for name in sorted(strangers.whole()) if name.endswith(ending)]
        return [strangers.whole()[name] for name in names]

    return seeds


def _signed_heads() -> list[bytes]:
    files = strangers.whole()
    heads = [name for name in sorted(files) if name.endswith("/checkpoint")]
    keys = (files[one.replace("/checkpoint", "/vkeys")] for one in heads)
    return [files[one] + b"\0" + key for one, key in zip(heads, keys, strict=True)]


def _heads() -> list[bytes]:
    return [*_files("checkpoint.body")(), *_shared("tlog/checkpoint*")]


def _notes() -> list[bytes]:
    return [*_files("/checkpoint")(), *_shared("tlog/checkpoint*")]


def _vkeys() -> list[bytes]:
    return [line for file in _files("/vkeys")() for line in file.splitlines()]


def _shared(pattern: str) -> list[bytes]:
    """Return shared public vectors; none where they are not."""
    return [one.read_bytes() for one in sorted(SHARED.glob(pattern)) if one.is_file()]


def _exhibits() -> list[bytes]:
    ours = json.loads((SPEC / "exhibit.json").read_text("utf-8"))["file"]
    kit = (one.partition(b"\n\n")[2] for one in _shared("cctv-age/*"))
    theirs = [one for one in kit if one.startswith(b"age-") and len(one) < 5000]
    return [bytes.fromhex(ours), *theirs]


def _strings(name: str) -> Iterator[str]:
    """Yield every string of a vector file of the specification."""
    waiting: list[object] = [json.loads((SPEC / name).read_text("utf-8"))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)


def _spec(name: str, start: str = "") -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        return sorted({s.encode() for s in _strings(name) if s.startswith(start)})

    return seeds


def _said(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [text.encode() for text in texts]


def _packed(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/") + ".xml"), text)
    return stream.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _words() -> list[bytes]:
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>Said</w:t></w:r></w:p></w:body>"
    return [_packed(word__document=f"{body}</w:document>")]


def _small_zip() -> list[bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in sorted(strangers.whole().items()):
            if not name.startswith("verify") and name != "data/index.html":
                archive.writestr(zipfile.ZipInfo(f"b/{name}"), data)
    return [stream.getvalue()]


_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids"
    "[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n"
    "4 0 obj<</Length 20>>stream\nBT (Said) Tj ET\nendstream endobj\n"
    "trailer<</Root 1 0 R/Info<</CreationDate(D:20211207)>>>>\n%%EOF\n"
)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6260000000060005ffc2a9f50000000049454e44ae426082"
)
_MAIL = (
    "From: a@example.org\r\nTo: b@example.org\r\n"
    "Date: Tue, 7 Dec 2021 10:00:00 +0500\r\n"
    "Subject: =?utf-8?b?0JbQsNC70L7QsdCw?=\r\nMIME-Version: 1.0\r\nContent-Type:"
    ' multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
    "<p>Said</p>\r\n--x\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n.\r\n"
    "--x--\r\n"
)
_PAGE = (
    "<!doctype html><html lang=ru><head><meta charset=utf-8><title>T</title><meta"
    ' property="article:published_time" content="2021-12-07"><script type='
    '"application/ld+json">{"datePublished":"2021-12-07"}</script></head><body><p>Said'
    "<br>no</p><table><tr><td>1<td>2</table><pre> a </pre></body></html>"
)
_FORM = {
    "title": "In the ward",
    "names": "Alia | full | ru",
    "when": "2021-06~",
    "when.known": "stated",
    "number": "7",
}
_FILE = b"\0\5"

TARGETS: dict[str, Target] = {
    "envelope": Target(sealed.envelope, _files(".entry")),
    "body": Target(sealed.body, _files(".json")),
    "a stranger's body": Target(strangers.body, _files(".json")),
    "note": Target(sealed.note, _notes),
    "head": Target(sealed.head, _heads),
    "signed head": Target(sealed.signed_head, _signed_heads),
    "verifier key": Target(sealed.key, _vkeys),
    "proof": Target(sealed.proof_file, _files(".tlog-proof")),
    "exhibit": Target(sealed.exhibit, _exhibits),
    "bech32": Target(sealed.bech, _said("A12UEL5L", sealed.IDENTITY)),
    "age key": Target(sealed.age_key, _said(sealed.IDENTITY)),
    "boxes": Target(sealed.box, _spec("keys.json")),
    "vault header": Target(typed.header, _spec("vault.json", "format = ")),
    "dates": Target(
        typed.date,
        _said("2021-06~", "2021-12-07", "2021-06-26/2021-06-28", "../2021", "XXXX-12"),
    ),
    "forms": Target(typed.form, lambda: [typed.typed(_FORM)]),
    "bundle": Target(strangers.file, lambda: [_FILE + b"{}"]),
    "zip": Target(strangers.zipped, _small_zip),
    "kinds": Target(documents.kind, _said("a.txt\0Said", "b.eml\0" + _MAIL)),
    "letters": Target(documents.letters, _said("utf-8\0Сказала", "kz1048\0абв")),
    "plain": Target(documents.plain, _said("Она сказала: 7 декабря 2021 года.\n")),
    "page": Target(documents.page, _said(_PAGE)),
    "mail": Target(documents.mail, _said(_MAIL)),
    "docx": Target(documents.docx, _words),
    "pdf": Target(documents.pdf, _said(_PDF)),
    "picture": Target(documents.picture, lambda: [_PNG]),
    "answer": Target(
        documents.answer, _said('{"text":"a","tool":"habeas-plain","tool_version":"1"}')
    ),
    "quote": Target(documents.quote, _said("Он ударил меня.\0ударил")),
    "leak": Target(documents.leak, _said("Ж а ң а б а е в а", _PDF, "=D0=96&#1078;")),
}


def seeds_of(name: str) -> list[bytes]:
    """Return where to begin: vectors, examples, and what was found before."""
    folder = FOUND / name.replace(" ", "-")
    return [
        *TARGETS[name].seeds(),
        *(one.read_bytes() for one in sorted(folder.glob("*"))),
    ]
