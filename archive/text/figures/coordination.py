"""Numbers that share words: 分别, lists (6期、1200余人次), one head (6个市级、11个县级示范点), 由60扩大到220, 其中."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.text.figures import lexicon
from archive.text.figures.figure import Phrase, Role, Span
from archive.text.figures.units import listed
from archive.text.figures.words import Word

_MOST_WORDS = 40
#: Between the numbers of one list.
_JOINING = listed("、 和 与 及 以及")


def share_words(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> tuple[list[Phrase], list[Role]]:
    """Return the phrases with what they take from each other, and the role of each number in its pair."""
    found = _own_nouns(words, places, phrases)
    found = _shared_heads(words, places, found)
    found = _lists(words, places, found)
    found = _respectively(words, places, found)
    found = _parts_of(words, places, found)
    return _pairs(words, places, found)


def _gap(words: Sequence[Word], places: Sequence[int], at: int) -> Sequence[Word]:
    """Return the words between the number ``at`` and the one before it, as far as one looks."""
    return words[max(places[at - 1] + 1, places[at] - _MOST_WORDS) : places[at]]


def _is_listed(gap: Sequence[Word]) -> bool:
    return bool(gap) and gap[0].text in _JOINING and all(word.text in _JOINING or word.part == "adverb" for word in gap)


def _lists(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> list[Phrase]:
    """Give the later numbers of a bare list the words of the first: 轮训6期、1200余人次."""
    found = list(phrases)
    for at in range(1, len(found)):
        before = found[at - 1]
        if _is_listed(_gap(words, places, at)) and found[at].side != "right" and before.side != "right":
            found[at] = replace(before, rule="list")
        elif before.noun and not found[at].noun and places[at] == places[at - 1] + 1:
            found[at] = replace(found[at], noun=before.noun, action=found[at].action or before.action, sure=before.sure)
    return found


def _own_nouns(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> list[Phrase]:
    """Cut off a noun what is not counted: 28个村|和甲、乙等5个镇, 28个村|集体收入达5万元, 5个组|的主干道."""
    found = list(phrases)
    for at, here in enumerate(found):
        if here.side != "right" or here.metric or len(here.noun) != 1:
            continue
        last = places[at + 1] if at + 1 < len(places) else len(words)
        behind = words[places[at] + 1 : min(last, places[at] + _MOST_WORDS)]
        own = [word for word in behind if here.noun[0].start <= word.start < here.noun[0].end]
        end = next((place for place, word in enumerate(own) if word.part == "of"), 0)
        if not (end and own[end - 1].text.endswith(lexicon.HOLDERS) and all(word.part == "noun" for word in own[:end])):
            end = 0
        for place in range(1, len(own) - 1):
            if not end and own[place].text in lexicon.STRONG and own[place - 1].text.endswith(lexicon.HOLDERS):
                end = place  # 12个村|发展蔬菜产业
        if at + 1 < len(places) and behind and behind[-1].text == "等":
            end = next((place for place, word in enumerate(own) if word.part == "join"), 0)
        elif at + 1 < len(places) and found[at + 1].metric and own and own[-1].text.endswith(lexicon.MEASURES):
            holders = (place for place in range(len(own) - 1, 0, -1) if own[place - 1].text.endswith(lexicon.HOLDERS))
            end = next(holders, end)
        if end:
            found[at] = replace(here, noun=(Span(own[0].start, own[end - 1].end),))
    return found


def _shared_heads(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> list[Phrase]:
    """Give 6个市级 of 6个市级、11个县级示范点 the head that stands behind the last number."""
    found = list(phrases)
    for at in range(len(found) - 2, -1, -1):
        here, after = found[at], found[at + 1]
        gap = _gap(words, places, at + 1)
        if here.side != "right" or after.side != "right" or not here.noun or not gap or gap[-1].text not in _JOINING:
            continue
        own = [word for word in gap if here.noun[0].start <= word.start < here.noun[-1].end]
        if not own or not own[-1].text.endswith(lexicon.ATTRIBUTES):
            continue
        behind = [
            word for word in words[places[at + 1] + 1 : places[at + 1] + _MOST_WORDS] if word.start < after.noun[-1].end
        ]
        last = max(
            (place for place, word in enumerate(behind[:3]) if word.text.endswith(lexicon.ATTRIBUTES)), default=-1
        )
        head = last + 1 if last + 1 < len(behind) else 0
        if len(after.noun) > 1:
            found[at] = replace(
                here, noun=(here.noun[0], after.noun[-1]), action=after.action or here.action, rule="shared-head"
            )
        elif head:
            found[at] = replace(
                here,
                noun=(here.noun[0], Span(behind[head].start, after.noun[-1].end)),
                action=here.action or after.action,
                rule="shared-head",
            )
        elif after.action and not here.action:
            found[at] = replace(here, action=after.action)
    for at in range(len(found) - 2, -1, -1):
        if (
            found[at].action is None
            and found[at].side == "right"
            and found[at + 1].side == "right"
            and found[at + 1].action is not None
        ):
            gap = _gap(words, places, at + 1)
            if gap and gap[-1].text in _JOINING:
                found[at] = replace(found[at], action=found[at + 1].action)
    return found


def _respectively(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> list[Phrase]:
    """Give each number behind 分别 its own subject: one of the list before it, else that of an earlier number."""
    found = list(phrases)
    numbers = {place: at for at, place in enumerate(places)}
    for here, word in enumerate(words):
        if word.text != "分别":
            continue
        run = _run_behind(words, numbers, here)
        if len(run) < 2:
            continue
        subjects = _subjects(words, here)
        if subjects is not None and len(subjects) >= len(run):
            for at, subject in zip(run, subjects[-len(run) :], strict=True):
                found[at] = replace(
                    found[at],
                    noun=(subject,),
                    action=found[run[0]].action,
                    state=found[run[0]].state,
                    rule="respectively",
                    sure=True,
                )
        elif subjects == [] and run[0] >= len(run):
            for at, earlier in zip(run, range(run[0] - len(run), run[0]), strict=True):
                first = found[run[0]]
                found[at] = replace(first, noun=found[earlier].noun, rule="respectively", sure=found[earlier].sure)
    return found


def _run_behind(words: Sequence[Word], numbers: dict[int, int], here: int) -> list[int]:
    """Return the numbers behind 分别 that form one list."""
    run: list[int] = []
    for place in range(here + 1, min(len(words), here + _MOST_WORDS)):
        word = words[place]
        if word.part == "number":
            run.append(numbers[place])
        elif word.ends_clause or (run and word.text not in _JOINING and word.part not in ("adverb", "change")):
            break
    return run


def _subjects(words: Sequence[Word], here: int) -> list[Span] | None:
    """Return the listed subjects before 分别, [] where the clause begins with it, None where it holds a number."""
    first = here
    least = max(0, here - _MOST_WORDS)
    while first > least and words[first - 1].part not in ("mark", "number"):
        first -= 1
    if first > 0 and words[first - 1].part == "number":
        return None
    parts: list[list[Word]] = [[]]
    for word in words[first:here]:
        if word.part == "join":
            parts.append([])
        elif word.part not in ("adverb", "opener", "change") or parts[-1]:
            parts[-1].append(word)
    return [Span(part[0].start, part[-1].end) for part in parts if part]


def _parts_of(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> list[Phrase]:
    """Give a number behind 其中 the noun before it as its whole."""
    found = list(phrases)
    whole: Phrase | None = None
    for at in range(1, len(found)):
        gap = _gap(words, places, at)
        if any(word.text == "其中" for word in gap):
            whole = found[at - 1]
        elif any(word.text == "；" for word in gap) or (whole and found[at].unit not in (whole.unit, "岁", "%")):
            whole = None
        if (
            whole is not None
            and whole.noun
            and found[at].base is None
            and not found[at].is_share
            and found[at].noun != whole.noun
        ):
            found[at] = replace(found[at], base=whole.noun[-1])
    return found


def _pairs(words: Sequence[Word], places: Sequence[int], phrases: list[Phrase]) -> tuple[list[Phrase], list[Role]]:
    """Read 由A扩大到B: both are of one thing, and the word of change is the deed of both."""
    found = list(phrases)
    roles: list[Role] = ["share" if phrase.is_share else "value" for phrase in found]
    for at in range(len(found) - 1):
        here, after = found[at], found[at + 1]
        gap = _gap(words, places, at + 1)
        if not here.opens or any(word.ends_clause for word in gap):
            continue
        if after.reaches or any(word.text.endswith(("到", "至", "为")) for word in gap):
            action = after.action or here.action
            found[at] = replace(here, action=action, rule="from-to")
            found[at + 1] = replace(
                after, noun=here.noun, action=action, side=here.side, rule="from-to", sure=here.sure
            )
            roles[at], roles[at + 1] = "from", "to"
    return found, roles
