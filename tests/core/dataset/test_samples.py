"""Samples: found without importing their package, written whole or not at all, ready to be scanned."""

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from core.contracts.errors import UserError
from core.contracts.messages import MESSAGES
from core.dataset import samples
from core.dataset.samples import DIGITS, SOLAR_CELLS, available_samples, write_sample


def nothing(done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return write_sample(DIGITS, tmp_path_factory.mktemp("samples") / "digits", nothing)


def test_digits_are_ten_classes_of_pictures(digits):
    counts = Counter(path.parent.name for path in digits.glob("*/*.png"))
    assert sorted(counts) == [str(digit) for digit in range(10)]
    assert sum(counts.values()) == 1797
    image = np.asarray(Image.open(digits / "0" / "0000.png"))
    assert image.shape == (64, 64)
    assert image.max() > 200


def test_digits_can_be_scanned(digits, scan):
    dataset = scan(digits)
    assert len(dataset.samples) == 1797
    assert dataset.findings == ()


def test_complete_copy_is_used_again(digits, tmp_path):
    before = (digits / "0" / "0000.png").stat().st_mtime_ns
    seen = []
    assert write_sample(DIGITS, digits, lambda done, total: seen.append(done)) == digits
    assert (digits / "0" / "0000.png").stat().st_mtime_ns == before
    assert seen == []


def test_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "digits").mkdir()
    with pytest.raises(UserError) as caught:
        write_sample(DIGITS, tmp_path / "digits", nothing)
    assert caught.value.code == "output_exists"
    assert list((tmp_path / "digits").iterdir()) == []


def test_interrupted_writing_leaves_nothing(tmp_path):
    def interrupt(done: int, total: int | None) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sample(DIGITS, tmp_path / "digits", interrupt)
    assert list(tmp_path.iterdir()) == []


def test_progress_ends_at_the_count(tmp_path):
    seen = []
    write_sample(DIGITS, tmp_path / "d", lambda done, total: seen.append((done, total)))
    assert seen == [(done, 1797) for done in range(1, 1798)]


def test_unknown_sample_names_the_known_ones(tmp_path):
    with pytest.raises(UserError, match="solar-cells, digits"):
        write_sample("cats", tmp_path / "x", nothing)


def test_every_sample_has_a_title():
    assert [info.id for info in available_samples()] == [SOLAR_CELLS, DIGITS]
    assert all(info.title_code in MESSAGES for info in available_samples())


def test_package_that_is_not_installed_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(samples.importlib.util, "find_spec", lambda name: None)
    assert not available_samples()[0].available
    with pytest.raises(UserError) as caught:
        write_sample(SOLAR_CELLS, tmp_path / "x", nothing)
    assert caught.value.code == "sample_not_installed"


@pytest.mark.skipif(not available_samples()[0].available, reason="elpv-dataset is not installed")
def test_solar_cells_have_the_published_counts(tmp_path, scan):
    folder = write_sample(SOLAR_CELLS, tmp_path / "solar", nothing)
    counts = Counter(path.parent.name for path in folder.glob("*/*.png"))
    assert counts == {"functional": 1803, "defective": 821}


def test_data_rooms_of_the_window_never_load_torch():
    script = (
        "import sys\n"
        "import core.dataset.scan_job, core.dataset.samples, core.dataset.pictures, core.dataset.augment\n"
        "import core.dataset.split_file, core.dataset.scan\n"
        "core.dataset.samples.available_samples()\n"
        "print({'torch', 'sklearn', 'elpv_dataset'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
