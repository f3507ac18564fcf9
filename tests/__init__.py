"""The suite. How it is made, and how to write a test: docs/testing.md."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
