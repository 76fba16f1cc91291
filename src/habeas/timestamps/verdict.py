"""What a tool found of a token."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Opinion:
    """One tool's: accepted if `refusal` is empty; else why not, in the tool's words."""

    tool: str
    refusal: str = ""

    def __str__(self) -> str:
        return f"{self.tool}: {self.refusal}" if self.refusal else self.tool


@dataclass(frozen=True)
class Verdict:
    """The time that a token states, and what each tool that was asked found."""

    time: datetime | None
    opinions: tuple[Opinion, ...]

    @property
    def holds(self) -> bool:
        """Whether a tool accepted it. Where two disagree, both are kept and shown."""
        return self.time is not None and bool(self.accepted)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The tools that accepted it, with their versions."""
        return tuple(str(one) for one in self.opinions if not one.refusal)

    @property
    def refused(self) -> tuple[str, ...]:
        """The tools that did not, with their reasons."""
        return tuple(str(one) for one in self.opinions if one.refusal)
