"""Shapes in which real pages set what they say of themselves, met on public sites; every word here is our own.

Each shape is run through the real way in: repair, clean, describe.
"""

from __future__ import annotations

import time
from datetime import date

import pytest

from archive.text.clean import clean_text
from archive.text.formats.extracted import PageHints
from archive.text.metadata import Description, describe
from archive.text.repair import repair_text
from scripts.judging import comparable
from tests.text.gazetteer import GAZETTEER
from tests.text.shapes import BODY, SHAPES_OF_LABELS, titled
from tests.text.shapes_of_titles import SHAPES_OF_TITLES

TODAY = date(2026, 11, 22)

SHAPES = [*SHAPES_OF_LABELS, *SHAPES_OF_TITLES]


def describe_page(text: str, url: str = "") -> Description:
    repaired = repair_text(text).text
    return describe(
        repaired,
        cleaned=clean_text(repaired),
        hints=PageHints(url=url),
        filename="1.txt",
        gazetteer=GAZETTEER,
        today=TODAY,
    )


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_real_shape_gives_its_card(shape):
    described = describe_page(shape.text, shape.url)
    got = {name: comparable(name, getattr(described, name).value or "") for name in shape.card}
    assert got == {name: comparable(name, value or "") for name, value in shape.card.items()}


def test_describing_takes_time_in_proportion_to_the_text():
    def seconds(times: int) -> float:
        text = titled(body="\n".join([BODY] * times))
        start = time.process_time()
        describe_page(text)
        return time.process_time() - start

    seconds(20)  # dictionaries and tables are read once
    assert seconds(400) < 20 * max(seconds(100), 0.02)
