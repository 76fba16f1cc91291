"""What must hold after any history, by name."""

from habeas.case.membership import Authority
from habeas.case.standing import CUTS, GIVES
from tests.simulation.history import History
from tests.simulation.model import Copy
from tests.simulation.people import HONEST, LIAR


def broken(history: History) -> list[str]:
    """Return the names of what does not hold, each with what shows it."""
    found = []
    for copy in history.copies.values():
        copy.check_anew()
    for check in CHECKS:
        found += [f"{check.__name__}: {one}" for one in check(history)]
    return found


def _set(copy: Copy) -> tuple[object, ...]:
    """Return what a copy holds and can read."""
    roots = sorted((log, len(e), e[-1].root) for log, e in copy.logs.items() if e)
    opened = sorted((one.log, one.index) for one in copy.opened())
    return tuple(roots), tuple(opened), tuple(sorted(copy.forked))


def same_set_same_view(history: History) -> list[str]:
    """Copies that hold the same show the same, byte for byte."""
    seen: dict[object, tuple[str, object]] = {}
    found = []
    for name, copy in sorted(history.copies.items()):
        shown = (copy.view(), copy.verdicts())
        other, theirs = seen.setdefault(_set(copy), (name, shown))
        if theirs != shown:
            found.append(f"{other} and {name}")
    return found


def _inside(history: History) -> list[Copy]:
    """Return the honest copies that read in the eyes of all of them that read.

    Whoever was let in by an act that was cut may not open what says so.
    """
    honest = [history.copies[name] for name in history.honest()]
    reading = [one for one in honest if one.reads()]
    inside = [{one.id for one in two.authority().readers("case")} for two in reading]
    return [one for one in reading if all(one.device in some for some in inside)]


def all_come_to_rest(history: History) -> list[str]:
    """Where all meet again and again, a time comes when nobody makes anything new."""
    return [] if history.at_rest else ["still"]


def _let_in_by(copies: list[Copy], logs: set[str]) -> set[str]:
    """Return the logs that acts in these logs, and what goes on from them, let in."""
    return {
        str(one.body.fields["log"])
        for copy in copies
        for one in copy.opened()
        if one.body.type == "device" and {one.log, one.log.partition("+")[0]} & logs
    } - {*HONEST}


def all_meet(history: History) -> list[str]:
    """After they met, honest copies hold the same of every log with one history.

    But for the log of whoever was let in by one of two histories: who holds the other
    one never hears of them, and they must be let in anew.
    """
    met = _inside(history)
    forked = set().union(*(one.forked for one in met))
    lost = _let_in_by(met, forked)
    lost |= _let_in_by(met, lost)
    sizes = [
        {
            log: size
            for log, size in one.held().items()
            if log not in forked and log.partition("+")[0] not in lost
        }
        for one in met
    ]
    return [] if all(one == sizes[0] for one in sizes) else [str(sizes)]


def what_counts_is_open_to_all_who_read(history: History) -> list[str]:
    """After they met, what counts for one who reads is open to all who read."""
    found, inside = [], _inside(history)
    for one in inside:
        counts = [entry for entry in one.opened() if one.counts(entry)]
        for other in inside:
            held = other.held()
            found += [
                f"{other.device} does not open {entry.log} {entry.index} in {entry.key}"
                for entry in counts
                if held.get(entry.log, 0) > entry.index and not other.opens(entry)
            ]
    return found


def acknowledged_is_kept(history: History) -> list[str]:
    """What was acknowledged is on its writer's disk, unless a back-up was put back."""
    if any("restores" in one for one in history.told):
        return []
    found = []
    for name in history.honest():
        copy = history.copies[name]
        for one in copy.acknowledged:
            kept = copy.logs.get(one.log, [])
            if len(kept) <= one.index or kept[one.index].root != one.root:
                found.append(f"{name}: {one.log} {one.index}")
    return found


def who_is_out_opens_nothing_sealed_by_who_knows(history: History) -> list[str]:
    """Whoever is out for an honest member opens nothing that they seal, then or later.

    But for who got that key from somebody who had all that keeps them out, and knew
    that it no longer holds; not if the act by which it ended is on no disk any more.
    """
    return history.gifts.leaks


def forks_are_reported(history: History) -> list[str]:
    """Two histories of one log on honest copies that met: both know."""
    found = []
    honest = [(name, history.copies[name]) for name in history.honest()]
    for name, one in honest:
        for other, two in honest:
            for log in one.logs.keys() & two.logs.keys():
                size = min(len(one.logs[log]), len(two.logs[log]))
                told = log in one.forked or log in two.forked
                if one.root(log, size) != two.root(log, size) and not told:
                    found.append(f"{name} and {other}: {log}")
    return found


def _given(answer: Authority) -> set[str]:
    """Return every role that the liar was ever given by acts that stand."""
    first = [act for act in answer.of("member") if act.id == LIAR]
    roles = [act for act in answer.of("role") if act.fields["member"] == LIAR]
    return {str(act.fields["role"]) for act in (*first, *roles)}


def nothing_unauthorised_shows(history: History) -> list[str]:
    """Of somebody who never had a role that writes, no word is shown."""
    found = []
    for name in history.honest():
        copy = history.copies[name]
        given = _given(copy.authority())
        if not given & {"lead", "editor", "contributor"} and b"a lie" in copy.view():
            found.append(name)
    return found


def who_was_removed_writes_no_more(history: History) -> list[str]:
    """What a remover had not seen counts only where a lead accepted it."""
    found = []
    for name in history.honest():
        copy = history.copies[name]
        answer = copy.authority()
        accepted = {
            (act.fields["log"], at)
            for act in answer.of("acceptance")
            for at in range(min(act.past.get(act.fields["log"], 0), 99))
        }
        for act in answer.of("removal"):
            log = act.fields["who"]
            for one in copy.logs.get(log, ())[act.claimed.get(log, 0) :]:
                ordinary = one.body.type not in {*GIVES, *CUTS}
                shown = ordinary and copy.opens(one) and copy.counts(one)
                if shown and (one.log, one.index) not in accepted:
                    found.append(f"{name}: {one.log} {one.index}")
    return found


def no_liar_rules(history: History) -> list[str]:
    """An act of the liar stands only where a lead gave them the role for it.

    Anybody may suspend themselves, and say no to a recovery. In a ring what takes away
    stands, though what gave the role for it hangs on the same ring.
    """
    found = []
    for name in history.honest():
        answer = history.copies[name].authority()
        given = _given(answer)
        ring = {
            str(act.fields["role"])
            for act in answer.said
            if act.ref[0][0] != LIAR
            and act.kind in {"member", "role"}
            and LIAR in {act.id, act.fields.get("member")}
        }
        kinds = {act.kind for act in answer.acts if act.ref[0] == LIAR}
        for kind in kinds - {"suspension", "veto"}:
            roles = given | ring if kind in CUTS else given
            if not roles & {"lead", "editor"}:
                found.append(f"{name}: {kind} by {given}")
    return found


def honest_counters_are_possible(history: History) -> list[str]:
    """No honest entry is refused for its counter."""
    found = []
    for name in history.honest():
        copy = history.copies[name]
        answer = copy.authority()
        for one in copy.opened():
            if one.log[0] != LIAR:
                why = answer.judge(copy.written(one)).why
                if "counter" in why:
                    found.append(f"{name}: {one.log} {one.index}")
    return found


CHECKS = (
    same_set_same_view,
    all_come_to_rest,
    all_meet,
    what_counts_is_open_to_all_who_read,
    acknowledged_is_kept,
    who_is_out_opens_nothing_sealed_by_who_knows,
    forks_are_reported,
    nothing_unauthorised_shows,
    who_was_removed_writes_no_more,
    no_liar_rules,
    honest_counters_are_possible,
)
