"""Every page answers, in every language, with the frame it needs."""

import pytest

from tests.web.conftest import Door

PAGES = (
    "/cases",
    "/cases/new",
    "/cases/{case}",
    "/cases/{case}/timeline",
    "/cases/{case}/timeline?stance=denied&disputed=1&q=officer",
    "/cases/{case}/timeline?q=nothing-like-this",
    "/cases/{case}/documents",
    "/cases/{case}/documents/add",
    "/cases/{case}/documents/{document}",
    "/cases/{case}/documents/{document}?paragraph=2",
    "/cases/{case}/documents/{document}?claim={claim}",
    "/cases/{case}/people",
    "/cases/{case}/people/{person}",
    "/cases/{case}/people/{person}/identity",
    "/cases/{case}/incidents",
    "/cases/{case}/incidents/{incident}",
    "/cases/{case}/claims/{claim}",
    "/cases/{case}/consents",
    "/cases/{case}/notes",
    "/cases/{case}/bundle",
    "/cases/{case}/verify",
    "/cases/{case}/records/{person}",
    "/cases/{case}/records/{denial}",
    "/cases/{case}/records/{identity}",
    "/cases/{case}/records/{person}/correct",
    "/cases/{case}/records/{claim}/withdraw",
    "/cases/{case}/records/new/person",
    "/cases/{case}/records/new/identity?person={person}",
    "/cases/{case}/records/new/claim",
    "/cases/{case}/records/new/consent",
    "/cases/{case}/records/new/incident",
    "/cases/{case}/records/new/note",
)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers(open_door: Door, page: str, language: str) -> None:
    open_door.client.cookies.set("habeas_language", language)
    found = open_door.client.get(page.format(**vars_of(open_door)))
    assert found.status_code == 200, found.text
    assert f'<html lang="{language}" dir="ltr"' in found.text
    assert 'action="/lock"' in found.text


def vars_of(door: Door) -> dict[str, str]:
    return {name: getattr(door.seed, name) for name in door.seed.__dataclass_fields__}
