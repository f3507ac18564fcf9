"""The Model Context Protocol over the tools, by the official package ``mcp``: nothing else in the archive imports it.

A call runs in a thread of its own, at most AT_ONCE of them; it ends within SECONDS for whoever asked, and its work is
bounded by the tool itself. The package's own log may repeat what was asked, so nothing of it is written.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
from django.conf import settings
from django.db import connections
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, TextContent, ToolAnnotations
from mcp.types import Tool as ToolOfProtocol

from archive.assistants.arguments import Arguments
from archive.assistants.schemas import INSTRUCTIONS
from archive.assistants.tools import TOOLS, ToolAnswer, run_tool

#: Calls that are worked on at the same time; a further one is refused at once.
AT_ONCE = 8
#: Seconds until a call is given up, as a request of a page (config/gunicorn.py).
SECONDS = 30.0
BUSY = "同时来问的太多，请几秒后再试。"
TOO_LONG = "这一问太费时，已经停下。请缩短引文，或缩小范围再试。"

#: Works on a call: ``run_tool`` somewhere.
Work = Callable[[str, Arguments], Awaitable[ToolAnswer]]
_places = threading.BoundedSemaphore(AT_ONCE)


async def in_a_thread(name: str, arguments: Arguments) -> ToolAnswer:
    """Work on a call in a thread, whose connections to the database end with it."""
    if not _places.acquire(blocking=False):
        return ToolAnswer({"error": BUSY}, is_error=True)
    try:
        with anyio.fail_after(SECONDS):
            return await anyio.to_thread.run_sync(partial(_and_leave, name, arguments), abandon_on_cancel=True)
    except TimeoutError:
        return ToolAnswer({"error": TOO_LONG}, is_error=True)


def _and_leave(name: str, arguments: Arguments) -> ToolAnswer:
    try:
        return run_tool(name, arguments)
    finally:
        connections.close_all()
        _places.release()


def make_server(work: Work = in_a_thread) -> Server[Any]:
    """Return the server with all tools; ``work`` is for tests."""
    logging.getLogger("mcp").setLevel(logging.CRITICAL)

    async def list_tools(context: Any, parameters: Any) -> ListToolsResult:
        return ListToolsResult(tools=[_told(tool.name, tool.title, tool.description, tool.schema) for tool in TOOLS])

    async def call_tool(context: Any, parameters: CallToolRequestParams) -> CallToolResult:
        answer = await work(parameters.name, parameters.arguments or {})
        words = json.dumps(answer.content, ensure_ascii=False)
        return CallToolResult(
            content=[TextContent(type="text", text=words)],
            structured_content=answer.content,
            is_error=answer.is_error,
        )

    return Server(
        "jiceng",
        title="基层文库",
        version=settings.VERSION,
        instructions=INSTRUCTIONS,
        website_url=settings.SITE_URL or None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _told(name: str, title: str, description: str, schema: dict[str, Any]) -> ToolOfProtocol:
    return ToolOfProtocol(
        name=name,
        title=title,
        description=description,
        input_schema=schema,
        annotations=ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def serve_stdio() -> None:
    """Speak the protocol over standard input and output until the input ends."""
    anyio.run(_speak)


async def _speak() -> None:
    server = make_server()
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
