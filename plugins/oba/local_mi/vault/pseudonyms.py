"""Keyed pseudonyms: the same thing of the same council has the same one in every file.

Nobody without the key can find what one was made of, or make it.
"""

import hmac

import pyarrow as pa
import pyarrow.compute as pc

LENGTH = 32  # hexadecimal digits, so 128 bits: of 10 million children two share one once in 10^24 councils


class Pseudonyms:
    """The pseudonyms of one council."""

    def __init__(self, key: bytes, council: str) -> None:
        """Bind them to a council.

        Args:
            key: 32 bytes.
            council: GSS code; the same number is another pseudonym in another council.
        """
        self._key, self._council = key, council
        self._known: dict[tuple[str, str], str] = {}

    def __call__(self, of: str, value: str) -> str:
        """Return the pseudonym of one value.

        Args:
            of: what it names: ``child``, ``worker`` and so on, as records.yml says.
            value: in its normal form, and not empty.

        Raises:
            ValueError: there is no value.
        """
        if not value:
            raise ValueError("nothing has no pseudonym")
        known = self._known.get((of, value))
        if known is None:
            # Each part behind its length, so that no two lists of parts make the same message.
            parts = (part.encode() for part in (self._council, of, value))
            message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
            known = self._known[of, value] = hmac.digest(self._key, message, "sha256").hex()[:LENGTH]
        return known

    def column(self, of: str, values: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Return the pseudonyms of a column of text: each different value is worked out once; null stays null."""
        encoded = pc.dictionary_encode(values)
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        made = pa.array([self(of, value) for value in encoded.dictionary.to_pylist()], pa.string())
        return made.take(encoded.indices)
