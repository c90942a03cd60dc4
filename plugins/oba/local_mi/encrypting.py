"""Writing encrypted DuckDB files: what a connection needs before it attaches one."""

from pathlib import Path

import duckdb
import duckdb_extension_httpfs


def load_encryption(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the extension that writes encrypted files, from its wheel: nothing is downloaded.

    What the engine puts on disk for want of memory is encrypted too.
    """
    found = Path(duckdb_extension_httpfs.__file__).parent / "extensions" / f"v{duckdb.__version__}"
    connection.load_extension(str(found / "httpfs.duckdb_extension"))
    connection.execute("set temp_file_encryption = true")
