"""WARC and WACZ: the pages of an archive with their addresses and times, from any place on, and everything that is none."""

from __future__ import annotations

import gzip
import io
import itertools
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from archive.text.formats import FormatError, extract_text
from archive.text.formats.packages import records, web_archives
from archive.text.formats.packages.kinds import is_web_archive, name_of_page
from archive.text.formats.packages.web_archives import WebArchivePlace, read_web_archive
from tests.text.made_archives import (
    Archive,
    answer,
    page,
    plain_record,
    record,
    response_head,
    wacz_of,
    warc_of,
)
from tests.text.made_files import zip_file

A, B, C = "http://example.org/a.html", "http://example.org/b.html", "http://example.org/c.html"
THREE = {A: page("班子建设"), B: page("党员教育"), C: page("村级换届")}


def pages_of(data: bytes, place: WebArchivePlace | None = None) -> list:
    return [each for each in read_web_archive(io.BytesIO(data), place or WebArchivePlace(), set()) if each]


def read(data: bytes) -> tuple[list[str], WebArchivePlace]:
    place = WebArchivePlace()
    return [each.address for each in pages_of(data, place)], place


def every_form(pages: dict[str, bytes]) -> dict[str, bytes]:
    return {
        "warc": warc_of(pages, gz=False),
        "warc.gz": warc_of(pages),
        "warc.gz as one member": gzip.compress(warc_of(pages, gz=False)),
        "wacz": wacz_of({"data.warc.gz": warc_of(pages)}),
        "packed wacz": wacz_of({"data.warc": warc_of(pages, gz=False)}, method=zipfile.ZIP_DEFLATED),
    }


FORMS = sorted(every_form({}))


@pytest.mark.parametrize("form", FORMS)
def test_each_page_comes_with_its_address_its_time_and_its_bytes(form):
    data = every_form(THREE)[form]
    assert is_web_archive(io.BytesIO(data))
    found = pages_of(data)
    assert {each.address: each.content for each in found} == THREE
    assert {each.captured for each in found} == {datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)}


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_that_stops_behind_any_page_goes_on_there(form):
    pages = {f"http://example.org/{number}.html": page(f"第{number}件事") for number in range(7)}
    data = every_form(pages)[form]
    for stop in range(8):
        place = WebArchivePlace()
        first = list(itertools.islice(read_web_archive(io.BytesIO(data), place, set()), stop))
        again = WebArchivePlace.from_dict(place.to_dict())
        rest = pages_of(data, again)
        assert [each.address for each in (*first, *rest)] == list(pages)
        assert again.counts.pages == 7


def test_what_is_no_page_is_counted_by_its_reason():
    archive = Archive().response(A, page("班子建设"))
    archive.response(B, b"", status="302 Found").response(B, page("出错"), status="404 Not Found")
    archive.response("http://example.org/a.png", b"\x89PNG", kind="image/png")
    archive.response("http://example.org/again.html", page("班子建设"))
    archive.response(C, b"", record="revisit")
    archive.resource("urn:pageinfo:x", b"{}", "application/json")
    addresses, place = read(archive.bytes)
    assert addresses == [A]
    counts = place.counts
    assert (counts.other_status, counts.other_types, counts.repeated, counts.revisits) == (2, 1, 1, 1)
    for words in ("取出网页 1 篇", "逐字节相同的网页 1", "重访记录（内容未变，档案里没有再存） 1", "（转址、出错） 2"):
        assert words in place.sentence


def test_a_file_of_pages_without_a_server_is_read_too():
    addresses, _ = read(Archive().resource(A, page("班子建设"), "text/html").bytes)
    assert addresses == [A]


def test_an_answer_without_a_type_counts_by_its_first_bytes():
    archive = Archive().response(A, page("班子建设"), kind="").response(B, b"GIF89a", kind="")
    assert read(archive.bytes)[0] == [A]


def test_the_address_that_wget_writes_in_angle_brackets_has_none():
    data = record(response_head(f"<{A}>", len(answer(page("换届")))), answer(page("换届")))
    assert read(data)[0] == [A]


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page("换届")), {"Transfer-Encoding": "chunked"}),
        (gzip.compress(page("换届")), {"Content-Encoding": "gzip"}),
        (chunked(gzip.compress(page("换届"))), {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
        (zlib.compress(page("换届")), {"Content-Encoding": "deflate"}),
        (raw_deflate(page("换届")), {"Content-Encoding": "deflate"}),
        (page("换届"), {"Content-Encoding": "gzip"}),
        (page("换届"), {"Content-Encoding": "br"}),
        (page("换届"), {"Transfer-Encoding": "chunked"}),
    ],
)
def test_a_packed_or_chunked_answer_is_undone_and_a_header_left_behind_does_no_harm(body, headers):
    (found,) = pages_of(Archive().response(A, body, headers=tuple(headers.items())).bytes)
    assert found.content == page("换届")


def test_a_packing_that_is_not_known_is_counted_and_named():
    archive = (
        Archive().response(A, b"(\xb5/\xfd\x04", headers=(("Content-Encoding", "zstd"),)).response(B, page("换届"))
    )
    addresses, place = read(archive.bytes)
    assert (addresses, place.counts.packed) == ([B], 1)
    assert "解不开的网页 1" in place.sentence


def test_a_page_that_unpacks_to_too_much_is_passed_and_the_next_is_read():
    bomb = gzip.compress(bytes(30_000_000))
    archive = Archive().response(A, bomb, headers=(("Content-Encoding", "gzip"),)).response(B, page("换届"))
    addresses, place = read(archive.bytes)
    assert (addresses, place.counts.too_large) == ([B], 1)


def test_a_record_that_unpacks_a_thousandfold_stops_the_reading(monkeypatch):
    monkeypatch.setattr("archive.text.formats.packages.stream.FREE_BYTES", 100_000)
    archive = Archive().response("http://example.org/v.mp4", bytes(8_000_000), kind="video/mp4")
    with pytest.raises(FormatError, match="压缩得反常"):
        read(archive.bytes)


@pytest.mark.parametrize("length", [10**9, 10**15, -5, "x", "", "9" * 40, 30])
@pytest.mark.parametrize("gz", [False, True])
def test_a_wrong_length_costs_its_own_page_alone_and_is_told(length, gz):
    parts = [
        plain_record(A, page("班子建设")),
        plain_record(B, page("教育"), length=length),
        plain_record(C, page("换届")),
    ]
    addresses, place = read(b"".join(gzip.compress(part) if gz else part for part in parts))
    assert addresses == [A, C]
    assert place.counts.damaged >= 1
    assert "损坏" in place.sentence


@pytest.mark.parametrize("end", ["", "\r\n\r\n"])
def test_endless_headers_cost_their_own_record_alone(end):
    endless = f"WARC/1.0\r\nWARC-Type: response\r\n{'X-A: ' + 'b' * 90}\r\n".encode() * 1000 + end.encode()
    one_line = b"WARC/1.0\r\nWARC-Type: " + b"r" * 300_000
    for bad in (endless, one_line):
        addresses, place = read(b"".join(map(gzip.compress, (bad, plain_record(C, page("换届"))))))
        assert addresses == [C]
        assert place.counts.damaged >= 1


def test_endless_headers_of_an_answer_are_no_answer():
    block = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000 + b"\r\n" + page("教育")
    data = record(response_head(A, len(block)), block) + plain_record(C, page("换届"))
    assert read(data)[0] == [C]


def test_a_broken_member_costs_itself_alone():
    parts = [gzip.compress(plain_record(address, body)) for address, body in THREE.items()]
    parts[1] = parts[1][:40] + bytes(30) + parts[1][70:]
    addresses, place = read(b"".join(parts))
    assert (addresses, place.counts.damaged) == ([A, C], 1)


@pytest.mark.parametrize("form", ["warc", "warc.gz"])
def test_a_file_that_was_cut_off_gives_what_is_whole(form):
    data = every_form(THREE)[form]
    addresses, place = read(data[: -len(data) // 6])
    assert addresses == [A, B]
    assert place.counts.damaged >= 1


def test_the_damaged_places_of_one_file_are_bounded(monkeypatch):
    monkeypatch.setattr(records, "MOST_DAMAGED", 5)
    addresses, place = read(gzip.compress(plain_record(A, page("班子"))) + b"\x1f\x8b\x08\xff" * 50)
    assert addresses == [A]
    assert place.counts.damaged == 6


def test_the_pages_of_one_archive_are_bounded_and_the_rest_is_told(monkeypatch):
    monkeypatch.setattr(web_archives, "MOST_PAGES", 2)
    addresses, place = read(warc_of(THREE))
    assert addresses == [A, B]
    assert "只取这么多" in place.sentence


def test_a_reader_without_pages_is_asked_now_and_then_whether_it_should_stop(monkeypatch):
    monkeypatch.setattr(records, "RECORDS_A_LOOK", 3)
    archive = Archive()
    for number in range(9):
        archive.response(f"http://example.org/{number}.png", b"\x89PNG", kind="image/png")
    assert list(read_web_archive(io.BytesIO(archive.bytes), WebArchivePlace(), set())) == [None, None]


def test_a_warc_in_a_wacz_under_any_path_is_read_and_never_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = wacz_of({"../../../x.warc.gz": warc_of(THREE)}) + b""
    deep = zip_file(
        {"datapackage.json": "{}", "../archive/x.warc.gz": warc_of(THREE), "/archive/y.warc": b"WARC/1.0\r\n"}
    )
    assert read(deep)[0] == [A, B, C]
    assert is_web_archive(io.BytesIO(deep))
    assert not is_web_archive(io.BytesIO(data))
    assert list(tmp_path.iterdir()) == []


def test_a_locked_wacz_says_so():
    data = bytearray(wacz_of({"data.warc.gz": warc_of(THREE)}))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    with pytest.raises(FormatError, match="密码"):
        read(bytes(data))


def test_a_directory_of_a_zip_that_is_hostile_in_size_is_refused_before_it_is_read():
    data = bytearray(wacz_of({"data.warc.gz": warc_of(THREE)}))
    data[-10:-6] = (200_000_000).to_bytes(4, "little")
    assert not is_web_archive(io.BytesIO(bytes(data)))
    with pytest.raises(FormatError, match="目录大得反常"):
        read(bytes(data))


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_of_one_page_given_as_one_file_is_that_page(form):
    text = extract_text(every_form({A: page("班子建设")})[form], "a").text
    assert "镇党委抓好班子建设" in text
    assert "WARC" not in text


def test_an_archive_of_many_pages_given_as_one_file_names_the_way():
    with pytest.raises(FormatError, match="网络档案"):
        extract_text(warc_of(THREE), "a.warc.gz")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://example.org/zz/t20120304_1.html?x=1", "t20120304_1.html"),
        ("http://example.org/%E6%80%BB%E7%BB%93.shtml", "总结.shtml"),
        ("http://example.org/a.aspx?id=3", "a.aspx.html"),
        ("http://example.org/", "example.org.html"),
        ("http://[", "网页.html"),
    ],
)
def test_a_page_has_the_file_name_of_its_address(address, name):
    assert name_of_page(address) == name
