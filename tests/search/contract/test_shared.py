"""Reuse of passages over an index: brute force over all texts is the oracle, and law L12 of the research desk.

An engine that keeps no prints refuses with a sentence. SLOW_TESTS=1 looks at more documents.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from search.documents import Document, Query, QueryError
from search.engine import SearchEngine
from search.reuse.found import COMMON_PROVINCES, LEAST, WIDE, ReuseRule, Shared
from search.reuse.pairs import Commons, shared_words
from search.reuse.prints import ReadText, read_text
from tests.search.engines import KEEPS_PRINTS
from tests.search.reuse.texts import make_reports

SLOW = os.environ.get("SLOW_TESTS") == "1"
SIZE, PLANTED = (400, 120) if SLOW else (48, 24)
CENTRAL = frozenset({11, 12})
RULE = ReuseRule(CENTRAL)
#: Withdrawn, but still in the index.
HIDDEN = Query(hidden=(9,))

Held = tuple[SearchEngine, dict[int, Document]]
needs_prints = pytest.mark.skipif(not KEEPS_PRINTS, reason="the cluster keeps no prints")


@pytest.fixture(scope="module")
def held(open_engine, tmp_path_factory) -> Held:
    """An engine after several commits, with two groups of near duplicates, and its documents."""
    made, _ = make_reports(SIZE, 5, PLANTED)
    for first, second in ((20, 21), (30, 31), (30, 32)):
        copy = made[first - 1]
        made[second - 1] = replace(copy, id=second, region="440000" if second != 32 else "", group=first)
        made[first - 1] = replace(copy, group=first)
    made[12] = replace(made[12], body=made[10].body.split("\n")[0] + made[12].body, date="2016")
    made[13] = replace(made[13], body=made[10].body.split("\n")[0] + made[13].body, date="2019")
    made[10], made[11] = replace(made[10], date="2017"), replace(made[11], date="")
    engine = open_engine(tmp_path_factory.mktemp("shared") / "index")
    engine.rebuild([*made[: SIZE // 2], replace(made[-1], body=made[0].body)])
    for first in range(SIZE // 2, SIZE, 4):
        engine.apply(upserts=made[first : first + 4], deletes=[5])
    return engine, {each.id: each for each in made if each.id != 5}


class Oracle:
    """What two documents share, with the spread of each print counted by reading all texts."""

    def __init__(self, documents: dict[int, Document], hidden: tuple[int, ...], rule: ReuseRule) -> None:
        self.documents = {id_: each for id_, each in documents.items() if id_ not in hidden}
        self.rule = rule
        self.read = {id_: read_text(each.body) for id_, each in documents.items()}
        of_group: dict[int, str] = {}
        for each in sorted(self.documents.values(), key=lambda each: each.id):
            if each.group and each.region:
                of_group.setdefault(each.group, each.region[:2])
        self.provinces: defaultdict[int, set[str]] = defaultdict(set)
        self.central: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._commons: dict[tuple[int, int], Commons] = {}
        self._shared: dict[tuple[int, int], Shared] = {}
        for id_, each in self.documents.items():
            province = of_group.get(each.group, "") if each.group else each.region[:2]
            for hash_ in set(self.read[id_].prints.tolist()):
                if province:
                    self.provinces[hash_].add(province)
                if id_ in rule.central:
                    self.central[hash_].append((int(each.date[:4] or 0), id_))

    def later(self, one: int, other: int) -> int:
        years = [each.date[:4] for each in (self.documents[one], self.documents[other])]
        return max(map(int, years)) if all(years) else 9999

    def commons(self, text: ReadText, year: int) -> Commons:
        key = id(text), year
        if key not in self._commons:
            self._commons[key] = self.count(text, year)
        return self._commons[key]

    def count(self, text: ReadText, year: int) -> Commons:
        rows = []
        for hash_ in text.prints.tolist():
            first = min((each for each in self.central[hash_] if each[0] <= year), default=(0, 0))
            provinces = len(self.provinces[hash_])
            rows.append((bool(first[1]) or provinces >= COMMON_PROVINCES, provinces, first[1]))
        is_common, provinces_of, central = zip(*rows, strict=True)
        return Commons(np.array(is_common), np.array(provinces_of), np.array(central))

    def shared(self, one: int, other: int) -> Shared:
        """As seen from the smaller id."""
        key = first, second = min(one, other), max(one, other)
        if key not in self._shared:
            read = self.read[first]
            commons = self.commons(read, self.later(one, other))
            self._shared[key] = shared_words(read, self.read[second], commons, least=self.rule.least)
        return self._shared[key]

    def pairs(self) -> set[tuple[int, int]]:
        """All pairs that share words, near duplicates of each other apart."""
        found = set()
        shingles = {id_: set(read.shingles.tolist()) for id_, read in self.read.items()}
        for one, other in combinations(sorted(self.documents), 2):
            groups = {self.documents[one].group, self.documents[other].group}
            # Without a shingle in common there is no run at all.
            if (groups != {0} and len(groups) == 1) or shingles[one].isdisjoint(shingles[other]):
                continue
            if self.shared(one, other).is_shared(self.rule.least):
                found.add((one, other))
        return found


def neighbours(engine: SearchEngine, id_: int, rule: ReuseRule) -> set[int]:
    return {each for found in engine.shared(HIDDEN, id_, rule) for each in (found.id, *found.folded)}


@pytest.fixture(scope="module")
def oracle(held) -> Oracle:
    return Oracle(held[1], HIDDEN.hidden, RULE)


@needs_prints
@pytest.mark.parametrize("least", [LEAST, *([WIDE] if SLOW else [])])
def test_each_report_names_the_others_that_reading_all_texts_names(held, oracle, least):
    engine, documents = held
    rule = replace(RULE, least=least)
    asked = Oracle(documents, HIDDEN.hidden, rule) if least != LEAST else oracle
    pairs = asked.pairs()
    assert len(pairs) >= PLANTED // 2
    found = {tuple(sorted((id_, other))) for id_ in asked.documents for other in neighbours(engine, id_, rule)}
    # Whoever looks for shorter runs than the prints are certain to tell may miss one.
    assert found == pairs if least == LEAST else found <= pairs and len(found) >= 0.9 * len(pairs)


@needs_prints
def test_what_two_reports_share_is_the_same_from_either_side(held, oracle):
    engine, _ = held
    for one, other in sorted(oracle.pairs())[:20]:
        here, there = engine.shared_by(HIDDEN, one, other, RULE), engine.shared_by(HIDDEN, other, one, RULE)
        assert here == oracle.shared(one, other)
        assert (here.fresh, here.longest, here.shorter) == (there.fresh, there.longest, there.shorter)
        assert sorted((run.mirrored() for each in there.passages for run in each.runs), key=lambda run: run.start) == [
            run for each in here.passages for run in each.runs
        ]
        assert sorted((phrase.at.mirrored() for phrase in there.phrases), key=lambda at: at.start) == [
            phrase.at for phrase in here.phrases
        ]


@needs_prints
def test_the_pairs_of_all_reports_are_those_with_three_prints_in_common(held, oracle):
    engine, documents = held
    expected = {}
    for one, other in oracle.pairs():
        if any(each.group not in (0, each.id) for each in (documents[one], documents[other])):
            continue
        year = oracle.later(one, other)
        fresh = set(oracle.read[one].prints[~oracle.commons(oracle.read[one], year).is_common].tolist())
        if len(fresh & set(oracle.read[other].prints.tolist())) >= 3:
            shared = oracle.shared(one, other)
            expected[one, other] = shared.fresh, shared.longest
    found = engine.shared_among(HIDDEN, RULE)
    assert {(each.one, each.other): (each.fresh, each.longest) for each in found} == expected
    assert [each.fresh for each in found] == sorted((each.fresh for each in found), reverse=True)
    assert all(documents[each.one].region == each.one_region for each in found)


@needs_prints
def test_filters_keep_to_their_documents_and_the_spread_does_not(held):
    engine, documents = held
    for id_ in (1, 14, 40):
        whole = engine.shared(HIDDEN, id_, RULE)
        some = engine.shared(replace(HIDDEN, region=("62",)), id_, RULE)
        expected = [each for each in whole if documents[each.id].region.startswith("62") and not each.folded]
        assert [each for each in some if not documents[each.id].group] == [
            each for each in expected if not documents[each.id].group
        ]


@needs_prints
def test_a_central_document_explains_words_from_its_year_on(held):
    engine, documents = held
    assert (documents[13].date, documents[11].date, documents[14].date) == ("2016", "2017", "2019")
    without, with_ = (engine.shared_by(HIDDEN, 13, 14, rule) for rule in (ReuseRule(), RULE))
    assert without.longest >= LEAST > with_.longest
    assert {each.central for each in with_.phrases} >= {11}
    # Two reports from before the central document: it took the words from them, or from elsewhere.
    early = {**documents, 14: replace(documents[14], date="2015")}
    engine.apply(upserts=[early[14]])
    try:
        assert engine.shared_by(HIDDEN, 13, 14, RULE).longest >= LEAST
    finally:
        engine.apply(upserts=[documents[14]])


@needs_prints
def test_a_reports_own_near_duplicates_never_count_in_the_spread_of_its_words(open_engine, tmp_path):
    words = "工作组进村先不开大会，先听三遍话：听党员说，听群众说，听走了又回来的人说。"
    copies = [
        Document(number, f"{number}", words + "石沟湾村的记录一夜补出来。", region=f"{province}0000", group=1)
        for number, province in enumerate((62, 52, 61, 51, 11), 1)
    ]
    other = Document(9, "九", "镇党委把六个村列为整顿对象。" + words, region="130000")
    engine = open_engine(tmp_path / "index")
    engine.rebuild([*copies, other])
    (found,) = engine.shared(Query(), 9)
    assert (found.id, found.folded, found.shared.phrases) == (1, (2, 3, 4, 5), ())
    assert engine.shared(Query(), 1)[0].id == 9
    # Without the group they are five witnesses of as many provinces, and the words a set phrase.
    engine.apply(upserts=[replace(each, group=0) for each in copies])
    assert engine.shared(Query(), 9) == ()
    assert engine.shared_by(Query(), 9, 1).phrases[0].provinces == 6


@needs_prints
def test_a_report_that_is_not_in_the_index_is_refused_with_a_sentence(held):
    with pytest.raises(QueryError, match="第 5 篇不在索引里"):
        held[0].shared(Query(), 5)


@needs_prints
def test_an_index_without_texts_has_no_pairs(open_engine, tmp_path):
    engine = open_engine(tmp_path / "index")
    engine.rebuild([])
    assert engine.shared_among(Query()) == ()
    engine.rebuild([Document(1, "题", ""), Document(2, "题", "短")])
    assert engine.shared_among(Query()) == engine.shared(Query(), 1) == ()


@pytest.mark.skipif(KEEPS_PRINTS, reason="this engine keeps prints")
def test_an_engine_without_prints_says_so(held):
    for ask in (lambda: held[0].shared(Query(), 1), lambda: held[0].shared_among(Query())):
        with pytest.raises(QueryError, match="不比对相同文字"):
            ask()
