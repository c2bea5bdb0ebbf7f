from core.store.checkpoints import find_checkpoint, keep_as_best, read_manifest, write_checkpoint


def _fill(text):
    def fill(folder):
        (folder / "model.safetensors").write_text(text)
        (folder / "state.json").write_text("{}")

    return fill


def test_the_last_two_and_the_best_are_kept(tmp_path):
    for step in (5, 10, 15):
        write_checkpoint(tmp_path, step, step * 2, _fill(str(step)))
    keep_as_best(tmp_path, 10, _fill("best"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best", "step-00000010", "step-00000015"]
    found = find_checkpoint(tmp_path)
    assert (found.step, found.event_seq, found.skipped) == (15, 30, ())


def test_a_damaged_one_falls_back_to_the_one_before(tmp_path):
    for step in (5, 10):
        write_checkpoint(tmp_path, step, step, _fill(str(step)))
    damaged = tmp_path / "step-00000010" / "model.safetensors"
    damaged.write_text("11")
    found = find_checkpoint(tmp_path)
    assert (found.step, [path.name for path in found.skipped]) == (5, ["step-00000010"])
    damaged.unlink()
    assert find_checkpoint(tmp_path).step == 5


def test_without_a_whole_one_there_is_none(tmp_path):
    assert find_checkpoint(tmp_path) is None
    (tmp_path / "step-00000001").mkdir()
    assert find_checkpoint(tmp_path) is None


def test_writing_the_same_step_again_replaces_it(tmp_path):
    write_checkpoint(tmp_path, 5, 1, _fill("a"))
    path = write_checkpoint(tmp_path, 5, 2, _fill("b"))
    assert (path / "model.safetensors").read_text() == "b"
    assert read_manifest(path) == {"step": 5, "event_seq": 2}
