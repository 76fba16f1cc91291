"""Where a record has its page."""

_PAGES = {
    "person": "people",
    "document": "documents",
    "incident": "incidents",
    "claim": "claims",
    "exhibit": "exhibits",
    "batch": "batches",
    "perishable": "decay",
    "proceeding": "proceedings",
    "deadline": "deadlines",
    "register": "registers",
    "plan": "plans",
    "risk": "risks",
    "letter": "letters",
    "paper": "papers",
}


def record_page(case: str, kind: str, record: str) -> str:
    """Return the address of the page a person means by a record."""
    return f"/cases/{case}/{_PAGES.get(kind, 'records')}/{record}"
