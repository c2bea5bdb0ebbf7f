"""What counting words reaches beside a network: on whole texts, of no more of them than memory bears, and after the scores."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.contracts.records import RunMetrics
from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.dataset.kinds import kind_of
from core.dataset.labelled import LabelledData
from core.evaluation.baseline import MOST_CHARACTERS, sampled, tf_idf_baseline
from core.evaluation.report import TEXT_CHARACTERS, score_run
from core.models.build import build_model
from core.store.runs import RunFolder, RunStore
from core.training.inference import Answers
from tests.core.evaluation.finished_run import Heard
from tests.tiny_encoders import write_encoder
from tests.written_texts import written_texts

PARTS = ("train", "validation", "test")
FILLER = ("it", "was", "what", "they", "had", "for", "some", "time", "then", "there", "is", "more", "of", "this", "as")


def run_of(data: Path, folder: Path) -> tuple[RunFolder, LabelledData]:
    spec = RunSpec(task="text-classification", dataset=DatasetSpec(folder=str(data)))
    dataset = kind_of("text").scan(spec.dataset, lambda done, total: None, lambda: False)
    return RunStore(folder / "runs").create(spec), LabelledData(data, dataset.samples, dataset.class_names)


def score(run: RunFolder, data: LabelledData, heard: Heard) -> RunMetrics:
    """With the answers of a network that knows nothing: only what is beside them is looked at."""
    handle = build_model(ModelSpec(entry=str(write_model(run.path / "tiny"))), data.class_names)
    known = {part: no_answers(len(data.part(part)), len(data.class_names)) for part in ("validation", "test")}
    return score_run(run, handle, data, heard.emit, heard.inbox, known=known)


def write_model(folder: Path) -> Path:
    write_encoder("bert", folder)
    return folder


def no_answers(count: int, class_count: int) -> Answers:
    return Answers(np.zeros((count, class_count), np.float32), np.arange(count), {})


def write_folder(root: Path, texts: dict[str, list[str]]) -> Path:
    """Half of each class for training, a quarter for each of the others."""
    for label, of_class in texts.items():
        for number, text in enumerate(of_class):
            path = root / PARTS[max(0, number % 4 - 1)] / label / f"{number:03}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root


def test_texts_are_counted_whole_in_every_part(tmp_path: Path, heard: Heard) -> None:
    rng = np.random.default_rng(0)
    verdicts = {"good": "charming lovely", "bad": "ghastly dreary"}
    texts = {
        label: [f"{' '.join(rng.choice(FILLER, TEXT_CHARACTERS // 2))} {' '.join([verdict] * 40)}" for _ in range(40)]
        for label, verdict in verdicts.items()
    }
    assert min(len(text.partition(verdicts[label])[0]) for label in texts for text in texts[label]) > TEXT_CHARACTERS
    metrics = score(*run_of(write_folder(tmp_path / "texts", texts), tmp_path), heard)
    assert metrics.baseline.validation.accuracy == metrics.baseline.test.accuracy == 1


def test_the_scores_are_there_before_words_are_counted(tmp_path: Path, heard: Heard) -> None:
    run, data = run_of(write_folder(tmp_path / "texts", written_texts(400)), tmp_path)
    with ThreadPoolExecutor(1) as pool:
        scoring = pool.submit(score, run, data, heard)
        while not run.metrics_path.exists() and not scoring.done():
            time.sleep(0.001)
        first, last = run.metrics(), scoring.result()
    assert first == last.model_copy(update={"baseline": None})
    assert last.baseline is not None
    assert run.metrics() == last


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process can't be given less memory")
@pytest.mark.slow
def test_too_little_memory_is_no_baseline_and_no_harm(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    data = tmp_path / "many.csv"
    with data.open("w", encoding="utf-8") as file:
        file.write("text,label\n")
        for number in range(1500):
            words = rng.choice(letters, (200, 8)).view("<U8").ravel()
            file.write(f"{' '.join(words)},{'ab'[number % 2]}\n")
    code = (
        "import resource; from pathlib import Path; from tests.core.evaluation import test_baseline as t;"
        "from core.store.runs import RunFolder;"
        f"folder = Path({str(tmp_path)!r}); heard = t.Heard();"
        "t.score(*t.run_of(t.write_folder(folder / 'few', t.written_texts(20)), folder), heard);"
        f"run, data = t.run_of(Path({str(data)!r}), folder);"
        "data = t.LabelledData(folder, data.samples, data.class_names);"
        "taken = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize();"
        "resource.setrlimit(resource.RLIMIT_AS, (taken + 60 * 2**20,) * 2);"
        "metrics = t.score(run, data, heard);"
        "assert metrics.baseline is None and metrics.test.count and run.metrics() == metrics"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_of_more_than_fits_there_is_the_same_random_sample_every_time() -> None:
    sizes = np.random.default_rng(1).integers(1, 100, 5000)
    places = sampled(sizes, 20_000)
    assert 19_000 < sizes[places].sum() <= 20_000
    assert (np.diff(places) > 0).all()
    assert places.min() < 100 < 4900 < places.max()
    np.testing.assert_array_equal(places, sampled(sizes, 20_000))
    np.testing.assert_array_equal(sampled(sizes, int(sizes.sum())), np.arange(5000))


def test_a_sample_of_the_texts_is_learnt_and_all_are_scored() -> None:
    texts = written_texts(600)
    pairs = [(text, number) for number, of_class in enumerate(texts.values()) for text in of_class]
    asked = [text for text, _ in pairs], np.array([number for _, number in pairs])
    found = {
        most: tf_idf_baseline({"train": asked, "test": asked}, tuple(texts), "content", most_characters=most)
        for most in (2000, MOST_CHARACTERS, 10 * MOST_CHARACTERS)
    }
    assert found[2000].test.count == found[MOST_CHARACTERS].test.count == 1200
    assert found[2000].test.loss > found[MOST_CHARACTERS].test.loss
    assert found[MOST_CHARACTERS].test == found[10 * MOST_CHARACTERS].test
