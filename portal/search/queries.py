"""Public read: finding things.

Ranking never reads every hit: titles are asked first, then texts, each up to a fixed number; only
those are weighed. A common word costs no more than a rare one.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from backoffice.kernel.text import WORD, fold, words_of

from .models import SearchEntry
from .services import CONFIGURATIONS
from .words import (
    SHORTEST_STEM,
    is_greek,
    possible_stem_sounds,
    sound_of,
    stem_sound,
)

MOST_WORDS = 8
WEIGHED = 200
LONGEST_QUERY = 120

FIND = """
with asked as (
    select to_tsquery(%(cfg)s::regconfig, %(words)s) as words,
           to_tsquery('simple', %(sounds)s) as sounds
),
candidates as (
    (select e.id, 4.0 as bonus from search_searchentry e, asked
     where e.language = %(language)s and e.title_words @@ asked.words limit %(most)s)
    union all
    (select e.id, 0.0 from search_searchentry e, asked
     where e.language = %(language)s and e.words @@ asked.words limit %(most)s)
    union all
    (select e.id, -0.5 from search_searchentry e, asked
     where %(sounds)s <> '' and e.language = %(language)s and e.sounds @@ asked.sounds
     limit %(most)s)
),
weighed as (
    select c.id, max(c.bonus) as bonus from candidates c group by c.id
)
select e.kind, e.title, e.summary, e.url, e.dated_on,
       w.bonus + ts_rank('{0.05, 0.1, 0.4, 1.0}', e.words, asked.words, 1)
       + case e.kind when 'service' then 3.0 when 'page' then 0.5 else 0.0 end as rank
from weighed w join search_searchentry e on e.id = w.id cross join asked
left join wagtailcore_page p on p.id = e.page_id
where e.page_id is null or p.live
order by rank desc, e.dated_on desc nulls last, e.title
limit %(most)s
"""


@dataclass(frozen=True)
class Hit:
    """One thing found, with the words asked for marked."""

    kind: str
    title: SafeString
    summary: SafeString
    url: str
    dated_on: date | None

    @property
    def kind_label(self) -> str:
        """Return what kind of thing it is."""
        return str(SearchEntry.Kind(self.kind).label)


@dataclass(frozen=True)
class Findings:
    """Everything found, and how much of each kind."""

    hits: list[Hit]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Return how many things were found, of all kinds."""
        return sum(self.counts.values())


def find(text: str, language: str, kind: str = "") -> Findings:
    """Return what matches a visitor's words, the best first.

    Every word must occur, in any inflection; when nothing has all of them, any of them will do.

    :param kind: one of SearchEntry.Kind, or nothing for all
    """
    words = words_of(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not words:
        return Findings([], {})
    rows = _rows(words, language, " & ") or (
        _rows(words, language, " | ") if len(words) > 1 else []
    )
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[0]] = counts.get(row[0], 0) + 1
    mark = Marker(words, language)
    hits = [
        Hit(row[0], mark(row[1]), mark(row[2]), row[3], row[4])
        for row in rows
        if not kind or row[0] == kind
    ]
    return Findings(hits, {name: counts[name] for name in SearchEntry.KIND_ORDER if name in counts})


def _rows(words: list[str], language: str, joint: str) -> list[Any]:
    configuration = CONFIGURATIONS.get(language, "simple")
    # Folded words hold letters and digits only, so none can be read as an operator.
    asked = joint.join(_alternatives(word, language) for word in words)
    sounds = joint.join(map(_sounds, words)) if _sounds_help(words, language) else ""
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {
                "cfg": configuration,
                "words": asked,
                "sounds": sounds,
                "language": language,
                "most": WEIGHED,
            },
        )
        return list(cursor.fetchall())


def _alternatives(word: str, language: str) -> str:
    return word if language != "el" or len(word) < SHORTEST_STEM else f"({word} | {word}:*)"


def _sounds_help(words: list[str], language: str) -> bool:
    return language == "el" and all(len(word) >= SHORTEST_STEM for word in words)


def _sounds(word: str) -> str:
    begins = f"{stem_sound(word)}:*"
    if is_greek(word):
        return begins
    return f"({' | '.join([begins, *possible_stem_sounds(word)])})"


class Marker:
    """Marks the words asked for in a text, whatever their inflection."""

    def __init__(self, words: list[str], language: str) -> None:
        self.starts = {_common_start(word) for word in words}
        self.sounds = {possible_stem_sounds(word)[-1] for word in words if not is_greek(word)}
        self.language = language

    def __call__(self, text: str) -> SafeString:
        """Return the text as HTML with `mark` around the words."""
        parts, last = [], 0
        for found in WORD.finditer(text):
            if self._is_asked(fold(found[0])):
                parts += [escape(text[last : found.start()]), f"<mark>{escape(found[0])}</mark>"]
                last = found.end()
        parts.append(escape(text[last:]))
        return mark_safe("".join(parts))  # noqa: S308  # nosec B308 B703 - every part is escaped

    def _is_asked(self, word: str) -> bool:
        if any(word.startswith(start) for start in self.starts):
            return True
        if self.language != "el" or not is_greek(word):
            return False
        heard = sound_of(word)
        return any(len(sound) >= SHORTEST_STEM and heard.startswith(sound) for sound in self.sounds)


def _common_start(word: str) -> str:
    """Return the part of a word that its inflections share, roughly."""
    bare = re.sub(r"(ματος|ματα|ματων|ων|ου|ης|ες|ους|εις|εων|ies|es|s|[αεηιουω]σ?)$", "", word)
    return bare if len(bare) >= SHORTEST_STEM else word
