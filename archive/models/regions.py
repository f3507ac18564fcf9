"""Regions: those of today with their GB/T 2260 codes, and former ones under their old names."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


def code_prefix(code: str) -> str:
    """Return the part of a GB/T 2260 code that all regions below share: ``620000`` -> ``62``, ``621100`` -> ``6211``."""
    code = code.strip()
    while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
        code = code[:-2]
    return code


def full_code(typed: str) -> str:
    """Return the six-digit code that a code or prefix means: ``62``, ``6200`` -> ``620000``; "" for anything else.

    Anything else is what has not two, four or six ASCII digits; whether a region bears the code is not looked up.
    """
    if not (typed.isascii() and typed.isdigit() and len(typed) in (2, 4, 6)):
        return ""
    return code_prefix(typed).ljust(6, "0")


#: Municipalities, whose districts lie in no city: 北京 天津 上海 重庆.
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
#: Third and fourth digit of counties that their province governs directly (省直辖县级).
_DIRECT = "90"


def codes_down_to(code: str) -> tuple[str, ...]:
    """Return the codes of all regions that a six-digit code lies in, the province first, itself last (GB/T 2260).

    ``621102`` -> ``620000 621100 621102``; ``429004`` -> ``420000 429004``; ``110101`` -> ``110000 110101``.
    """
    return tuple(dict.fromkeys((f"{code[:2]}0000", code_below_province(code), code)))


def code_below_province(code: str) -> str:
    """Return the code just below the province on the way to a six-digit code: ``621102`` -> ``621100``.

    A province's own code stays, and so does that of a county directly below its province (``429004``, ``110101``).
    """
    return code if code[2:4] == _DIRECT or code[:2] in _MUNICIPALITIES else f"{code[:4]}00"


class RegionQuerySet(models.QuerySet["Region"]):
    def provinces(self) -> RegionQuerySet:
        return self.filter(level=Region.Level.PROVINCE)

    def get_by_code(self, code: str) -> Region:
        """Return the region of a code or prefix (``62`` is ``620000``). Raises Region.DoesNotExist."""
        return self.get(code=full_code(code.strip()))


class Region(models.Model):
    """One region with its code of GB/T 2260 (地区)."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县级"

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    short = models.CharField("简称", max_length=40, help_text="正文里常用的叫法，如“定西”。")
    level = models.CharField("级别", max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "地区"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region", args=[self.code])

    @property
    def prefix(self) -> str:
        return code_prefix(self.code)

    @property
    def path(self) -> list[Region]:
        """Return the regions from the province down to this one.

        One query a level unless ``parent__parent`` was selected.
        """
        return [*(self.parent.path if self.parent else []), self]


class FormerRegion(models.Model):
    """A region under a former name and code, with the region of today that continues it (旧地名)."""

    name = models.CharField("名称", max_length=40, db_index=True)
    code = models.CharField("行政区划代码", max_length=6, db_index=True)
    level = models.CharField("级别", max_length=8, choices=Region.Level)
    first_year = models.PositiveSmallIntegerField("起", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("止", null=True, blank=True)
    successor = models.ForeignKey(Region, models.CASCADE, related_name="former", verbose_name="今属")

    class Meta:
        ordering = ["code", "last_year"]
        verbose_name = verbose_name_plural = "旧地名"
        constraints = [models.UniqueConstraint(fields=["name", "code", "successor"], name="one_row_a_former_name")]

    def __str__(self) -> str:
        return self.name
