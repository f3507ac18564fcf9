"""The official client in a conversation with the archive's server, in this process.

The loop runs in a thread of its own, and each call is worked on in the thread of the test, whose transaction has the reports.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import anyio
from mcp import Client

from archive.assistants.server import make_server
from archive.assistants.tools import run_tool

Said = TypeVar("Said")

TEXT = "一、做法\n全市整顿软弱涣散党组织二百七十九个，成效明显。\n安定区**乡党委逐村施策，□□村整顿到位。"


def on_a_loop(function: Callable[..., Awaitable[Said]], *arguments: object) -> Said:
    """What a coroutine returns, run in a thread of its own: that of the tests may have the loop of a browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, function, *arguments).result()


def in_the_tests_thread(talk: Callable[[Callable[..., Awaitable[Any]]], Awaitable[Said]]) -> Said:
    """What ``talk`` returns, which is given the function that works on a call."""
    jobs: queue.Queue = queue.Queue()
    said: list[Said] = []
    failed: list[BaseException] = []

    async def work(name: str, arguments: Any) -> Any:
        answer: Future = Future()
        jobs.put((answer, name, arguments))
        return await asyncio.wrap_future(answer)

    def run() -> None:
        try:
            said.append(anyio.run(talk, work))
        except BaseException as error:
            failed.append(error)
        finally:
            jobs.put(None)

    thread = threading.Thread(target=run)
    thread.start()
    while job := jobs.get():
        answer, name, arguments = job
        answer.set_result(run_tool(name, arguments))
    thread.join()
    if failed:
        raise failed[0]
    return said[0]


def converse(talk: Callable[[Client], Awaitable[Said]]) -> Said:
    """What ``talk`` returns, which is given a client that is connected to the server in memory."""

    async def connected(work: Any) -> Said:
        async with Client(make_server(work)) as client:
            return await talk(client)

    return in_the_tests_thread(connected)


def call(name: str, /, **arguments: Any) -> dict[str, Any]:
    """What a tool answers, as the client has it; raises AssertionError for an error."""
    content, is_error = call_any(name, **arguments)
    assert not is_error, content
    return content


def call_any(name: str, /, **arguments: Any) -> tuple[dict[str, Any], bool]:
    """What a tool answers, and whether it is an error."""

    async def talk(client: Client) -> tuple[dict[str, Any], bool]:
        result = await client.call_tool(name, arguments)
        return result.structured_content, result.is_error

    return converse(talk)


def refused(name: str, /, **arguments) -> str:
    """The sentence of an error."""
    content, is_error = call_any(name, **arguments)
    assert is_error
    assert content.keys() == {"error"}
    return content["error"]
