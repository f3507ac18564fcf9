"""Broken files of every format through the real, apart-running intake. FUZZ_FILES=2000 runs more than the suite's 100."""

import os
import random
import time

import pytest

from archive.intake.parsing import START_SECONDS, WALL_SECONDS, end_parsers, parse_file
from archive.text.formats import FormatError
from tests.text.made_files import one_of_each

FILES = int(os.environ.get("FUZZ_FILES", "100"))
SHARES = 10


def flip_bits(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    for _ in range(chance.choice((1, 3, 20, 200))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    del data[chance.randrange(1, len(data)) :]


def splice(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    other = chance.choice(others)
    at, start = chance.randrange(len(data)), chance.randrange(len(other))
    data[at:at] = other[start : start + chance.randrange(1, 2000)]


def overwrite(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    at = chance.randrange(len(data))
    data[at : at + chance.randrange(1, 400)] = chance.randbytes(chance.randrange(1, 400))


def repeat(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    at = chance.randrange(len(data))
    data[at:at] = bytes(data[at : at + chance.randrange(1, 60)]) * chance.choice((2, 50, 3000))


def write_extremes(data: bytearray, chance: random.Random, others: list[bytes]) -> None:
    for _ in range(chance.choice((1, 4))):
        at = chance.randrange(len(data))
        data[at : at + 4] = chance.choice(
            (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80")
        )


MUTATIONS = (flip_bits, cut, splice, overwrite, repeat, write_extremes)


def broken_file(seed: int) -> tuple[str, bytes]:
    chance = random.Random(seed)
    whole = one_of_each()
    ending = chance.choice(sorted(whole))
    data = bytearray(whole[ending])
    for _ in range(chance.choice((1, 1, 2, 4))):
        chance.choice(MUTATIONS)(data, chance, list(whole.values()))
    return ending, bytes(data)


@pytest.fixture(scope="module", autouse=True)
def _no_worker_stays():
    yield
    end_parsers()


@pytest.mark.parametrize("share", range(SHARES))
def test_a_broken_file_gives_a_text_or_a_sentence_and_never_hangs(share):
    for seed in range(share, FILES, SHARES):
        ending, data = broken_file(seed)
        start = time.monotonic()
        try:
            answer = parse_file(data, f"{seed}.{ending}").text
            assert answer.strip(), seed
        except FormatError as error:
            answer = str(error)
            assert answer.endswith("。"), seed
        assert "\x00" not in answer, seed
        assert time.monotonic() - start < 2 * (START_SECONDS + WALL_SECONDS), seed  # with a new worker, and another one
