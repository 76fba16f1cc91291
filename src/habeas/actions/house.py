"""The house of a vault: its style and its own forms, in a folder beside it (ADR 36)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from habeas.actions.desk import Desk
from habeas.errors import NotFoundError
from habeas.papers.engine.dress import Dress
from habeas.papers.engine.form import Form, form_named, forms, our_names
from habeas.papers.engine.house import beside, dress, read_style
from habeas.papers.engine.own import Broken, own_forms, own_named
from habeas.words import N_

CASE: Final = "case"
_SIGNER: Final = "signer"
"""What forms call the question who signs."""


def house_of(desk: Desk) -> Path:
    """Return the folder of the house; there may be none."""
    return beside(desk.vault.folder)


def shelf(house: Path) -> Iterator[Form | Broken]:
    """Yield every form that there is: ours by name, then those of the house."""
    yield from forms()
    yield from own_forms(house)


def form_called(house: Path, name: str) -> Form:
    """Return a form: one that comes with the program, or one of the house.

    Raises:
        NotFoundError: neither has it.
        BadInputError: the one of the house cannot be used.
    """
    if name in our_names():
        return form_named(name)
    found = own_named(house, name)
    if found is None:
        raise NotFoundError(
            N_("There is no paper called ‘{name}’."),
            advice=N_(
                "‘habeas paper forms’ and the page ‘Papers’ list them. One of your own"
                " lies in the folder ‘forms’ of the house: ‘habeas paper house’ says"
                " where. What was answered is kept."
            ),
            name=name[:80],
        )
    return found


def dressed(desk: Desk, form: Form, language: str, answers: Mapping[str, str]) -> Dress:
    """Return what the house gives to a paper of a form."""
    asks = any(one.key == _SIGNER for one in form.ask)
    signer = answers.get(_SIGNER, "") if asks else None
    return dress(read_style(house_of(desk)), language, form.house, signer)


def readable(form: Form, chosen: Sequence[str]) -> frozenset[str]:
    """Return the compartments that a paper may read.

    One of our forms reads what it declares. One of the house may come from a stranger:
    it reads of that only what whoever began the paper chose.
    """
    declared = frozenset(form.compartments)
    return declared & {CASE, *chosen} if form.own else declared
