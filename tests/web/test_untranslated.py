"""No page says anything that does not come from the catalogue of its language.

The catalogue is replaced by one that puts every sentence between marks, in a case whose
own words hold no Latin letter: what is Latin and stands outside the marks was written
into a template or the program without being translated.
"""

import io
import re
from collections.abc import Iterator

import messages
import pytest
from babel.messages.catalog import Catalog
from litestar.testing import TestClient
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from habeas import languages
from habeas.actions import claims, documents, papers, record
from habeas.actions import deadlines as acts
from habeas.actions.desk import Desk
from habeas.case.facts.contacts import FORM_WORDS, WRITTEN_WORDS
from habeas.case.facts.contacts import OUTCOME_WORDS as CONTACT_WORDS
from habeas.case.facts.decay import MATTER_WORDS, STEP_WORDS
from habeas.case.facts.letters import ADDRESSEE_WORDS, LETTER_STEP_WORDS
from habeas.case.facts.plans import ANSWER_WORDS
from habeas.case.facts.proceedings import STEP_WORDS as IN_COURT
from habeas.case.facts.registers import OUTCOMES
from habeas.case.facts.risks import HARM_WORDS, LEVEL_WORDS
from habeas.case.register_rows import Problem
from habeas.timestamps.known import suggestions
from habeas.views.deadlines import deadlines
from habeas.web import pages
from habeas.web.door import make_app
from habeas.web.keeper import DeskKeeper
from habeas.web.session import Sessions
from tests.filed import file_it
from tests.web.conftest import HOME, OURS, PASSPHRASE, PORT, Door, QuickEntrance, Seed
from tests.web.walk import Cases, Stop, stops, values_of, vouch

READ_BY_PEOPLE = (
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "label",
    "data-said",
    "data-failed",
    "data-broken",
    "data-left",
)
MARKED = re.compile("⟦[^⟦⟧]*⟧")
LATIN = re.compile(r"[A-Za-z]{3,}")
SAME_EVERYWHERE = re.compile(
    r"\b(Habeas|habeas|us-bop-complaints|English|SHA-256|PDF|DOCX|EDTF|XXXX|HTML|JPEG|PNG|utf-8)\b"
    r"|[0-9a-f]{4,64}|[a-z]+/[a-z.+-]+|\b\w+\.(txt|zip|py|html|json|age|db)\b"
    r"|https?://\S+|\b(UTC|PEM|RFC)\b"
    r"|AGE-SECRET-KEY\w*|habeas\.org\S*|(complainant|full|given|en|ru|kk)\b"
)
NAMES = re.compile("|".join(re.escape(one.name) for one in suggestions().authorities))
TEXT = "Жалоба\n\nДежурный вошёл в палату 3 мая.\n\nЯ написала два письма.\n"


def things(desk: Desk, case: str, person: str, prison: str) -> None:
    """Record a thing, a part of it, a chain with much to remark upon, a paper."""
    paper = papers.begin(desk, case, papers.Beginning("chronology", "ru"))
    shirt = record.put(
        desk,
        case,
        "exhibit",
        {
            "number": 2,
            "what": {"lang": "ru", "text": "Рубашка"},
            "kind": "garment",
            "seal": "1",
            "packaging": "plastic",
            "moisture": "wet",
            "found_by": person,
        },
    )
    part = {"number": 3, "what": {"lang": "ru", "text": "Нитка"}, "kind": "sample"}
    record.put(desk, case, "exhibit", {**part, "parent": shirt})
    record.put(desk, case, "batch", {"source": "/съёмка", "imported": 1})
    told = {"when": {"edtf": "2021-05-20", "known": "document"}}
    for more in (
        {"event": "handed", "giver": prison},
        {"event": "opened", "giver": person, **told},
        {"event": "sent", "giver": prison, "signed": "refused", **told},
        {"event": "lost", "giver": person, **told},
    ):
        record.put(desk, case, "custody", {"exhibit": shirt, **more})
    losses(desk, case, prison)
    hearings(desk, case, person, prison)
    file_it(desk, case, paper)
    counted(desk, case)
    endangered(desk, case, person, prison)
    reached(desk, case, person, prison)


def losses(desk: Desk, case: str, prison: str) -> None:
    """Record what is being lost, each state of it, and answers that contradict."""
    told = {"when": {"edtf": "2021-05-20", "known": "document"}}
    for number, kind in enumerate(MATTER_WORDS):
        fields = {"what": {"lang": "ru", "text": "Запись"}, "kind": kind, **told}
        made = record.put(desk, case, "perishable", fields)
        if number:
            step = list(STEP_WORDS)[number % len(STEP_WORDS)]
            more = {"perishable": made, "step": step, "days": number}
            record.put(desk, case, "preservation", more)
            asked = {"perishable": made, "step": "asked", **told}
            record.put(desk, case, "preservation", asked)
    fields = {"what": {"lang": "ru", "text": "Запись камеры в коридоре"}, **told}
    film = {**fields, "kind": "footage", "days": 30, "holder": prison, "able": [prison]}
    made = record.put(desk, case, "perishable", film)
    for step in STEP_WORDS:
        more = {"perishable": made, "step": step, "days": 15, "lost": told["when"]}
        record.put(desk, case, "preservation", {**more, "how": "hand", **told})


def hearings(desk: Desk, case: str, person: str, prison: str) -> None:
    """Record a proceeding with each step, and each decision about its deadlines."""
    record.correct(desk, case, person, {"role": "counsel"}, reason="ошибка")
    record.correct(desk, case, person, {"also": "monitor"}, reason="ошибка")
    fields = {"title": {"lang": "ru", "text": "Суд"}, "track": "medical"}
    more = {"number": "7", "body": prison, "person": person, "counsel": [person]}
    court = record.put(desk, case, "proceeding", {**fields, **more})
    fields = {**fields, "parent": court, "law": "UN"}
    record.put(desk, case, "proceeding", fields)
    told = {"when": {"edtf": "2021-05-19", "known": "document"}}
    about = ""
    for kind in IN_COURT:
        step = {"proceeding": court, "step": kind, "ruling": "ruling", **told}
        step |= {"who": prison, "to": person, "number": "7"}
        step |= {"presence": "excluded"} if kind == "hearing" else {}
        step |= {"about": about} if kind == "served" else {}
        about = record.put(desk, case, "proceeding_step", step)
    vague = {"edtf": "2021-05-20/2021-05-27", "known": "document"}
    step = {"proceeding": court, "step": "decision", "ruling": "ruling", "when": vague}
    record.put(desk, case, "proceeding_step", step)
    due = deadlines(desk.views, case, desk.clock.now())
    for one, act in zip(
        due, (acts.confirm, acts.override, acts.set_aside), strict=False
    ):
        shown = one.told.proposal.due if one.told.proposal else ""
        form = {"due": ["2021-06-01"], "why": ["Так решено"]}
        form["shown"] = [shown.partition("/")[0]]
        act(desk, case, one.id, form, "ru")
    record.correct(desk, case, about, {"when": vague}, reason="ошибка")


def endangered(desk: Desk, case: str, person: str, prison: str) -> None:
    """Record every kind of risk, a plan that broke, and every answer to its alarm."""

    def put(kind: str, **fields: object) -> str:
        return record.put(desk, case, kind, fields)

    told = {"edtf": "2021-05-20", "known": "document"}
    words = {"lang": "ru", "text": "Слова"}
    put("contact", person=person, form="visit", outcome="held", when=told)
    after = put("contact", person=person, form="call", outcome="held", when=told)
    days = ("2021-05-20", "2021-05-19", "2021-05-23", "2021-05", "2021-06", "XXXX")
    for number, harm in enumerate(HARM_WORDS):
        when = {"edtf": days[number % len(days)], "known": "stated"}
        put("risk", harm=harm, told_by=person, when=when, after=[after], words=words)
    by = {"by": prison, "when": told, "review": told}
    for level in LEVEL_WORDS:
        put("assessment", person=person, level=level, reasons=words, **by)
    ended = {"every": 7, "since": told, "ended": told}
    for more in ({"every": 7, "since": told}, {}, ended):
        plan = put("plan", what=words, person=person, agreed=words, **more)
        steps = {"plan": plan, "what": words, "how": "call", "tell": prison}
        put("escalation", day=2, **steps)
        step = put("escalation", day=1, **steps)
        for answer in ANSWER_WORDS:
            told_when = {"until": told, "step": step, "when": told, "who": prison}
            put("alarm", plan=plan, answer=answer, why=words, **told_when)
    put("contact", person=person, form="visit", outcome="held", when=told)


def reached(desk: Desk, case: str, person: str, prison: str) -> None:
    """Record contacts of each kind and outcome, and letters with each of the steps."""
    told = {"when": {"edtf": "2021-05-20T10:00", "known": "document"}}
    met = {"person": person, "by": prison, "next": {"edtf": "2021-05-21"}, **told}
    words = {"lang": "ru", "text": "Карантин"}
    for outcome in CONTACT_WORDS:
        for form in FORM_WORDS:
            fields = {**met, "form": form, "outcome": outcome, "waited": 5}
            record.put(desk, case, "contact", fields)
    for written in WRITTEN_WORDS:
        fields = {**met, "form": "visit", "outcome": "refused", "stated": words}
        more = {"law": words, "written": written, "privacy": "seen", "lasted": 7}
        record.put(desk, case, "contact", {**fields, **more, "refused_by": prison})
    for addressee in ADDRESSEE_WORDS:
        what = {"what": {"lang": "ru", "text": "Жалоба"}, "addressee": addressee}
        letter = record.put(desk, case, "letter", {**what, "writer": person})
        for step in LETTER_STEP_WORDS:
            fields = {"letter": letter, "step": step, "who": prison, **told}
            record.put(desk, case, "letter_step", fields)
        record.put(desk, case, "letter", {**what, "replies": letter})


def _scan() -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG")
    return out.getvalue()


def looked_at(desk: Desk, case: str) -> None:
    """Bring in a scan with remarks of every shape, and a recording."""
    made = []
    for name, data in (("скан", _scan()), ("звук", b"RIFF....WAVEfmt \0\0")):
        brought = documents.begin_import(desk, case, name)
        brought.write(data)
        made.append(brought.finish({}))
    words = {"lang": "ru", "text": "Пятно"}
    for page, shape in ((1, "frame"), (2, "frame"), (2, "arrow"), (2, "point")):
        place = {"page": page, "x": 1, "y": 2, "x2": 3, "y2": 4}
        stain = {"document": made[0], "text": words, "shape": shape, **place}
        record.put(desk, case, "annotation", {**stain, "sensitive": page == 1})


def counted(desk: Desk, case: str) -> None:
    """Record a register, and submissions in every state, one of them in no code."""
    register = record.put(
        desk,
        case,
        "register",
        {
            "name": "Реестр",
            "file": "реестр",
            "sha256": "7" * 64,
            "size": 1,
            "mapping": {"lang": "ru", "text": "схема"},
            "labels": ["level А: Начальник", "reasons ОТК Б: Поздно"],
            "rows": 9,
            "kept": 8,
            "refused": 1,
            "problems": [f"{n} {one}" for n, one in enumerate(Problem, 2)],
        },
    )
    day = {"edtf": "2021-05-20", "known": "document"}
    for number, outcome in enumerate(OUTCOMES, 1):
        told = {"outcome": outcome, "status": "ОТК", "reasons": ["Б"], "due": day}
        days = {"received": day, "status_date": {"edtf": "2021-06-20"}}
        fields = {"register": register, "row": number, "level": "А", **told, **days}
        record.put(desk, case, "matter", {**fields, "case_number": str(number)})
    record.put(desk, case, "matter", {"register": register, "row": 8})


def cyrillic(desk: Desk) -> Cases:
    """Record a case with one of everything, in Cyrillic letters."""

    def put(kind: str, **fields: object) -> str:
        return record.put(desk, case, kind, fields)

    def text(words: str) -> dict[str, str]:
        return {"lang": "ru", "text": words}

    told = {"edtf": "2021-05-20", "known": "document"}
    title: dict[str, object] = {"title": text("Дело А."), "number": "7", "law": "KZ"}
    case = record.open_case(desk, title, "1")
    empty = record.open_case(desk, {"title": text("Пусто")}, "1")
    person = put("person", pseudonym="А.", role="complainant", features=text("шрам"))
    prison = put("person", pseudonym="Тюрьма", role="body")
    incident = put("incident", title=text("Ночь"), when=told, where=text("палата"))
    incoming = documents.begin_import(desk, case, "1.txt")
    incoming.write(TEXT.encode())
    document = incoming.finish({})
    things(desk, case, person, prison)
    quote = {
        "speaker": person,
        "stance": "alleged",
        "incident": incident,
        "said": told,
        "via": [prison],
        "said_to": prison,
        "basis": "saw",
    }
    claim = claims.mark_quote(desk, case, document, quote, "вошёл в палату")
    looked_at(desk, case)
    denial = put("claim", speaker=prison, stance="denied", text=text("Нет."))
    record.correct(desk, case, claim, {"stance": "unknown"}, reason="ошибка")
    name = {"text": "Зарина Омарова", "kind": "full", "lang": "ru"}
    identity = put("identity", person=person, names=[name], born=told)
    put("consent", person=person, use="court", answer="given", given=told)
    put("note", text=text("Спросить ещё раз."), about=person)
    vouch(desk, case)
    seed = Seed(case, person, prison, incident, document, claim, denial, identity)
    return Cases(case, empty, seed, *values_of(desk, case))


@pytest.fixture(scope="module", autouse=True)
def marked() -> Iterator[None]:
    """Put every sentence of the Kazakh catalogue between marks."""
    patch = pytest.MonkeyPatch()

    def marking(*_: object, **__: object) -> Catalog:
        catalog = messages.load("kk")
        catalog.update(messages.source_messages(), no_fuzzy_matching=True)
        for message in catalog:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = tuple(f"⟦{one}⟧" for one in ids)
            message.string = texts if isinstance(message.id, tuple) else texts[0]
        return catalog

    def forget() -> None:
        languages.translations.cache_clear()
        pages.environment.cache_clear()

    patch.setattr(languages, "read_po", marking)
    forget()
    yield
    patch.undo()
    forget()


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Door, Cases]]:
    """A door over the Cyrillic case, open, in the marked language."""
    folder = tmp_path_factory.mktemp("marked") / "vault"
    desk = QuickEntrance(folder).create(PASSPHRASE)
    cases = cyrillic(desk)
    desk.close()
    keeper, sessions = DeskKeeper(QuickEntrance(folder)), Sessions()
    with TestClient(make_app(keeper, sessions, PORT), base_url=HOME) as client:
        door = Door(client, keeper, sessions, cases.damaged)
        client.cookies.set("habeas_language", "kk")
        yield door, cases


def untranslated(page: str) -> set[str]:
    """Return the Latin words of a page that stand outside the marks."""
    tree = LexborHTMLParser(page)
    found: set[str] = set()
    for node in tree.root.traverse(include_text=True) if tree.root else ():
        for text in _texts(node):
            left = NAMES.sub("", SAME_EVERYWHERE.sub("", _outside(text)))
            found.update(LATIN.findall(left))
    return found


def _texts(node: LexborNode) -> list[str]:
    if node.tag in ("script", "style"):
        return []
    if node.tag == "-text":
        parent = node.parent
        # A cited source has its name in one language.
        hidden = parent is not None and parent.tag in (
            *("script", "style", "code"),
            "cite",
        )
        return [] if hidden else [node.text_content or ""]
    attributes = node.attributes
    return [attributes.get(name) or "" for name in READ_BY_PEOPLE if name in attributes]


def _outside(text: str) -> str:
    while MARKED.search(text):
        text = MARKED.sub("", text)
    return text


def test_no_page_holds_a_word_that_was_not_translated(
    walk: tuple[Door, Cases],
) -> None:
    door, cases = walk
    found = {f"locked: {one}" for one in untranslated(door.client.get("/nowhere").text)}
    token = door.enter()
    for stop in (*stops(cases), *asked(door, cases, token)):
        page = fetch(door, stop, token)
        found |= {f"{stop}: {word}" for word in untranslated(page)}
    assert not found, "\n".join(sorted(found))


def asked(door: Door, cases: Cases, token: str) -> Iterator[Stop]:
    """Ask to see and to hear, and yield the pages that show it."""
    for name in ("scan", "film"):
        here = f"/cases/{cases.full}/documents/{cases.values[name][0]}"
        form = {"csrf": token, "act": "show", "page": "1"}
        answer = door.client.post(f"{here}/look", data=form, headers=OURS)
        assert answer.status_code == 200
        yield Stop(f"{here}/pages")
        yield Stop(f"{here}/pages?page=2&mark=1")
        yield Stop(f"/cases/{cases.full}/records/{cases.values[name][0]}/access")


def fetch(door: Door, stop: Stop, token: str) -> str:
    if stop.sends:
        answer = door.client.post(stop.path, data={"csrf": token}, headers=OURS)
    else:
        answer = door.client.get(stop.path)
    html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.text if html else ""


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>⟦Save⟧ now</p>", {"now"}),
        ('<a title="Close it">⟦x⟧</a>', {"Close"}),
        ("<p>⟦New: ⟦Claim⟧⟧ 7f3a9c02</p>", set()),
        ("<script>const word = 1</script>", set()),
    ],
)
def test_the_search_itself(page: str, words: set[str]) -> None:
    assert untranslated(page) == words
