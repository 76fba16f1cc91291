"""Let somebody back in who lost every device: ask, agree, say no, let in.

The rules are those of habeas.case.recovering; here is what each person does.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.guardians import (
    chosen_now,
    guardian_with,
    name_of,
    not_a_guardians,
    read_signature,
)
from habeas.actions.joining import Let, compare, newcomer, tidy, welcome_for
from habeas.actions.members import require_stranger, right_here
from habeas.actions.record import put, put_all
from habeas.actions.settling import settle
from habeas.case.agreeing import agreed_to, approval_text, is_signed
from habeas.case.facts.members import Ground, Role
from habeas.case.membership import Act, Authority
from habeas.case.recovering import KEYS, guardians_of, needed, window
from habeas.case.standing import RANK, Right
from habeas.crypto.digest import sha256
from habeas.errors import HabeasError, NotFoundError, RefusedError
from habeas.vault.acts import authority_in
from habeas.vault.hearing import hear, heard
from habeas.wire.guarding import Question, read_answer
from habeas.wire.joining import Asking, number, read_request, rewrite_request
from habeas.wire.signed import signature_on
from habeas.words import N_


@dataclass(frozen=True)
class Under:
    """A recovery as the pages show it.

    `number` is what its device reads aloud, '' where its keys are not those it signed.
    `agreed` and `against` are names; `ends` is when the time to say no runs out, by
    this device's clock. `standing`: under way, let in, or ended by a no.
    """

    id: str
    member: str
    name: str
    label: str
    number: str
    need: int
    agreed: tuple[str, ...]
    against: tuple[str, ...]
    stated: str
    asked: datetime
    ends: datetime
    standing: str
    may_agree: bool
    may_finish: bool


UNDER_WAY, LET_IN, ENDED = "under way", "let in", "ended"


def recoveries(desk: Desk, case: str) -> list[Under]:
    """Return the recoveries of a case, the newest first."""
    authority = authority_in(desk.vault, bytes.fromhex(case))
    found = sorted(authority.recoveries.asked.values(), key=lambda one: one.order)
    try:
        right = right_here(desk, case)[1]
    except RefusedError:
        right = Right("", "", 0, 0)
    return [_under(desk, authority, one, right) for one in reversed(found)]


def _under(desk: Desk, authority: Authority, asked: Act, right: Right) -> Under:
    state = authority.recoveries
    chosen = state.chosen.get(str(asked.fields.get("guardianship")))
    agreed = state.agreed(asked)
    vetoes = _vetoes(authority, asked)
    standing = UNDER_WAY
    if asked.id in state.admitted:
        standing = LET_IN
    elif vetoes or chosen is None or chosen is not chosen_now(authority):
        standing = ENDED
    now = desk.clock.now()
    since = max(_at(asked, now), heard(desk.vault, asked.id) or now)
    ends = since + window(chosen) if chosen else since
    member = str(asked.fields.get("member"))
    guardians = guardians_of(chosen) if chosen else ()
    need = needed(chosen) if chosen else 0
    return Under(
        id=asked.id,
        member=member,
        name=_name(authority, member),
        label=str(asked.fields.get("label")),
        number=_number(asked),
        need=need,
        agreed=tuple(sorted(_name(authority, one) for one in agreed)),
        against=tuple(vetoes),
        stated=str(asked.fields.get("stated", "")),
        asked=_at(asked, now),
        ends=ends,
        standing=standing,
        may_agree=standing == UNDER_WAY
        and right.left > 0
        and right.member in guardians
        and right.member not in {*agreed, member},
        may_finish=standing == UNDER_WAY
        and right.left >= RANK[Role.EDITOR]
        and len(agreed) >= need
        and now >= ends,
    )


def _at(asked: Act, otherwise: datetime) -> datetime:
    return asked.at if asked.at is not None else otherwise


def _vetoes(authority: Authority, asked: Act) -> list[str]:
    found = []
    for one in authority.of("veto"):
        if one.fields.get("recovery") == asked.id:
            right = authority.right_of(one)
            found.append(_name(authority, right.member if right else ""))
    return found


def _name(authority: Authority, member: str) -> str:
    try:
        return name_of(authority, member)
    except NotFoundError:
        return ""


def _number(asked: Act) -> str:
    try:
        return number(request_of(asked))
    except HabeasError:
        return ""


def request_of(asked: Act) -> bytes:
    """Return the request that a recovery was begun with, byte for byte.

    Raises:
        HabeasError: its keys are not those that the device signed.
    """
    fields = asked.fields
    asking = Asking(
        str(fields["label"]),
        b64decode(fields["box"]),
        bytes.fromhex(fields["log"]),
        b64decode(fields["mldsa44"]),
        bytes.fromhex(fields["request"]),
    )
    return rewrite_request(asking, read_signature(str(fields["signature"])))


def ask(  # noqa: PLR0913, PLR0917 - who, with what, by which number
    desk: Desk, case: str, data: bytes, heard: str, member: str, stated: str = ""
) -> str:
    """Ask that the device of a request becomes that of a member; return the recovery.

    A guardian who asks agrees by it. `heard` is the number that the person read out.

    Raises:
        NoteError, WireError: it is no request, or was changed.
        RefusedError: there are no guardians, this device may not ask, or the device
        that asks is in the case already.
        BadInputError: another number.
        NotFoundError: there is no such member.
    """
    note = tidy(data)
    asking = read_request(note)
    compare(number(note), heard)
    with desk.vault.guard:
        authority, right = right_here(desk, case)
        chosen = _require_guardians(authority)
        may = right.left >= RANK[Role.EDITOR] or right.member in guardians_of(chosen)
        if not may:
            raise _may_not()
        name = name_of(authority, member)
        require_stranger(authority, newcomer(asking))
        new = New("recovery", _fields(asking, note, member, chosen.id, stated))
        news = [new]
        if right.member in guardians_of(chosen) and right.member != member:
            news.append(_approval(new.id, right.member, new.fields, name))
        put_all(desk, case, news)
        hear(desk.vault, bytes.fromhex(case), desk.clock.now())
    return new.id


def _fields(
    asking: Asking, note: bytes, member: str, chosen: str, stated: str
) -> dict[str, str]:
    return {
        "member": member,
        "guardianship": chosen,
        "label": asking.label,
        "box": b64encode(asking.box).decode(),
        "log": asking.log.hex(),
        "mldsa44": b64encode(asking.mldsa44).decode(),
        "request": asking.request.hex(),
        "signature": b64encode(signature_on(note)).decode(),
        **({"stated": stated} if stated else {}),
    }


def _approval(
    recovery: str, guardian: str, asked: Mapping[str, object], name: str
) -> New:
    text = sha256(approval_text(recovery, asked, name)).hex()
    fields = {"recovery": recovery, "guardian": guardian, "text": text}
    return New("approval", fields)


def approve(desk: Desk, case: str, recovery: str, heard: str) -> None:
    """Agree as a guardian; `heard` is the number that the member read out.

    Raises:
        NotFoundError: there is no such recovery.
        BadInputError: another number.
        RefusedError: whoever uses this device may not, or it is over; or the keys are
        not those that its device signed.
    """
    with desk.vault.guard:
        under = _open(desk, case, recovery)
        asked = _asked(desk, case, recovery)
        compare(number(request_of(asked)), heard)
        if not under.may_agree:
            raise _may_not()
        right = right_here(desk, case)[1]
        new = _approval(recovery, right.member, asked.fields, under.name)
        put_all(desk, case, [new])


def question(desk: Desk, case: str, recovery: str) -> bytes:
    """Return the text for a guardian who holds no copy of the case.

    Raises:
        NotFoundError: there is no such recovery.
        RefusedError: it is over; or the keys are not those that its device signed.
    """
    under = _open(desk, case, recovery)
    note = request_of(_asked(desk, case, recovery))
    return Question(case, recovery, under.member, under.name, note).write()


def keep_answer(desk: Desk, case: str, data: bytes) -> str:
    """Record the signed yes of a guardian who holds no copy; return their name.

    Raises:
        WireError: it is no answer.
        NotFoundError: there is no such recovery.
        RefusedError: no guardian of this case signed it, or the recovery is over.
    """
    said = read_answer(data)
    with desk.vault.guard:
        under = _open(desk, case, said.about)
        authority, _right = right_here(desk, case)
        asked = authority.recoveries.asked[said.about]
        chosen = authority.recoveries.chosen[str(asked.fields["guardianship"])]
        device = guardian_with(authority, chosen, said.request.hex())
        signature = b64encode(said.signature).decode()
        guardian, key = device.fields["member"], device.fields["request"]
        texts = agreed_to(asked.id, asked.fields, under.name)
        agreed = [one for one, text in texts.items() if is_signed(text, key, signature)]
        if not agreed:
            raise not_a_guardians()
        new = _approval(said.about, guardian, asked.fields, under.name)
        signed = {**new.fields, "text": agreed[0], "signature": signature}
        put_all(desk, case, [New(new.type, signed)])
    return name_of(authority, guardian)


def veto(desk: Desk, case: str, recovery: str, stated: str = "") -> None:
    """Say no to a recovery: it ends, for everybody.

    Raises:
        NotFoundError: there is no such recovery.
        RefusedError: it is over already, or this device is out of the case.
    """
    with desk.vault.guard:
        _open(desk, case, recovery)
        right_here(desk, case)
        more = {"stated": stated} if stated else {}
        put(desk, case, "veto", {"recovery": recovery, **more})


def finish(desk: Desk, case: str, recovery: str) -> Let:
    """Let the device in and suspend those that were lost; return its welcome.

    Everything that the member could read and this device can is boxed for it.

    Raises:
        NotFoundError: there is no such recovery.
        RefusedError: too few agreed, the time to say no has not run out, somebody said
        no, or this device may not.
    """
    with desk.vault.guard:
        under = _open(desk, case, recovery)
        authority, right = right_here(desk, case)
        _require_ripe(desk, under, right)
        asked = authority.recoveries.asked[recovery]
        note = request_of(asked)
        require_stranger(authority, newcomer(read_request(note)))
        fields = {name: asked.fields[name] for name in KEYS}
        device = {**fields, "member": under.member, "recovery": recovery}
        lost = [
            one
            for one in authority.of("device")
            if one.fields["member"] == under.member and authority.out(one) is None
        ]
        cuts = [_suspension(one, recovery) for one in lost]
        put_all(desk, case, [New("device", device), *cuts])
        settle(desk, case)
        return Let(under.member, welcome_for(desk, case, note, under.member))


def _suspension(lost: Act, recovery: str) -> New:
    fields = {"who": lost.id, "ground": Ground.LOST, "recovery": recovery}
    return New("suspension", fields)


def _require_ripe(desk: Desk, under: Under, right: Right) -> None:
    if right.left < RANK[Role.EDITOR]:
        raise _may_not()
    if len(under.agreed) < under.need:
        raise RefusedError(
            N_("Not enough guardians have agreed yet: {agreed} of {need}."),
            advice=N_("Ask the others. Nothing was recorded."),
            agreed=len(under.agreed),
            need=under.need,
        )
    if desk.clock.now() < under.ends:
        raise RefusedError(
            N_("Everybody may still say no, until {moment}."),
            advice=N_("Let the device in after that. Nothing was recorded."),
            moment=under.ends.isoformat(sep=" ", timespec="minutes"),
        )


def _open(desk: Desk, case: str, recovery: str) -> Under:
    for one in recoveries(desk, case):
        if one.id == recovery:
            if one.standing != UNDER_WAY:
                raise RefusedError(
                    N_("This recovery is over."),
                    advice=N_("If it is still needed, begin it anew."),
                )
            return one
    raise NotFoundError(N_("There is no such recovery in this case."))


def _asked(desk: Desk, case: str, recovery: str) -> Act:
    authority = authority_in(desk.vault, bytes.fromhex(case))
    return authority.recoveries.asked[recovery]


def _require_guardians(authority: Authority) -> Act:
    chosen = chosen_now(authority)
    if chosen is None:
        raise RefusedError(
            N_("This case has no guardians."),
            advice=N_("Whoever leads it can let a device in, or choose guardians."),
        )
    return chosen


def _may_not() -> RefusedError:
    return RefusedError(
        N_("You may not do this in this recovery."),
        advice=N_(
            "Guardians agree, each once and not for themselves; whoever edits or leads"
            " lets in. Nothing was recorded."
        ),
    )
