"""A protected name is found however it is written; ordinary words pass."""

import base64
import html
import json
import quopri
from hashlib import shake_256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.papers.leaks.forms import written_forms
from habeas.papers.leaks.protected import Part, Protected, ProtectedName, protected_name
from habeas.papers.leaks.scan import OVERLAP, WINDOW, Hit, Scanner

ALIYA = protected_name("alia", "Иванова Алия Сериковна")
SEITKAZY = protected_name("aigul", "Сейтқазы Айгүл Нұрланқызы")
KIM = protected_name("kim", "Ким Вера Сергеевна")
KRAVETS = protected_name("kravets", "Кравец Павел")
YOLKIN = protected_name("yolkin", "Ёлкин Пётр Щавелевич")
SHCHERBAK = protected_name("shch", "Щербаковская Екатерина")
EKATERINA = protected_name("kat", "Щербаковская Екатерина Ивановна")
ZHUNIS = protected_name("zhunis", "Жүніс Салтанат Ерланқызы")
MUQAN = protected_name("muqan", "Мұқан Айдос Серікұлы")
ERLAN = protected_name("erlan", "Жүніс Ерлан Серікұлы")
ABRAMOVICH = protected_name("abr", "Anna Abramovich")
ROMAN = protected_name("roman", "Роман Ильясович Тахтарович")
LATIN = protected_name("latin", "Aigerim Zhumagulova")
DOUBLE = protected_name("double", "Салтыкова-Щедрина Мария")
NUMBERS = Protected("numbers", born="1997-03-12", numbers=("970312450123", "N 0912345"))
ALIAS = Protected("alias", (ProtectedName("Зоренька", Part.ALIAS),))


def percent(text: str, encoding: str = "utf-8") -> bytes:
    return "".join(f"%{byte:02X}" for byte in text.encode(encoding)).encode()


def rtf(text: str) -> bytes:
    return b"{\\rtf1 " + b"".join(b"\\'%02x" % byte for byte in text.encode("cp1251"))


LEAKS: list[tuple[str, Protected, bytes]] = [
    (name, who, text.encode() if isinstance(text, str) else text)
    for name, who, text in (
        ("as it is", ALIYA, "Иванова"),
        ("lower case", ALIYA, "свидетель иванова"),
        ("upper case", ALIYA, "ИВАНОВУ АЛИЮ"),
        ("genitive", ALIYA, "жалоба Ивановой А.С."),
        ("instrumental, in a sentence", ALIYA, "Беседа с (Ивановой), 3 мая."),
        ("masculine of a wife's name", ALIYA, "её муж Иванов"),
        ("plural of the family", ALIYA, "семья Ивановых"),
        ("given name and patronymic", ALIYA, "Алию Сериковну увезли"),
        ("patronymic before given name", ALIYA, "Сериковна Алия"),
        ("NFD", YOLKIN, "Ёлкина П.".replace("Ё", "Е\u0308")),
        ("yo written as ye", YOLKIN, "Елкин"),
        ("a stress mark", ALIYA, "Ивано\u0301ва"),
        ("a soft hyphen", ALIYA, "Ива\u00adнова"),
        ("a zero-width space", ALIYA, "Ива\u200bнова"),
        ("broken over a line", ALIYA, "задержана Ива-\nнова, 24 года"),
        ("broken over a page", ALIYA, "задержана Ива-\n\n\nнова, 24 года"),
        ("behind a dash, and broken", ALIYA, "сказал-\nИва-\nнова, 24 года"),
        ("broken by a soft hyphen", ALIYA, "задержана Ива\u00ad\nнова"),
        ("broken by a dash", ALIYA, "задержана Ива\u2013\nнова"),
        ("broken at a form feed", ALIYA, "задержана Ива-\fнова"),
        ("broken in a quoted mail", ALIYA, "> задержана Ива-\n> нова"),
        ("below a line that ends in a dash", ALIYA, "Report.PDF-\n\nИванова"),
        ("behind a word that ends in a dash", ALIYA, "свидетель-\nИванова"),
        (
            "in base64, broken over a line",
            ALIYA,
            base64.b64encode("Ива-\nнова 24".encode()),
        ),
        ("no-break space", ALIYA, "Алия\u00a0Сериковна"),
        ("letters spaced out", ALIYA, "гражданка И В А Н О В А"),
        ("a Latin a in a Cyrillic word", ALIYA, "Ивaнoвa"),
        ("a Cyrillic o in a Latin word", ALIYA, "Ivan\u043eva said"),
        ("a Ukrainian I in a Latin word", ALIYA, "\u0406vanova said"),
        ("a Greek I in a Latin word", ALIYA, "\u0399vanova said"),
        ("mixed scripts in a file name", ALIYA, "scan_Ivan\u043eva_2"),
        ("a Latin a among Kazakh letters", MUQAN, "Мұқ\u0061н айтты"),
        ("Kazakh plural", MUQAN, "Мұқандар келді"),
        ("Kazakh plural, declined", MUQAN, "Мұқандардың үйі"),
        ("Kazakh owner", MUQAN, "бұл Мукандықі"),
        ("family name before a given name like one", ERLAN, "Жүніс айтты"),
        ("family name like a patronymic", ABRAMOVICH, "Abramovich said"),
        ("family name like a patronymic, last", ROMAN, "сказал Тахтарович"),
        ("passport Latin", ALIYA, "Ms Ivanova said"),
        ("Latin genitive", ALIYA, "delo Ivanovoi"),
        ("English possessive", ALIYA, "Ivanova’s letter"),
        ("e-mail", ALIYA, "write to aivanova@example.org"),
        ("e-mail, name joined", ALIYA, "aliyaivanova1997@example.org"),
        ("ye after a vowel", protected_name("b", "Бабаев Олжас"), "Babayev"),
        ("e after a vowel", protected_name("b", "Бабаев Олжас"), "Babaev"),
        ("fleeting vowel", KRAVETS, "у Кравца изъяли"),
        ("short family name, given name", KIM, "Ким Вера"),
        ("short family name, declined given name", KIM, "письмо Веры Ким"),
        ("short family name, initials", KIM, "В.С. Ким"),
        ("short family name, initial behind", KIM, "Ким В."),
        ("short family name in Latin", KIM, "Vera Kim"),
        ("BGN shch", SHCHERBAK, "Shcherbakovskaya"),
        ("ISO 9 diacritics", SHCHERBAK, "Ŝerbakovskaâ"),
        ("GOST 7.79 B", SHCHERBAK, "Shherbakovskaya"),
        ("German", SHCHERBAK, "Schtscherbakowskaja"),
        ("ICAO", SHCHERBAK, "Shcherbakovskaia"),
        ("adjective, dative", SHCHERBAK, "Щербаковской"),
        ("Kazakh letters", SEITKAZY, "Сейтқазы"),
        ("Kazakh letters as Russian ones", SEITKAZY, "Сейтказы"),
        ("Kazakh case ending", SEITKAZY, "Сейтқазының арызы"),
        ("Kazakh Latin 2021", SEITKAZY, "Seitqazy"),
        ("Kazakh given name in Russian", SEITKAZY, "Айгуль Нурланкызы"),
        ("Latin name in Cyrillic", LATIN, "Жумагуловой"),
        ("Latin name in Kazakh Cyrillic", LATIN, "Жұмағұлова"),
        ("Latin name with j", LATIN, "Jumagulova"),
        ("half of a double name", DOUBLE, "г-жа Щедрина"),
        ("double name with a space", DOUBLE, "Салтыкова Щедрина"),
        ("alias, declined", ALIAS, "по прозвищу Зореньку"),
        ("national number", NUMBERS, "ИИН 970312450123"),
        ("national number, spaced", NUMBERS, "970312 450 123"),
        ("national number in a list", NUMBERS, "1. 970312450123"),
        ("national number in a file name", NUMBERS, "scan_970312450123.pdf"),
        ("passport", NUMBERS, "passport N0912345"),
        ("birth date", NUMBERS, "род. 12.03.1997 г."),
        ("birth date, ISO", NUMBERS, "1997-03-12"),
        ("birth date, short", NUMBERS, "12/3/97"),
        ("birth date in English", NUMBERS, "born March 12, 1997"),
        ("birth date, ordinal", NUMBERS, "12th of March 1997"),
        ("birth date in Russian", NUMBERS, "12 марта 1997 года"),
        ("birth date in Kazakh", NUMBERS, "1997 жылғы 12 наурызда"),
        ("UTF-16LE", ALIYA, "дело Иванова".encode("utf-16")),
        ("UTF-16BE", ALIYA, "дело Иванова".encode("utf-16-be")),
        ("UTF-16LE, odd", ALIYA, b"\x01" + "дело Иванова".encode("utf-16-le")),
        ("UTF-16LE, Latin", ALIYA, "PDF Ivanova".encode("utf-16-le")),
        ("Windows-1251", ALIYA, "дело Ивановой".encode("cp1251")),
        ("KOI8-R", ALIYA, "дело Ивановой".encode("koi8-r")),
        ("DOS 866", ALIYA, "дело Ивановой".encode("cp866")),
        ("ISO 8859-5", ALIYA, "дело Ивановой".encode("iso8859-5")),
        ("Mac Cyrillic", ALIYA, "дело Ивановой".encode("mac-cyrillic")),
        ("Mac Cyrillic, capitals", ALIYA, "ДЕЛО ИВАНОВОЙ".encode("mac-cyrillic")),
        ("KZ-1048", SEITKAZY, "Сейтқазының арызы".encode("kz1048")),
        (
            "amid other bytes",
            ALIYA,
            b"\xff\xd8\xff\xe1" + "Иванова".encode() + b"\x00\xfe",
        ),
        ("HTML decimal", ALIYA, "".join(f"&#{ord(c)};" for c in "Иванова")),
        ("HTML hex", ALIYA, "".join(f"&#x{ord(c):x};" for c in "Иванова")),
        ("HTML attribute", ALIYA, '<img alt="Иванова">'),
        ("HTML named entity beside", ALIYA, html.escape("«Иванова»")),
        ("JSON escapes", ALIYA, json.dumps({"name": "Иванова"})),
        ("JSON newline before", ALIYA, '{"text":"сказала:\\nИванова"}'),
        ("percent", ALIYA, b"https://example.org/" + percent("Иванова")),
        ("percent, cp1251", ALIYA, percent("Иванова", "cp1251")),
        ("quoted-printable", ALIYA, quopri.encodestring("Дело Ивановой".encode())),
        ("base64", ALIYA, base64.b64encode("дело Ивановой".encode())),
        ("base64, cp1251", ALIYA, base64.b64encode("дело Ивановой".encode("cp1251"))),
        ("base64 lines", ALIYA, base64.encodebytes(("ы " * 40 + "Ивановой").encode())),
        ("e-mail header", ALIYA, b"=?utf-8?B?" + base64.b64encode("Иванова".encode())),
        ("RTF", ALIYA, rtf("дело Ивановой")),
    )
]

INNOCENT: list[tuple[str, Protected, str]] = [
    ("nothing", ALIYA, ""),
    ("a longer family name", ALIYA, "Ивановская область, город Иваново-Франк"),
    ("the given name alone", ALIYA, "Алия пришла. Aliya came."),
    ("the patronymic alone", ALIYA, "Сериковна ушла"),
    ("a short name alone", KIM, "Ким и другие; Kim said"),
    ("a short name inside a word", KIM, "каким образом, Вера"),
    ("the pseudonym", ALIYA, "Complainant 1 said that Officer 2 came."),
    ("another date", NUMBERS, "12.03.1998, 13.03.1997, 1997, March 1997"),
    ("an impossible birth date", Protected("x", born="1997-02-30"), "30.02.1997"),
    ("another number", NUMBERS, "970312450124"),
    ("a number that begins alike", NUMBERS, "97031245"),
    ("a given name like a family name", EKATERINA, "Екатерина Великая"),
    ("a given name beside a patronymic", ZHUNIS, "Салтанат келді"),
    (
        "an ordinary page",
        ALIYA,
        "The court in its ruling of 7 December found no guilt.",
    ),
]


def hits(who: Protected, data: bytes, size: int = 1000) -> list[Hit]:
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    return list(Scanner([who]).scan(chunks))


@pytest.mark.parametrize(
    ("who", "data"), [pytest.param(*case[1:], id=case[0]) for case in LEAKS]
)
def test_a_written_form_is_found(who: Protected, data: bytes) -> None:
    found = hits(who, data)
    assert {hit.record for hit in found} == {who.record}
    assert all(0 < hit.offset <= len(data) for hit in found)


@pytest.mark.parametrize(
    ("who", "text"), [pytest.param(*case[1:], id=case[0]) for case in INNOCENT]
)
def test_ordinary_words_pass(who: Protected, text: str) -> None:
    assert hits(who, text.encode()) == []


@pytest.mark.parametrize(
    "at", [WINDOW - 7, WINDOW - 1, WINDOW - OVERLAP - 5, 2 * WINDOW - OVERLAP - 9]
)
@pytest.mark.parametrize("filler", ["ы ", "x ", "\u2014 "])
def test_a_name_on_the_border_of_two_windows_is_found_once(
    at: int, filler: str
) -> None:
    before = (filler.encode() * at)[:at].decode("utf-8", "ignore").encode()
    data = before + " Ивановой ".encode() + b"zzz\n" * 200_000
    found = hits(ALIYA, data, size=65_536)
    assert len(found) == 1
    assert abs(found[0].offset - len(before) - len(" Ивановой".encode())) <= 2


def test_a_word_cut_by_a_border_is_not_taken_for_the_name() -> None:
    for shift in range(5, 9):
        data = (
            "а" * ((WINDOW - OVERLAP) // 2 - 6) + "б" * shift + "Иванова" + "в" * WINDOW
        )
        assert hits(ALIYA, data.encode(), size=65_536) == []


def test_a_hit_says_where_and_not_who() -> None:
    (hit,) = hits(ALIYA, "первая строка\nвторая: Иванова\n".encode())
    assert (hit.record, hit.line, hit.reading) == ("alia", 2, "UTF-8")
    assert "ванов" not in repr(hit)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ерлан Жүніс", "Жүніс айтты"),
        ("Жүніс Ерлан", "Жүністің арызы"),
        ("Мадина Омар", "жалоба Омар"),
        ("Madina Omar", "Omar said"),
        ("Мадина Омар", "Omar said"),
        ("Дина Сейіт", "Сейіт келді"),
        ("Амина Бектур", "у Бектур изъяли"),
        ("Нурлан Абиш", "задержан Абиш"),
        ("Арман Төлеген", "Толегена увезли"),
        ("Нұрсұлтан Әбіш", "Абиша увезли"),
        ("Омар Мадина", "Мадина айтты"),
    ],
)
def test_each_word_of_a_name_without_a_patronymic_is_searched_alone(
    name: str, text: str
) -> None:
    assert hits(protected_name("two", name), text.encode())


def test_every_place_is_said() -> None:
    text = "Иванова\n\nx\nИВАНОВОЙ и Ивановой\n\nIvanova\nИванова"
    assert [hit.line for hit in hits(ALIYA, text.encode())] == [1, 4, 4, 6, 7]
    numbers = "1. 970312450123\n2. 970312450123\n"
    assert [hit.line for hit in hits(NUMBERS, numbers.encode())] == [1, 2]


def test_file_names_are_searched_in_parts() -> None:
    scanner = Scanner([ALIYA])
    assert list(scanner.scan_name("PetitionIvanova2.docx"))
    assert list(scanner.scan_name("aliya_ivanova.docx"))
    assert not list(scanner.scan_name("Petition2.docx"))


def test_random_bytes_hold_no_name() -> None:
    everybody = [ALIYA, SEITKAZY, KIM, KRAVETS, YOLKIN, LATIN, NUMBERS, ALIAS]
    data = shake_256(b"the same bytes each run").digest(WINDOW)
    assert list(Scanner(everybody).scan([data])) == []


def random_bytes(size: int) -> bytes:
    return shake_256(b"the same bytes each run").digest(size)


def test_a_short_name_is_not_found_by_chance_in_keys_or_pictures() -> None:
    names = ["Цой", "Пак", "Юнь", "Роза", "Мэй", "Тыныс", "Ахат"]
    people = [ProtectedName(name, Part.FAMILY) for name in names]
    scanner = Scanner([Protected("short", tuple(people), numbers=("12345",))])
    data = random_bytes(2 * WINDOW)
    assert list(scanner.scan([data])) == []
    assert list(scanner.scan([base64.encodebytes(data[:WINDOW])])) == []
    assert list(scanner.scan([data[:WINDOW].hex().encode()])) == []


@pytest.mark.parametrize(
    "data",
    [
        b"Court of Roza, 1999",
        random_bytes(500) + b"\x00Artist: by the hand of Roza\x00" + random_bytes(500),
        random_bytes(500) + "дело о жалобе Розы".encode("cp1251") + random_bytes(500),
        base64.b64encode("дело о жалобе Розы".encode()),
    ],
)
def test_a_short_name_is_found_among_words(data: bytes) -> None:
    assert hits(Protected("roza", (ProtectedName("Роза", Part.FAMILY),)), data)


def test_a_name_disclosed_on_purpose_is_let_through_and_no_other() -> None:
    scanner = Scanner([ALIYA, SEITKAZY], [ProtectedName("Иванова Алия Сериковна")])
    assert list(scanner.scan_text("Иванова и Айгуль")) == []
    assert [hit.record for hit in scanner.scan_text("Сейтказы")] == ["aigul"]


def test_parts_of_a_name_recorded_apart_belong_together() -> None:
    apart = Protected(
        "apart",
        (
            ProtectedName("Ли", Part.FAMILY),
            ProtectedName("Анна", Part.GIVEN),
            ProtectedName("Олеговна", Part.PATRONYMIC),
        ),
    )
    for text in ("Анны Ли", "Ли Анне", "Анна Олеговна", "А.О. Ли", "Anna Li"):
        assert hits(apart, text.encode()), text
    for text in ("А ли не так", "и ли", "Анна"):
        assert not hits(apart, text.encode()), text


def test_what_cannot_be_searched_for_is_named() -> None:
    short = Protected("short", (ProtectedName("Ян", Part.ALIAS),))
    year = Protected("year", born="1997")
    number = Protected("number", numbers=("12",))
    assert Scanner([short, year, number, ALIYA]).unsearchable == (
        "number",
        "short",
        "year",
    )


@settings(deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(1, 7))
def test_chunks_do_not_matter(before: bytes, after: bytes, size: int) -> None:
    data = before + " Иванова ".encode() + after
    whole = list(Scanner([ALIYA]).scan([data]))
    assert whole
    assert hits(ALIYA, data, size) == whole


@settings(deadline=None)
@given(st.sampled_from(["Иванова", "Ivanova", "ИВАНОВОЙ"]), st.text(max_size=30))
def test_text_around_never_hides_a_name(name: str, around: str) -> None:
    assert hits(ALIYA, f"{around} {name} {around}".encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Иванова Алия Сериковна", "ивановои"),
        ("Иванова Алия Сериковна", "ivanova"),
        ("Иванова Алия Сериковна", "алию сериковну"),
        ("Алия Сериковна Иванова", "ивановои"),
        ("Алия Сериковна", "алия сериковна"),
        ("Ким-Ли Вера", "ким ли"),
        ("Борисов Борис Борисович", "борисова"),
        ("Щукин-Ян Олег", "щукина"),
    ],
)
def test_forms_of_a_full_name(name: str, form: str) -> None:
    assert form in written_forms(name)


def test_a_long_name_has_a_bounded_number_of_forms() -> None:
    assert len(written_forms("Жхжхжхжхжхжхжхжхжхжхжхжхжхжх Әүөүөүөүөүөү")) < 20_000


BROKEN = {
    "in the middle of a line": "Вчера Ивано\nва сказала, что нет.",
    "with white space": "Вчера Ивано\r\n ва сказала",
    "in capitals": "СКАЗАЛА ИВА\nНОВА ВЧЕРА",
    "alone on both lines": "так\nИвано\nва\nи не так",
    "in Latin letters": "said Iva\nnova, and",
    "after her given name": "Алия Сери\nковна сказала",
}


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1251"])
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_name_broken_by_the_end_of_a_line_is_found(text: str, encoding: str) -> None:
    (found,) = hits(ALIYA, text.encode(encoding))
    assert found.record == "alia"


UNSEEN = [
    *("\U000e0100", "\u180b", "\u3164", "\ufff9", "\u115f", "\uffa0"),
    *("\x01", "\x00", "\x7f", "\x9f", "\u200b"),
]


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_nobody_sees_neither_parts_nor_joins_names(
    unseen: str, encoding: str
) -> None:
    for text in (f"дело Ива{unseen}новой и", f"дело{unseen}Ивановой{unseen}и"):
        assert {one.record for one in hits(ALIYA, text.encode(encoding))} == {"alia"}


def test_controls_do_not_hide_a_name_in_an_old_encoding() -> None:
    text = "дело о жалобе гражданки Ива\x01новой, 1997".encode("cp1251")
    assert hits(ALIYA, text)


def test_a_name_in_utf_32_is_found() -> None:
    assert hits(ALIYA, "This is Ivanova speaking".encode("utf-32"))


def test_words_that_a_line_ends_between_are_not_joined() -> None:
    assert hits(ALIYA, "Вчера Ива\n\nнова, Ива.\nнова, ива\nНова".encode()) == []
