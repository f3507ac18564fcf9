"""The same text in other bytes, stored by two processes at one moment, is one report: on PostgreSQL too."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from archive.intake.drafts import Duplicate, accept_file, store_draft
from archive.models import ImportBatch, Report

TEXT = "渭源县整顿软弱涣散村党组织情况汇报\n\n甘肃省定西市渭源县今年排查出九类问题，逐村整顿，一村一策。\n"


@pytest.mark.django_db(transaction=True)
def test_two_transactions_with_the_same_text_store_it_once(regions):
    batch = ImportBatch.objects.create()
    accepted = [accept_file(TEXT.encode(coding), filename="a.txt") for coding in ("utf-8", "gb18030")]
    stored, is_stored = [], threading.Event()

    def store(which: int) -> None:
        try:
            with transaction.atomic():
                if which:
                    is_stored.wait(20)
                stored.append(store_draft(accepted[which], batch=batch))
                is_stored.set()
                time.sleep(0.3)  # the other asks before this commits
        finally:
            connection.close()

    if connection.vendor == "sqlite":
        pytest.skip("another database: SQLite lets one transaction write at a time")
    threads = [threading.Thread(target=store, args=[which]) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(each) for each in stored] == [Report, Duplicate]
    assert Report.objects.count() == 1
