"""A hub is added by who leads, when its keys are those that one was told of."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from habeas.actions.desk import Desk
from habeas.actions.record import open_case, withdraw
from habeas.copying.adding import Wanted, add_hub, pin_text, told
from habeas.copying.desks import directly
from habeas.copying.places import PROXY, places, way_to
from habeas.copying.report import Report, kept_faults, read_faults
from habeas.errors import BadInputError, HabeasError, RefusedError
from habeas.sync.refusals import UnreachableError
from habeas.vault.hubs import keep_hub, known_hubs
from habeas.vault.settings import change_setting
from tests.actions.copies import TITLE
from tests.copying.conftest import MANNER, Server, Team


def add(desk: Desk, case: str, wanted: Wanted) -> Report:
    return asyncio.run(add_hub(directly(desk), case, wanted, MANNER))


@pytest.fixture
def wanted(server: Server) -> Wanted:
    known = server.known(invited=True)
    return Wanted(known.address, told(known).upper(), known.invitation)


@pytest.fixture
def case(desk: Desk) -> str:
    return open_case(desk, TITLE, "habeas test")


def test_whoever_works_alone_adds_one(desk: Desk, case: str, wanted: Wanted) -> None:
    report = add(desk, case, wanted)
    assert report.whole, report.hubs[0].faults
    (place,) = places(desk, case)
    assert (place.hub.name, place.hub.invitation) == ("hub.example.org", "")
    assert place.record
    again = add(desk, case, replace(wanted, invitation=""))
    assert again.whole
    assert len(places(desk, case)) == 1


def test_one_that_was_withdrawn_is_asked_no_more(
    desk: Desk, case: str, wanted: Wanted
) -> None:
    add(desk, case, wanted)
    (place,) = places(desk, case)
    withdraw(desk, case, place.record, reason="it closed")
    assert places(desk, case) == []


BAD: dict[str, tuple[type[HabeasError], Callable[[Wanted], Wanted]]] = {
    "another fingerprint": (
        RefusedError,
        lambda one: replace(one, fingerprint=one.fingerprint[::-1]),
    ),
    "no fingerprint": (RefusedError, lambda one: replace(one, fingerprint="")),
    "no address": (BadInputError, lambda one: replace(one, address="hub")),
    "no pin": (BadInputError, lambda one: replace(one, pin="aGVsbG8=")),
    "no base64": (BadInputError, lambda one: replace(one, pin="!")),
    "a pin without TLS": (
        BadInputError,
        lambda one: replace(one, pin="sha256//" + "A" * 43 + "="),
    ),
    "nobody there": (
        UnreachableError,
        lambda one: replace(one, address="http://127.0.0.1:9"),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_nothing_is_recorded_or_sent(
    name: str, desk: Desk, case: str, wanted: Wanted, server: Server
) -> None:
    kind, change = BAD[name]
    with pytest.raises(kind):
        add(desk, case, change(wanted))
    assert places(desk, case) == []
    assert server.hub.store.cases.usage() == []


def test_a_used_invitation_is_said_and_another_one_goes_on(
    desk: Desk, case: str, wanted: Wanted, server: Server
) -> None:
    other = open_case(desk, TITLE, "habeas test")
    add(desk, other, wanted)
    report = add(desk, case, wanted)
    assert "does not accept this invitation" in report.hubs[0].said(str)
    fresh = server.known(invited=True).invitation
    assert add(desk, case, replace(wanted, invitation=fresh)).whole


def test_an_editor_adds_none(team: Team, new_server: Callable[[str], Server]) -> None:
    bob = team.enter("bob")
    known = new_server("mirror").known(invited=True)
    asked = Wanted(known.address, told(known), known.invitation)
    with pytest.raises(RefusedError):
        add(bob, team.copies.case, asked)


def test_each_case_and_hub_goes_its_own_way_through_tor(
    desk: Desk, case: str, server: Server
) -> None:
    other = open_case(desk, TITLE, "habeas test")
    known = replace(server.known(), address="https://hub.example.org")
    change_setting(desk.vault, PROXY, "socks5h://127.0.0.1:9050")
    one, two = (way_to(desk, each, known).proxy for each in (case, other))
    assert one.startswith("socks5h://")
    assert one.endswith(":habeas@127.0.0.1:9050")
    assert one != two
    assert one == way_to(desk, case, known).proxy
    change_setting(desk.vault, PROXY, "socks5h://me:pass@127.0.0.1:9050")
    assert way_to(desk, case, known).proxy == "socks5h://me:pass@127.0.0.1:9050"


def test_what_went_wrong_is_kept_without_a_language() -> None:
    kept = kept_faults([UnreachableError("{hub} is away.", advice="Wait.", hub="it")])
    (error,) = read_faults(kept)
    russian = {"{hub} is away.": "Нет связи: {hub}.", "Wait.": "Подождите."}
    assert error.say(russian.__getitem__) == ("Нет связи: it.", "Подождите.")
    assert read_faults("") == []


def test_a_welcome_that_names_a_hub_again_replaces_it(
    desk: Desk, case: str, server: Server
) -> None:
    known, id_ = server.known(), bytes.fromhex(case)
    keep_hub(desk.vault, id_, known)
    keep_hub(desk.vault, id_, replace(known, pin=bytes(32)))
    (kept,) = known_hubs(desk.vault, id_)
    assert kept.pin == bytes(32)
    assert pin_text(kept) == "A" * 43 + "="
    assert pin_text(known) == ""
