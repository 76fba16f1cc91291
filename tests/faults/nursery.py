"""A warm process whose children work until they are killed: `python -m` this.

A line of JSON asks for one child; the answer is what the child had said before it got
SIGKILL. A fresh interpreter for each of hundreds of kills would take minutes.
"""

import gc
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tests.faults.work import WORK

# what a first use would load in the child, at the cost of the moments that count
import habeas.text.reader  # noqa: F401  # isort: skip


def child(order: dict[str, Any], out: int) -> None:
    def said(line: str) -> None:
        os.write(out, f"{line}\n".encode())  # short: whole or not at all

    os.environ["XDG_STATE_HOME"] = order["state"]
    try:
        work = WORK[order["work"]]
        work(Path(order["folder"]), order["case"], order["seed"], said)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent tells it
        said("failed " + json.dumps(traceback.format_exc()[-2000:]))
        time.sleep(60)


def one(order: dict[str, Any]) -> dict[str, object]:
    """Let a child begin, wait, and kill it; whatever it says is kept."""
    pipe, out = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(pipe)
        child(order, out)
    os.close(out)
    with os.fdopen(pipe, "rb") as said:
        heard = [said.readline() for _ in range(1 + order["promises"])]
        time.sleep(order["delay"])
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        heard += said.readlines()
    lines = [line.decode().strip() for line in heard if line]
    return {
        "said": lines[1:],
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
        "began": lines[:1] == ["ready"],
    }


def main() -> None:
    gc.freeze()  # no child searches for garbage in what all of them share
    for line in sys.stdin:
        sys.stdout.write(json.dumps(one(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
