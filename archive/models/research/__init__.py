"""What studies leave in the archive: corpora that editors name, and research packs. Neither can be made again from the reports."""

from archive.models.research.corpora import Corpus
from archive.models.research.packs import Pack, PackReport, digest_of_words

__all__ = ["Corpus", "Pack", "PackReport", "digest_of_words"]
