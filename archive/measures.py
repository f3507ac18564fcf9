"""Measures (做法) that readers look for again and again, in groups as a book's index has them.

The list is an editor's choice; the counts are asked of the engine, once for each state of the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from search.documents import Query, SearchError
from search.engine import SearchEngine, get_engine

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "组织建设",
        (
            "软弱涣散",
            "三会一课",
            "四议两公开",
            "主题党日",
            "标准化规范化",
            "党建联盟",
            "支部联建",
            "民主评议党员",
            "双报到",
            "党务公开",
        ),
    ),
    (
        "带头人与队伍",
        (
            "一肩挑",
            "第一书记",
            "两委换届",
            "发展党员",
            "流动党员",
            "领头雁",
            "后备干部",
            "驻村工作队",
            "党员教育",
            "述职评议",
        ),
    ),
    (
        "治理与发展",
        (
            "集体经济",
            "网格化",
            "积分制",
            "接诉即办",
            "党建引领",
            "红色物业",
            "乡村振兴",
            "党群服务中心",
            "移风易俗",
            "小微权力",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """An entry of the index; ``count`` None while the engine cannot be asked."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    name: str
    measures: tuple[Measure, ...]


def count_measures() -> tuple[MeasureGroup, ...]:
    """All groups with the number of reports that hold each name, in either script."""
    engine = get_engine()
    try:
        # Handles are compared by identity, which no Protocol can say.
        return _counted(engine, engine.status().generation)  # type: ignore[arg-type]
    except SearchError:
        return tuple(MeasureGroup(group, tuple(Measure(name, None) for name in names)) for group, names in GROUPS)


# The engine itself is part of the key: another index may be in the same generation.
@lru_cache(maxsize=2)
def _counted(engine: SearchEngine, generation: int) -> tuple[MeasureGroup, ...]:
    return tuple(
        MeasureGroup(
            group, tuple(Measure(name, engine.search(Query(text=f'"{name}"', size=1)).total) for name in names)
        )
        for group, names in GROUPS
    )
