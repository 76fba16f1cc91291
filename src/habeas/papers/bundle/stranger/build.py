"""Put the three verifiers together: each one file, with its words inside."""

import json
from base64 import b64encode
from importlib.resources import files

from habeas.crypto.digest import sha256
from habeas.papers.bundle.layout import log_folder, proof_path
from habeas.papers.bundle.model import BundleLog, BundleRequest, BundleTimestamp

_WORDS_IN_PYTHON = "WORDS: dict[str, dict[str, str]] = {}"
_LANGUAGE_IN_PYTHON = 'LANGUAGE = "en"'


def verify_py(language: str) -> bytes:
    """Return verify.py, speaking `language` unless told otherwise."""
    program = _text("verify.py")
    words = json.dumps(json.loads(_text("words.json")), ensure_ascii=False, indent=1)
    assert _WORDS_IN_PYTHON in program
    program = program.replace(_WORDS_IN_PYTHON, _WORDS_IN_PYTHON[:-2] + words, 1)
    return program.replace(_LANGUAGE_IN_PYTHON, f'LANGUAGE = "{language}"', 1).encode()


def verify_html(language: str) -> bytes:
    """Return verify.html: its one script and one style are allowed by their hashes."""
    words = json.dumps(json.loads(_text("words.json")), ensure_ascii=False)
    script = _text("verify.js").replace("{/*words*/}", words.replace("<", "\\u003c"), 1)
    style = _text("verify.css")
    page = _text("verify.html")
    for mark, value in (
        ("%script-hash%", _hash(script)),
        ("%style-hash%", _hash(style)),
        ("%language%", language),
        ("/*script*/", script),
        ("/*style*/", style),
    ):
        page = page.replace(mark, value, 1)
    return page.encode()


def verify_txt(request: BundleRequest) -> bytes:
    """Return VERIFY.txt: comments and commands, so that `sh VERIFY.txt` runs it all."""
    head, per_log, stamps, tail = _text("VERIFY.txt").split("# ----\n")
    logs = "".join(_log_lines(per_log, log) for log in request.logs)
    lines = "".join(map(_stamp_line, request.timestamps))
    told = stamps.replace("[stamps]\n", lines) if lines else ""
    return (head + logs + told + tail).encode()


def _stamp_line(one: BundleTimestamp) -> str:
    """Return a command; a proof of a calendar needs more than a laptop alone has."""
    return f"{one.command}\n" if one.pem else f"#   {one.command}\n"


def _log_lines(template: str, log: BundleLog) -> str:
    disclosed = [index for index, one in enumerate(log.entries) if one.body is not None]
    index = disclosed[-1]
    values = {
        "log": log.log_id.hex(),
        "folder": log_folder(log.log_id),
        "index": str(index),
        "entry": f"{index:06}",
        "proof": proof_path(log.log_id, index),
        "climb": "".join(
            _climb(index, len(log.entries), proof_path(log.log_id, index))
        ),
    }
    for name, value in values.items():
        template = template.replace(f"[{name}]", value)
    return template


def _climb(index: int, size: int, proof: str) -> list[str]:
    """Return one command for each hash of the proof (RFC 9162 §2.1.3.2)."""
    lines: list[str] = []
    last = size - 1
    while last:
        sibling_left = index & 1 or index == last
        while index == last and not index & 1:
            index, last = index >> 1, last >> 1  # no sibling at this level
        sibling = f"sed -n {3 + len(lines)}p {proof} | openssl base64 -d -A"
        here = 'echo "$here" | openssl base64 -d -A'
        both = f"{sibling}; {here}" if sibling_left else f"{here}; {sibling}"
        lines.append(
            f"here=$({{ printf '\\001'; {both}; }} | openssl dgst -sha256 -binary"
            " | openssl base64 -A)\n"
        )
        index, last = index >> 1, last >> 1
    return lines


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode())).decode()
