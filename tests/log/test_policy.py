"""Policies as C2SP tlog-policy writes them, and heads judged by them."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.sign import Signer
from habeas.log.checkpoint import Checkpoint, log_vkeys, origin, sign_checkpoint
from habeas.log.cosignature import cosign, cosigner_vkeys
from habeas.log.merkle import leaf_hash
from habeas.log.note import ED25519, parse, serialise, vkey
from habeas.log.policy import MAX_POLICY, Policy, parse_logs, parse_policy
from habeas.log.refusal import NoteError, PolicyError, SignatureError
from habeas.log.verdict import judge

NOW = 1_796_040_000
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")


def keys(number: int) -> Signer:
    return Signer(bytes([number]) * 32, bytes([number + 100]) * 32)


LOG = keys(1)
LOG_KEYS = log_vkeys(LOG.ed25519_public, LOG.mldsa44_public)
HEAD = Checkpoint(origin(LOG.ed25519_public), 1, leaf_hash(b"entry"))
SIGNED = sign_checkpoint(HEAD, LOG)
COSIGNERS = {name: keys(number) for number, name in enumerate(NAMES, 10)}
VKEYS = {
    name: cosigner_vkeys(f"{name.lower()}.example.org", one)
    for name, one in COSIGNERS.items()
}
WITNESSES = "".join(f"witness {name} {VKEYS[name][0]}\n" for name in NAMES)
LINE = f"log {LOG_KEYS[0]}\n"
EXAMPLE = f"""\
log {LOG_KEYS[0]}

witness X1 {VKEYS["X1"][0]}
witness X2 {VKEYS["X2"][0]}
witness X3 {VKEYS["X3"][0]}
group X-witnesses 2 X1 X2 X3

witness Y1 {VKEYS["Y1"][0]}
witness Y2 {VKEYS["Y2"][0]}
witness Y3 {VKEYS["Y3"][0]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def cosigned(*names: str, kind: int = 0) -> bytes:
    """Return the head with the cosignatures of these witnesses."""
    parsed = parse(SIGNED)
    more = [
        cosign(HEAD, f"{name.lower()}.example.org", COSIGNERS[name], NOW)[kind]
        for name in names
    ]
    return serialise(parsed.text, [*parsed.signatures, *more])


def policy(text: str) -> Policy:
    return parse_policy(text.encode())


def told(text: str, note: bytes) -> list[str]:
    lines = judge(policy(text), note).told()
    return [message.format(**values) for message, values in lines]


def test_the_example_of_the_specification() -> None:
    read = policy(EXAMPLE)
    assert [one.key.name for one in read.logs] == [HEAD.origin]
    assert tuple(read.witnesses) == NAMES
    assert [(g.least, g.members) for g in read.groups.values()] == [
        (2, ("X1", "X2", "X3")),
        (1, ("Y1", "Y2", "Y3")),
        (2, ("X-witnesses", "Y-witnesses")),
    ]
    assert read.quorum == "X-and-Y"


SAFE: dict[str, tuple[tuple[str, ...], object, tuple[str, ...]]] = {
    "nobody": ((), False, NAMES),
    "one of two, one of one": (("X1", "Y1"), False, ("X2", "X3")),
    "two of X alone": (("X1", "X3"), False, ("Y1", "Y2", "Y3")),
    "all of Y alone": (("Y1", "Y2", "Y3"), False, ("X1", "X2", "X3")),
    "enough": (("X2", "X3", "Y2"), True, ()),
    "everybody": (NAMES, True, ()),
}


@pytest.mark.parametrize(("names", "safe", "lacking"), SAFE.values(), ids=SAFE.keys())
def test_who_is_there_and_who_lacks(
    names: tuple[str, ...], safe: object, lacking: tuple[str, ...]
) -> None:
    verdict = judge(policy(EXAMPLE), cosigned(*names))
    assert (verdict.safe, verdict.lacking) == (safe, lacking)
    assert verdict.there == dict.fromkeys(names, NOW)
    assert verdict.checkpoint == HEAD


@given(st.sets(st.sampled_from(NAMES)))
def test_the_quorum_is_what_its_words_say(names: set[str]) -> None:
    note = cosigned(*sorted(names))
    x, y = (sum(name.startswith(one) for name in names) for one in "XY")
    assert judge(policy(EXAMPLE), note).safe == (x >= 2 and y >= 1)


def test_a_verdict_is_told_in_words() -> None:
    assert told(EXAMPLE, cosigned("X1")) == [
        "Not safely stored yet, as this policy says it.",
        "Cosigned by: X1.",
        "Group X-witnesses: 1 of 2 are there; lacking, of these: X2, X3.",
        "Group Y-witnesses: 0 of 1 are there; lacking, of these: Y1, Y2, Y3.",
    ]
    assert told(EXAMPLE, cosigned("X1", "X2", "Y1")) == [
        "Safely stored, as this policy says it.",
        "Cosigned by: X1, X2, Y1.",
    ]
    one = LINE + WITNESSES + "quorum Y3\n"
    assert told(one, SIGNED)[1:] == ["Lacking: Y3."]
    both = LINE + WITNESSES + "group both all X1 X2\nquorum both\n"
    assert told(both, cosigned("X2"))[1:] == ["Cosigned by: X2.", "Lacking: X1."]
    nobody = ["This policy asks for no cosignature."]
    assert told(LINE + "quorum none\n", SIGNED) == nobody


def test_either_kind_of_cosignature_counts_under_its_own_key() -> None:
    text = f"{LINE}witness X1 {VKEYS['X1'][1]}\nquorum X1\n"
    assert judge(policy(text), cosigned("X1", kind=1)).safe
    assert not judge(policy(text), cosigned("X1", kind=0)).safe


def test_a_log_may_be_known_from_elsewhere() -> None:
    text = WITNESSES + "quorum X1\n"
    with pytest.raises(SignatureError, match="No log that is known"):
        judge(policy(text), cosigned("X1"))
    assert judge(policy(text), cosigned("X1"), LOG_KEYS[1:]).safe
    other = log_vkeys(keys(2).ed25519_public, keys(2).mldsa44_public)
    with pytest.raises(SignatureError, match="No log that is known"):
        judge(policy(text), cosigned("X1"), other)


def test_a_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    note = cosigned("X1", "X2")
    at = note.rindex(b"x1.example.org ") + 60
    wrong = note[:at] + (b"A" if note[at : at + 1] != b"A" else b"B") + note[at + 1 :]
    with pytest.raises(SignatureError, match="A signature on this checkpoint is wrong"):
        judge(policy(EXAMPLE), wrong)
    assert judge(policy(f"{LINE}quorum none\n"), wrong).safe  # nobody knows X1 there
    with pytest.raises(NoteError):
        judge(policy(EXAMPLE), b"no note")


GOOD = {
    "spaces and tabs": f" \tlog\t {LOG_KEYS[0]} \t\nquorum none",
    "comments": f"# one\n  # two\n{LINE}\n \t\nquorum none\n",
    "no log": "quorum none\n",
    "addresses": f"log {LOG_KEYS[0]} https://l\n"
    f"witness a {VKEYS['X1'][0]} https://w\nquorum a\n",
    "both keys of a log": f"log {LOG_KEYS[0]}\nlog {LOG_KEYS[1]}\nquorum none\n",
    "a log behind the quorum": f"quorum none\n{LINE}",
    "other letters": f"witness свидетель {VKEYS['X1'][0]}\nquorum свидетель\n",
    "names that are words": f"witness any {VKEYS['X1'][0]}\n"
    "group 2 any any\nquorum 2\n",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_the_form_allows(text: str) -> None:
    assert policy(text).quorum


def test_octets_that_are_no_utf_8_are_a_name_all_the_same() -> None:
    line = f" {VKEYS['X1'][0]}\n".encode()
    assert parse_policy(b"witness \xff" + line + b"quorum \xff\n").quorum
    with pytest.raises(PolicyError):
        parse_policy(b"witness \xff" + line + b"quorum \xfe\n")
    kelvin = b"witness K" + line + "quorum \N{KELVIN SIGN}\n".encode()
    with pytest.raises(PolicyError):
        parse_policy(kelvin)


W = WITNESSES
BAD = {
    "empty": "",
    "no quorum": LINE + W,
    "two quorums": LINE + W + "quorum X1\nquorum X1\n",
    "a quorum of two": LINE + W + "quorum X1 X2\n",
    "a quorum of nobody": LINE + "quorum X1\n",
    "a quorum above its witness": "quorum X1\n" + W,
    "an unknown word": LINE + "mirror a\nquorum none\n",
    "a log without a key": "log\nquorum none\n",
    "a log with too much": f"log {LOG_KEYS[0]} url more\nquorum none\n",
    "a log with a witness's key": f"log {VKEYS['X1'][0]}\nquorum none\n",
    "a log twice": LINE + LINE + "quorum none\n",
    "a log twice by another name": LINE
    + f"log {vkey('other', ED25519, LOG.ed25519_public)}\nquorum none\n",
    "a broken key": f"log {LOG_KEYS[0][:-2]}\nquorum none\n",
    "a witness with a log's key": f"witness a {LOG_KEYS[0]}\nquorum a\n",
    "a witness without a key": "witness a\nquorum none\n",
    "a witness twice": W + f"witness Z {VKEYS['X1'][0]}\nquorum none\n",
    "a name twice": W + f"witness X1 {VKEYS['X1'][1]}\nquorum none\n",
    "a witness called none": f"witness none {VKEYS['X1'][0]}\nquorum none\n",
    "a group called none": W + "group none any X1\nquorum none\n",
    "a group called like a witness": W + "group X1 any X2\nquorum none\n",
    "a group of nobody": W + "group g any\nquorum none\n",
    "a group with none in it": W + "group g any none\nquorum g\n",
    "a group of strangers": W + "group g any Q\nquorum none\n",
    "a group of itself": W + "group g any g\nquorum none\n",
    "a group above its member": f"group g any X1\n{W}quorum none\n",
    "one twice in a group": W + "group g any X1 X1\nquorum none\n",
    "one in two groups": W + "group g any X1\ngroup h any X1\nquorum none\n",
    "none of them": W + "group g 0 X1\nquorum none\n",
    "more than there are": W + "group g 2 X1\nquorum none\n",
    "a zero in front": W + "group g 01 X1\nquorum none\n",
    "a word for a number": W + "group g most X1 X2\nquorum none\n",
    "other digits": W + "group g \N{ARABIC-INDIC DIGIT ONE} X1\nquorum none\n",
    "CRLF": LINE + "quorum none\r\n",
    "a control character": LINE + "# \x07\nquorum none\n",
    "DEL": LINE + "# \x7f\nquorum none\n",
    "a space that is none": LINE + "quorum\N{NO-BREAK SPACE}none\n",
    "too long": "#" * MAX_POLICY + "\nquorum none\n",
    "too many groups": W[: W.index("\n") + 1]
    + "group g0 any X1\n"
    + "".join(f"group g{n} any g{n - 1}\n" for n in range(1, 129))
    + "quorum none\n",
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_breaks_a_rule_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        policy(text)


def test_the_line_is_told() -> None:
    with pytest.raises(PolicyError, match="Line 3 of this policy"):
        policy("# a comment\n\nlog nonsense\nquorum none\n")


def test_32_of_everything_at_least() -> None:
    made = [keys(number) for number in range(1, 33)]
    logs = [f"log {log_vkeys(k.ed25519_public, k.mldsa44_public)[0]}" for k in made]
    witnesses = [
        f"witness w{n} {cosigner_vkeys(f'w{n}', one)[1]}" for n, one in enumerate(made)
    ]
    groups = [f"group g{n} all w{n}" for n in range(32)]
    read = policy("\n".join([*logs, *witnesses, *groups, "quorum g31"]))
    assert [len(read.logs), len(read.witnesses), len(read.groups)] == [32, 32, 32]


def test_what_a_witness_watches_is_log_lines_alone() -> None:
    assert [one.url for one in parse_logs(f"# mine\nlog {LOG_KEYS[0]} u\n".encode())]
    assert parse_logs(b"") == ()
    for text in ("quorum none\n", W, "log x\n"):
        with pytest.raises(PolicyError):
            parse_logs(text.encode())


@given(
    st.lists(st.sampled_from(["log", "witness", "group", "quorum", "a", "1", "any"]))
)
def test_nonsense_is_refused_and_nothing_else(words: Sequence[str]) -> None:
    with suppress(PolicyError):
        policy(" ".join(words))
