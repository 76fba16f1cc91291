"""The stories of docs/how-to go today as they are told: several vaults and real hubs.

In a block of a story `ann$ habeas …` is typed at Ann's vault and `hub$ habeas …` on the
server; what is answered follows. HABEAS_WRITE_TRANSCRIPTS=1 tells them anew.
"""

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from habeas import app
from habeas.cli import say
from habeas.clock import SystemClock
from habeas.crypto.passphrase import KdfParams
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.wire.fingerprint import fingerprint
from tests.cli.transcript import Player
from tests.hub.conftest import ROOMY, serving

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
STORIES = (
    "when-a-colleague-is-detained",
    "when-a-laptop-is-stolen",
    "when-the-hub-is-seized",
    "when-a-consent-is-withdrawn",
    "when-nobody-knows-the-passphrase",
)
_BLOCK = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)
_TYPED = re.compile(r"(\w+)\$ habeas (.*)")
_FINGERPRINT = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){4}")
_PERSON = re.compile(r"(?<=a person )\([0-9a-f]{4}\)")
_DAY = re.compile(r"[A-Z][a-z]{2,8} \d+, \d{4}|(?<=there on )[\d-]{10}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d\d:\d\d")
_NOW = SystemClock.now


class Served:
    """A hub that answers until it is gone."""

    def __init__(self, folder: Path, name: str) -> None:
        create_hub(folder, f"{name}.example.org")
        self._stack = ExitStack()
        self.hub = self._stack.enter_context(open_hub(folder))
        self.base = self._stack.enter_context(serving(self.hub, SystemClock()))
        self.gone = self._stack.close

    def invitation(self) -> str:
        return invite(self.hub, ROOMY, int(SystemClock().now().timestamp()))


@dataclass
class Stage:
    """Vaults by the names of who has them, hubs by theirs, and one who types."""

    player: Player
    folder: Path
    servers: dict[str, Served] = field(default_factory=dict)
    late: timedelta = timedelta()

    def serve(self, name: str) -> None:
        self.servers[name] = Served(self.folder / name, name)

    def type(self, who: str, line: str) -> list[str]:
        """Return what is answered at somebody's vault or on a server."""
        words = [self.player.meant(one) for one in shlex.split(self._meant(line))]
        place = ["--folder", str(self.folder / who)] if words[0] == "hub" else []
        vault = [] if place else ["--vault", str(self.folder / who)]
        code, out, err = self.player.run([*words, *place, *vault])
        told = self._told(out) + [f"! {one}" for one in self._told(err)]
        return [*told, f"[{code}]"] if code else told

    def _meant(self, line: str) -> str:
        for name, server in self.servers.items():
            keys = server.hub.keys
            said = fingerprint(keys.ed25519_public, keys.mldsa44_public)
            if (address := f"https://{name}.example.org") in line:
                line = line.replace(address, server.base)
                line = line.replace("<fingerprint>", said)
                line = line.replace("<invitation>", server.invitation())
        return line

    def _told(self, text: str) -> list[str]:
        for name, server in self.servers.items():
            text = text.replace(server.base, f"https://{name}.example.org")
        text = _MOMENT.sub("<time>", _PERSON.sub("(<id>)", text))
        text = _DAY.sub("<day>", _FINGERPRINT.sub("<fingerprint>", text))
        lines, host = [], ""
        for line in self.player.shown(text.replace(f"{self.folder}/", "")).splitlines():
            host = line if line.endswith(".example.org") else host
            lines.append(line.replace("127.0.0.1", host))
        return lines


@pytest.fixture
def stage(
    tmp_path: Path,
    passphrase: str,
    params: KdfParams,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    """Return a case that Ann leads and Daniyar leads as well; Beth and Zoya work on it.

    As docs/how-to/work-together.md says it is done.
    """
    monkeypatch.setattr(app, "calibrate", lambda: params)
    monkeypatch.setattr(say, "_QUIET_SECONDS", 1e6)
    made = Stage(Player(passphrase), tmp_path)
    monkeypatch.setattr(SystemClock, "now", lambda clock: _NOW(clock) + made.late)
    (tmp_path / "here" / "statement.txt").write_text("They came at night.\n")
    made.serve("hub")
    made.serve("mirror")
    for line in PROLOGUE:
        who, _, typed = line.partition("$ habeas ")
        answered = made.type(who, typed)
        assert not answered or not answered[-1].startswith("["), (line, answered)
    yield made
    for server in made.servers.values():
        server.gone()


PROLOGUE = (
    "ann$ habeas init",
    "ann$ habeas case new --title 'The case of A.'",
    "ann$ habeas person add --pseudonym A. --role complainant",
    "ann$ habeas note add --text 'She was brought in on 3 May.'",
    "ann$ habeas members share Ann --device laptop",
    (
        "ann$ habeas copies add https://hub.example.org --fingerprint"
        " '<fingerprint>' --invitation '<invitation>'"
    ),
    *(
        line
        for number, (who, role) in enumerate(
            (("daniyar", "lead"), ("beth", "editor"), ("zoya", "reader"))
        )
        for line in (
            f"{who}$ habeas init",
            f"{who}$ habeas join ask --device laptop {who}.txt",
            (
                f"ann$ habeas members let-in {who}.txt {who}.welcome --name"
                f" {who.title()} --role {role} --heard number{2 * number + 1}"
            ),
            "ann$ habeas sync",
            f"{who}$ habeas join enter {who}.welcome --heard number{2 * number + 2}",
            f"{who}$ habeas sync",
        )
    ),
)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_goes_as_it_is_told(stage: Stage, name: str) -> None:
    path = HOW_TO / f"{name}.md"
    told = path.read_text("utf-8")
    today = _BLOCK.sub(lambda hit: _played(stage, hit.group()), told)
    if os.environ.get("HABEAS_WRITE_TRANSCRIPTS") == "1":
        path.write_text(today, "utf-8")
    else:
        assert today == told


def _played(stage: Stage, block: str) -> str:
    lines: list[str] = []
    for line in block.splitlines():
        if hit := _TYPED.fullmatch(line):
            lines += [*([""] if lines else []), line, *stage.type(*hit.groups())]
        elif line == "hub is gone":
            lines += [*([""] if lines else []), line]
            stage.servers["hub"].gone()
        elif line == "three days later":
            lines += [*([""] if lines else []), line]
            stage.late += timedelta(days=3)
    return "\n".join([*lines, ""])
