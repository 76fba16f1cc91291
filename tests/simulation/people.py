"""Who is in the case: each goes by the log that they write first."""

from habeas.case.facts.members import Role

HONEST = ("a", "b", "c", "d")
LIAR = "e"
LATE = ("f", "g")
"""Who may be let in on the way."""
ALL = ("case", "counsel", "identity", "medical")


def places_of(role: Role) -> tuple[str, ...]:
    """Return the compartments of a role."""
    reads = role in {Role.LEAD, Role.EDITOR, Role.READER}
    return ALL if role is Role.LEAD else ("case",) if reads else ()
