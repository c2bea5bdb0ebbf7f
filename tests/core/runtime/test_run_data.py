"""What a run keeps of its data, and reads again when it goes on."""

import csv
from pathlib import Path

from core.contracts.events import Event, event_from_line
from core.contracts.spec import DatasetSpec, RunSpec, TableSpec
from core.dataset.kinds import kind_of
from core.runtime.run_data import data_of_run
from core.store.event_log import Emitter
from core.store.runs import RunFolder, RunStore
from tests.written_texts import write_texts, written_texts


def write_table(path: Path, remark: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "words", "remark", "label"))
        for label, texts in written_texts(10).items():
            rows.writerows((number, text, f"{remark} {number}", label) for number, text in enumerate(texts))
    return path


def create(folder: Path, data: Path) -> RunFolder:
    return RunStore(folder / "runs").create(RunSpec(task="text-classification", dataset=DatasetSpec(folder=str(data))))


def read(run: RunFolder) -> list[Event]:
    said: list[Event] = []
    emit = Emitter("test", lambda line: said.append(event_from_line(line)))
    data_of_run(run, run.read_record(), kind_of("text"), emit, lambda: False)
    return said


def test_the_columns_that_were_guessed_are_kept_and_the_spec_stays_as_it_was_asked(tmp_path: Path) -> None:
    run = create(tmp_path, write_table(tmp_path / "moods.csv", "short"))
    read(run)
    record = run.read_record()
    assert record.columns == TableSpec(text_column="words", label_column="label", split_column="")
    assert record.spec.dataset.table == TableSpec()


def test_a_run_that_goes_on_reads_the_columns_that_it_began_with(tmp_path: Path) -> None:
    table = write_table(tmp_path / "moods.csv", "short")
    run = create(tmp_path, table)
    read(run)
    write_table(table, "a remark that has become longer than what is said " * 9)
    assert not [event for event in read(run) if event.kind == "notice"]
    assert run.read_record().columns.text_column == "words"


def test_a_folder_of_texts_has_no_columns(tmp_path: Path) -> None:
    run = create(tmp_path, write_texts(tmp_path / "texts", 10))
    read(run)
    assert run.read_record().columns == TableSpec()
