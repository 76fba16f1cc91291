"""What stands between a paper and its leaving: every check, in the order of a page.

Pure: what the case holds is gathered into a `Situation` before. A check that stops
keeps the paper in until somebody sets it aside with a reason; one that is `firm` nobody
can set aside.
"""

from collections.abc import Iterator
from hashlib import sha256

import msgspec

from habeas.case.deadlines import Progress
from habeas.case.facts.consent import USE_WORDS
from habeas.case.rules.consent import Verdict, plain
from habeas.languages import translations
from habeas.papers.engine import check_words as w
from habeas.papers.engine.checked import Agreed, Check, Situation, State, Term
from habeas.papers.engine.form import RECORDS
from habeas.papers.engine.lacks import lacking
from habeas.papers.engine.leaving import MEDICAL, UNKNOWN, WHY, Question, Row, Sure

_LENGTH = 12
"""Letters of a digest in a code: somebody types it."""


def checks(about: Situation, language: str) -> tuple[Check, ...]:
    """Return every check of a paper, in the words of a language."""
    return tuple(_Checking(about, language).all())


class _Checking:
    def __init__(self, about: Situation, language: str) -> None:
        self._about, self._language = about, language
        self._translations = translations(language)
        self._ = self._translations.gettext

    def all(self) -> Iterator[Check]:
        for one in self._found():
            reason = "" if one.firm else self._about.asides.get(one.code, "")
            stopped = one.state is State.STOP and reason
            yield Check(**{**vars(one), "aside": reason}) if stopped else one

    def _found(self) -> Iterator[Check]:
        yield self._recipient()
        yield from self._contradictions()
        yield from self._consents()
        yield from self._leak()
        yield from self._compartments()
        yield from self._questions()
        yield from self._terms()
        yield from self._twice()
        yield from self._of_the_text()

    def _recipient(self) -> Check:
        to, _ = self._about.recipient, self._
        if to:
            return Check("recipient", State.OK, _(w.TO).format(recipient=to))
        state = State.STOP if self._about.form.filing else State.TELL
        code = self._code("recipient", *self._about.rests.get("recipient", ()))
        return Check(code, state, _(w.TO_NOBODY), (_(w.TO_WHY),))

    def _contradictions(self) -> Iterator[Check]:
        about, _ = self._about, self._
        labels = {f"answer:{one.key}": one.label for one in about.form.asked}

        def said(name: str) -> str:
            if name in w.FIELDS:
                return _(w.FIELDS[name])
            return labels.get(name, {}).get(self._language, name)

        for name in about.torn:
            words = _(w.TORN).format(what=said(name))
            yield Check(f"torn:{name}", State.STOP, words, (_(w.TORN_WHY),), firm=True)
        for key in dict.fromkeys(about.doubled):
            words = _(w.DOUBLED).format(question=said(f"answer:{key}"))
            why = (_(w.DOUBLED_WHY),)
            yield Check(f"doubled:{key}", State.STOP, words, why, firm=True)

    def _consents(self) -> Iterator[Check]:
        if all(one.speaks for one in self._about.agreed):
            yield Check(self._code("consent:nobody"), State.STOP, self._(w.NOBODY))
        for one in self._about.agreed:
            yield self._consent(one)

    def _consent(self, one: Agreed) -> Check:
        _, asked = self._, one.use or self._about.form.use
        code = self._code(f"consent:{one.person}:{one.verdict}", asked, *one.rests)
        use, speaks = _(USE_WORDS[asked]), (_(w.SPEAKS),) if one.speaks else ()
        if one.verdict is not Verdict.GIVEN:
            words = _(w.MISSING_CONSENT[one.verdict]).format(person=one.name, use=use)
            named = _(w.NAMED).format(recipients="; ".join(one.named))
            others = one.named and one.verdict is Verdict.MISSING
            why = (*speaks, named, _(w.ASK)) if others else (*speaks, _(w.ASK))
            let = one.speaks and one.verdict not in w.ENDED
            return Check(code, State.TELL if let else State.STOP, words, why)
        scope = _(w.SCOPE).format(scope=one.scope) if one.scope else _(w.NO_SCOPE)
        name = _(w.NAME) if one.with_name else _(w.PSEUDONYM)
        words = _(w.GIVEN).format(person=one.name, use=use)
        return Check(code, State.OK, words, (*speaks, scope, name))

    def _leak(self) -> Iterator[Check]:
        who, _ = self._about.leaking, self._
        if who:
            words = _(w.LEAK).format(person=who)
            yield Check("leak", State.STOP, words, (_(w.LEAK_WHY),), firm=True)
        elif self._about.made:
            yield Check("leak", State.OK, _(w.NO_LEAK))

    def _compartments(self) -> Iterator[Check]:
        about = self._about
        if about.outside:
            words = self._many(w.OUTSIDE, about.outside)
            yield Check("outside", State.STOP, words, firm=True)
        if about.privileged:
            words = self._many(w.PRIVILEGED, about.privileged)
            yield Check("privileged", State.TELL, words)
        else:
            yield Check("privileged", State.OK, self._(w.NOT_PRIVILEGED))
        if "medical" in about.form.compartments:
            yield self._medical()

    def _medical(self) -> Check:
        about, _ = self._about, self._
        if not about.medical:
            return Check("medical", State.OK, _(w.NO_MEDICAL))
        words = self._many(w.MEDICAL, about.medical)
        (question,) = (one for one in about.form.questions if one.key == MEDICAL)
        asked = self._question(question)
        why = (_(w.COVERED),) if asked.state is State.OK else (asked.words, *asked.why)
        return Check(asked.code, asked.state, words, why, key=MEDICAL)

    def _questions(self) -> Iterator[Check]:
        for one in self._about.form.questions:
            applies = all(
                self._about.answers.get(ask, "") in codes
                for ask, codes in one.given.items()
            )
            if one.key != MEDICAL and applies:
                yield self._question(one)

    def _question(self, one: Question) -> Check:
        """Judge an answer; the code holds it, so that a reason is for this answer."""
        _, asked = self._, one.say[self._language]
        given = self._about.answers.get(one.ask or one.key, "")
        code, key = self._asked(one, given), "" if one.ask else one.key
        source = self._source(one)
        if not given:
            words = _(w.OPEN).format(question=asked)
            why = (*self._elsewhere(one), self._open(one), source)
            return Check(code, State.STOP, words, why, key)
        if given == UNKNOWN and UNKNOWN not in one.weighs and not one.ask:
            words = _(w.NOT_KNOWN).format(question=asked)
            return Check(code, State.STOP, words, (self._open(one), source), key)
        words = _(w.FINE).format(question=asked, answer=self._answer(one, given))
        weigh = one.weighs.get(given)
        more = self._about.answers.get(f"{one.key}{WHY}", "")
        against = weigh.say[self._language] if weigh else ""
        why = tuple(one for one in (against, more, source) if one)
        if weigh is None:
            return Check(code, State.OK, words, why, key)
        return Check(code, State.STOP if weigh.stop else State.TELL, words, why, key)

    def _asked(self, one: Question, given: str) -> str:
        """Return the code of a question: as it is asked, answered, and of what."""
        about, why = self._about, f"{one.key}{WHY}"
        keys = (one.ask or one.key, why)
        found = [it for key in keys for it in about.rests.get(f"answer:{key}", ())]
        if one.key == MEDICAL:
            found += about.rests.get("medical", ())
            found += (it for each in about.agreed for it in each.rests)
        asked = msgspec.json.encode(one, order="deterministic").decode()
        more = about.answers.get(why, "")
        return self._code(f"{one.key}:{given}", asked, more, *found)

    def _elsewhere(self, one: Question) -> Iterator[str]:
        to = self._about.elsewhere.get(one.key)
        if to:
            yield self._(w.ELSEWHERE).format(recipient=to)
        elif to is not None:
            yield self._(w.FOR_NOBODY)

    def _open(self, one: Question) -> str:
        if one.key == MEDICAL:
            return self._(w.OPEN_SCOPE)
        return self._(w.OPEN_ASK if one.ask else w.OPEN_WHY)

    def _answer(self, one: Question, given: str) -> str:
        if not one.ask:
            return self._(w.PLAIN_WORDS[given])
        (asked,) = (each for each in self._about.form.ask if each.key == one.ask)
        return asked.choices[given][self._language]

    def _terms(self) -> Iterator[Check]:
        about, _ = self._about, self._
        if about.form.filing is None:
            return
        if about.terms is None:
            yield Check("term:none", State.TELL, _(w.NO_RULE))
            return
        if not about.terms:
            why = (_(w.NO_DAY_WHY), *about.rules)
            code = self._code("term:unknown", *self._sought())
            yield Check(code, State.STOP, _(w.NO_DAY), why)
        for one in about.terms:
            yield self._term(one)

    def _sought(self) -> Iterator[str]:
        """Yield what the term was looked for by: answers, and the rules of the form."""
        about, form = self._about, self._about.form
        rules = form.filing.terms if form.filing else ()
        named = {one.ask for one in rules}
        for ask in form.ask:
            if ask.kind in RECORDS or ask.key in named:
                yield about.answers.get(ask.key, "")
                yield from about.rests.get(f"answer:{ask.key}", ())
        yield from (one.rule for one in rules)

    def _term(self, one: Term) -> Check:
        _, state = self._, w.STATES.get(one.progress, State.TELL)
        words = _(w.TERM).format(what=one.what, due=one.due) if one.due else one.what
        found = [_(w.PROGRESS[one.progress])] if one.progress in w.PROGRESS else []
        if one.progress is Progress.PAST:
            back = _(w.RESTORE).format(form=self._about.restore)
            found.append(back if self._about.restore else _(w.EXPLAIN))
        if one.days is not None and one.progress is Progress.RUNNING:
            found.append(self._many(w.LEFT, one.days))
        if not one.confirmed:
            found.append(_(w.PROPOSED))
        sure = "confirmed" if one.confirmed else "proposed"
        code = self._code(f"term:{one.id}:{one.progress}", one.day, sure)
        return Check(code, state, words, (*found, *one.steps))

    def _twice(self) -> Iterator[Check]:
        for name in self._about.twice:
            words = self._(w.TWICE).format(name=name)
            bodies = self._about.rests.get(f"twice:{plain(name)}", ())
            code = self._code("twice", plain(name), *bodies)
            yield Check(code, State.STOP, words, (self._(w.TWICE_WHY),))

    def _of_the_text(self) -> Iterator[Check]:
        made, _ = self._about.made, self._
        if made is None:
            return
        if made.missing:
            form, tag = self._about.form, made.paper.language
            found = lacking(form, made.missing, tag, self._language)
            words = _(w.GAPS).format(what="; ".join(one.words for one in found))
            yield Check("missing", State.TELL, words, (_(w.GAPS_WHY),))
        else:
            yield Check("missing", State.OK, _(w.WHOLE))
        for code, pattern, number in (
            ("resting", w.RESTING, len(made.resting)),
            ("foreign", w.FOREIGN, len(made.foreign)),
            ("unsure", w.UNSURE, len(made.unsure)),
            ("apart", w.APART, made.apart),
        ):
            if number:
                yield Check(code, State.TELL, self._many(pattern, number))

    def _code(self, name: str, *found: str) -> str:
        """Return a code that is of nothing else: a reason is for what it names.

        The use, the recipient and everything found are in it.
        """
        about = self._about
        basis = (name, about.form.use, plain(about.recipient), *found)
        digest = sha256(msgspec.json.encode(basis)).hexdigest()
        return f"{name}:{digest[:_LENGTH]}"

    def _many(self, pattern: tuple[str, str], number: int) -> str:
        return self._translations.ngettext(*pattern, number).format(n=number)

    def _source(self, one: Row) -> str:
        words = self._(w.SOURCE).format(source=one.source)
        return f"{words} ({self._(w.MEMORY)})" if one.sure is Sure.MEMORY else words
