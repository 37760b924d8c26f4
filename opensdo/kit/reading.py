"""How hard a text is to read: the Flesch-Kincaid school grade, counted in plain Python."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"”)\]]|$)")
WORD = re.compile(r"[A-Za-z0-9]+(?:['’.,@-][A-Za-z0-9]+)*")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy][lr])e$|(?<=[aeiouyl]l)e$|"  # "side", "file", but "table"
    r"(?<=[^aeiouylsxzcgh])es$|(?<=[aeiouy]l)es$|(?<=th)es$|"  # "names", but "pages"
    r"(?<=[^aeiouyltd])ed$|(?<=[aeiouyl]l)ed$"  # "used", but "wanted" and "handled"
)
SILENT_INSIDE = re.compile(r"(?<=[aeiouy][^aeiouy])e(?=(?:ly|ment|ments|ful|less|fore|times|thing)$)")
TWO_SOUNDS = re.compile(
    r"(?<![cst])ia|(?<=[bdhkmprvx])io|(?<![cfr])ie(?=n[ct])|(?<=sc)ie|(?<=er)ie(?=n)|(?<=pl)ie(?=r)|(?<![qg])ua|"
    r"cre(?=at)|(?<=[rd])ea$|(?<=r)eas$|(?<=d)eas$|(?<=d)eo|(?<=fl)ui|quie|nyo|[aeiouy]ing"
)
KNOWN = {"business": 2, "businesses": 3, "every": 2, "area": 3, "react": 2}


def sentences(text: str) -> list[str]:
    return [part for part in (part.strip() for part in SENTENCE_END.split(text)) if WORD.search(part)]


def words(text: str) -> list[str]:
    return WORD.findall(text)


def syllables(word: str) -> int:
    """A number counts as one: readers take it at a glance."""
    return sum(_part(part) for part in re.split(r"[-'’.,@]", word.lower()) if part.isalpha() and part != "s") or 1


def grade(text: str) -> float:
    """0.39 words per sentence + 11.8 syllables per word - 15.59; an empty text is grade 0."""
    said = words(text)
    if not said:
        return 0.0
    per_sentence = len(said) / (len(sentences(text)) or 1)
    return round(0.39 * per_sentence + 11.8 * sum(map(syllables, said)) / len(said) - 15.59, 1)


def _part(word: str) -> int:
    if word in KNOWN:
        return KNOWN[word]
    heard = SILENT.sub("", SILENT_INSIDE.sub("", word))
    return max(1, len(VOWELS.findall(heard)) + len(TWO_SOUNDS.findall(word)))
