"""Attacks on the door, as a table: each is refused and changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from httpx import Cookies, Response

from habeas.views.records import counts
from tests.web.conftest import HOME, OURS, PORT, Door, Seed, opened


@dataclass(frozen=True)
class Attack:
    """One request that must not pass, and the status that says so."""

    name: str
    status: int
    method: str = "GET"
    path: str = "/cases"
    headers: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] | None = None
    come_in: bool = True
    token: bool = False


FORM = {"text": "x", "text.lang": "en"}
NOTES = "/cases/{case}/notes"

ATTACKS = (
    Attack("no session", 403, come_in=False),
    Attack("no session, a static page that is none", 404, path="/static/1/x.css"),
    Attack("a launch token never given", 403, path="/open/guess", come_in=False),
    Attack("a foreign host: DNS rebinding", 421, headers={"host": "evil.example"}),
    Attack(
        "a host that begins like ours",
        421,
        headers={"host": f"127.0.0.1:{PORT}.evil.example"},
    ),
    Attack("our host on another port", 421, headers={"host": "127.0.0.1:1"}),
    Attack("our host without a port", 421, headers={"host": "localhost"}),
    Attack(
        "a foreign host asks for a font", 421, path="/static/x/y", headers={"host": "e"}
    ),
    Attack("another page loads ours", 403, headers={"sec-fetch-site": "cross-site"}),
    Attack(
        "another port of this machine loads ours",
        403,
        headers={"sec-fetch-site": "same-site"},
    ),
    Attack("a foreign origin reads", 403, headers={"origin": "https://evil.example"}),
    Attack(
        "a cross-site form with a stolen token",
        403,
        "POST",
        NOTES,
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        FORM,
        token=True,
    ),
    Attack(
        "a form from another port with a stolen token",
        403,
        "POST",
        NOTES,
        {"origin": "http://127.0.0.1:1", "sec-fetch-site": "same-site"},
        FORM,
        token=True,
    ),
    Attack(
        "a null origin that nobody vouches for",
        403,
        "POST",
        NOTES,
        {"origin": "null"},
        FORM,
        token=True,
    ),
    Attack(
        "a form that says nothing of its page", 403, "POST", NOTES, {}, FORM, token=True
    ),
    Attack("no token", 403, "POST", NOTES, OURS, FORM),
    Attack("a wrong token", 403, "POST", NOTES, OURS, {"csrf": "x", **FORM}),
    Attack("the token by another name", 403, "POST", NOTES, OURS, {"k": "@", **FORM}),
    Attack(
        "a token that is not first", 403, "POST", NOTES, OURS, {**FORM, "csrf": "@"}
    ),
    Attack(
        "a wrong token in the header", 403, "POST", NOTES, {**OURS, "x-csrf": "x"}, FORM
    ),
    Attack("lock by a foreign page", 403, "POST", "/lock", {"origin": "http://e"}, {}),
    Attack(
        "JSON", 415, "POST", NOTES, {**OURS, "content-type": "application/json"}, {}
    ),
    Attack("text", 415, "POST", NOTES, {**OURS, "content-type": "text/plain"}, {}),
    Attack(
        "files where none belong",
        415,
        "POST",
        NOTES,
        {**OURS, "content-type": "multipart/form-data; boundary=b"},
        {},
    ),
    Attack("a method that no page uses", 403, "PUT", NOTES, {}, None),
    Attack("our host in capitals", 421, headers={"host": f"LOCALHOST:{PORT}"}),
    Attack("our host with a dot", 421, headers={"host": f"localhost.:{PORT}"}),
    Attack("our host with a name", 421, headers={"host": f"a@127.0.0.1:{PORT}"}),
    Attack("this machine in one number", 421, headers={"host": f"2130706433:{PORT}"}),
    Attack("this machine in short", 421, headers={"host": f"127.1:{PORT}"}),
    Attack("every machine", 421, headers={"host": f"0.0.0.0:{PORT}"}),
    Attack("IPv6 in IPv4", 421, headers={"host": f"[::ffff:127.0.0.1]:{PORT}"}),
    Attack("IPv6 with a zone", 421, headers={"host": f"[::1%25lo]:{PORT}"}),
    Attack("no host", 421, headers={"host": ""}),
    Attack("two hosts in one", 421, headers={"host": f"127.0.0.1:{PORT}, e.example"}),
    Attack(
        "rebinding to a form",
        421,
        "POST",
        NOTES,
        {**OURS, "host": "e"},
        FORM,
        token=True,
    ),
    Attack("an origin in capitals", 403, headers={"origin": HOME.upper()}),
    Attack("an origin by https", 403, headers={"origin": f"https://127.0.0.1:{PORT}"}),
    Attack("an origin with a path", 403, headers={"origin": f"{HOME}/"}),
    Attack(
        "an origin that begins like ours", 403, headers={"origin": f"{HOME}.e.example"}
    ),
    Attack("an origin without a port", 403, headers={"origin": "http://127.0.0.1"}),
    Attack("two origins in one", 403, headers={"origin": f"{HOME} https://e.example"}),
    Attack("an empty origin", 403, headers={"origin": ""}),
    Attack("a null origin reads", 403, headers={"origin": "null"}),
    Attack(
        "a null origin from another site",
        403,
        "POST",
        NOTES,
        {"origin": "null", "sec-fetch-site": "cross-site"},
        FORM,
        token=True,
    ),
    Attack(
        "a frame of another page",
        403,
        headers={"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"},
    ),
    Attack("a word of no browser", 403, headers={"sec-fetch-site": "Same-Origin"}),
    Attack("a session guessed", 403, headers={"cookie": "habeas=guess"}, come_in=False),
    Attack("an empty session", 403, headers={"cookie": "habeas="}, come_in=False),
    Attack("a session in the address", 403, path="/cases?habeas=guess", come_in=False),
    Attack("an empty launch token", 404, path="/open/", come_in=True),
    Attack("a launch token by HEAD", 405, "HEAD", "/open/guess"),
    Attack("a launch token by POST", 403, "POST", "/open/guess", come_in=False),
    Attack(
        "a method said in a header",
        200,
        path="/cases",
        headers={"x-http-method-override": "POST"},
    ),
    Attack("a method said in the address", 200, path="/cases?_method=POST"),
    Attack(
        "a method said in a form",
        405,
        "POST",
        "/cases/{case}/timeline",
        OURS,
        {"_method": "PUT", **FORM},
        token=True,
    ),
    Attack("TRACE", 415, "TRACE", "/cases", OURS),
    Attack(
        "OPTIONS before a foreign form",
        403,
        "OPTIONS",
        NOTES,
        {"origin": "https://evil.example", "access-control-request-method": "POST"},
    ),
    Attack("DELETE", 415, "DELETE", "/cases/{case}", OURS),
    Attack("HEAD of a page", 405, "HEAD", "/cases"),
    Attack(
        "out of static to a page, in disguise",
        404,
        path="/static/%2e%2e/cases",
        come_in=False,
    ),
    Attack("two slashes before a page", 404, path="//cases/{case}", come_in=True),
    Attack(
        "a page of another case's id",
        404,
        path="/cases/{case}/people/{nobody}/identity",
    ),
    Attack(
        "an id with a line break",
        404,
        path="/cases/{case}%0d%0aset-cookie:x=1/timeline",
    ),
    Attack("a NUL in an id", 404, path="/cases/{case}%00/timeline"),
    Attack(
        "a form of a thousand and more fields",
        400,
        "POST",
        NOTES,
        OURS,
        {f"f{n}": "x" for n in range(3000)},
        token=True,
    ),
    Attack(
        "a form that is too large",
        413,
        "POST",
        NOTES,
        OURS,
        {"text": "x" * (3 << 20)},
        token=True,
    ),
    Attack(
        "a script as the kind of form",
        415,
        "POST",
        NOTES,
        {**OURS, "content-type": "application/x-www-form-urlencoded+xml"},
        {},
    ),
    Attack("a form with no kind", 415, "POST", NOTES, {**OURS, "content-type": ""}, {}),
    Attack("an address that is not there", 404, path="/etc/passwd"),
    Attack("a way out of static", 404, path="/static/x/..%2f..%2fdoor.py"),
    Attack("an id that is no id", 404, path="/cases/..%2f..%2fsecret/timeline"),
    Attack("a case that is not ours", 404, path=f"/cases/{'0' * 32}/timeline"),
    Attack("a person as a document", 404, path="/cases/{case}/documents/{nobody}"),
    Attack(
        "a form for a kind that has none", 404, path="/cases/{case}/records/new/log"
    ),
)


@pytest.fixture(scope="module")
def stand(copied: tuple[Path, Seed]) -> Iterator[tuple[Door, str]]:
    """A door that is open; what is refused leaves it as it was."""
    for door in opened(*copied):
        yield door, door.enter()


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_is_refused(stand: tuple[Door, str], attack: Attack) -> None:
    door, token = stand
    kept = door.client.cookies
    if not attack.come_in:
        door.client.cookies = Cookies()
        token = ""
    before = _count(door)
    answer = _send(door, attack, token)
    door.client.cookies = kept
    assert answer.status_code == attack.status, answer.text
    assert "Traceback" not in answer.text
    assert _count(door) == before


def _send(door: Door, attack: Attack, token: str) -> Response:
    path = attack.path.format(case=door.seed.case, nobody="0" * 32)
    data = None
    if attack.data is not None:
        first = {"csrf": token} if attack.token else {}
        kept = {k: token if v == "@" else v for k, v in attack.data.items()}
        data = {**first, **kept}
    return door.client.request(attack.method, path, headers=attack.headers, data=data)


def _count(door: Door) -> dict[str, int]:
    desk = door.keeper._desk
    return counts(desk.views, door.seed.case) if desk else {}


def test_the_same_form_passes_as_ours(door: Door) -> None:
    """The table above would prove nothing if this were refused too."""
    token = door.enter()
    path = NOTES.format(case=door.seed.case)
    before = _count(door)
    answer = door.post(path, token, **FORM)
    assert answer.status_code == 200
    assert _count(door)["note"] == before.get("note", 0) + 1


def test_a_launch_link_opens_once(door: Door) -> None:
    link = f"/open/{door.sessions.mint()}"
    assert door.client.get(link).status_code == 200
    door.client.cookies.clear()
    again = door.client.get(link)
    assert again.status_code == 403
    assert "each link works once" in again.text


def test_the_session_cookie_is_strict(door: Door) -> None:
    door.client.follow_redirects = False
    answer = door.client.get(f"/open/{door.sessions.mint()}")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("path", ["/cases", "/nowhere", "/unlock", "/open/x"])
def test_every_answer_carries_the_headers(door: Door, path: str) -> None:
    door.enter()
    headers = door.client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"


SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("kind", ["person", "incident", "note", "consent", "claim"])
def test_stored_script_is_shown_as_text(door: Door, kind: str) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}"
    fields = {
        "pseudonym": SCRIPT,
        "role": "other",
        "title": SCRIPT,
        "text": SCRIPT,
        "features": SCRIPT,
        "where": SCRIPT,
        "time": SCRIPT,
        "recipient": SCRIPT,
        "scope": SCRIPT,
        "use": "court",
        "answer": "given",
        "person": door.seed.person,
        "speaker": door.seed.prison,
        "stance": "denied",
        "incident": door.seed.incident if kind == "claim" else "",
        "when.note": SCRIPT,
        "when": "2021",
    }
    made = door.post(f"{home}/records/new/{kind}", token, **fields)
    assert made.status_code == 200, made.text
    record = str(made.url).rpartition("/")[2]
    pages = [str(made.url).removeprefix(HOME)]
    pages += [
        f"{home}/{one}" for one in ("timeline", "people", "incidents", "consents")
    ]
    pages += [
        f"{home}/{one}" for one in ("notes", "bundle", f"records/{record}/correct")
    ]
    pages += [f"{home}/timeline?q={SCRIPT}&who={SCRIPT}", f"{home}/records/{record}"]
    for page in pages:
        text = door.client.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page


AWAY = ("//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb")


@pytest.mark.parametrize("away", AWAY)
def test_back_never_leads_away(door: Door, away: str) -> None:
    token = door.enter()
    door.client.follow_redirects = False
    answer = door.post("/display", token, lang="ru", back=away)
    assert answer.headers["location"] == "/"
