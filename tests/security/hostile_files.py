"""Hostile uploads, each made from its number: bombs, path tricks, markup with scripts, polyglots, broken files, names."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from tests.text.made_archives import Archive, plain_record
from tests.text.made_files import CLOSING, PAGE, PROSE, TITLE, bare_docx, odt_file, one_of_each, rtf_file, zip_file
from tests.text.test_formats_fuzz import MUTATIONS

#: Members of a zip that is taken; UPLOADS=2000 sends ten times as many.
MANY = 3000 if "UPLOADS" in os.environ else 300
SCRIPT = "<script>document.title='打进来了'</script>"
_PARAGRAPH = f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"
_BILLION = (
    "<!DOCTYPE z [<!ENTITY a0 '哈哈'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)
_SQUARE = "<!DOCTYPE z [<!ENTITY a '" + "哈" * 50_000 + "'>]>"
_OUTSIDE = '<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % b SYSTEM "http://127.0.0.1:9/x">%b;]>'

NAMES = (
    "报告.txt", "../../../etc/passwd", "/etc/cron.d/x", "C:\\Windows\\x.txt", "a\r\nSet-Cookie: x=1.txt", "a\x00.txt", "\u202etxt.exe", "😀👨‍👩‍👧.docx",
    "党" * 400 + ".txt", "." * 255, "", " ", "con.txt", "-rf", "~", "$(id).txt", "<script>alert(1)</script>.txt", "=cmd|'x'!A0.csv", "a;b\"c'.txt", "..", "报告.php.txt",
    "%2e%2e%2f.txt", "a" * 3000, "\udcff.txt".encode("utf-8", "replace").decode(), ".htaccess", "x.svg", "x.html", "清单.csv", "a.zip",
)  # fmt: skip


def _raw_zip(members: list[tuple[str, bytes, int]]) -> bytes:
    """A zip with names as they are; the third value is the external attribute (a symlink's mode, say)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, attribute in members:
            member = zipfile.ZipInfo(name)
            member.external_attr = attribute << 16
            archive.writestr(member, content)
    return buffer.getvalue()


def zip_bomb(chance: random.Random) -> bytes:
    zeros = bytes(chance.choice((1, 20, 60)) * 1024 * 1024)
    return zip_file({f"{number}.txt": zeros for number in range(chance.choice((1, 3)))})


def lying_zip(chance: random.Random) -> bytes:
    """A member that says it is small."""
    made = bytearray(zip_file({"a.txt": bytes(30 * 1024 * 1024)}))
    at = made.rfind(b"PK\x01\x02")
    struct.pack_into("<I", made, at + 24, 100)
    return bytes(made)


def nested_zip(chance: random.Random) -> bytes:
    made = zip_file({"a.txt": PROSE})
    for _ in range(chance.choice((2, 5, 40))):
        made = zip_file({"a.zip": made, "b.zip": made})
    return made


def many_members(chance: random.Random) -> bytes:
    return zip_file({f"{number}.txt": "" for number in range(chance.choice((MANY, 6000)))})


def path_tricks(chance: random.Random) -> bytes:
    link = 0o120777
    names = ["../../../../tmp/jiceng-out.txt", "/tmp/jiceng-out.txt", "a/../../b.txt", "..\\..\\c.txt", "C:\\x.txt", "\u202etxt.a"]  # fmt: skip
    tricks = [(name, f"{TITLE}{name}\n{PROSE}".encode(), 0o644) for name in names]
    tricks += [("link.txt", b"/etc/passwd", link), ("link/x.txt", PROSE.encode(), 0o644), ("link", b"/tmp", link)]
    return _raw_zip(chance.sample(tricks, chance.randint(1, len(tricks))))


def overlapping_zip(chance: random.Random) -> bytes:
    """Many entries of the directory that all name one member, as quines and the better bombs do."""
    made = zip_file({"a.txt": bytes(1_000_000)})
    at, end = made.rfind(b"PK\x01\x02"), made.rfind(b"PK\x05\x06")
    entry, count = made[at:end], chance.choice((50, 3000))
    close = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, at, 0)
    return made[:at] + entry * count + close


def xml_bomb(chance: random.Random) -> bytes:
    head, use = chance.choice(((_BILLION, "&a9;"), (_SQUARE, "&a;" * 5000), (_OUTSIDE, "&a;")))
    body = f"{head}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>{PROSE}{use}</w:t></w:r></w:p></w:body></w:document>"
    if chance.random() < 0.5:
        return zip_file({"word/document.xml": body})
    made = odt_file(f"<text:p>{PROSE}{use}</text:p>")
    with zipfile.ZipFile(io.BytesIO(made)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["content.xml"] = head.encode() + parts["content.xml"]
    return zip_file(parts)


def deep_xml(chance: random.Random) -> bytes:
    depth = chance.choice((500, 20_000, 200_000))
    return bare_docx("<w:p>" * depth + _PARAGRAPH + "</w:p>" * depth)


def wide_docx(chance: random.Random) -> bytes:
    return bare_docx(chance.choice(("<w:p/>", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", _PARAGRAPH)) * 30_000)


def pdf_bomb(chance: random.Random) -> bytes:
    """A stream that unpacks to two hundred megabytes, packed up to three times."""
    packed = zlib.compress(b"BT /F1 12 Tf (a) Tj ET\n" * 9_000_000, 9)
    times = chance.choice((1, 2))
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    filters = " ".join(["/FlateDecode"] * times)
    head = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n"
    )
    stream = f"4 0 obj\n<< /Length {len(packed)} /Filter [{filters}] >>\nstream\n".encode()
    return head + stream + packed + b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def pdf_loop(chance: random.Random) -> bytes:
    loop = chance.choice((b"/Kids [2 0 R]", b"/Kids [3 0 R] /Parent 2 0 R", b"/Kids 2 0 R"))
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj\n2 0 obj\n<< /Type /Pages "
        + loop
        + b" /Count 99999999 >>\nendobj\n3 0 obj\n<< /Type /Pages /Kids [2 0 R] >>\nendobj\ntrailer\n<< /Root 1 0 R /Prev 9 >>\n%%EOF\n"
    )


def rtf_tricks(chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return b"{\\rtf1" + b"{" * chance.choice((1000, 300_000)) + PROSE.encode("gb18030")
    return rtf_file(
        tail=b"{\\object\\objemb{\\*\\objdata " + b"d0cf11e0" * 9000 + b"}}{\\field{\\*\\fldinst DDEAUTO cmd}}"
    )


def scripted(chance: random.Random) -> bytes:
    page = PAGE.replace(
        "</body>", f"{SCRIPT}<img src=x onerror=alert(1)><iframe src=javascript:alert(1)></iframe></body>"
    )
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{SCRIPT}<text>{PROSE}</text></svg>"
    words = f"{SCRIPT}\n{TITLE}\n{PROSE}\n=1+1\n@SUM(1)\n\u202e{CLOSING}\u202c"
    return chance.choice((page, picture, words, page.replace("utf-8", "utf-7"))).encode()


def deep_page(chance: random.Random) -> bytes:
    tag = chance.choice(("div", "table><tr><td", "b", "a href=x", "ul><li"))
    return f"<html><body><p>{PROSE}</p>{f'<{tag}>' * chance.choice((2000, 100_000))}{PROSE}".encode()


def polyglot(chance: random.Random) -> bytes:
    whole = list(one_of_each().values())
    return chance.choice(whole) + chance.choice(whole)


def long_line(chance: random.Random) -> bytes:
    unit = chance.choice(("软", " ", "_", "区(qū)", "a", "\u202e", "第1页 共2页", "> ", "\x00", "。", "=", "通渭县"))
    return (TITLE + "\n" + PROSE + "\n" + unit * (400_000 // len(unit))).encode()


def noise(chance: random.Random) -> bytes:
    return chance.choice((b"", b"\x00", b"\xff\xfe", b" \n", chance.randbytes(chance.choice((1, 100, 50_000))), "\ud83d".encode("utf-16", "surrogatepass"), "整顿".encode("utf-16") * 50))  # fmt: skip


def card_list(chance: random.Random) -> bytes:
    cell = chance.choice(('"=1+1"', SCRIPT, '"' + "党" * 50_000 + '"', "../../etc/passwd", "\x00", '"'))
    return ("文件名,标题,日期,来源\n" + f"{cell},{cell},{cell},{cell}\n" * chance.choice((1, 400))).encode()


def mutated(chance: random.Random) -> bytes:
    whole = one_of_each()
    made = bytearray(whole[chance.choice(sorted(whole))])
    for _ in range(chance.choice((1, 2, 4))):
        chance.choice(MUTATIONS)(made, chance, list(whole.values()))
    return bytes(made)


def web_archive_bomb(chance: random.Random) -> bytes:
    bomb = gzip.compress(bytes(chance.choice((30, 60)) * 1024 * 1024), 1)
    packed = (("Content-Encoding", "gzip"),)
    pages = {f"http://example.org/{number}.html": bomb for number in range(chance.choice((1, 5)))}
    archive = Archive()
    for address, body in pages.items():
        archive.response(address, body, headers=packed)
    return archive.response("http://example.org/x.html", PAGE.encode()).bytes


def lying_web_archive(chance: random.Random) -> bytes:
    """Wrong lengths, endless headers, addresses that are none, scripts, a WARC in a WACZ under a path that leads elsewhere."""
    addresses = (
        "http://example.org/../../etc/cron.d/x",
        f"http://example.org/{SCRIPT}",
        "file:///etc/passwd",
        "http://[",
        "http://a/" + "x" * 9000,
    )
    lengths = (None, 0, 5, 10**12, "x" * 300)
    parts = [plain_record(chance.choice(addresses), PAGE.encode(), length=chance.choice(lengths)) for _ in range(6)]
    parts.append(b"WARC/1.0\r\n" + b"X-A: " + b"b" * chance.choice((10, 500_000)) + b"\r\n" * chance.choice((1, 2)))
    pack = chance.choice((bytes, gzip.compress))
    warc = b"".join(map(pack, parts))
    return (
        warc
        if chance.random() < 0.5
        else zip_file({"datapackage.json": "{}", "../archive/../x/archive/a.warc.gz": warc})
    )


def tar_tricks(chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(
        fileobj=buffer,
        mode=chance.choice(("w", "w:gz")),
        format=chance.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)),
    ) as archive:
        for name in (
            "../../jiceng-out.txt",
            "/etc/cron.d/jiceng-out",
            "a" * chance.choice((150, 70_000)) + ".txt",
            f"{SCRIPT}.html",
        ):
            member = tarfile.TarInfo(name)
            member.type = chance.choice(
                (tarfile.REGTYPE, tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.BLKTYPE)
            )
            member.linkname, member.size = "/etc/passwd", len(PROSE.encode()) if member.type == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(PROSE.encode()))
    return buffer.getvalue()[: -chance.choice((1, 600)) or None]


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    zip_bomb, lying_zip, nested_zip, many_members, path_tricks, overlapping_zip, xml_bomb, deep_xml, wide_docx, pdf_bomb, pdf_loop, rtf_tricks,
    scripted, deep_page, polyglot, long_line, noise, card_list, mutated, web_archive_bomb, lying_web_archive, tar_tricks,
)  # fmt: skip
#: Those that take seconds are rarer; broken files are the most.
_WEIGHTS = tuple(
    {"pdf_bomb": 1, "zip_bomb": 2, "many_members": 1, "deep_xml": 3, "web_archive_bomb": 1, "mutated": 60}.get(
        kind.__name__, 5
    )
    for kind in KINDS
)


def hostile_file(number: int) -> tuple[str, str, bytes]:
    """The kind, the name and the bytes of a file; the first ones show every kind once."""
    chance = random.Random(number)
    kind = KINDS[number] if number < len(KINDS) else chance.choices(KINDS, _WEIGHTS)[0]
    return kind.__name__, chance.choice(NAMES), kind(chance)
