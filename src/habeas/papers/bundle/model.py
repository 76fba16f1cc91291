"""What the caller hands over to be bundled: plain frozen values, already chosen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from habeas.papers.bundle.pages.model import BundlePage
from habeas.papers.leaks.protected import Protected, ProtectedName


@dataclass(frozen=True)
class BundleEntry:
    """One envelope; `body` is its exact bytes where disclosed, None where withheld."""

    envelope: bytes
    body: bytes | None


@dataclass(frozen=True)
class BundleLog:
    """One device's whole log: every envelope from 0 on, disclosed or not.

    `checkpoint` is the signed note over exactly these entries; `vkeys` the C2SP
    verifier keys that signed it. Entry 0 (the log's genesis) must be disclosed: it
    binds the ML-DSA key.
    """

    log_id: bytes
    entries: tuple[BundleEntry, ...]
    checkpoint: bytes
    vkeys: tuple[str, ...]


@dataclass(frozen=True)
class BundleExhibit:
    """An original, or the text that was read in one, to disclose in plaintext.

    `number` is printed and starts the file name ('3', '3-text'); `read_in` is the
    number of the original that a text was read in, else ''; `document_id` the
    record whose disclosed body holds `sha256`; `read` yields the same bytes each time
    it is called, in chunks.
    """

    number: str
    name: str
    media_type: str
    sha256: str
    document_id: str
    read: Callable[[], Iterator[bytes]]
    read_in: str = ""


@dataclass(frozen=True)
class BundleTimestamp:
    """A token by others, held by a disclosed entry (`log_id`, `index`).

    `data` are the exact bytes that it covers; `suffix` is 'tsr' or 'ots'; `pem` is what
    it is judged by, empty for a calendar; `command` checks it, run in the bundle.
    """

    log_id: bytes
    index: int
    suffix: str
    data: bytes
    token: bytes
    pem: bytes
    command: str


@dataclass(frozen=True)
class BundlePaper:
    """A paper made from the case: only for reading, signed by nobody."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class BundleRequest:
    """Everything one bundle holds.

    `protected` is searched for in every output byte; `allowed` are names that the
    person exporting disclosed by name on purpose. `texts` are (label, text) pairs of
    what tools read in the exhibits, searched because formats such as .docx and .pdf
    hide their words from a search of bytes; they are not written.
    """

    case_title: str
    created: datetime
    language: str
    logs: tuple[BundleLog, ...]
    page: BundlePage
    exhibits: tuple[BundleExhibit, ...] = ()
    timestamps: tuple[BundleTimestamp, ...] = ()
    papers: tuple[BundlePaper, ...] = ()
    protected: tuple[Protected, ...] = ()
    allowed: frozenset[ProtectedName] = frozenset()
    texts: tuple[tuple[str, str], ...] = field(default=())
