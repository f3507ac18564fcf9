"""Readings (读数): the figures and sections that rules read in the published reports, as rows that pages ask for.

They are derived: a pure function of a report's text, its card and the rules (``archive/text/figures``,
``archive/text/sections.py``). ``archive/readings`` writes them after a change is committed, and nobody else does.
"""

from archive.models.readings.figures import FigureRow, FigureRowQuerySet, written
from archive.models.readings.formulas import Formula, FormulaQuerySet, FormulaUse
from archive.models.readings.read import ReadingState, ReadReport
from archive.models.readings.sections import SectionRow

__all__ = [
    "FigureRow",
    "FigureRowQuerySet",
    "Formula",
    "FormulaQuerySet",
    "FormulaUse",
    "ReadReport",
    "ReadingState",
    "SectionRow",
    "written",
]
