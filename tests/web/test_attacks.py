"""Attacks on the door, as a table: each is refused and changes nothing."""

from dataclasses import dataclass, field

import pytest
from httpx import Response

from habeas.views.records import counts
from tests.web.conftest import HOME, OURS, PORT, Door


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
    Attack("an address that is not there", 404, path="/etc/passwd"),
    Attack("a way out of static", 404, path="/static/x/..%2f..%2fdoor.py"),
    Attack("an id that is no id", 404, path="/cases/..%2f..%2fsecret/timeline"),
    Attack("a case that is not ours", 404, path=f"/cases/{'0' * 32}/timeline"),
    Attack("a person as a document", 404, path="/cases/{case}/documents/{nobody}"),
    Attack(
        "a form for a kind that has none", 404, path="/cases/{case}/records/new/log"
    ),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_is_refused(door: Door, attack: Attack) -> None:
    token = door.enter() if attack.come_in else ""
    before = _count(door)
    answer = _send(door, attack, token)
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
