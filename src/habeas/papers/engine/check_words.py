"""The words of the checks before a paper leaves."""

from typing import Final

from habeas.case.deadlines import Progress
from habeas.case.rules.consent import Verdict
from habeas.papers.engine.checked import State
from habeas.words import N_, NN_

MISSING_CONSENT: Final = {
    Verdict.MISSING: N_("{person} is not recorded to have agreed to this: {use}."),
    Verdict.REFUSED: N_("{person} refused this: {use}."),
    Verdict.WITHDRAWN: N_("{person} took the consent to this back: {use}."),
    Verdict.ASK_AGAIN: N_("{person} was to be asked again before this: {use}."),
}
ENDED: Final = frozenset({Verdict.REFUSED, Verdict.WITHDRAWN})
SPEAKS = N_("What this person said stands in the paper.")
GIVEN = N_("{person} agreed to this: {use}.")
SCOPE = N_("What the consent covers: {scope}")
NO_SCOPE = N_("What the consent covers was not recorded.")
NAME = N_("The name may be used.")
PSEUDONYM = N_("The name may not be used: the pseudonym stands for it.")
NAMED = N_("The consent to this use names another recipient: {recipients}")
ASK = N_("Ask the person and record the answer, for this use and this recipient.")
NOBODY = N_("Nobody is recorded as the complainant, so nobody can have agreed.")
TO = N_("It goes to: {recipient}")
TO_NOBODY = N_("It is not said who receives it.")
TO_WHY = N_("Consents are judged for a recipient: name the body as the consent does.")
LEAK = N_("A protected name, date or number of {person} stands in it.")
LEAK_WHY = N_(
    "Correct the record or the answer where it stands. Nobody can set this aside."
)
NO_LEAK = N_(
    "No protected name, date or number stands in it. The file is searched again as it"
    " is written."
)
MEDICAL = NN_(
    "{n} record of the medical compartment stands in it.",
    "{n} records of the medical compartment stand in it.",
)
COVERED = N_("Somebody said that the consent covers the medical part.")
NO_MEDICAL = N_("Nothing of the medical compartment stands in it.")
PRIVILEGED = NN_(
    "{n} privileged record stands in it: it is for colleagues of the defence alone.",
    "{n} privileged records stand in it: it is for colleagues of the defence alone.",
)
NOT_PRIVILEGED = N_("Nothing privileged stands in it.")
OUTSIDE = NN_(
    "{n} record stands in it that this form may not read.",
    "{n} records stand in it that this form may not read.",
)
GAPS = N_("Missing: {what}")
GAPS_WHY = N_(
    "The file says at its top that it is a draft. It is not sealed before it is whole."
)
WHOLE = N_("Nothing that the form asks for is missing.")
RESTING = NN_(
    "{n} paragraph of yours points to nothing in the file.",
    "{n} paragraphs of yours point to nothing in the file.",
)
FOREIGN = NN_(
    "{n} statement stands in another language than the paper.",
    "{n} statements stand in another language than the paper.",
)
UNSURE = NN_(
    "The standing of {n} statement is not known.",
    "The standing of {n} statements is not known.",
)
APART = NN_(
    "{n} record of another compartment stays out.",
    "{n} records of other compartments stay out.",
)
TORN = N_("Two copies say it differently: {what}")
TORN_WHY = N_(
    "One of the two is shown. Say it again: what you record settles it. Until then"
    " nobody can let the paper go."
)
FIELDS: Final = {
    "recipient": N_("Who receives it"),
    "named": N_("With the name"),
    "proceeding": N_("In which proceeding"),
    "incidents": N_("Which incidents it is about"),
    "reads": N_("What a form of your own may read besides the case"),
}
DOUBLED = N_("Answered twice, on two copies: {question}")
DOUBLED_WHY = N_(
    "Withdraw one of the two answers on its own page. Until then nobody can let the"
    " paper go."
)
TWICE = N_("Two bodies of this case are called ‘{name}’, and the paper names one.")
TWICE_WHY = N_(
    "Say which is meant: call one of them otherwise, or add the place to what you"
    " answered."
)
OPEN = N_("Not answered: {question}")
OPEN_WHY = N_("Answer it before it leaves: it may be turned away for that alone.")
OPEN_SCOPE = N_("Whoever asked the person, or has the consent before them, can say so.")
OPEN_ASK = N_("It is answered among what the form asks.")
ELSEWHERE = N_("It was answered for another recipient: {recipient}")
FOR_NOBODY = N_("It was answered while nobody was named as who receives the paper.")
NOT_KNOWN = N_("Not known: {question}")
FINE = N_("{question} – {answer}")
MEMORY = N_("from memory")
SOURCE = N_("Source: {source}")

PLAIN_WORDS: Final = {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Not known")}
NO_RULE = N_("No term is known to the rules for this paper.")
NO_DAY = N_("Nothing in the case says until when it is to be handed over.")
NO_DAY_WHY = N_(
    "Record what the term runs from as a step of the proceeding: the decision, or the"
    " day on which the copy was served. Until then take the earliest day."
)
TERM = N_("{what}: by {due}")
RESTORE = N_("A term that was missed can be asked back by the form ‘{form}’.")
EXPLAIN = N_("If it was not kept, say in the paper why it comes now.")
LEFT = NN_("{n} day is left.", "{n} days are left.")
PROPOSED = N_("Proposed by the program: nobody has confirmed it.")
STATES: Final = {
    Progress.PAST: State.STOP,
    Progress.DOUBTFUL: State.STOP,
    Progress.RUNNING: State.OK,
    Progress.MET: State.OK,
    Progress.DONE: State.OK,
}
PROGRESS: Final = {
    Progress.PAST: N_(
        "Its day has passed. It may still have been kept: look for a mark of the office"
        " or of the post."
    ),
    Progress.DOUBTFUL: N_("It may end any day: the dates in the file are vague."),
    Progress.MET: N_("A step seems to meet it."),
    Progress.DONE: N_("It was done in time."),
    Progress.DONE_LATE: N_("Something was done after its day."),
    Progress.DONE_UNSURE: N_("Something was done; whether in time is not known."),
    Progress.STOPPED: N_("It is suspended."),
    Progress.ENDLESS: N_("The law sets no day."),
    Progress.ASIDE: N_("Somebody recorded that no such term runs."),
}
