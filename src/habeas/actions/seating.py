"""What is refused before somebody is given a seat in a case, or another one."""

from collections.abc import Collection, Iterable

from habeas.case.facts.members import Role
from habeas.case.membership import Authority
from habeas.case.rules.members import READING
from habeas.errors import BadInputError, RefusedError
from habeas.words import N_


def require_free_name(taken: Iterable[str], name: str) -> None:
    """Refuse a name that somebody in the case has, letters large or small alike.

    Raises:
        BadInputError: as said.
    """
    wanted = name.strip().casefold()
    if any(one.strip().casefold() == wanted for one in taken):
        raise BadInputError(
            N_("Somebody in this case is called so already."),
            advice=N_(
                "Choose another name; or say that it is one more device of theirs."
                " Nothing was recorded."
            ),
            field="name",
        )


def require_change(
    authority: Authority, member: str, role: Role, compartments: Collection[str]
) -> None:
    """Refuse a change that changes nothing: it would only say ‘since today’.

    And let an auditor's device not read: it dropped what it could not open.

    Raises:
        RefusedError: as said.
    """
    if member not in {one.id for one in authority.of("member")}:
        return  # refused as any record that points nowhere
    is_now, reads = authority.role_of(member)
    if (role, set(compartments)) == (is_now, set(reads)):
        raise RefusedError(
            N_("They may do and read just this already."),
            advice=N_("Choose what is to change. Nothing was recorded."),
        )
    if is_now is Role.AUDITOR and role in READING:
        raise RefusedError(
            N_("An auditor's device keeps no word of the case, not even sealed."),
            advice=N_(
                "Let them in anew, as somebody who reads, with a request that they make"
                " for it. Nothing was recorded."
            ),
        )
