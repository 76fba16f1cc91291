"""What a paper lacks, for whoever makes it: in their language, and by what it is given.

In the paper a gap stands in the language of the paper.
"""

import re
from dataclasses import dataclass
from typing import Final

from habeas.papers.engine.form import Form

_GAP: Final = re.compile(r"""\bgap\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")


@dataclass(frozen=True)
class Lacking:
    """One thing that is missing; `key` is what answers it, '' if the case must say it.

    `printed` is how it stands in the paper, '' where that is what `words` say.
    """

    words: str
    key: str = ""
    printed: str = ""


def lacking(
    form: Form, printed: tuple[str, ...], made_in: str, language: str
) -> tuple[Lacking, ...]:
    """Return what is missing in a paper that is made in one language, for another.

    What a form has no words for in that language stays as it is `printed`.
    """
    asked = {one.label[made_in]: one for one in form.ask if one.label.get(made_in)}
    words = _across(form, made_in, language)
    found: list[Lacking] = []
    for one in printed:
        ask = asked.get(one)
        said = ask.label.get(language, one) if ask else words.get(one, one)
        found.append(Lacking(said, ask.key if ask else "", "" if said == one else one))
    return tuple(found)


def _across(form: Form, made_in: str, language: str) -> dict[str, str]:
    """Return the gaps of a template in another language.

    The templates of a form name the same gaps in the same order; one that does not is
    no translation.
    """
    here, there = (
        [one[1] or one[2] or "" for one in _GAP.finditer(form.templates.get(tag, ""))]
        for tag in (made_in, language)
    )
    return dict(zip(here, there, strict=True)) if len(here) == len(there) else {}
