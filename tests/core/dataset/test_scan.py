"""Reading folders: layouts, what is left out and why, and the sentence where a folder can't be used."""

import os
import re
import shutil
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.contracts.errors import Stopped, UserError
from core.contracts.messages import MESSAGES, worded
from core.contracts.spec import DatasetSpec, SplitSpec
from core.dataset import scan as scan_module
from core.dataset.decode import PictureError, openable_path
from core.dataset.scan import FINDING_OF_PROBLEM, scan_folder, scan_for_scoring

POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX file systems")


def refusal(scan, folder) -> UserError:
    with pytest.raises(UserError) as caught:
        scan(folder)
    assert "{" not in str(caught.value)
    return caught.value


# ---- layouts ----


def test_one_sub_folder_a_class(make_folder, scan):
    dataset = scan(make_folder({"dog": 20, "cat": 20}))
    assert dataset.class_names == ("cat", "dog")
    assert dataset.counts() == {name: {"train": 14, "validation": 3, "test": 3} for name in ("cat", "dog")}
    assert not dataset.split_by_folders
    assert dataset.findings == ()
    sample = dataset.samples[0]
    assert (sample.file, sample.width_px, sample.height_px) == ("cat/000.png", 40, 30)


def test_order_of_the_disk_does_not_matter(make_folder, scan, tmp_path):
    first = scan(make_folder({"b": 5, "a": 5}))
    other = tmp_path / "copy"
    other.mkdir()
    for name in ("a", "b"):
        shutil.copytree(tmp_path / "data" / name, other / name)
    second = scan(other)
    assert second.samples == first.samples
    assert second.fingerprint == first.fingerprint


@pytest.mark.parametrize("names", [("train", "val", "test"), ("Train", "Validation", "TEST"), ("training", "valid", "testing")])
def test_part_folders_are_honoured(make_folder, scan, names):
    train, validation, test = names
    counts = {f"{train}/a": 4, f"{train}/b": 5, f"{validation}/a": 2, f"{validation}/b": 3, f"{test}/a": 1, f"{test}/b": 2}
    dataset = scan(make_folder(counts))
    assert dataset.split_by_folders
    assert dataset.counts() == {
        "a": {"train": 4, "validation": 2, "test": 1},
        "b": {"train": 5, "validation": 3, "test": 2},
    }


def test_missing_parts_are_taken_from_training(make_folder, scan):
    without_validation = scan(make_folder({"train/a": 20, "train/b": 20, "test/a": 5, "test/b": 5}))
    assert without_validation.counts()["a"] == {"train": 16, "validation": 4, "test": 5}


def test_only_a_training_folder_is_divided(make_folder, scan):
    assert scan(make_folder({"train/a": 20, "train/b": 20})).counts()["a"] == {"train": 14, "validation": 3, "test": 3}


def test_no_test_part_where_none_is_wanted(make_folder, scan):
    folder = make_folder({"train/a": 10, "train/b": 10, "val/a": 3, "val/b": 3})
    counts = scan(folder, split=SplitSpec(train=0.8, validation=0.2, test=0)).counts()
    assert counts["a"] == {"train": 10, "validation": 3, "test": 0}


def test_train_can_be_a_class(make_folder, scan):
    assert scan(make_folder({"train": 4, "bus": 4, "car": 4})).class_names == ("bus", "car", "train")


def test_test_can_be_a_class(make_folder, scan):
    assert scan(make_folder({"control": 4, "test": 4})).class_names == ("control", "test")


def test_test_folder_without_classes_is_left_out(make_folder, scan, codes):
    dataset = scan(make_folder({"train/a": 20, "train/b": 20, "test": 5}))
    assert codes(dataset)["test"] == "part_without_classes"
    assert dataset.counts()["a"]["test"] == 3


def test_class_that_training_lacks_is_left_out(make_folder, scan, codes):
    dataset = scan(make_folder({"train/a": 5, "train/b": 5, "val/a": 3, "val/b": 3, "val/zebra": 3}))
    assert dataset.class_names == ("a", "b")
    assert codes(dataset)["zebra"] == "class_not_in_train"


def test_folders_beside_the_parts_are_told(make_folder, scan, codes):
    dataset = scan(make_folder({"train/a": 5, "train/b": 5, "val/a": 3, "val/b": 3, "extra": 2}))
    assert codes(dataset)["extra"] == "beside_parts"


def test_deeper_folders_belong_to_their_class(make_folder, scan):
    dataset = scan(make_folder({"a": 3, "a/2021/may": 3, "b": 5}))
    assert sum(sample.label == "a" for sample in dataset.samples) == 6
    (finding,) = [finding for finding in dataset.findings if finding.code == "nested"]
    assert (finding.file, finding.params, finding.left_out) == ("a", {"count": 3}, False)


def test_litter_is_skipped_without_a_word(make_folder, scan):
    folder = make_folder({"a": 5, "b": 5, ".ipynb_checkpoints": 1, "__MACOSX": 1, "a/.hidden": 1, "a/__MACOSX": 1})
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "._000.png"):
        (folder / name).write_bytes(b"x")
        (folder / "a" / name).write_bytes(b"x")
    dataset = scan(folder)
    assert len(dataset.samples) == 10
    assert dataset.findings == ()


def test_names_in_any_script(make_folder, scan):
    folder = make_folder(
        {"кошка": 3, "犬": 3, "قطة جميلة": 3, 'a, "b"\'': 3} if sys.platform != "win32" else {"кошка": 3, "犬": 3}
    )
    Image.new("RGB", (9, 9), "red").save(folder / "犬" / "写真 😀.png")
    dataset = scan(folder)
    assert "犬/写真 😀.png" in {sample.file for sample in dataset.samples}
    assert list(dataset.class_names) == sorted(dataset.class_names)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS itself makes the two names one")
def test_one_class_name_in_two_spellings_is_one_class(make_folder, scan):
    composed, decomposed = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))
    folder = make_folder({f"train/{composed}": 5, "train/tea": 5, f"val/{decomposed}": 3, "val/tea": 3})
    dataset = scan(folder)
    assert dataset.class_names == (composed, "tea")
    assert all((folder / sample.file).exists() for sample in dataset.samples)


def test_paths_of_more_than_300_characters(make_folder, scan, picture):
    folder = make_folder({"a": 3, "b": 3})
    deep = folder.joinpath("a", *["deeper" * 10] * 5)
    openable_path(deep).mkdir(parents=True)
    picture(99).save(openable_path(deep / "x.png"))
    assert any(len(sample.file) > 300 for sample in scan(folder).samples)


@POSIX_ONLY
def test_read_only_folder_is_enough_and_stays_as_it_was(make_folder, scan):
    folder = make_folder({"a": 4, "b": 4})
    before = sorted(path for path in folder.rglob("*"))
    for path in [*before, folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert len(scan(folder).samples) == 8
        assert sorted(path for path in folder.rglob("*")) == before
    finally:
        for path in [folder, *before]:
            path.chmod(0o755)


# ---- files ----


@pytest.mark.parametrize(
    ("name", "content", "code", "severity"),
    [
        ("empty.png", b"", "empty_file", "warning"),
        ("words.jpg", b"these are words\n" * 9, "not_a_picture", "warning"),
        ("notes.txt", b"these are words\n" * 9, "not_a_picture", "info"),
    ],
)
def test_what_is_no_picture_is_left_out(make_folder, scan, name, content, code, severity):
    folder = make_folder({"a": 4, "b": 4})
    (folder / "a" / name).write_bytes(content)
    dataset = scan(folder)
    (finding,) = dataset.findings
    assert (finding.file, finding.code, finding.severity, finding.left_out) == (f"a/{name}", code, severity, True)
    assert len(dataset.samples) == 8


def test_truncated_picture_is_left_out(make_folder, scan, codes, picture):
    folder = make_folder({"a": 4, "b": 4})
    picture(50, 400, 300).save(folder / "a" / "cut.jpg")
    data = (folder / "a" / "cut.jpg").read_bytes()
    (folder / "a" / "cut.jpg").write_bytes(data[: len(data) // 2])
    assert codes(scan(folder)) == {"a/cut.jpg": "damaged"}


def test_animation_is_used_and_told(make_folder, scan):
    folder = make_folder({"a": 4, "b": 4})
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(folder / "a" / "moves.gif", save_all=True, append_images=frames[1:])
    dataset = scan(folder)
    (finding,) = dataset.findings
    assert (finding.code, finding.left_out) == ("animated", False)
    assert len(dataset.samples) == 9


def test_nearly_black_is_used_and_told(make_folder, scan):
    folder = make_folder({"a": 4, "b": 4})
    Image.fromarray(np.linspace(0, 4095, 900).reshape(30, 30).astype(np.uint16)).save(folder / "a" / "camera.tif")
    dataset = scan(folder)
    (finding,) = dataset.findings
    assert (finding.file, finding.code, finding.left_out) == ("a/camera.tif", "nearly_black", False)
    assert len(dataset.samples) == 9


def test_size_is_that_of_the_upright_picture(make_folder, scan, picture):
    folder = make_folder({"a": 4, "b": 4})
    exif = Image.Exif()
    exif[0x0112] = 6
    picture(9, 80, 20).save(folder / "a" / "turned.jpg", exif=exif)
    (sample,) = [sample for sample in scan(folder).samples if sample.file == "a/turned.jpg"]
    assert (sample.width_px, sample.height_px) == (20, 80)


def test_same_picture_twice_is_kept_in_one_part(make_folder, scan):
    folder = make_folder({"a": 20, "b": 20})
    for number in range(20):
        shutil.copy(folder / "a" / f"{number:03}.png", folder / "a" / f"copy{number:03}.png")
    dataset = scan(folder)
    assert {finding.code for finding in dataset.findings} == {"duplicate", "uneven"}
    parts: dict[str, set[str]] = {}
    for sample in dataset.samples:
        parts.setdefault(sample.sha256, set()).add(sample.part)
    assert all(len(found) == 1 for found in parts.values())
    assert len(dataset.samples) == 60


def test_same_picture_in_two_classes_is_left_out_until_one_is_excluded(make_folder, scan, codes):
    folder = make_folder({"a": 5, "b": 5})
    shutil.copy(folder / "a" / "000.png", folder / "b" / "copy.png")
    dataset = scan(folder)
    assert codes(dataset) == {"a/000.png": "two_classes", "b/copy.png": "two_classes"}
    assert len(dataset.samples) == 9
    chosen = scan(folder, excluded=("b/copy.png",))
    assert codes(chosen) == {"b/copy.png": "excluded"}
    assert "a/000.png" in {sample.file for sample in chosen.samples}


def test_training_never_sees_a_picture_of_the_test_folder(make_folder, scan, codes):
    folder = make_folder({"train/a": 5, "train/b": 5, "val/a": 3, "val/b": 3, "test/a": 3, "test/b": 3})
    shutil.copy(folder / "test/a/000.png", folder / "train/a/leak.png")
    shutil.copy(folder / "test/a/000.png", folder / "val/a/leak.png")
    dataset = scan(folder)
    assert codes(dataset) == {"train/a/leak.png": "in_two_parts", "val/a/leak.png": "in_two_parts"}
    assert dataset.counts()["a"] == {"train": 5, "validation": 3, "test": 3}


def test_files_beside_the_classes_are_told(make_folder, scan, codes):
    folder = make_folder({"a": 4, "b": 4})
    (folder / "labels.csv").write_text("x")
    assert codes(scan(folder)) == {"labels.csv": "beside_classes"}


@POSIX_ONLY
def test_links_that_lead_nowhere_or_in_circles(make_folder, scan, codes):
    folder = make_folder({"a": 4, "b": 4})
    (folder / "a" / "gone.png").symlink_to(folder / "nowhere.png")
    (folder / "b" / "round").symlink_to(folder)
    (folder / "b" / "self").symlink_to(folder / "b")
    dataset = scan(folder)
    assert codes(dataset) == {"a/gone.png": "broken_link", "b/round": "link_loop", "b/self": "link_loop"}
    assert len(dataset.samples) == 8


@POSIX_ONLY
def test_linked_class_folder_is_followed(make_folder, scan, tmp_path):
    folder = make_folder({"a": 4, "b": 4})
    shutil.move(folder / "b", tmp_path / "elsewhere")
    (folder / "b").symlink_to(tmp_path / "elsewhere")
    assert len(scan(folder).samples) == 8


@POSIX_ONLY
def test_pipe_is_not_waited_for(make_folder, scan, codes):
    folder = make_folder({"a": 4, "b": 4})
    os.mkfifo(folder / "a" / "pipe.png")
    assert codes(scan(folder)) == {"a/pipe.png": "not_a_file"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a name be any bytes")
def test_name_of_broken_bytes_is_told(make_folder, scan):
    folder = make_folder({"a": 4, "b": 4})
    (Path(os.fsdecode(os.fsencode(folder / "a") + b"/caf\xe9.png"))).write_bytes(b"x")
    (finding,) = scan(folder).findings
    assert (finding.code, finding.file) == ("odd_name", "a/caf\\xe9.png")


@POSIX_ONLY
def test_files_that_may_not_be_read_are_told(make_folder, scan, codes):
    folder = make_folder({"a": 4, "b": 4, "b/closed": 2})
    (folder / "a" / "000.png").chmod(0)
    if os.access(folder / "a" / "000.png", os.R_OK):
        pytest.skip("this account may read everything")
    (folder / "b" / "closed").chmod(0)
    try:
        assert codes(scan(folder)) == {"a/000.png": "no_permission", "b/closed": "no_permission"}
    finally:
        (folder / "b" / "closed").chmod(0o755)


# ---- classes ----


def test_uneven_classes_are_told(make_folder, scan):
    (finding,) = scan(make_folder({"few": 5, "many": 11})).findings
    assert (finding.code, finding.params["ratio"]) == ("uneven", "2.2")
    assert "Uneven: 2.2 to 1" in worded("finding_uneven", finding.params)


def test_class_with_one_picture_goes_to_training(make_folder, scan, codes):
    dataset = scan(make_folder({"one": 1, "two": 2, "many": 20}))
    assert dataset.counts()["one"] == {"train": 1, "validation": 0, "test": 0}
    assert dataset.counts()["two"] == {"train": 1, "validation": 1, "test": 0}
    assert {file for file, code in codes(dataset).items() if code == "few_pictures"} == {"one", "two"}


def test_class_without_a_usable_picture_is_told(make_folder, scan, codes):
    folder = make_folder({"a": 4, "b": 4, "hollow": 0})
    dataset = scan(folder)
    assert dataset.class_names == ("a", "b")
    assert codes(dataset) == {"hollow": "empty_class"}


def test_every_finding_has_a_sentence(make_folder, scan, picture):
    folder = make_folder({"a": 20, "b": 4, "a/deep": 1, "hollow": 0, "one": 1})
    shutil.copy(folder / "a" / "000.png", folder / "b" / "copy.png")
    shutil.copy(folder / "a" / "001.png", folder / "a" / "copy.png")
    (folder / "loose.txt").write_text("x")
    findings = scan(folder, excluded=("a/003.png",)).findings
    assert len({finding.code for finding in findings}) >= 7
    for finding in findings:
        assert "{" not in worded(f"finding_{finding.code}", finding.params)


def test_every_code_in_the_source_has_a_sentence():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(scan_module.__file__).parent.glob("*.py"))
    noted = set(re.findall(r"""note\(\s*"(\w+)\"""", source)) | {FINDING_OF_PROBLEM.get(it, it) for it in PictureError.REASONS}
    raised = set(re.findall(r"""UserError\(\s*"(\w+)\"""", source))
    assert len(noted) > 15
    assert len(raised) > 10
    assert not {f"finding_{code}" for code in noted} - set(MESSAGES)
    assert not raised - set(MESSAGES)


# ---- folders that can't be used ----


def test_missing_folder(scan, tmp_path):
    assert refusal(scan, tmp_path / "nowhere").code == "data_folder_missing"


def test_file_instead_of_a_folder(scan, tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    assert refusal(scan, tmp_path / "a.png").code == "data_not_a_folder"


def test_empty_folder(make_folder, scan, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".DS_Store").write_bytes(b"x")
    assert refusal(scan, tmp_path / "data").code == "data_folder_empty"


def test_no_sub_folders_says_what_is_wanted(make_folder, scan):
    error = refusal(scan, make_folder({"": 3}))
    assert error.code == "data_no_subfolders"
    assert "one sub-folder a class" in str(error)


def test_one_folder_too_many_around_the_classes(make_folder, scan):
    error = refusal(scan, make_folder({"archive/a": 3, "archive/b": 3}))
    assert error.code == "data_inner_folder"
    assert "archive" in str(error)


def test_one_class(make_folder, scan):
    error = refusal(scan, make_folder({"only": 3}))
    assert error.code == "data_one_class"
    assert "only" in str(error)


def test_no_usable_picture(make_folder, scan):
    folder = make_folder({"a": 0, "b": 0})
    (folder / "a" / "x.jpg").write_text("words")
    assert refusal(scan, folder).code == "data_no_pictures"


def test_too_few_to_validate(make_folder, scan):
    assert refusal(scan, make_folder({"a": 1, "b": 1})).code == "data_too_few"


def test_folder_that_vanishes_while_it_is_read(make_folder, tmp_path):
    folder = make_folder({"a": 60, "b": 60})

    def vanish(done: int, total: int | None) -> None:
        if done == 1:
            folder.rename(tmp_path / "unplugged")

    with pytest.raises(UserError) as caught:
        scan_folder(DatasetSpec(folder=str(folder)), vanish, lambda: False, cache_folder=tmp_path / "cache")
    assert caught.value.code == "data_folder_gone"


def test_single_file_that_vanishes_is_left_out(make_folder, tmp_path, codes):
    folder = make_folder({"a": 60, "b": 60})

    def vanish(done: int, total: int | None) -> None:
        if done == 1:
            (folder / "b" / "059.png").unlink()

    dataset = scan_folder(DatasetSpec(folder=str(folder)), vanish, lambda: False, cache_folder=tmp_path / "cache")
    assert codes(dataset) == {"b/059.png": "missing"}


# ---- progress, stop, scoring ----


def test_progress_grows_to_the_total(make_folder, tmp_path):
    seen: list[tuple[int, int | None]] = []
    spec = DatasetSpec(folder=str(make_folder({"a": 6, "b": 6})))
    scan_folder(spec, lambda done, total: seen.append((done, total)), lambda: False, cache_folder=tmp_path / "cache")
    assert seen[0] == (0, None)
    assert seen[1:] == [(done, 12) for done in range(13)]


def test_stop_ends_the_scan_and_keeps_what_was_read(make_folder, tmp_path):
    spec = DatasetSpec(folder=str(make_folder({"a": 40, "b": 40})))
    seen: list[int] = []

    def on_progress(done: int, total: int | None) -> None:
        seen.append(done)

    with pytest.raises(Stopped):
        scan_folder(spec, on_progress, lambda: len(seen) > 20, cache_folder=tmp_path / "cache")
    assert seen[-1] < 80
    assert list((tmp_path / "cache" / "scans").glob("*.json"))


def test_scoring_takes_every_picture_of_the_known_classes(make_folder, tmp_path, codes):
    folder = make_folder({"a": 1, "b": 2, "c": 3})
    dataset = scan_for_scoring(str(folder), ("b", "c", "x"), lambda *_: None, lambda: False, cache_folder=tmp_path / "cache")
    assert dataset.class_names == ("b", "c", "x")
    assert {sample.part for sample in dataset.samples} == {"test"}
    assert len(dataset.samples) == 5
    assert codes(dataset) == {"a": "class_not_known"}


def test_scoring_a_folder_of_other_classes_is_refused(make_folder, tmp_path):
    folder = make_folder({"a": 2, "b": 2})
    with pytest.raises(UserError, match="a, b") as caught:
        scan_for_scoring(str(folder), ("x", "y"), lambda *_: None, lambda: False, cache_folder=tmp_path / "cache")
    assert caught.value.code == "data_no_known_class"
