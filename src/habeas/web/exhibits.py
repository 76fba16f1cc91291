"""Physical exhibits, and the chain of custody of one, hand to hand."""

from habeas.actions import exhibits as acts
from habeas.actions.desk import Desk
from habeas.case.facts.exhibits import EXHIBIT
from habeas.case.forms import read_form
from habeas.case.rules.packaging import advice
from habeas.case.rules.vouching import Stamp, not_later
from habeas.languages import translations
from habeas.views.custody import custody, exhibits
from habeas.views.records import RecordView, counts, record
from habeas.views.spoken import edtf_words
from habeas.views.timestamps import stamps
from habeas.web.addresses import record_page
from habeas.web.ask import Answer, Ask, Go, Page
from habeas.web.dates import locale_of
from habeas.web.inputs import inputs_of
from habeas.web.names import names_in
from habeas.web.newcomers import arrive
from habeas.web.paging import part

EXHIBITS = 50
"""Exhibits on one page of the list."""
BREAKS = 20
"""Events with a break that are listed above the chain; the rest are counted."""
EVENTS = 25
"""Events of a chain on one page."""


def show_all(desk: Desk, ask: Ask) -> Answer:
    """List the physical exhibits of a case, the newest first."""
    case = ask.id("case")
    shown = part(ask, counts(desk.views, case).get("exhibit", 0), EXHIBITS)
    found = exhibits(desk.views, case, shown.most, shown.skip)
    return Page("exhibits/list.html", {"exhibits": found, "part": shown}, case=case)


def show(desk: Desk, ask: Ask) -> Answer:
    """Show an exhibit and its chain of custody, with what is wrong in it."""
    case = ask.id("case")
    found = custody(desk.views, case, ask.id("exhibit"))
    chain = found.chain
    shown = part(ask, len(chain.links), EVENTS)
    links = chain.links[shown.skip : shown.skip + shown.most]
    gettext, place = translations(ask.language).gettext, locale_of(ask.language)
    told: dict[str, list[tuple[str, bool]]] = {}
    for one in chain.remarks:
        words = one.say(gettext, lambda day: edtf_words(day, place, gettext))
        told.setdefault(one.link, []).append((words, one.grave))
    broken = [link for link in chain.links if any(g for _, g in told.get(link.id, ()))]
    views = [record(desk.views, case, link.id) for link in links]
    return Page(
        "exhibits/show.html",
        {
            "view": found.exhibit,
            "kind": EXHIBIT if found.exhibit.type == "exhibit" else None,
            "chain": chain,
            "links": links,
            "part": shown,
            "places": {link.id: at for at, link in enumerate(chain.links)},
            "events": {view.id: view for view in views},
            "parts": found.parts,
            "withdrawn": found.withdrawn,
            "remarks": told,
            "broken": broken[:BREAKS],
            "more": len(broken[BREAKS:]),
            "advice": advice(found.exhibit.fields),
            "vouched": vouched(desk, found.exhibit),
            "names": names_in(desk, [found.exhibit, *views]),
        },
        case=case,
    )


def vouched(desk: Desk, exhibit: RecordView) -> Stamp | None:
    """Return who first vouched for it that an exhibit was recorded."""
    log, index = exhibit.state.history[0].entry
    return not_later(stamps(desk.views, exhibit.case), log, index)


def ask_new(desk: Desk, ask: Ask) -> Answer:
    """Show the empty form of a physical exhibit; the query may fill fields in."""
    filled = (ask.form if ask.problem else ask.query).mapping()
    return Page(
        "records/new.html",
        {
            "kind": EXHIBIT,
            "thing": None,
            "inputs": inputs_of(desk, EXHIBIT, filled, ask),
            "compartment": ask.form.get("compartment") or EXHIBIT.compartments[0],
        },
        case=ask.id("case"),
    )


def put(desk: Desk, ask: Ask) -> Answer:
    """Record an exhibit under the next number; go to its page."""
    case = ask.id("case")
    come = arrive(desk, case, EXHIBIT, ask.form.mapping(), ask.language)
    fields = read_form(EXHIBIT, come.form, ask.language)
    place = ask.form.get("compartment")
    made = acts.add_exhibit(desk, case, fields, place, first=come.news)
    return Go(record_page(case, EXHIBIT.name, made))
