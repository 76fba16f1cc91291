"""The letters of a file are what its writer saw."""

import pytest

from habeas.text.encodings import decode

RUSSIAN = (
    "Осуждённая сообщила адвокату, что её лишили свиданий и угрожали изолятором.\n"
    "«Я ничего не могу доказать», — написала она."
)
SHOUTED = "ПРОТОКОЛ ДОПРОСА ПОТЕРПЕВШЕЙ ОТ СЕДЬМОГО ДЕКАБРЯ"
KAZAKH = "Әйел адвокатқа түрме қызметкерлері қорқытқанын айтты. Үкім шығарылды, өтініш."
FRENCH = "La détenue a été privée de visites, même à l'hôpital. Ça suffit, dit-elle."

GUESSES = {
    "Russian, Windows": (RUSSIAN, "cp1251"),
    "Russian, KOI8-R": (RUSSIAN.replace("«", '"').replace("»", '"'), "koi8-r"),
    "Russian, DOS": ("Она сообщила, что её лишили свиданий.", "cp866"),
    "capitals, Windows": (SHOUTED, "cp1251"),
    "capitals, KOI8-R": (SHOUTED, "koi8-r"),
    "Kazakh, KZ-1048": (KAZAKH, "kz1048"),
    "French, Western": (FRENCH, "cp1252"),
    "UTF-16 without a mark": ("The woman said so.", "utf-16-le"),
    "UTF-16, big end, without a mark": ("The woman said so.", "utf-16-be"),
}


@pytest.mark.parametrize("name", GUESSES)
def test_a_guess_is_right_and_told(name: str) -> None:
    text, encoding = GUESSES[name]
    lossless = text.replace("—", "-") if encoding == "koi8-r" else text
    decoded = decode(lossless.encode(encoding))
    assert (decoded.text, decoded.encoding) == (lossless, encoding)
    assert decoded.guessed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_is_believed_and_is_no_text(encoding: str) -> None:
    decoded = decode(RUSSIAN.encode(encoding))
    assert decoded.text == RUSSIAN
    assert not decoded.guessed


def test_utf8_is_no_guess() -> None:
    assert decode(KAZAKH.encode()).text == KAZAKH
    assert not decode(KAZAKH.encode()).guessed


def test_the_documents_own_word_goes_before_a_guess() -> None:
    data = "Íåò".encode("cp1252")
    assert decode(data, "windows-1251").text == "Нет"
    assert decode(data, "iso-8859-1").text == "Íåò"


LIES = {
    "utf-8 that is not": "utf-8",
    "no such encoding": "klingon-8",
    "an archive, not letters": "zip",
    "a path": "../../etc/passwd\0",
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_the_encoding_does_no_harm(name: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), LIES[name]).text == RUSSIAN


def test_one_damaged_letter_does_not_spoil_the_rest() -> None:
    data = RUSSIAN.encode() * 20
    decoded = decode(data + "ё".encode()[:1])
    assert decoded.broken
    assert decoded.text == RUSSIAN * 20 + "\ufffd"


def test_no_bytes_are_no_text() -> None:
    assert decode(b"").text == ""
