"""Whether an entry counts, whose it is, and whose a record is that two began."""

from base64 import b64decode
from dataclasses import dataclass, field

from msgspec.structs import replace

from habeas.case.codec import Act, Body, decode_body
from habeas.case.facts.members import Role
from habeas.case.fold import Ref
from habeas.case.judged import NOT_THEIRS, Judged, Standing
from habeas.case.membership import Authority
from habeas.case.standing import RANK
from habeas.crypto.boxes import box_fingerprint
from habeas.errors import RefusedError
from habeas.log.entry import Envelope, decode
from habeas.vault import read
from habeas.vault.acts import founder
from habeas.vault.seen import Seen
from habeas.vault.vault import Vault
from habeas.views.apply import EarlierError, SecondError
from habeas.words import N_

_BEGUN = N_(
    "It begins a record that somebody who edits began: whoever does not edit begins new"
    " ones only."
)


class ShadowedError(EarlierError):
    """Records were folded as those of somebody who does not edit, and are another's.

    `records` are their ids: all is folded anew, and who does not edit begins none.
    """

    def __init__(self, records: frozenset[str]) -> None:
        super().__init__(_BEGUN)
        self.records = records


@dataclass(frozen=True)
class Judge:
    """Says of entries of one case whether they count, and for whom.

    `others` are records that somebody who edits began, and somebody else named;
    `erased` the people whom an erasure that counts names.
    """

    vault: Vault
    authority: Authority
    seen: Seen
    others: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()
    _by: dict[bytes, str] = field(default_factory=dict)

    def require_counts(self, envelope: Envelope, body: Body) -> None:
        """Refuse an entry that does not count.

        Raises:
            RefusedError: says why.
        """
        judged = self._of(envelope, body)
        if judged.standing is not Standing.COUNTS:
            raise RefusedError(judged.why)
        if body.act is Act.PUT and self._is_reserved(envelope, body):
            raise RefusedError(NOT_THEIRS)
        if body.id in self.others and self._is_lesser_beginning(envelope, body):
            raise RefusedError(_BEGUN)

    def _is_reserved(self, envelope: Envelope, body: Body) -> bool:
        """Say whether nobody begins such a record here: somebody erased, another head.

        A case is named by the log that it began with.
        """
        if body.type != "case" or self.authority.alone:
            return body.id in self.erased
        return envelope.log != founder(self.vault, envelope.case)

    def _of(self, envelope: Envelope, body: Body) -> Judged:
        if self.authority.alone:
            return Judged(Standing.COUNTS)
        return self.authority.judge(self.seen.written(envelope, body))

    def attributed(self, envelope: Envelope, body: Body) -> Body:
        """Return a body as its device's own, whatever device it names itself."""
        by = self._by.get(envelope.log)
        if by is None:
            device = self.authority.device_of(envelope.log.hex())
            box = b64decode(device.fields["box"]) if device is not None else b""
            by = self._by[envelope.log] = box_fingerprint(box).hex() if box else ""
        return replace(body, by=by) if by and by != body.by else body

    def is_anothers(self, envelope: Envelope, body: Body, twice: SecondError) -> bool:
        """Say whether a record that an entry begins was folded as a lesser one's.

        Whoever doesn't edit can't take a record from whoever does, whatever its
        counter says; of two who edit, or two who don't, the earlier one began it.

        Raises:
            RefusedError: the entry is the lesser one's.
            EarlierError: it is the earlier one of two alike.
        """
        mine = self._is_lesser_beginning(envelope, body)
        theirs = self._is_lesser_beginning(*self._opened(twice.first))
        if mine and not theirs:
            raise RefusedError(_BEGUN)
        if mine == theirs and twice.earlier:
            raise EarlierError(_BEGUN)
        return theirs and not mine

    def _is_lesser_beginning(self, envelope: Envelope, body: Body) -> bool:
        """Say whether somebody who does not edit begins a record here."""
        right = self.authority.right_of(self.seen.written(envelope, body))
        if self.authority.alone or right is None or body.act is not Act.PUT:
            return False
        left = right.left or right.rank  # of who is out, and was accepted: as given
        return left < RANK[Role.EDITOR]

    def _opened(self, ref: Ref) -> tuple[Envelope, Body]:
        stored = read.entry(self.vault, bytes.fromhex(ref[0]), ref[1])
        return decode(stored.envelope), decode_body(read.open_body(self.vault, stored))
