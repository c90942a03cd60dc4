"""The public samples of councils' files, which lie beside the project and are never part of it."""

import pytest

from council_files import SAMPLES
from oba.documents import marks
from oba.local_mi.samples import DOCUMENT, PART, samples_table

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the samples are not in {SAMPLES}")


@needs_samples
def test_the_document_says_what_becomes_of_each_sample() -> None:
    begin, end = marks(PART)
    written = DOCUMENT.read_text().partition(begin)[2].partition(end)[0].strip()
    assert written == samples_table(SAMPLES), "python -m oba.local_mi.samples ../shared/local_mi writes it again"
