"""Is the program that recognises text installed, and if not, why? Nothing of it is imported here."""

from __future__ import annotations

import platform
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, version

from search.sentences import say

_PACKAGE = "rapidocr-onnxruntime"
#: Source: ``Requires-Python`` of rapidocr-onnxruntime 1.4.4, which is below 3.13; this archive needs 3.11 anyway.
NEWEST_PYTHON = (3, 12)
#: Source: the wheels of onnxruntime 1.32.
_MACHINES = frozenset({"x86_64", "amd64", "aarch64", "arm64"})

#: Endings of the pictures in which text is recognised, beside PDF.
PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"})

HOW = say(
    "请管理员在程序的文件夹里运行 make ocr，"
    "或 pip install --require-hashes --no-deps -r requirements-ocr.txt，再重试这个文件。"
)
_ELSE = say("也可以先自己做文字识别，再上传识别后的 txt、docx 或双层 PDF。")


def recogniser() -> str:
    """Return the name and the version of the installed program; "" if there is none."""
    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return ""


def picture_endings() -> frozenset[str]:
    """Return the endings of pictures that can be read here: none without the program."""
    return PICTURE_ENDINGS if recogniser() else frozenset()


def why_missing() -> str:
    """Return Chinese sentences that say why there is no recognition here, and how to get it; "" if there is one."""
    if recogniser():
        return ""
    here = sys.version_info[:2]
    if here > NEWEST_PYTHON:
        most = ".".join(map(str, NEWEST_PYTHON))
        return say(
            "文字识别的组件还没有适用于 Python {0}.{1} 的安装包："
            "请管理员改用 Python 3.11 至 {2} 运行本系统，再运行 make ocr。{3}",
            *here,
            most,
            _ELSE,
        )
    if platform.machine().lower() not in _MACHINES or "musl" in str(sysconfig.get_config_var("SOABI")):
        return say(
            "文字识别的组件没有适用于这台机器（{0} {1}）的安装包。"
            "请在 x86-64 或 ARM64、带 glibc 的系统上运行本系统。{2}",
            platform.system(),
            platform.machine(),
            _ELSE,
        )
    return say("本机没有装文字识别：{0}{1}", HOW, _ELSE)
