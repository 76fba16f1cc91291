"""What stands between a paper and its leaving: every check, in the order of a page.

Pure: what the case holds is gathered into a `Situation` before. A check that stops
keeps the paper in until somebody sets it aside with a reason; one that is `firm` nobody
can set aside.
"""

from collections.abc import Iterator
from hashlib import sha256

from habeas.case.deadlines import Progress
from habeas.case.facts.consent import USE_WORDS
from habeas.case.rules.consent import Verdict
from habeas.languages import translations
from habeas.papers.engine import check_words as w
from habeas.papers.engine.checked import Agreed, Check, Situation, State, Term
from habeas.papers.engine.leaving import MEDICAL, UNKNOWN, WHY, Question, Row, Sure


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
        return Check("recipient", state, _(w.TO_NOBODY), (_(w.TO_WHY),))

    def _consents(self) -> Iterator[Check]:
        if all(one.speaks for one in self._about.agreed):
            yield Check("consent:nobody", State.STOP, self._(w.NOBODY))
        for one in self._about.agreed:
            yield self._consent(one)

    def _consent(self, one: Agreed) -> Check:
        _, to = self._, _mark(self._about.recipient)
        asked = one.use or self._about.form.use
        code = f"consent:{one.person}:{one.verdict}:{to}"  # a reason is for this one
        if asked is not self._about.form.use:
            code = f"{code}:{asked}"
        use, speaks = _(USE_WORDS[asked]), (_(w.SPEAKS),) if one.speaks else ()
        if one.verdict is not Verdict.GIVEN:
            words = _(w.MISSING_CONSENT[one.verdict]).format(person=one.name, use=use)
            named = _(w.NAMED).format(recipients="; ".join(one.named))
            why = (*speaks, named, _(w.ASK)) if one.named else (*speaks, _(w.ASK))
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
        code = f"{one.key}:{given}"
        key = "" if one.ask else one.key
        source = self._source(one)
        if not given:
            words = _(w.OPEN).format(question=asked)
            return Check(code, State.STOP, words, (self._open(one), source), key)
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
            yield Check("term:unknown", State.STOP, _(w.NO_DAY), why)
        for one in about.terms:
            yield self._term(one)

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
        return Check(
            f"term:{one.id}:{one.progress}", state, words, (*found, *one.steps)
        )

    def _twice(self) -> Iterator[Check]:
        for name in self._about.twice:
            words = self._(w.TWICE).format(name=name)
            yield Check(
                f"twice:{_mark(name)}", State.STOP, words, (self._(w.TWICE_WHY),)
            )

    def _of_the_text(self) -> Iterator[Check]:
        made, _ = self._about.made, self._
        if made is None:
            return
        if made.missing:
            words = _(w.GAPS).format(what="; ".join(made.missing))
            yield Check("missing", State.TELL, words, (_(w.GAPS_WHY),))
        else:
            yield Check("missing", State.OK, _(w.WHOLE))
        for code, pattern, number in (
            ("resting", w.RESTING, len(made.resting)),
            ("foreign", w.FOREIGN, len(made.foreign)),
            ("unsure", w.UNSURE, len(made.unsure)),
            ("apart", w.APART, made.apart),
            ("doubled", w.DOUBLED, self._about.doubled),
        ):
            if number:
                yield Check(code, State.TELL, self._many(pattern, number))

    def _many(self, pattern: tuple[str, str], number: int) -> str:
        return self._translations.ngettext(*pattern, number).format(n=number)

    def _source(self, one: Row) -> str:
        words = self._(w.SOURCE).format(source=one.source)
        return f"{words} ({self._(w.MEMORY)})" if one.sure is Sure.MEMORY else words


def _mark(words: str) -> str:
    """Return what tells words from others in a code, '' for none."""
    plain = " ".join(words.casefold().split())
    return sha256(plain.encode()).hexdigest()[:8] if plain else ""
