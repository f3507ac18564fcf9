"""manage.py load_regions: bring the region table up to date with fixtures/regions.csv."""

from typing import Any

from django.conf import settings

from archive.management.sentences import ArchiveCommand
from archive.places.table import load_regions


class Command(ArchiveCommand):
    help = "Load the administrative units of fixtures/regions.csv; running it again brings the table up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"regions: {load_regions(settings.REGIONS_FILE)}")
