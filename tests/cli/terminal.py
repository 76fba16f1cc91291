"""A person at a terminal: a process that sees one and is typed at."""

import os
import pty
import select
import signal
import sys
import time

HABEAS = (sys.executable, "-m", "habeas")


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, *words: str) -> None:
        self.process, self._end = pty.fork()
        if self.process == 0:
            signal.signal(
                signal.SIGINT, signal.SIG_DFL
            )  # a worker of pytest ignores it
            os.execv(HABEAS[0], (*HABEAS, *words))
        self.seen = ""
        self._read_to = 0

    def wait_for(self, words: str) -> None:
        """Wait for words after those that were last waited for."""
        ends = time.monotonic() + 60
        while words not in self.seen[self._read_to :] and time.monotonic() < ends:
            if not self._read():
                break
        assert words in self.seen[self._read_to :], self.seen
        self._read_to = self.seen.index(words, self._read_to) + len(words)

    def type(self, line: str) -> None:
        os.write(self._end, line.encode() + b"\n")

    def interrupt(self) -> int:
        """Press Ctrl-C; again, if it fell between the prompt and the first key read."""
        for _ in range(30):
            os.kill(self.process, signal.SIGINT)
            while select.select([self._end], [], [], 2)[0]:
                if not self._read():
                    return self.end()
        raise AssertionError(self.seen)

    def end(self) -> int:
        while self._read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def _read(self) -> bool:
        try:
            data = os.read(self._end, 4096)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)
