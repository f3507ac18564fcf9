"""The parts of ``templates/parts`` in templates of Django's."""

from __future__ import annotations

from django import template

from archive.rendering.parts import part

register = template.Library()

register.simple_tag(part, name="part")
