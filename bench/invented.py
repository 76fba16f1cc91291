"""An invented case of any size: people, incidents with accounts, documents, notes."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from measure import Chance, seeded

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.exhibits import add_exhibit
from habeas.actions.record import correct, open_case, put_all

PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - a throwaway vault
BATCH = 500
PEOPLE = 150
EVENTS = 1000
"""In the life of one exhibit."""
MONTHS = 72
CLAIMS_PER_INCIDENT = 4
STANCES = ("alleged", "denied", "documented", "ruled", "confirmed", "unknown")
_STEMS = """
ward door night shift guard letter window cold water shower stairs yard key light visit
call doctor court transfer silence threat witness report paper camera hall
палата дверь ночь смена охранник письмо окно холод вода лестница двор ключ свет свидание
звонок врач суд перевод молчание угроза свидетель рапорт камера коридор
есік түн күзетші хат терезе суық су баспалдақ аула кілт жарық қоңырау дәрігер сот
ауыстыру үнсіздік қорқыту куә баянат
""".split()  # noqa: SIM905 - words to read, not a list to type
_BEFORE = ("", "re", "un", "пере", "под", "бес")
_AFTER = ("", "s", "ing", "ed", "ом", "ами", "ы", "лар")
WORDS = tuple(
    f"{before}{stem}{after}"
    for after in _AFTER
    for before in _BEFORE
    for stem in _STEMS
)
_COMMON = tuple(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
"""How often each occurs, as words do: the second half as often as the first."""


def fill(folder: Path, entries: int) -> None:
    """Record the case in a new vault, and the ids of some records beside the vault."""
    pick = seeded(1)
    desk = app.create(folder, PASSPHRASE)
    try:
        case = open_case(desk, {"title": _text("A measured case")}, "bench")
        people = [_person(number) for number in range(PEOPLE)]
        put_all(desk, case, people)
        ids = _record(desk, case, _news(pick, [new.id for new in people]), entries)
        ids["person"] = [new.id for new in people]
        ids["exhibit"] = [_chain(desk, case, ids["person"])]
        for one in ids["claim"][:20]:
            said_again = {"text": _text("Said again, in other words")}
            correct(desk, case, one, said_again, reason="as it was said")
    finally:
        desk.close()
    ids["month"] = [f"{2019 + n // 12}-{n % 12 + 1:02}" for n in range(MONTHS)]
    ids["stance"], ids["word"] = list(STANCES), list(WORDS)
    _ids_file(folder).write_text(json.dumps(ids), "utf-8")


def read_ids(folder: Path) -> dict[str, list[str]]:
    """Return some ids of each kind of record, and months, standings and words."""
    ids: dict[str, list[str]] = json.loads(_ids_file(folder).read_text("utf-8"))
    return ids


def _ids_file(folder: Path) -> Path:
    return folder.with_name("ids.json")


def _record(
    desk: Desk, case: str, news: Iterator[New], entries: int
) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    wanted = entries - PEOPLE - EVENTS - 23
    while wanted > 0:
        batch = [next(news) for _ in range(min(BATCH, wanted))]
        put_all(desk, case, batch)
        wanted -= len(batch)
        for new in batch[:: BATCH // 10]:
            ids.setdefault(new.type, []).append(new.id)
        ids.setdefault("incident", []).append(_last(batch, "incident"))
        ids.setdefault("claim", []).append(_last(batch, "claim"))
    return ids


def _chain(desk: Desk, case: str, people: list[str]) -> str:
    """Record an exhibit that went from hand to hand a thousand times; return its id."""
    shirt = {"what": _text("A grey T-shirt"), "kind": "garment", "seal": "K-1"}
    thing = add_exhibit(desk, case, shirt)
    first = date(2019, 1, 1)
    events = [
        {
            "exhibit": thing,
            "event": "handed",
            "giver": people[number % PEOPLE],
            "taker": people[(number + 1) % PEOPLE],
            "when": {
                "edtf": f"{first + timedelta(days=number)}T09:00",
                "known": "seen",
            },
            "seal_before": "K-1",
            "place": _text("The office"),
            "signed": "signed",
        }
        for number in range(EVENTS)
    ]
    for start in range(0, EVENTS, BATCH):
        news = [New("custody", one) for one in events[start : start + BATCH]]
        put_all(desk, case, news)
    return thing


def _last(batch: list[New], kind: str) -> str:
    return next(new.id for new in reversed(batch) if new.type == kind)


def _news(pick: Chance, people: list[str]) -> Iterator[New]:
    number = 0
    while True:
        month = pick.randrange(MONTHS)
        day = f"{2019 + month // 12}-{month % 12 + 1:02}-{number % 28 + 1:02}"
        dated = {"edtf": day, "known": "stated"}
        title = _text(f"{_words(pick, 3)} {number}")
        incident = New("incident", {"title": title, "when": dated})
        yield incident
        for _ in range(CLAIMS_PER_INCIDENT):
            yield New("claim", _claim(pick, people, incident.id, dated))
        if number % 10 == 0:
            yield New("note", {"text": _text(_words(pick, 30))})
            yield New("document", _document(pick, number // 10 + 1))
        number += 1


def _claim(
    pick: Chance, people: list[str], incident: str, dated: dict[str, str]
) -> dict[str, Any]:
    return {
        "speaker": pick.choice(people),
        "stance": pick.choice(STANCES),
        "incident": incident,
        "said": dated,
        "text": _text(_words(pick, 18)),
    }


def _document(pick: Chance, number: int) -> dict[str, Any]:
    file = {
        "sha256": pick.randbytes(32).hex(),
        "size": 1000,
        "media_type": "text/plain",
        "stored": pick.randbytes(32).hex(),
        "identity": "AGE-SECRET-KEY-1INVENTED",
    }
    return {"number": number, "name": f"{number}.txt", "file": file}


def _person(number: int) -> New:
    return New("person", {"pseudonym": f"Person {number}", "role": "witness"})


def _words(pick: Chance, count: int) -> str:
    return " ".join(pick.choices(WORDS, cum_weights=_COMMON, k=count))


def _text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}
