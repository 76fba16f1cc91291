"""Every byte that a hub keeps or says is searched for every word of the demo case."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ahocorasick_rs import BytesAhoCorasick

from habeas.crypto.digest import sha256
from habeas.crypto.sign import ed25519_public
from habeas.demo.build import build
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.places import IN_FOLDER, Places
from habeas.log.base64lines import encode_line
from habeas.vault import read
from habeas.vault.own_logs import own_log
from habeas.vault.vault import Vault
from habeas.wire import pack
from habeas.wire.access import NO_LIST, AccessList, sign_access
from tests.hub.conftest import ROOMY
from tests.hub.peer import Peer, chance
from tests.hub.process import NAME, WHOLE, process
from tests.hub.servers import Postgres
from tests.hub.weed import Weed

SHORTEST = 5
BATCH = 100


def words_of(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield every text in a body; its keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner)
    elif isinstance(value, str):
        yield value


def sent(peer: Peer, vault: Vault, token: str) -> tuple[set[str], set[str]]:
    """Bring a whole demo vault to a hub.

    Return every text of its bodies, and what of them a hub must know: the case's and
    the log's random names, its public key, the hash of each sealed file's ciphertext.
    """
    names = set()
    (case,) = read.cases(vault)
    (log,) = read.logs(vault, case)
    keys = own_log(vault.db, case)
    lead = chance()
    listed = AccessList(
        case, 1, NO_LIST, frozenset({ed25519_public(lead)}), {log.id: log.mldsa44}
    )
    at, bearer = f"/v1/cases/{case.hex()}", {"authorization": f"Bearer {token}"}
    answer = peer.send(lead, "PUT", at + "/access", sign_access(listed, lead), bearer)
    assert answer.status_code == 201
    entries = list(read.entries(vault, log.id))
    made = pack.Pack(
        log.id,
        0,
        read.head(vault, log.id),
        tuple(pack.Packed(one.envelope, one.sealed) for one in entries),
    )
    logs = f"/v1/logs/{log.id.hex()}/entries"
    answer = peer.send(keys.ed25519_seed, "POST", logs, pack.encode(made))
    assert answer.status_code == 200, answer.text
    for path in (vault.folder / "exhibits").rglob("*.age"):
        blob = path.read_bytes()
        names.add(sha256(blob).hex())
        to = f"{at}/blobs/{sha256(blob).hex()}"
        assert peer.send(lead, "PUT", to, blob).status_code == 201
    for (box,) in vault.db.all("SELECT box FROM unit_boxes"):
        to = f"{at}/keyboxes/{chance(16).hex()}"
        assert peer.send(lead, "PUT", to, box).status_code == 201
    words = {
        word
        for one in entries
        for word in words_of(json.loads(read.open_body(vault, one)))
    }
    public = {case.hex(), log.id.hex(), encode_line(log.mldsa44), "sha256"}
    return words, names | public


def told(*folders: Path) -> bytes:
    """Return every byte below some folders, and every name."""
    found = []
    for path in (path for folder in folders for path in folder.rglob("*")):
        with suppress(FileNotFoundError, IsADirectoryError):  # a server tidies up
            found += [str(path).encode(), path.read_bytes()]
    return b"".join(found)


def within(data: bytes, words: set[str]) -> set[str]:
    """Return the words that stand somewhere in the data, in either encoding."""
    forms = [(one, code) for one in sorted(words) for code in ("utf-8", "utf-16-le")]
    search = BytesAhoCorasick([one.encode(code) for one, code in forms])
    found = search.find_matches_as_indexes(data, overlapping=True)
    return {forms[number][0] for number, _, _ in found}


def require_no_word(
    vault: Vault,
    folder: Path,
    places: Places = IN_FOLDER,
    servers: tuple[Path, ...] = (),
) -> None:
    """Send a case to a hub, and search its folder and what its servers keep and say."""
    folder.parent.mkdir()
    create_hub(folder, NAME, places)
    with open_hub(folder) as hub:
        token = invite(hub, ROOMY, int(time.time()))
    usual = told(*servers, folder)  # what stands in every hub, whatever it keeps
    with process(folder, WHOLE) as (_, peer):
        words, names = sent(peer, vault, token)
        # strangers and mistakes, so that there is something to be said of
        peer.send(chance(), "GET", f"/v1/cases/{'ab' * 16}/changes")
        peer.raw("POST", "/v1/logs/nobody/entries", b"x", {})
        kept = told(*servers, folder.parent)  # the write-ahead log too
    kept += told(*servers, folder.parent)
    long = {word for word in words - names if len(word) >= SHORTEST}
    searched = long - within(usual, long)
    assert len(searched) > 500
    assert "Aina" in " ".join(searched)
    assert within(kept, searched) == set()
    assert bytes.fromhex(token) not in kept
    assert token.encode() not in kept
    assert (folder.parent / "hub.err").read_bytes() == b""


def test_no_word_of_a_case_reaches_a_hub(
    postgres: Postgres, weed: Weed, bucket: Callable[[], str], tmp_path: Path
) -> None:
    postgres.ask("CHECKPOINT")  # after five minutes it says of itself what it does
    desk = build(tmp_path / "vault")
    require_no_word(desk.vault, tmp_path / "plain" / "hub")
    places = Places(postgres.new_database(), bucket())
    servers = postgres.place.parent, weed.place
    require_no_word(desk.vault, tmp_path / "served" / "hub", places, servers)
    desk.close()
