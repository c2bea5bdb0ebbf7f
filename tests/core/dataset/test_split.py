"""Dividing: shares, groups, determinism, and how little moves."""

import hashlib

import pytest

from core.contracts.records import SampleInfo
from core.contracts.spec import PARTS, SplitSpec
from core.dataset.split import divide, fingerprint


def contents(label: str, count: int) -> set[str]:
    return {hashlib.sha256(f"{label}{number}".encode()).hexdigest() for number in range(count)}


def sizes(hashes: set[str], parts: dict[str, str]) -> tuple[int, ...]:
    return tuple(sum(parts[content] == part for content in hashes) for part in PARTS)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, (1, 0, 0)),
        (2, (1, 1, 0)),
        (3, (1, 1, 1)),
        (4, (2, 1, 1)),
        (10, (6, 2, 2)),
        (20, (14, 3, 3)),
        (1803, (1263, 270, 270)),
    ],
)
def test_each_class_gets_its_shares(count, expected):
    hashes = {"a": contents("a", count), "b": contents("b", 50)}
    parts = divide(hashes, SplitSpec(), PARTS)
    assert sizes(hashes["a"], parts) == expected
    assert set(parts) == hashes["a"] | hashes["b"]


@pytest.mark.parametrize("count", range(3, 40))
@pytest.mark.parametrize("shares", [(0.70, 0.15, 0.15), (0.98, 0.01, 0.01), (0.02, 0.49, 0.49), (0.34, 0.33, 0.33)])
def test_three_pictures_are_enough_for_every_part(count, shares):
    train, validation, test = shares
    hashes = {"a": contents("a", count)}
    found = sizes(hashes["a"], divide(hashes, SplitSpec(train=train, validation=validation, test=test), PARTS))
    assert min(found) >= 1
    assert sum(found) == count


def test_no_test_part_where_its_share_is_zero():
    hashes = {"a": contents("a", 20)}
    split = SplitSpec(train=0.8, validation=0.2, test=0)
    assert sizes(hashes["a"], divide(hashes, split, PARTS)) == (16, 4, 0)


def test_parts_that_the_folder_has_leave_their_share_to_the_others():
    hashes = {"a": contents("a", 85)}
    assert sizes(hashes["a"], divide(hashes, SplitSpec(), ["train", "validation"])) == (70, 15, 0)


def test_same_seed_same_parts_whatever_the_order():
    hashes = contents("a", 100)
    forwards = divide({"a": hashes, "b": contents("b", 30)}, SplitSpec(seed=3), PARTS)
    backwards = divide({"b": contents("b", 30), "a": hashes}, SplitSpec(seed=3), PARTS)
    assert forwards == backwards


def test_other_seed_other_parts():
    hashes = {"a": contents("a", 100)}
    assert divide(hashes, SplitSpec(seed=0), PARTS) != divide(hashes, SplitSpec(seed=1), PARTS)


def test_parts_are_the_same_in_years_to_come():
    parts = divide({"a": contents("a", 6)}, SplitSpec(), PARTS)
    assert [parts[content] for content in sorted(parts)] == ["validation", "train", "test", "train", "train", "train"]


@pytest.mark.parametrize("count", [10, 57, 200])
def test_a_new_picture_moves_at_most_one_other_across_each_border(count):
    hashes = contents("a", count)
    before = divide({"a": hashes}, SplitSpec(), PARTS)
    after = divide({"a": hashes | contents("new", 1)}, SplitSpec(), PARTS)
    assert sum(before[content] != after[content] for content in hashes) <= 2


def test_changing_the_validation_share_leaves_the_test_part_alone():
    hashes = {"a": contents("a", 100)}
    first = divide(hashes, SplitSpec(), PARTS)
    second = divide(hashes, SplitSpec(train=0.6, validation=0.25, test=0.15), PARTS)
    assert {key for key, part in first.items() if part == "test"} == {key for key, part in second.items() if part == "test"}


def sample(**changes: object) -> SampleInfo:
    values = {"file": "a/1.png", "label": "a", "part": "train", "sha256": "0" * 64, "width_px": 1, "height_px": 1}
    return SampleInfo.model_validate({**values, **changes})


def test_fingerprint_sees_labels_parts_and_contents_only():
    base = [sample(), sample(sha256="1" * 64)]
    assert fingerprint(base) == fingerprint(base[::-1])
    assert fingerprint(base) == fingerprint([sample(file="b/renamed.png"), base[1]])
    for change in ({"label": "b"}, {"part": "test"}, {"sha256": "2" * 64}):
        assert fingerprint([sample(**change), base[1]]) != fingerprint(base)
    assert fingerprint(base[:1]) != fingerprint(base)
