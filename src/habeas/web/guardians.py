"""Guardians of a case, recoveries under way, and what a guardian does elsewhere."""

from habeas.actions import answering, guardians, recoveries
from habeas.actions.desk import Desk
from habeas.actions.members import members
from habeas.case.rules.guardians import HOURS
from habeas.errors import BadInputError
from habeas.web.ask import Answer, Ask, Download, Go, Page
from habeas.web.small_files import file_in, handed_on
from habeas.words import N_

QUESTION_NAME, ANSWER_NAME = "question.txt", "answer.txt"


def show(desk: Desk, ask: Ask) -> Answer:
    """Show who the guardians are, whether they could help today, what is under way."""
    case = ask.id("case")
    lines = members(desk, case)
    return Page(
        "members/recovery.html",
        {
            "guards": guardians.guards(desk, case),
            "recoveries": recoveries.recoveries(desk, case),
            "members": [one for one in lines if one.out is None],
            "everybody": lines,
            "hours": ask.form.get("hours") or str(HOURS),
            "need": ask.form.get("need") or str(2),
            "chosen": ask.form.all("guardian"),
            "typed": {
                one: ask.form.get(one)
                for one in ("text", "heard", "member", "stated", "answer")
            },
        },
        case=case,
    )


def choose(desk: Desk, ask: Ask) -> Answer:
    """Choose the guardians."""
    case, form = ask.id("case"), ask.form
    need, hours = _number(form.get("need"), "need"), _number(form.get("hours"), "hours")
    guardians.choose(desk, case, need, form.all("guardian"), hours)
    return _back(case)


def _number(text: str, field: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 4:  # noqa: PLR2004 - four digits are a year of hours
        raise BadInputError(N_("This is not a number."), field=field)
    return int(text)


def begin(desk: Desk, ask: Ask) -> Answer:
    """Ask that a device becomes that of a member who lost theirs."""
    case, form = ask.id("case"), ask.form
    if not form.get("member"):
        raise BadInputError(
            N_("Choose whose device it is."),
            advice=N_("Nobody was asked."),
            field="member",
        )
    recoveries.ask(
        desk,
        case,
        form.get("text").encode(),
        form.get("heard"),
        form.get("member"),
        form.get("stated"),
    )
    return _back(case)


def act(desk: Desk, ask: Ask) -> Answer:
    """Do what the button of a recovery says: agree, say no, let in, ask a guardian."""
    case, form = ask.id("case"), ask.form
    recovery = form.get("recovery")
    match form.get("act"):
        case "agree":
            recoveries.approve(desk, case, recovery, form.get("heard"))
        case "no":
            recoveries.veto(desk, case, recovery, form.get("stated"))
        case "let_in":
            let = recoveries.finish(desk, case, recovery)
            shown = {"number": let.number, "file": handed_on(let.welcome)}
            return Page("members/welcome.html", shown, case=case)
        case "question":
            text = recoveries.question(desk, case, recovery)
            return Download(iter([text]), QUESTION_NAME, "text/plain")
        case _:
            raise BadInputError(N_("This can't be done to this recovery."))
    return _back(case)


def keep(desk: Desk, ask: Ask) -> Answer:
    """Record what a guardian without a copy sent: a yes, or that they are there."""
    case, data = ask.id("case"), ask.form.get("answer").encode()
    if b"guardian-here" in data[:64]:
        guardians.keep_here(desk, case, data)
    else:
        recoveries.keep_answer(desk, case, data)
    return _back(case)


def here(desk: Desk, ask: Ask) -> Answer:
    """Say as a guardian: I am here, and it still stands."""
    case = ask.id("case")
    guardians.here(desk, case)
    return _back(case)


def _back(case: str) -> Go:
    return Go(f"/cases/{case}/members/recovery")


def ask_guardian(desk: Desk, ask: Ask) -> Answer:
    """Show a guardian who holds no copy what they can do here."""
    return _guardian(desk, ask)


def answer(desk: Desk, ask: Ask) -> Answer:
    """Read a question, sign the answer to it, or sign that one is there."""
    form = ask.form
    match form.get("act"):
        case "read":
            return _guardian(desk, ask, form.get("text").encode())
        case "sign":
            made = answering.answer(desk, file_in(form), form.get("heard"))
            return Download(iter([made]), ANSWER_NAME, "text/plain")
        case "here":
            made = answering.say_here(desk, form.get("case"))
            return Download(iter([made]), ANSWER_NAME, "text/plain")
        case _:
            raise BadInputError(N_("Choose what you want to do."))


def _guardian(desk: Desk, ask: Ask, data: bytes = b"") -> Page:
    data = data or file_in(ask.form)
    question = answering.look(data) if data else None
    return Page(
        "members/guardian.html",
        {
            "question": question,
            "file": handed_on(data),
            "cases": answering.elsewhere(desk),
            "typed": {one: ask.form.get(one) for one in ("text", "heard")},
        },
    )
