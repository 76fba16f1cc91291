"""What `verify` and `save-original` do when a sealed file is not what was sealed."""

import subprocess
import sys
from pathlib import Path

import pytest

from habeas.cli.main import main
from habeas.demo.story import document_bytes
from tests.cli.transcript import Player

LETTER = b"There are no cameras there.\r\n\xff\xfe not text\n"
LARGE = bytes(range(256)) * 1024


@pytest.fixture
def held(player: Player, terminal: Path) -> Player:
    (terminal / "letter.bin").write_bytes(LETTER)
    (terminal / "large.bin").write_bytes(LARGE)
    player.run(["case", "new", "--title", "T"])
    assert player.run(["add", "letter.bin", "large.bin"])[0] == 0
    return player


def flip_every_file(vault: Path) -> None:
    for path in (vault / "exhibits").glob("??/*.age"):
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)


def test_the_original_comes_back_byte_for_byte(held: Player, terminal: Path) -> None:
    for number, name, data in ((1, "a", LETTER), (2, "b", LARGE)):
        assert held.run(["document", "save-original", str(number), name])[0] == 0
        assert (terminal / name).read_bytes() == data
        assert (terminal / name).stat().st_mode & 0o777 == 0o600


def test_the_original_goes_to_a_pipe(
    held: Player, vault: Path, passphrase: str
) -> None:
    words = ("--passphrase-fd", "0", "--vault", str(vault))
    done = subprocess.run(
        (sys.executable, "-m", "habeas", "document", "save-original", "1", "-", *words),
        input=passphrase.encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, LETTER)
    assert held.run(["verify"])[0] == 0


def test_a_changed_file_is_named_and_never_handed_out(
    held: Player, vault: Path, terminal: Path
) -> None:
    flip_every_file(vault)
    code, out, _ = held.run(["verify"])
    assert code == 1
    assert "document 1" in out
    assert "document 2" in out
    assert "Something does not hold." in out
    for number in "12":
        assert held.run(["document", "save-original", number, "out"])[0] == 2
        assert not (terminal / "out").exists()


def test_a_full_disk_leaves_no_half_file(held: Player, terminal: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("This system has no /dev/full.")
    (terminal / "full").symlink_to("/dev/full")
    assert held.run(["document", "save-original", "1", "full"])[0] == 2


def test_a_photo_is_sealed_with_the_identity_and_comes_back(
    held: Player, terminal: Path
) -> None:
    picture = document_bytes("gate-sheet.png")
    (terminal / "photo.png").write_bytes(picture)
    photo = ("identity", "photo", "A.")
    held.run(["person", "add", "--pseudonym", "A.", "--role", "complainant"])
    assert held.run([*photo, "photo.png", "--reason", "Hers."])[0] == 2
    held.run(["identity", "add", "--person", "A.", "--names", "Ainasha"])
    assert held.run(["identity", "save-photo", "A.", "out.png"])[0] == 2
    for refused in ("letter.bin", "nothing.png", "."):
        assert held.run([*photo, refused, "--reason", "Hers."])[0] == 2
    assert held.run([*photo, "photo.png"])[0] == 2
    assert held.run([*photo, "photo.png", "--reason", "Hers.", "--json"])[0] == 0
    assert held.run([*photo, "photo.png", "--reason", "The same."])[0] in (0, 2)
    assert held.run(["identity", "save-photo", "A.", "out.png"])[0] == 0
    assert (terminal / "out.png").read_bytes() == picture
    assert "image/png" in held.run(["identity", "show", "A."])[1]


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("habeas 0.")


def test_a_terminal_without_our_letters_is_no_fault(
    held: Player, vault: Path, passphrase: str
) -> None:
    held.run(["person", "add", "--pseudonym", "Әпке", "--role", "relative"])
    done = subprocess.run(
        (sys.executable, "-m", "habeas", "person", "list", "--passphrase-fd", "0"),
        input=passphrase.encode(),
        env={"PYTHONIOENCODING": "ascii", "HABEAS_VAULT": str(vault)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"\\u04d8" in done.stdout
    assert done.stdout.isascii()
