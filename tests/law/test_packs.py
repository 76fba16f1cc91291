"""The packs hold every row that was found, say how sure they are, and refuse a slip."""

import csv
import re
from pathlib import Path

import pytest

from habeas.languages import LANGUAGES
from habeas.law.checking import check_pack
from habeas.law.pack_files import PackError
from habeas.law.packs import CODES, Pack, find_term, packs, read_pack
from habeas.law.terms import ADDRESSEES, ROLES, Kind, Term, Words
from habeas.law.windows import Status
from tests.law.conftest import DECISION, HEAD, USUAL, pack_of, row
from tests.law.test_windows import TOO_LATE

ROOT = Path(__file__).parents[2]
TABLE = ROOT.parent / "shared" / "domain" / "deadlines.csv"
IDS = {
    "KZ": """
        appeal.decide appeal.ruling appeal.schedule appeal.verdict cassation.better
        cassation.worse cmm.appeal cmm.colony cmm.counsel cmm.review cmm.security
        complaint.judge complaint.judge.decide complaint.prosecutor complaint.window
        custody.torture.forward detention.max detention.prosecutor erdr.anonymous
        erdr.start exam.inpatient exam.mail exam.notify exam.panel invest.term
        invest.torture judge.appeal motion npm.periodic npm.reply npm.role pmc.notice
        prison.advocate.visit prison.arrival prison.box prison.consent
        prison.lawyer.mail prison.letter prison.noharm prison.npm prison.phone
        prison.safeplace safety
        time.count time.mailbox time.restore victim.status""",
    "UN": "ccpr cat22 cedaw sp wgad spt.reply opcat21",
    "US-BOP": """
        bop.bp9 bop.bp10 bop.bp11 bop.due.F bop.due.R bop.due.A bop.resubmit plra""",
    "US-PREA": "prea.final prea.retaliation prea.responder",
    "E-W": "comp1a ppo",
    "COE": "echr rule39",
    "RU": "124 125",
    "KG": "register",
}
PREFIX = {"US-BOP": "us", "US-PREA": "us", "E-W": "uk"}
SURE = {
    "verified": Status.CONFIRMED,
    "verified-secondary": Status.UNCONFIRMED,
    "memory": Status.UNCONFIRMED,
}
DOUBTED = {
    "coe.echr": "the dates of both versions are from memory",
    "kz.erdr.start": "read in a text of 2018",
}
"""Less sure than the table has them, and why."""
TERMS = [
    (pack, term)
    for pack in packs().values()
    for versions in pack.terms.values()
    for term in versions
]


def ids(code: str) -> set[str]:
    prefix = PREFIX.get(code, code.lower())
    return {f"{prefix}.{name}" for name in IDS[code].split()}


@pytest.mark.parametrize("code", CODES)
def test_every_row_is_there_and_none_is_invented(code: str) -> None:
    assert set(packs()[code].terms) == ids(code)


@pytest.mark.skipif(not TABLE.exists(), reason="the table is not in this checkout")
def test_the_rows_are_those_of_the_table_and_as_sure() -> None:
    with TABLE.open(encoding="utf-8") as file:
        table = {one["id"]: one for one in csv.DictReader(file)}
    known = {name for code in CODES for name in ids(code)}
    assert {name for name in table if not name.startswith("ev.")} == known
    for _, term in TERMS:
        sure = SURE[table[term.id]["status"]]
        sure = Status.UNCONFIRMED if term.id in DOUBTED else sure
        assert term.status is sure, term.id
        assert term.source == table[term.id]["source"]


def name_of(pair: tuple[Pack, Term]) -> str:
    return f"{pair[1].id} {pair[1].valid_from or ''}".strip()


@pytest.mark.parametrize("pair", TERMS, ids=name_of)
def test_a_row_says_where_it_was_read_and_speaks_every_language(
    pair: tuple[Pack, Term],
) -> None:
    pack, term = pair
    assert len(term.source) > 5
    assert term.revision_read
    assert set(term.what) == set(term.article) == set(LANGUAGES)
    for words in _words(pack, term):
        assert set(words) == set(LANGUAGES)
        assert not any(TOO_LATE.search(one) for one in words.values())
        assert re.search("[а-яё]", words["ru"], re.IGNORECASE) or _latin(words)


def _words(pack: Pack, term: Term) -> list[Words]:
    named = [pack.bodies[one] for one in (term.actor, term.addressee) if one]
    notes = [one.note for one in term.starts if one.note]
    bars = [one.because for one in term.bars]
    bars += [one.because for one in term.unavailable]
    return [
        term.what,
        term.article,
        *([term.notes] if term.notes else []),
        *named,
        *notes,
        *bars,
    ]


def _latin(words: Words) -> bool:
    """Return whether it is a citation that is the same in every language."""
    return len(set(words.values())) == 1 or words["ru"].startswith("CAT/OP")


@pytest.mark.parametrize("pair", TERMS, ids=name_of)
def test_what_has_days_says_how_they_are_counted(pair: tuple[Pack, Term]) -> None:
    pack, term = pair
    if term.kind is Kind.TERM:
        assert term.starts
        assert pack.counting_of(term).status in Status
    if term.kind is Kind.RULE:
        assert term.length is None


def test_a_term_is_found_by_its_id_alone() -> None:
    pack, versions = find_term("coe.echr")
    assert (pack.code, [str(one.length) for one in versions]) == (
        "COE",
        [
            "Length(amount=6, unit=<Unit.MONTHS: 'months'>)",
            "Length(amount=4, unit=<Unit.MONTHS: 'months'>)",
        ],
    )
    with pytest.raises(KeyError):
        find_term("kz.nothing")


def test_letters_in_kazakhstan_are_controlled_by_the_addressee() -> None:
    addressees = packs()["KZ"].addressees
    assert set(addressees) == set(ADDRESSEES)
    free = {name for name, one in addressees.items() if one.controlled is False}
    assert free == {"supervising_body", "ombudsman", "prosecutor", "advocate", "npm"}
    assert addressees["ombudsman"].hours == 24
    assert addressees["ngo"].article["en"] == "PEC art 14(1), 108(2)"


def test_roles_tell_their_rights_and_which_exclude_each_other() -> None:
    kz = packs()["KZ"]
    assert set(kz.roles) == set(ROLES)
    assert kz.roles["npm_participant"].entry[0].article["en"] == "PEC art 32(1)(6)"
    found = kz.excluded("npm_participant", "advocate")
    assert found is not None
    assert found.rule == "kz.npm.role"
    assert kz.excluded("npm_participant", "jurist") is None
    assert packs()["UN"].excluded("npm_participant", "advocate") is None


def test_the_digest_changes_with_any_byte() -> None:
    sources = {"pack.toml": HEAD, "terms.toml": row(USUAL + DECISION)}
    one = read_pack(sources)
    other = read_pack(
        {**sources, "terms.toml": sources["terms.toml"] + "\n# a remark\n"}
    )
    assert one.digest != other.digest
    assert one.digest == read_pack(dict(reversed(sources.items()))).digest


GOOD = USUAL + DECISION
TWO = row(GOOD), row(GOOD.replace("decision", "served"))
WRONG: dict[str, tuple[str, str]] = {
    "an unknown unit": (row(GOOD.replace("days", "fortnights")), "fortnights"),
    "an unknown event": (
        row(GOOD.replace("decision", "bribe")),
        "unknown event 'bribe'",
    ),
    "an unknown kind": (row(GOOD, kind='"wish"'), "wish"),
    "an unknown act": (
        row(USUAL + 'starts = [{ event = "decision", acts = ["mercy"] }]'),
        "unknown act 'mercy'",
    ),
    "an unknown circumstance": (
        row(USUAL + 'starts = [{ event = "decision", needs = ["luck"] }]'),
        "unknown circumstance 'luck'",
    ),
    "an unknown field": (row(GOOD + "surely = true"), "surely"),
    "an unknown body": (row(GOOD + 'actor = "king"'), "unknown body 'king'"),
    "unknown proceedings": (row(GOOD, proceedings='["duel"]'), "unknown proceedings"),
    "an unknown counting": (row(GOOD.replace("usual", "moon")), "unknown counting"),
    "an unknown code": (row(GOOD, article='"LAW 2"'), "begins with no code"),
    "an article of no code among others": (
        row(GOOD, article='"ACT 2; LAW 3"'),
        "'LAW 3': begins with no code",
    ),
    "no source": (row(GOOD, source='" "'), "has no source"),
    "no revision": (row(GOOD, revision_read='""'), "which revision was read"),
    "a language missing": (
        row(GOOD, what='{ en = "A term", ru = "Срок" }'),
        "what: does not say it in the language kk",
    ),
    "a language empty": (
        row(GOOD, what='{ en = "A", ru = " ", kk = "М" }'),
        "in the language ru",
    ),
    "a language too many": (
        row(GOOD, what='{ en = "A", ru = "С", kk = "М", tlh = "X" }'),
        "unknown language tlh",
    ),
    "words in one language alone": (row(GOOD, what='"A term"'), "must be a table"),
    "an odd id": (row(GOOD, id='"One"'), "the id must be like"),
    "no start": (row(USUAL), "has no start"),
    "no length": (row(DECISION), "is a term and has no length"),
    "an amount alone": (
        row(DECISION + 'amount = 3\ncounting = "usual"'),
        "both an amount",
    ),
    "a length of none": (row(GOOD.replace("10", "0")), "outside 1 to"),
    "a length without counting": (
        row(GOOD.replace('counting = "usual"', "")),
        "does not say how it is counted",
    ),
    "a length of a thousand years": (
        row(GOOD.replace("10", "1000").replace("days", "years")),
        "outside 1 to 100",
    ),
    "tables without end": ("x = " + "[" * 5000, "deeper than 20"),
    "names without end": (".".join("x" * 900) + " = 1", "deeper than 20"),
    "a rule with a length": (row(GOOD, kind='"rule"'), "cannot have"),
    "unavailable without a reason": (row("", kind='"unavailable"'), "if and only if"),
    "a version that ends before it begins": (
        row(GOOD + "valid_from = 2022-01-02\nvalid_to = 2022-01-01"),
        "ends before it begins",
    ),
    "two versions on one day": ("".join(TWO), "two versions hold on one day"),
    "hours and days mixed": (
        row(GOOD + 'longer = [{ when = ["minor"], amount = 9, unit = "hours" }]'),
        "mixes hours and days",
    ),
    "a length for no reason": (
        row(GOOD + 'longer = [{ when = [], amount = 9, unit = "days" }]'),
        "does not say when it holds",
    ),
    "extensions of several kinds": (
        row(
            GOOD + 'extensions = [{ amount = 9, unit = "days" },'
            ' { amount = 9, unit = "months", total = true }]'
        ),
        "extensions of several kinds",
    ),
    "working days that pause": (
        row(GOOD.replace("days", "working_days") + "pauses = true"),
        "cannot stop and run on",
    ),
    "a start of two kinds": (
        row(USUAL + 'starts = [{ event = "decision", after = "xx.one" }]'),
        "either an event or the end",
    ),
    "a start after what is not there": (
        row(USUAL + 'starts = [{ after = "xx.two" }]'),
        "starts after 'xx.two'",
    ),
    "a term that starts after itself": (
        row(USUAL + 'starts = [{ after = "xx.one" }]'),
        "xx.one: is a cycle",
    ),
    "a chain of a dozen": (
        row(GOOD)
        + "".join(
            row(
                f'{USUAL}starts = [{{ after = "{before}" }}]',
                id=f'"xx.{chr(97 + n) * 2}"',
            )
            for n, before in enumerate(
                ["xx.one", *(f"xx.{chr(97 + n) * 2}" for n in range(11))]
            )
        ),
        "more than 10 other terms",
    ),
    "a cycle of two": (
        row(USUAL + 'starts = [{ after = "xx.two" }]')
        + row(USUAL + 'starts = [{ after = "xx.one" }]', id='"xx.two"'),
        "xx.two: is a cycle",
    ),
    "something else in the file": (row(GOOD) + "[rows]\n", "[[term]] rows and nothing"),
    "no TOML": ("[[term]", "is not TOML"),
    "rows that are no table": ("term = [3]", "row 1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_row_is_refused_with_its_place(case: str) -> None:
    text, said = WRONG[case]
    with pytest.raises(PackError) as caught:
        pack_of(text)
    assert any(one.startswith("terms.toml: ") for one in caught.value.faults)
    assert said in str(caught.value)


PEOPLE = """
[addressees.ngo]
controlled = true
article = "ACT 3"
source = "Read"
status = "confirmed"

[roles.advocate]
what = { en = "Advocate", ru = "Адвокат", kk = "Адвокат" }
source = "Read"
status = "confirmed"

[[exclusion]]
roles = ["advocate", "jurist"]
rule = "xx.one"
because = { en = "So it says.", ru = "Так сказано.", kk = "Солай делінген." }
"""
WRONG_FILES: dict[str, tuple[dict[str, str], str]] = {
    "no head": ({"terms.toml": row(GOOD)}, "pack.toml: is missing"),
    "no term": ({"pack.toml": HEAD}, "pack.toml: the pack has no term"),
    "an unknown field in the head": (
        {"pack.toml": "king = 1\n" + HEAD, "terms.toml": row(GOOD)},
        "pack.toml: Object contains unknown field `king`",
    ),
    "a code without its blank": (
        {"pack.toml": HEAD.replace("Act s {}", "Act"), "terms.toml": row(GOOD)},
        "codes ACT: needs one {} in each language",
    ),
    "a code in one language": (
        {"pack.toml": HEAD.replace(', kk = "Акт {}-б."', ""), "terms.toml": row(GOOD)},
        "codes ACT: does not say it in the language kk",
    ),
    "an unknown addressee": (
        {"people.toml": PEOPLE.replace("ngo", "pope")},
        "people.toml: unknown addressee 'pope'",
    ),
    "an unknown role": (
        {"people.toml": PEOPLE.replace("roles.advocate", "roles.pope")},
        "people.toml: unknown role 'pope'",
    ),
    **{
        f"no table of people: {text}": ({"people.toml": text}, said)
        for text, said in (
            ("addressees = 5", "people.toml: addressees: must be a table"),
            ("roles = [1]", "people.toml: roles: must be a table"),
            ("exclusion = 5", "people.toml: exclusion: must be"),
        )
    },
    "a role that excludes itself": (
        {"people.toml": PEOPLE.replace('"jurist"', '"advocate"')},
        "people.toml: exclusion 1: needs two roles",
    ),
    "an unknown role in an exclusion": (
        {"people.toml": PEOPLE.replace('"jurist"', '"pope"')},
        "people.toml: exclusion 1: unknown role 'pope'",
    ),
    "an exclusion by no rule": (
        {"people.toml": PEOPLE.replace("xx.one", "xx.two")},
        "its rule 'xx.two' is not in the pack",
    ),
    "an addressee without a source": (
        {"people.toml": PEOPLE.replace('source = "Read"', "", 1)},
        "people.toml: addressees ngo: Object missing required field `source`",
    ),
    "a role without an article": (
        {"people.toml": PEOPLE.replace('source = "Read"\n', "")},
        "people.toml: roles advocate",
    ),
    "something else about people": (
        {"people.toml": PEOPLE + "[kings]\n"},
        "people.toml: kings: is unknown",
    ),
    "a correction without a source": (
        {
            "holidays.toml": "[[added]]\nday = 2022-01-05\nread = 2022-01-01\n"
            'source = ""'
        },
        "holidays.toml: 2022-01-05: has no source",
    ),
    "a day both off and worked": (
        {
            "holidays.toml": "".join(
                f'[[{kind}]]\nday = 2022-01-05\nsource = "x"\nread = 2022-01-01\n'
                for kind in ("added", "removed")
            )
        },
        "holidays.toml: 2022-01-05: is called both off and worked",
    ),
    "two months of rest": (
        {
            "holidays.toml": "".join(
                f'[[added]]\nday = 2022-0{m}-{d:02}\nsource = "x"\nread = 2022-01-01\n'
                for m in (7, 8)
                for d in range(1, 32)
            )
        },
        "more than 30 days off in a row",
    ),
    "a week without a working day": (
        {"holidays.toml": "weekend = [1, 2, 3, 4, 5, 6, 7]"},
        "holidays.toml: weekend",
    ),
}


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_wrong_file_is_refused(case: str) -> None:
    files, said = WRONG_FILES[case]
    usual = {"pack.toml": HEAD, "terms.toml": row(GOOD)}
    whole = case in ("no head", "no term") or "pack.toml" in files
    sources = files if whole else {**usual, **files}
    with pytest.raises(PackError) as caught:
        read_pack(sources)
    assert said in str(caught.value)


def test_people_that_are_right_are_read() -> None:
    pack = pack_of(row(GOOD), people=PEOPLE)
    assert pack.excluded("jurist", "advocate") is not None


def test_the_checker_says_everything_at_once() -> None:
    text = row(GOOD.replace("decision", "bribe"), source='""') + row(
        USUAL, id='"xx.two"'
    )
    found = check_pack({"pack.toml": HEAD, "terms.toml": text})
    assert found.faults == (
        "terms.toml: xx.one: has no source",
        "terms.toml: xx.one: unknown event 'bribe'",
        "terms.toml: xx.two: has no start",
    )


def test_the_checker_asks_the_library_for_the_country() -> None:
    sources = {"pack.toml": HEAD, "terms.toml": row(GOOD)}
    known = check_pack({**sources, "holidays.toml": 'country = "KZ"'})
    lost = check_pack(
        {**sources, "holidays.toml": 'country = "KZ"\nsubdivision = "ATL"'}
    )
    assert known.faults == ()
    assert lost.faults == (
        "holidays.toml: the library has no such country or subdivision",
    )
    assert (known.code, known.terms, known.unsure, known.undated) == (
        "XX",
        1,
        (),
        ("xx.one",),
    )
    assert check_pack({}).faults == ("pack.toml: is missing",)


@pytest.mark.parametrize("code", CODES)
def test_what_is_shipped_passes_the_checker(code: str) -> None:
    folder = ROOT / "src" / "habeas" / "law" / "packs" / code.lower()
    sources = {one.name: one.read_text("utf-8") for one in folder.glob("*.toml")}
    found = check_pack(sources)
    assert (found.code, found.faults) == (code, ())


def test_the_pack_of_the_guide_is_right() -> None:
    guide = (ROOT / "docs" / "how-to" / "write-a-rule-pack.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n# (\S+)\n(.*?)```", guide, re.DOTALL)
    assert [name for name, _ in blocks] == [
        "pack.toml",
        "appeals.toml",
        "holidays.toml",
    ]
    found = check_pack(dict(blocks))
    assert (found.code, found.terms, found.faults) == ("XX", 1, ())
