"""Keep a copy of the archive: one JSON file for each published report, brought up to date by its public changes.

    python follow.py https://archive.example copy/          once; run it again, by cron or a timer, to go on
    python follow.py https://archive.example copy/ --forever 300

Python 3.9 or newer, its standard library alone. Kill it at any moment: the cursor is written behind the reports that it
stands for, so that the next run does again what was half done. What it asks for is described in docs/api.md.
"""

import argparse
import http.client
import json
import os
import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path

#: Changes in one answer.
SIZE = 200
#: Seconds between two tries while the archive does not answer.
PATIENCE = 5.0


def main():
    """Read the arguments, and follow once or for ever."""
    asked = argparse.ArgumentParser(description="Keep a copy of the archive by its public changes.")
    asked.add_argument("address", help="where the archive is: https://archive.example")
    asked.add_argument("folder", type=Path, help="where the copy is kept")
    asked.add_argument("--forever", type=float, metavar="SECONDS", help="go on, and ask again after so many seconds")
    arguments = asked.parse_args()
    while True:
        print(f"{follow(arguments.address, arguments.folder)} changes")
        if not arguments.forever:
            return
        time.sleep(arguments.forever)


def follow(address, folder, ask=None):
    """Bring the copy in ``folder`` up to date and return how many changes there were.

    ``ask`` takes an address and returns (status, answer as a dict); it may be another one in a test.
    """
    ask = ask or ask_patiently
    folder.mkdir(parents=True, exist_ok=True)
    done = 0
    while True:
        cursor = read_cursor(folder)
        status, answer = ask(f"{address}/api/v1/changes?since={cursor}&size={SIZE}")
        if status == 410:  # the archive came back from a backup: what we remember says nothing in it
            shutil.rmtree(folder)
            folder.mkdir()
            continue
        if status != 200:
            raise RuntimeError(f"{status}: {answer.get('error', '')}")
        for change in answer["changes"]:
            take(address, folder, change, ask)
        write(folder / "cursor", answer["cursor"])
        done += len(answer["changes"])
        if not answer["more"]:
            return done


def take(address, folder, change, ask):
    """Fetch a published report into the copy, or take one that went away out of it."""
    kept = folder / f"{change['id']}.json"
    if change["status"] == "published":
        status, report = ask(f"{address}/api/v1/reports/{change['id']}")
        if status == 200:
            write(kept, json.dumps(report, ensure_ascii=False, indent=1))
            return
        if status not in (404, 410):  # those went away meanwhile, and a later change says so
            raise RuntimeError(f"{status}: {report.get('error', '')}")
    kept.unlink(missing_ok=True)


def read_cursor(folder):
    """Return where the last run ended, "" for the beginning."""
    try:
        return (folder / "cursor").read_text("utf-8")
    except FileNotFoundError:
        return ""


def write(path, text):
    """Write a file as a whole: whoever reads it, or a kill, meets the old one or the new one."""
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def ask_patiently(address):
    """Return (status, answer) of an address; wait as long as the archive asks for, or while it is away."""
    while True:
        wait = PATIENCE
        try:
            try:
                with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  the reader's own address
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code != 429 and error.code < 500:
                    return error.code, json.load(error)
                wait = float(error.headers.get("Retry-After", PATIENCE))
        except (OSError, ValueError, http.client.HTTPException):  # no connection, or one that broke off
            pass
        time.sleep(wait)


if __name__ == "__main__":
    main()
