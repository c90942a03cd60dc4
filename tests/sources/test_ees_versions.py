"""Version numbers of API data sets."""

import pytest
from ees_records import DATA_SET, version_record

from oba.sources.ees.versions import VersionNumber


def test_patches_sort_as_numbers(stub, client):
    stub.add_versions(*map(version_record, ["2.1.9", "2.1.10", "2.1", "2.0"]))
    assert [item.version for item in client.versions(DATA_SET)] == ["1.0", "2.0", "2.1", "2.1.9", "2.1.10"]


def test_version_numbers_are_written_as_the_service_does():
    assert [str(VersionNumber.parse(text)) for text in ("2", "v2.1", "2.1.3")] == ["2.0", "2.1", "2.1.3"]


@pytest.mark.parametrize("text", ["", "2.*", "*", "latest", "2.", "1.2.3.4", "-1"])
def test_other_texts_are_no_version_number(text):
    with pytest.raises(ValueError, match="is not a version number"):
        VersionNumber.parse(text)
