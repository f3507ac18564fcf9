"""manage.py load_regions: bring the region table up to date with fixtures/regions.csv."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from archive.languages import say
from archive.management.sentences import ArchiveCommand
from archive.places.table import load_regions


class Command(ArchiveCommand):
    help = gettext_noop("装入 fixtures/regions.csv 里的行政区划；再运行一次，地区表就跟上它。")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(say("地区表：{0} 个地区", load_regions(settings.REGIONS_FILE)))
