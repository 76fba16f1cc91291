"""Acts that take something away, found by whom they take it from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from habeas.case.standing import TAKING, Right
from habeas.case.written import Act


class Cuts:
    """Cuts by member or device: each entry is held against those of its writer only.

    `noes` are those that speak against a recovery.
    """

    def __init__(self, cuts: Mapping[Act, Right]) -> None:
        self._by: dict[str, list[tuple[Act, Right]]] = defaultdict(list)
        self.noes: list[Act] = []
        for act, by in cuts.items():
            self.add(act, by)

    def add(self, cut: Act, by: Right) -> None:
        """Put one more among them."""
        if cut.kind in ("veto", "guardianship"):  # of nobody, whatever it names
            self.noes.append(cut)
        else:
            self._by[target_of(cut)].append((cut, by))

    def of(self, target: str) -> Sequence[tuple[Act, Right]]:
        """Return what takes something from a member or a device, and by which right."""
        return self._by.get(target, ())


def is_cut(act: Act) -> bool:
    """Say whether an act takes something away."""
    return act.kind in TAKING


def target_of(cut: Act) -> str:
    """Return the member or device that an act takes something from."""
    return str(cut.fields.get("who") or cut.fields.get("member") or "")
