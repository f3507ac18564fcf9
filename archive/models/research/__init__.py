"""What studies leave in the archive: corpora that editors name, and research packs. Neither can be made again from the reports."""

from archive.models.research.corpora import Corpus

__all__ = ["Corpus"]
