"""Come into a case of others, and let others in: two files and two numbers.

Whoever asks makes a request; whoever leads answers with a welcome. Both numbers are
read out between two people who know each other's voice: nothing else shows that the
files are theirs (docs/spec/joining.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.actions.erasing import carry_out
from habeas.actions.members import (
    Line,
    Newcomer,
    Seat,
    admit,
    admit_device,
    members,
    require_lead,
)
from habeas.actions.merging import Merged, merge
from habeas.actions.outside import (
    begin_believing,
    hear_notices,
    note_sizes,
    waits_for_its_log,
)
from habeas.actions.outsiders import signed_notice
from habeas.actions.record import begin_log
from habeas.actions.settling import settle
from habeas.case.compartments import COMPARTMENTS
from habeas.crypto.digest import sha256
from habeas.errors import BadInputError, RefusedError
from habeas.vault import joining as kept
from habeas.vault import read
from habeas.vault.acts import authority_in, founder
from habeas.vault.case_keys import new_keys
from habeas.vault.epochs import epochs
from habeas.vault.foreign import Writer, join_within
from habeas.vault.hubs import KnownHub, keep_hubs, known_hubs
from habeas.vault.own_logs import new_log, own_log
from habeas.wire.joining import (
    LONGEST_LABEL,
    Asking,
    HubAt,
    Welcome,
    device_of,
    number,
    open_welcome,
    read_request,
    seal_welcome,
    write_request,
)
from habeas.wire.pack import Pack
from habeas.words import N_

_SIGNS = 6


def request_name(device: bytes) -> str:
    """Return a file name for a request: another for each, and it tells of nobody."""
    return f"request-{device.hex()[:_SIGNS]}.txt"


def welcome_name(welcome: bytes) -> str:
    """Return a file name for a welcome, with the signs of the request it answers."""
    return f"welcome-{device_of(welcome).hex()[:_SIGNS]}.habeas"


@dataclass(frozen=True)
class Asked:
    """A request that waits for its answer: the text to send and its number."""

    device: bytes
    label: str
    made: str
    note: bytes

    @property
    def number(self) -> str:
        """What is read out to whoever lets this device in."""
        return number(self.note)


def ask(desk: Desk, label: str) -> Asked:
    """Make the keys of this device for one more case, and the request that names them.

    Raises:
        BadInputError: the device has no name, or one that is no line of text.
    """
    label = " ".join(label.split())
    if not 0 < len(label) <= LONGEST_LABEL or not label.isprintable():
        raise BadInputError(
            N_("Say in a few words what the others should call this device."),
            advice=N_("‘Laptop’, say. Whoever carries the request can read it."),
            field="label",
        )
    keys, log = new_keys(), new_log()
    asking = Asking(label, keys.box_public, log.id, log.mldsa44, keys.request)
    note = write_request(asking, log.ed25519_seed)
    made = desk.clock.now().isoformat(timespec="seconds")
    kept.keep_waiting(desk.vault, kept.Waiting(b"", made, note, keys, log))
    return _asked(kept.waiting_for(desk.vault, keys.device))


def asked(desk: Desk) -> list[Asked]:
    """Return the requests of this vault that wait for an answer, the oldest first."""
    return [_asked(one) for one in kept.waiting(desk.vault)]


def entered(desk: Desk) -> list[str]:
    """Return the cases that were joined and of which nothing that is readable came."""
    return [one.hex() for one in kept.entered(desk.vault)]


def give_up(desk: Desk, device: bytes) -> None:
    """Forget a request and its keys; a welcome for it opens nothing any more.

    Raises:
        NotFoundError: there is no such request.
        RefusedError: it was answered: the case is here.
    """
    with desk.vault.guard:
        if kept.waiting_for(desk.vault, device).case:
            raise RefusedError(N_("This request was answered: the case is here."))
        kept.forget_waiting(desk.vault, device)


def _asked(one: kept.Waiting) -> Asked:
    label = read_request(one.note).label
    return Asked(one.keys.device, label, one.made, one.note)


@dataclass(frozen=True)
class Let:
    """Who was let in: the member's id, the welcome to send and its number."""

    member: str
    welcome: bytes

    @property
    def number(self) -> str:
        """What is read out to whoever comes in."""
        return number(self.welcome)


def look(desk: Desk, case: str, data: bytes) -> tuple[Asking, str]:
    """Return a request, checked, and its number, to be compared before anything else.

    Raises:
        NoteError, WireError: it is no request, or was changed.
        RefusedError: this device may let nobody in.
    """
    asking = read_request(clean := tidy(data))
    require_lead(desk, case)
    return asking, number(clean)


def let_in(desk: Desk, case: str, data: bytes, heard: str, who: Seat | str) -> Let:
    """Let in the device that a request names; return its welcome.

    `heard` is the number that the other person read out; `who` the seat of somebody
    new, or the id of a member whose device it is. On the disk when it returns. For a
    device that is in already, as what is said, the welcome is made anew, and nothing is
    recorded.

    Raises:
        NoteError, WireError: it is no request, or was changed.
        BadInputError: another number, or a role and compartments that do not fit.
        RefusedError: this device may let nobody in; or the other one is in as somebody
            else, or was put out.
        NotFoundError: there is no such member.
    """
    asking, own = look(desk, case, data)
    compare(own, heard)
    with desk.vault.guard:
        there = is_in(desk, case, asking)
        if there is not None:
            member = _same(there, asking, who)
        elif isinstance(who, Seat):
            member = admit(desk, case, newcomer(asking), who)
        else:
            member = who
            admit_device(desk, case, newcomer(asking), member)
    return Let(member, welcome_for(desk, case, data, member))


def is_in(desk: Desk, case: str, asking: Asking) -> Line | None:
    """Return the member whose device a request names, None before it was let in."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    device = authority.device_of(asking.log.hex())
    if device is None:
        return None
    whose = device.fields["member"]
    return next(one for one in members(desk, case) if one.id == whose)


def _same(there: Line, asking: Asking, who: Seat | str) -> str:
    """Return the member, if their device may come again and is said to be theirs."""
    log = asking.log.hex()
    if any(d.id in there.gone for d in there.devices if d.fields["log"] == log):
        raise RefusedError(
            N_(
                "This device was put out of the case, and a welcome does not change it."
            ),
            advice=N_(
                "If it was suspended and is theirs again, lift the suspension. If it"
                " was removed, let them make a new request. Nothing was recorded."
            ),
        )
    if who != there.id and not (isinstance(who, Seat) and _sits(there, who)):
        raise RefusedError(
            N_("This device is in the case already, as somebody else or otherwise."),
            advice=N_(
                "‘Members’ says as whom, and changes what they may do. To make the"
                " welcome anew, say that it is a device of that member. Nothing was"
                " recorded."
            ),
        )
    return there.id


def _sits(there: Line, seat: Seat) -> bool:
    said = seat.fields()
    is_now = (there.name, there.role, sorted(there.compartments))
    return (said["name"], said["role"], said["compartments"]) == is_now


def compare(own: str, heard: str) -> None:
    """Hold the number that somebody read out against the one that is here.

    Raises:
        BadInputError: another one.
    """
    mine, theirs = _digits(own), _digits(heard)
    if len(mine) != len(theirs):
        raise BadInputError(
            N_("{typed} digits of {all} were typed."),
            advice=N_("Let the number be read out once more. Nothing was done."),
            typed=len(theirs),
            all=len(mine),
            field="heard",
        )
    if mine != theirs:
        raise BadInputError(
            N_("The numbers differ."),
            advice=N_(
                "Let it be read out once more. If they still differ, the file is not"
                " theirs: let it be sent anew, by another way. Nothing was done."
            ),
            field="heard",
        )


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdecimal())


def newcomer(asking: Asking) -> Newcomer:
    """Return the keys of a request as members are let in by them."""
    return Newcomer(
        asking.label, asking.box, asking.log, asking.mldsa44, asking.request
    )


def welcome_for(desk: Desk, case: str, data: bytes, member: str) -> bytes:
    """Return the welcome of a device that is let in, by the request that it made."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    first = founder(vault, id_)
    (root,) = (one for one in read.logs(vault, id_) if one.id == first)
    welcome = Welcome(
        id_,
        sha256(tidy(data)),
        bytes.fromhex(member),
        first,
        root.mldsa44,
        tuple(
            HubAt(one.address, one.name, one.key, one.mldsa44, one.pin)
            for one in known_hubs(vault, id_)
        ),
        signed_notice(desk, case, read_request(tidy(data)).log),
    )
    seed = own_log(vault.db, id_).ed25519_seed
    return seal_welcome(welcome, read_request(tidy(data)), seed)


def enter(desk: Desk, data: bytes, heard: str) -> str:
    """Take a welcome, with the number that was read out; return the case that it opens.

    Nothing of the case is here yet: it comes from a hub or on a stick, and then this
    device begins its own log. One that will read nothing of it begins at once. While it
    waits, a newer welcome may be taken: it names the hubs that were added since.

    Raises:
        WireError: it is no welcome, or is for another device.
        BadInputError: another number.
        NotFoundError: this vault made no such request.
        RefusedError: the case is here already, or the request was answered before.
    """
    vault = desk.vault
    with vault.guard:
        waiting = kept.waiting_for(vault, device_of(data))
        compare(number(data), heard)
        welcome, signer = open_welcome(data, waiting.keys.box_private)
        if welcome.request != sha256(waiting.note):
            raise RefusedError(
                N_("This welcome answers another request."),
                advice=N_("Ask for the one that was made for yours."),
            )
        if waiting.case not in (b"", welcome.case):  # its keys are those of one case
            raise RefusedError(N_("This request was answered: the case is here."))
        root = Writer(welcome.founder, welcome.mldsa44)
        begun = founder(vault, welcome.case) if waiting.case else b""
        with vault.transaction() as db:
            if begun != root.log:
                join_within(vault, db, welcome.case, root, waiting.keys)
                kept.answered(db, waiting.keys.device, welcome.case)
            keep_hubs(db, welcome.case, map(_known, welcome.hubs))
        if welcome.notice:
            begin_believing(desk, welcome.case, welcome.notice, signer)
            begin_waiting(desk, welcome.case.hex())
    return welcome.case.hex()


def _known(hub: HubAt) -> KnownHub:
    return KnownHub(hub.address, hub.name, hub.key, hub.mldsa44, hub.pin)


def arrive(
    desk: Desk,
    case: str,
    packs: Iterable[Pack],
    made: Iterable[bytes] = (),
    told: Mapping[bytes, bytes] | None = None,
) -> Merged:
    """Take in what came of a case, by whichever way, and do what follows from it.

    A device that joined begins its own log as soon as it can read the case; one that
    may gives the keys that somebody lacks (`settle`). `told`: as `merge`.

    Raises:
        StorageError: the disk refused; what was taken in before stays.
    """
    with desk.vault.guard:
        done = merge(desk, case, packs, made, told)
        hear_notices(desk, case)
        note_sizes(desk, case)
        begin_waiting(desk, case)
        settle(desk, case)
    return done


def begin_waiting(desk: Desk, case: str) -> bool:
    """Begin this device's log in a case that it joined, as soon as it can read it.

    Called after each taking in; says whether it began one now.

    Raises:
        StorageError: the disk refused; it is done at the next call.
    """
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        waiting = kept.joined(vault, id_)
        if waiting is None or not _is_in(desk, id_, waiting):
            return False
        if not any(one.own for one in read.logs(vault, id_)):  # else it was cut short
            begin_log(desk, case, waiting.log)
        kept.forget_waiting(vault, waiting.keys.device)
        carry_out(desk, case)  # now it can say so
    return True


def _is_in(desk: Desk, case: bytes, waiting: kept.Waiting) -> bool:
    if waits_for_its_log(desk, case.hex()):
        return True
    known = authority_in(desk.vault, case).device_of(waiting.log.id.hex())
    place = COMPARTMENTS["case"]
    return known is not None and bool(epochs(desk.vault.db, case, place))


def tidy(data: bytes) -> bytes:
    """Return a request as it was written: messengers change the ends of lines."""
    return data.strip().replace(b"\r\n", b"\n") + b"\n"
