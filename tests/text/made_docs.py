"""Word 97 files, made byte by byte, and the compound files that they are; the sentences that made files hold."""

from __future__ import annotations

import struct

TITLE = "清河县整顿软弱涣散党组织情况报告"
PROSE = "近年来，清河县组织部门对软弱涣散的村党组织逐个会诊，一村一策制定整顿方案，群众看到了变化。"
CLOSING = "下一步，全县将继续巩固整顿成果，防止问题反弹。"

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole_file(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with streams of at least 4,096 bytes, so that it needs no small sectors."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [("Root Entry", 5, _END, 0)]
    for name, content in streams.items():
        content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
        start, count = len(sectors), len(content) // 512
        sectors += [content[at : at + 512] for at in range(0, len(content), 512)]
        chain += [*range(start + 1, start + count), _END]
        entries.append((name, 2, start, len(content)))
    directory = b""
    for at, (name, kind, start, size) in enumerate(entries):
        letters = (name + "\0").encode("utf-16-le")
        after = at + 1 if 0 < at < len(entries) - 1 else _FREE
        child = 1 if kind == 5 and len(entries) > 1 else _FREE
        directory += letters.ljust(64, b"\0") + struct.pack("<HBB3I", len(letters), kind, 1, _FREE, after, child)
        directory += bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    first_directory, count = len(sectors), len(directory) // 512
    sectors += [directory[at : at + 512] for at in range(0, len(directory), 512)]
    chain += [*range(first_directory + 1, first_directory + count), _END]
    first_fat = len(sectors)
    fats = 1
    while fats * 128 < first_fat + fats:
        fats += 1
    chain += [_FAT] * fats
    chain += [_FREE] * (fats * 128 - len(chain))
    fat = struct.pack(f"<{len(chain)}I", *chain)
    sectors += [fat[at : at + 512] for at in range(0, len(fat), 512)]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, fats, first_directory, 0, 4096, _END, 0, _END, 0)
    places = [*range(first_fat, first_fat + fats)]
    header += struct.pack("<109I", *places, *[_FREE] * (109 - len(places)))
    return header + b"".join(sectors)


def doc_file(
    text: str = "",
    *,
    notes: str = "",
    boxes: str = "",
    rows: tuple[int, ...] = (),
    numbered: tuple[int, ...] = (),
    flags: int = 0x0200,
    version: int = 0xC1,
    compressed: bool = False,
    letters: dict[str, bytes] | None = None,
    fonts: tuple[str, ...] = (),
    styles: tuple[bytes, ...] = (),
    styled: str = "",
    prms: tuple[int, int] = (0, 0),
    drawings: bytes = b"",
) -> bytes:
    """A Word 97 file of two pieces, the second lying before the first.

    ``rows`` are offsets of row end marks, ``numbered`` of the marks of list paragraphs. ``letters`` gives words of the
    text their sprms; ``fonts`` and ``styles`` (sprms) are told by number; ``styled`` are words in paragraphs of style 1.
    ``prms`` are properties of pieces.
    """
    text = text or f"{TITLE}\r{PROSE}\r{CLOSING}\r"
    story = text + notes + boxes
    encoding = "cp1252" if compressed else "utf-16-le"
    width = 1 if compressed else 2
    half = len(story) // 2
    first, second = story[:half].encode(encoding), story[half:].encode(encoding)
    start = 0x600
    second_at, first_at = start, start + len(second)
    page_at = -(-(first_at + len(first)) // 512) * 512
    words = bytearray(page_at + 1024)
    struct.pack_into("<HHHHHH", words, 0, 0xA5EC, version, 0, 0x0804, 0, flags)
    struct.pack_into("<II", words, 0x18, start, first_at + len(first))
    struct.pack_into("<8i", words, 0x4C, len(text), len(notes), 0, 0, 0, 0, len(boxes), 0)
    words[second_at : second_at + len(second)] = second
    words[first_at : first_at + len(first)] = first

    def place(offset: int) -> int:
        return first_at + width * offset if offset < half else second_at + width * (offset - half)

    def encoded(at: int) -> int:
        return at * 2 | 0x40000000 if compressed else at

    clx = struct.pack("<3I", 0, half, len(story))
    clx += struct.pack("<HIH", 0, encoded(first_at), prms[0])
    clx += struct.pack("<HIH", 0, encoded(second_at), prms[1])
    table = b"\x02" + struct.pack("<I", len(clx)) + clx
    struct.pack_into("<II", words, 0x01A2, 0, len(table))
    ends = sorted((place(offset) + width, 200 if offset in rows else 210) for offset in {*rows, *numbered})
    if styled:
        ends.append((place(story.index(styled)) + width * len(styled), 220))
    if ends:
        # A run of plain paragraphs before each mark, and a run of the mark itself with its properties.
        bounds = [start] + [each for end, _ in ends for each in (end - width * (len(styled) or 1), end)]
        page = bytearray(512)
        struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
        for run, (_, properties) in enumerate(ends):
            page[4 * len(bounds) + 13 * (2 * run + 1)] = properties
        page[400:406] = b"\x03\x00\x00\x17\x24\x01"  # sprmPFTtp
        page[420:430] = b"\x05\x00\x00\x0a\x26\x00\x0b\x46\x01\x00"  # sprmPIlvl, sprmPIlfo
        page[440:444] = b"\x02\x01\x00\x00"  # style 1
        page[511] = len(bounds) - 1
        words[page_at : page_at + 512] = page
        bins = struct.pack("<3I", start, bounds[-1], page_at // 512)
        struct.pack_into("<II", words, 0x0102, len(table), len(bins))
        table += bins
    if letters:
        bounds, page, at = [], bytearray(512), 480
        for word, sprms in sorted(letters.items(), key=lambda each: place(story.index(each[0]))):
            bounds.append((place(story.index(word)), place(story.index(word)) + width * len(word), sprms))
        edges = sorted({start, first_at + len(first), *(edge for one, end, _ in bounds for edge in (one, end))})
        struct.pack_into(f"<{len(edges)}I", page, 0, *edges)
        for one, _, sprms in bounds:
            at -= len(sprms) + 1 + (len(sprms) + 1) % 2
            page[at : at + 1 + len(sprms)] = bytes([len(sprms)]) + sprms
            page[4 * len(edges) + edges.index(one)] = at // 2
        page[511] = len(edges) - 1
        words[page_at + 512 : page_at + 1024] = page
        bins = struct.pack("<3I", start, edges[-1], page_at // 512 + 1)
        struct.pack_into("<II", words, 0x00FA, len(table), len(bins))
        table += bins
    if fonts:
        named = b"".join(
            bytes([39 + 2 * len(name) + 2]) + bytes(39) + f"{name}\0".encode("utf-16-le") for name in fonts
        )
        struct.pack_into("<II", words, 0x0112, len(table), 4 + len(named))
        table += struct.pack("<HH", len(fonts), 0) + named
    if styles:
        sheet = struct.pack("<HHH", 4, len(styles), 10)
        for sprms in styles:  # based on none, named "s"; of paragraphs if it is a list, else of letters
            is_list = sprms.startswith(b"\x0b\x46")
            style = struct.pack("<6H", 0, 0xFFF1 if is_list else 0xFFF2, 2 if is_list else 1, 0, 0, 1)
            style += "s\0".encode("utf-16-le")
            sprms = bytes(2) + sprms if is_list else sprms
            style += struct.pack("<H", len(sprms)) + sprms + bytes(2 if is_list else 0)
            sheet += struct.pack("<H", len(style)) + style + bytes(len(style) % 2)
        struct.pack_into("<II", words, 0x00A2, len(table), len(sheet))
        table += sheet
    if drawings:
        struct.pack_into("<II", words, 0x022A, len(table), len(drawings))
        table += drawings
    if numbered or styled:
        # One simple list, counted in Chinese (nfc 37), its number followed by 、 and nothing.
        struct.pack_into("<II", words, 0x02E2, len(table), 30)
        table += struct.pack("<HI22xBB", 1, 77, 1, 0)
        table += struct.pack("<IBB9xB8xBBH", 1, 37, 0, 2, 0, 0, 0) + struct.pack("<H", 2) + "\0、".encode("utf-16-le")
        struct.pack_into("<II", words, 0x02EA, len(table), 20)
        table += struct.pack("<II12x", 1, 77)
    return ole_file({"WordDocument": bytes(words), "1Table" if flags & 0x0200 else "0Table": table})
