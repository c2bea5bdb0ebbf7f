"""split.csv: any name survives, any damage is noticed."""

import pytest

from core.contracts.errors import UserError
from core.contracts.records import SampleInfo
from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.dataset.split import fingerprint
from core.dataset.split_file import read_split, with_parts_of_parent, write_split
from core.store.runs import RunStore

NAMES = [
    "a/plain.png",
    "b/with, comma.png",
    'b/"quoted".png',
    "b/new\nline.png",
    "b/cr\rlf\r\n.png",
    "猫/写真 😀.png",
    "b/ space .png",
    "b/=1+1",
]
SAMPLES = tuple(
    SampleInfo(
        file=name,
        label=name.split("/")[0],
        part=("train", "validation", "test")[number % 3],
        sha256=f"{number:064x}",
        width_px=number + 1,
        height_px=2,
    )
    for number, name in enumerate(NAMES)
)


@pytest.fixture
def path(tmp_path):
    write_split(tmp_path / "split.csv", SAMPLES)
    return tmp_path / "split.csv"


def damaged(path, **options) -> None:
    with pytest.raises(UserError) as caught:
        read_split(path, **options)
    assert caught.value.code == "split_damaged"


def test_every_name_survives(path):
    assert read_split(path) == SAMPLES
    assert read_split(path, fingerprint(SAMPLES)) == SAMPLES


@pytest.fixture
def parent(tmp_path):
    """A run that knew SAMPLES."""
    run = RunStore(tmp_path / "runs").create(RunSpec(dataset=DatasetSpec(folder="/data")))
    run.best_model_path.mkdir(parents=True)
    write_split(run.split_path, SAMPLES)
    return run


def test_what_a_parent_run_knew_keeps_its_part(parent):
    """The same contents under other names, and one that the parent never saw."""
    new = SAMPLES[0].model_copy(update={"file": "new.png", "sha256": "f" * 64, "part": "test"})
    now = tuple(sample.model_copy(update={"file": f"moved/{sample.file}", "part": "train"}) for sample in SAMPLES)
    for entry in (parent.path, parent.best_model_path):
        parts = [sample.part for sample in with_parts_of_parent(ModelSpec(entry=str(entry)), (*now, new))]
        assert parts == [*(sample.part for sample in SAMPLES), "test"]
    assert with_parts_of_parent(ModelSpec(entry="torchvision/resnet18"), now) == now


@pytest.mark.parametrize(("part", "counts"), [("train", (3, 0)), ("validation", (0, 3)), ("test", (0, 0))])
def test_where_a_parent_run_leaves_a_part_empty_it_is_told(parent, part, counts):
    """Whatever the new split makes of them."""
    known = [sample for sample in SAMPLES if sample.part == part][:3]
    now = [one.model_copy(update={"part": ("train", "validation")[place % 2]}) for place, one in enumerate(known)]
    with pytest.raises(UserError) as caught:
        with_parts_of_parent(ModelSpec(entry=str(parent.path)), tuple(now))
    assert caught.value.code == "parent_leaves_part_empty"
    assert (caught.value.info.params["train"], caught.value.info.params["validation"]) == counts
    assert parent.path.name in str(caught.value)


def test_columns_are_readable_by_others(path):
    assert path.read_text(encoding="utf-8").splitlines()[0] == "file,label,part,sha256,width_px,height_px"


def test_missing_file_is_told(tmp_path):
    with pytest.raises(UserError) as caught:
        read_split(tmp_path / "split.csv")
    assert caught.value.code == "file_missing"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"file,label,part", b"file,part,label"),
        (b",train,", b",training,"),
        (b"0" * 63 + b"3", b"0" * 63 + b"g"),
        (b",1,2\r\n", b",one,2\r\n"),
        (b",1,2\r\n", b",1\r\n"),
        (b",1,2\r\n", b",1,2,3\r\n"),
        (b"plain", b"\xff\xfe"),
        (b'"b/with', b'"b/wi"th'),
        (b'"b/with, comma.png"', b"a/plain.png"),
    ],
)
def test_damage_is_noticed(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    damaged(path)


def test_a_file_cut_short_anywhere_is_noticed(path):
    data = path.read_bytes()
    known = fingerprint(SAMPLES)
    for length in range(len(data) - 2):  # without the last line end, nothing is lost
        path.write_bytes(data[:length])
        damaged(path, expected_fingerprint=known)


def test_another_data_set_is_noticed(path):
    damaged(path, expected_fingerprint="0" * 64)
