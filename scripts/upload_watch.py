"""Watches the file system while 500 MB come in through a real browser.

    .venv/bin/python scripts/upload_watch.py [megabytes]

Needs the test dependencies and Debian's Chromium. Says what was written where, whether
a plaintext byte was among it, how much memory the server took, and makes
docs/screenshots/upload-progress.png midway. Everything happens below a new folder of
/tmp, which is removed.
"""

import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.web.chromium import chromium  # noqa: E402 - after the path
from tests.web.conftest import PASSPHRASE, QuickEntrance, plant  # noqa: E402
from tests.web.test_upload_watch import entered, file_of, program  # noqa: E402
from tests.web.watch import Watch, level, mark_of, memory, tree  # noqa: E402

SHOT = ROOT / "docs" / "screenshots" / "upload-progress.png"
SEED = 0xBADCAFE


def main() -> int:
    """Do it once with script and once without; return 0 if nothing strayed."""
    size = int(sys.argv[1] if len(sys.argv) > 1 else "500") << 20
    with tempfile.TemporaryDirectory(prefix="habeas-watch-") as name:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        desk = QuickEntrance(folder / "made").create(PASSPHRASE)
        case = plant(desk).case
        desk.close()
        strays = [
            _watched(folder, case, size, script=script) for script in (True, False)
        ]
    return int(any(strays))


def _watched(folder: Path, case: str, size: int, *, script: bool) -> bool:
    seed, home = SEED + script, folder / f"home-{script}"
    vault = folder / f"vault-{script}"
    shutil.copytree(folder / "made", vault)
    source = file_of(folder / f"received-{script}", "hearing recording.bin", seed, size)
    home.mkdir()
    with chromium() as browser, program(home, vault) as running:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": 1100, "height": 760}
        )
        page = entered(context, running.link)
        watch = Watch(
            [mark_of(seed), PASSPHRASE.encode()],
            [home, vault],
            flat=[Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")],  # noqa: S108 - watched only
            processes=lambda: tree(running.process.pid),
        )
        before, began = level(running.process.pid), time.monotonic()
        watch.start()
        page.goto(f"{running.site}/cases/{case}/documents/add")
        page.set_input_files("#files", str(source))
        page.click("main form .primary", no_wait_after=True)
        if script:
            half = page.locator(
                "[data-progress] .n", has_text=re.compile(" [4-7][0-9]")
            )
            half.wait_for(timeout=300_000)
            page.screenshot(path=SHOT)
        page.wait_for_url(re.compile("/documents/[0-9a-f]{32}"), timeout=600_000)
        spent = time.monotonic() - began, memory(running.process.pid, "VmHWM") - before
        watch.stop()
        context.close()
    print(f"{'with' if script else 'without'} JavaScript: {size >> 20} MiB")
    print(f"  {spent[0]:.1f} s, {spent[1] >> 20} MiB more memory")
    _say(watch, folder)
    return bool(watch.stray)


def _say(watch: Watch, folder: Path) -> None:
    print(f"  load {os.getloadavg()[0]:.1f}")
    ours = sorted(one for one in watch.written if one.is_relative_to(folder))
    print(
        f"  files written: {len(ours)}; {len(watch.unseen)} gone before they were read"
    )
    for one in ours:
        print(f"    {one.relative_to(folder)}")
    print(f"  plaintext found in: {sorted(watch.stray) or 'nothing'}")


if __name__ == "__main__":
    sys.exit(main())
