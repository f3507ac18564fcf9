"""Reading apart: a file may do to its parser what it likes, the archive answers."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from archive.intake import parsing
from archive.intake.parsing import end_parsers, parse_file
from archive.storage import limited
from archive.text.formats import ExtractedText, FormatError, extract_text
from tests.text.made_files import PROSE, one_of_each, pdf_file

PAGE = one_of_each()["html"]

# A worker whose reading of a page does what the test asks for, in the place of a hostile file.
WORKER = """
import archive.text.formats.worker as worker
def extract_text(data, filename):
    {deed}
worker.extract_text = extract_text
worker._PARSERS = ()  # it calls none of them, and loading them takes most of its start
worker.main()
"""


@pytest.fixture(autouse=True)
def _own_workers():
    end_parsers()
    yield
    end_parsers()


@pytest.fixture
def started() -> list[subprocess.Popen]:
    """The hostile workers of a test."""
    return []


@pytest.fixture
def hostile(monkeypatch, started):
    """A function that lets every new worker do a deed for each file."""
    start = subprocess.Popen

    def let(deed: str, *, seconds: float = 20.0) -> None:
        script = WORKER.format(deed=deed)
        monkeypatch.setattr(parsing, "WALL_SECONDS", seconds)

        def popen(command, **rest):
            started.append(start([sys.executable, "-c", script], **rest))
            return started[-1]

        monkeypatch.setattr(limited.subprocess, "Popen", popen)

    return let


def refusal(data: bytes = PAGE) -> str:
    with pytest.raises(FormatError) as caught:
        parse_file(data, "a")
    return str(caught.value)


def is_alive(pid: int) -> bool:
    """A zombie counts as alive: it is still in the table of processes."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def worker_pids() -> list[int]:
    return [worker.process.pid for worker in parsing._pool.everyone]


def test_plain_text_is_read_without_a_worker():
    parse_file(PROSE.encode("gb18030"), "a.txt")
    assert worker_pids() == []


def test_a_refusal_comes_with_its_sentence():
    assert "图片" in refusal(b"\x89PNG\r\n\x1a\n")
    assert "PDF 文件已损坏" in refusal(b"%PDF-1.4 nothing")


def test_an_empty_file_is_named():
    with pytest.raises(FormatError, match=r"“空\.docx”是空文件"):
        parse_file(b"", "空.docx")


def test_one_worker_reads_many_files():
    for _ in range(3):
        parse_file(PAGE, "a")
    assert len(worker_pids()) == 1


def test_a_worker_reads_a_pdf_as_this_process_does_and_hands_on_what_was_cut():
    pages = [["清河县党建年鉴", f"第{each}段写整顿的事情。", f"第 {at} 页"] for at, each in enumerate("一二三四", 1)]
    data = pdf_file(*pages)
    assert parse_file(data, "a.pdf") == extract_text(data, "a.pdf")
    assert len(parse_file(data, "a.pdf").cuts) == 7  # the first page keeps its head: it may be the title


def test_a_parser_that_hangs_is_stopped_and_leaves_no_process(hostile):
    hostile("__import__('time').sleep(600)", seconds=0.3)
    assert "没有读完" in refusal()
    assert worker_pids() == []


def test_a_stopped_worker_is_no_zombie(hostile, started):
    hostile("__import__('time').sleep(600)", seconds=0.3)
    refusal()
    assert started
    assert not any(is_alive(worker.pid) for worker in started)


def test_a_parser_that_burns_the_processor_is_stopped(hostile):
    deed = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\n    while True: pass"
    hostile(deed)
    assert "没有读完" in refusal()


def test_a_parser_that_crashes_costs_one_sentence(hostile):
    hostile("__import__('os').kill(__import__('os').getpid(), 11)")
    assert "已损坏" in refusal()


def test_a_parser_that_fills_the_memory_is_refused(hostile):
    hostile("return bytearray(3 * 1024 ** 3)")
    assert "内存" in refusal()


def test_a_memory_error_hidden_in_a_refusal_is_told_as_such(hostile):
    hostile(
        "\n    try: bytearray(3 * 1024 ** 3)\n    except MemoryError as error: raise worker.FormatError('坏。') from error"
    )
    assert "内存" in refusal()


def test_what_a_parser_prints_does_not_reach_the_answer(hostile):
    hostile("print('x' * 100); return __import__('archive.text.formats').text.formats.ExtractedText('文', 't', '')")
    assert parse_file(PAGE, "a") == ExtractedText("文", "t", "")


def test_a_parser_writes_no_file(hostile, tmp_path):
    path = tmp_path / "written"
    hostile(f"open({str(path)!r}, 'w').write('x' * 10000)")
    refusal()
    assert not path.exists() or path.stat().st_size == 0


def test_a_worker_gets_no_setting_and_no_secret(hostile, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    hostile("raise worker.FormatError(str('SECRET_KEY' in __import__('os').environ))")
    assert refusal() == "False"


def test_a_worker_knows_no_django(hostile):
    hostile("raise worker.FormatError(str('django' in __import__('sys').modules))")
    assert refusal() == "False"


def test_a_worker_that_died_idle_is_replaced_unseen():
    parse_file(PAGE, "a")
    os.kill(worker_pids()[0], signal.SIGKILL)
    assert PROSE in parse_file(PAGE, "a").text


def test_a_file_waits_until_the_machine_has_a_worker_to_spare(monkeypatch):
    start, refused = subprocess.Popen, []

    def popen(*command, **rest):
        if len(refused) < 2:
            refused.append(command)
            raise BlockingIOError("no process to be had")
        return start(*command, **rest)

    monkeypatch.setattr(limited.subprocess, "Popen", popen)
    monkeypatch.setattr(parsing, "RESTS", (0.0, 0.0, 0.0))
    assert parse_file(PAGE, "a").text
    assert len(refused) == 2


def test_a_worker_that_does_not_come_up_is_ended_and_the_file_called_sound(monkeypatch):
    start, started = subprocess.Popen, []

    def popen(command, **rest):
        started.append(start([sys.executable, "-c", "import time; time.sleep(600)"], **rest))
        return started[-1]

    monkeypatch.setattr(limited.subprocess, "Popen", popen)
    monkeypatch.setattr(parsing, "START_SECONDS", 0.1)
    monkeypatch.setattr(parsing, "RESTS", (0.0,))
    assert "文件没有问题" in refusal()
    assert len(started) == 2
    assert not any(is_alive(worker.pid) for worker in started)


def test_many_threads_share_few_workers():
    texts = []
    threads = [threading.Thread(target=lambda: texts.append(parse_file(PAGE, "a").text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(texts), len(set(texts))) == (8, 1)
    assert len(worker_pids()) <= parsing.MOST_PROCESSES


def test_a_forked_child_starts_workers_of_its_own():
    parse_file(PAGE, "a")
    before = worker_pids()
    child = os.fork()
    if not child:
        try:
            apart = parse_file(PAGE, "a").text and worker_pids() != before
            end_parsers()
            os._exit(0 if apart else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert PROSE in parse_file(PAGE, "a").text
    assert worker_pids() == before


def test_workers_end_with_the_process_even_if_it_is_killed():
    script = (
        "import os, sys; from archive.intake import parsing; from tests.text.made_files import PAGE\n"
        "parsing.parse_file(PAGE.encode(), 'a'); print(parsing._pool.everyone[0].process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=limited.ROOT, check=False)
    pid = int(run.stdout)
    deadline = time.monotonic() + 60
    while is_alive(pid) and time.monotonic() < deadline and not is_zombie(pid):
        time.sleep(0.02)
    assert not is_alive(pid) or is_zombie(pid)


def is_zombie(pid: int) -> bool:
    """Its new parent, here perhaps a container's first process that waits for nobody, may let it stand as one."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return False
