"""Before a paper leaves, by the page."""

from tests.web.conftest import Door


def test_whom_it_is_for_is_asked_and_kept(door: Door) -> None:
    token = door.enter()
    home = f"/cases/{door.seed.case}/papers"
    begun = door.post(home, form="dramatis-personae", language="en", csrf=token)
    here = begun.url.path
    door.post(f"{here}/recipient", csrf=token, recipient="The new counsel")
    assert 'value="The new counsel"' in door.client.get(here).text
