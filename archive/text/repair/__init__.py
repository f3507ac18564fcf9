"""Undo the damage that copying did to a text, exactly or not at all."""

from archive.text.repair.repaired import Repaired

__all__ = ["Repaired"]
