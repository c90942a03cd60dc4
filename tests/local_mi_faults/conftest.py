"""The trial of a fault: a file of its own, every message heard, no way out."""

import logging
import socket
import tempfile
from pathlib import Path

import pytest

from local_mi_faults.judging import Base, Fault, Trial, Watch, leaks, lines, misses, taken, unbalanced
from local_mi_faults.not_yet import NOT_YET
from oba.local_mi.taking import Extract


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> "Sound":
    return Sound(tmp_path_factory.mktemp("sound"))


class Sound:
    """The extracts of base files, each taken once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.extracts = folder, dict[str, Extract]()

    def __call__(self, base: Base) -> Extract:
        if base.name not in self.extracts:
            path = self.folder / base.name
            path.write_bytes(base.content())
            new = taken(path)
            assert new.extract is not None, f"the sound file {base.name} is refused: {new.refusal}"
            of_rows = [line for line in lines(new.extract) if line["source_row"] is not None or line["is_row_dropped"]]
            assert not of_rows, f"the sound file {base.name} has errors: {of_rows}"
            assert new.extract.records, f"the sound file {base.name} gives no record"
            assert not [*unbalanced(new.extract)], [*unbalanced(new.extract)]
            self.extracts[base.name] = new.extract
        return self.extracts[base.name]


@pytest.fixture
def trial(
    sound: Sound,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
    monkeypatch: pytest.MonkeyPatch,
) -> Trial:
    def no_way_out(*_: object) -> None:
        raise AssertionError("the intake opened a connection")

    def run(fault: Fault) -> None:
        base, content = sound(fault.base), fault.make()
        dropped, temporary = tmp_path / "dropped", tmp_path / "temporary"
        dropped.mkdir()
        temporary.mkdir()
        path = dropped / (fault.name or fault.base.name)
        path.write_bytes(content)
        capfd.readouterr()
        recwarn.clear()
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        monkeypatch.setattr(socket.socket, "connect", no_way_out)
        watch = Watch()
        try:
            with caplog.at_level(logging.DEBUG):
                new = taken(path)
        except Exception as crash:
            wrong = [f"no refusal but a crash: {crash!r}"]
        else:
            said = [caplog.text, *capfd.readouterr(), *(str(warning.message) for warning in recwarn)]
            wrong = [f"a secret is in {place}" for place in leaks(new, said, fault.also)]
            if new.extract is not None:
                wrong += [f"rows are lost: {count}" for count in unbalanced(new.extract)]
            judged = [misses(expected, base, new) for expected in fault.expected]
            if all(judged):
                wrong += [f"not {type(e).__name__}: {miss}" for e, miss in zip(fault.expected, judged, strict=True)]
        wrong += watch.too_much()
        if path.read_bytes() != content or [*dropped.iterdir()] != [path] or [*temporary.iterdir()]:
            wrong.append("something was changed or left on disk")
        if (reason := NOT_YET.get(f"{fault.base.name} | {fault.claim}")) is not None:
            assert wrong, f"this is as it must be now: take {fault.claim!r} from NOT_YET"
            pytest.xfail(reason)
        assert not wrong, "\n".join([fault.claim, *wrong])

    return run
