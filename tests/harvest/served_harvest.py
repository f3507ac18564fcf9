"""A harvest of a served archive by sickle, while a writer works and the server is killed halfway, for the test beside this file."""

from __future__ import annotations

import contextlib
import io
import random
import socket
import threading
import time
from collections import Counter
from pathlib import Path

from tests.security.editors import MIXED
from tests.security.power_cut import serving

#: After so many records the harvester waits for so many deeds of the writer.
_RECORDS, _DEEDS = 100, 8


class Writer(threading.Thread):
    """Publish, withdraw, edit and erase one report after the other until it is told to stop."""

    def __init__(self, numbers: list[int], seed: int) -> None:
        super().__init__(daemon=True)
        self.stop = threading.Event()
        self.deeds: dict[str, int] = {}
        #: Reports that were away for a moment or for good.
        self.touched: set[int] = set()
        self.fault: BaseException | None = None
        self._numbers, self._chance = numbers, random.Random(seed)

    def wait_for(self, deeds: int) -> None:
        """Wait until it has done so much more, or has failed."""
        wanted = sum(self.deeds.values()) + deeds
        while sum(self.deeds.values()) < wanted and self.is_alive():
            time.sleep(0.02)

    def end(self) -> None:
        self.stop.set()
        self.join()

    def run(self) -> None:
        from django.db import connections

        deeds = ("publish",) * 3 + ("withdraw",) * 4 + ("edit",) * 4 + ("erase",)
        try:
            while not self.stop.wait(0.01):
                self._change(self._chance.choice(self._numbers), self._chance.choice(deeds))
        except BaseException as error:
            self.fault = error
        finally:
            connections.close_all()

    def _change(self, number: int, deed: str) -> None:
        from archive.models import Report
        from archive.publishing.erasing import erase_report
        from archive.publishing.publish import publish_report, withdraw_report

        report = Report.objects.filter(pk=number).first()
        if report is None or (deed != "erase" and (deed == "publish") == report.is_published):
            return
        if deed in ("withdraw", "erase"):
            self.touched.add(number)
        if deed == "publish":
            publish_report(report)
        elif deed == "withdraw":
            withdraw_report(report)
        elif deed == "erase":
            erase_report(number, reason="依法删除")
        else:
            report.title += "改"
            report.save()
        self.deeds[deed] = self.deeds.get(deed, 0) + 1


def run(folder: Path, port: int, reports: int) -> dict[str, object]:
    """Harvest so many reports; this process belongs to ``folder``. Return what was told, and what was wrong with it."""
    from django.core.management import call_command
    from django.db import connections
    from sickle import Sickle

    from archive.models import Report

    call_command("prepare", stdout=io.StringIO())
    numbers = _make(reports)
    call_command("prepare", stdout=io.StringIO())  # signs them for near duplicates, which a start need not wait for
    throughout = set(Report.objects.published().values_list("pk", flat=True))
    connections.close_all()
    address = f"http://127.0.0.1:{port}"
    begun, told, stamps, writers = time.monotonic(), [], [], [Writer(numbers, seed) for seed in (1, 2)]
    with serving(folder, address):
        writers[0].start()
        records = Sickle(f"{address}/oai").ListRecords(metadataPrefix="oai_dc")
        began = records.oai_response.xml.findtext("{*}responseDate")
        while len(told) < reports // 2:
            record = records.next()
            told.append(_told(record))
            stamps.append(record.header.datestamp)
            if len(told) % _RECORDS == 0:
                writers[0].wait_for(_DEEDS)
        writers[0].end()  # a start of the server waits for no writer of ours
    _wait_for_port(port)
    with serving(folder, address):
        writers[1].start()
        for record in records:
            told.append(_told(record))
            stamps.append(record.header.datestamp)
            if len(told) % _RECORDS == 0:
                writers[1].wait_for(_DEEDS)
        writers[1].end()
        seconds = time.monotonic() - begun
        again = [
            _told(header)
            for header in Sickle(f"{address}/oai").ListIdentifiers(metadataPrefix="jiceng", **{"from": max(stamps)})
        ]
        later = [
            _told(header)
            for header in Sickle(f"{address}/oai").ListIdentifiers(metadataPrefix="oai_dc", **{"from": began})
        ]
    there = [number for number, is_there in told if is_there]
    throughout -= writers[0].touched | writers[1].touched
    known, known_too = dict(told) | dict(later), dict(told) | dict(again)
    published = set(Report.objects.published().values_list("pk", flat=True))
    connections.close_all()
    return {
        "throughout": len(throughout),
        "not once": sorted(throughout - set(there)) + sorted(n for n in set(there) if there.count(n) > 1),
        "told": len(told),
        "told gone": sum(not is_there for _, is_there in told),
        "later": len(later),
        "deeds": dict(sum((Counter(writer.deeds) for writer in writers), Counter())),
        "wrong in the end": sorted({n for n, is_there in known.items() if is_there} ^ published),
        "wrong by the newest datestamp": sorted({n for n, is_there in known_too.items() if is_there} ^ published),
        "faults": [repr(writer.fault) for writer in writers if writer.fault],
        "seconds": round(seconds, 1),
    }


def _wait_for_port(port: int) -> None:
    """Wait until the killed server's connections are gone: the next one refuses a port that is taken."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return
        time.sleep(0.2)


def _told(one) -> tuple[int, bool]:
    header = getattr(one, "header", one)
    return int(header.identifier.rpartition("/")[2]), not header.deleted


def _make(reports: int) -> list[int]:
    """Make so many published reports, and half as many drafts among them."""
    from archive.models import Original, Report

    originals = Original.objects.bulk_create(
        Original(sha256=f"{at:064x}", filename=f"{at}.txt", media_type="text/plain", encoding="utf-8", size=1)
        for at in range(reports * 3 // 2)
    )
    made, chance = [], random.Random(3)
    for at, original in enumerate(originals):
        status = Report.Status.DRAFT if at % 3 == 2 else Report.Status.PUBLISHED
        text = "".join(chance.choices(MIXED, k=200))  # no two are near duplicates
        made.append(
            Report(
                original=original,
                title=f"第{at}号",
                text=text,
                extracted_text=text,
                text_fingerprint=f"{at:064x}",
                status=status,
            )
        )
    return [report.pk for report in Report.objects.bulk_create(made)]
