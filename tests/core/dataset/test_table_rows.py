"""Rows of tables: formats, separators, encodings, and rows that are broken without breaking the others."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.contracts.errors import UserError
from core.dataset.table_delimited import MAX_RECORD_CHARACTERS
from core.dataset.table_rows import open_table, value_text
from core.dataset.text_encoding import SAMPLE_BYTES


def written(tmp_path: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows_of(path: Path) -> list[tuple]:
    """(number, values...) of good rows, (number, problem) of others."""
    table = open_table(path)
    return [(row.number, row.problem) if row.problem else (row.number, *row.values) for row in table.rows(table.columns)]


# ---- formats ----

ROWS = [("good, really", "pos"), ('"so" bad', "neg"), ("两行\n文字", "pos")]


def test_every_format_gives_the_same_rows(tmp_path):
    quoted = [['"' + value.replace('"', '""') + '"' for value in row] for row in ROWS]
    for name, separator in (("a.csv", ","), ("b.csv", ";"), ("c.csv", "\t"), ("d.tsv", "\t"), ("e.csv", "|")):
        lines = [separator.join(("text", "label")), *(separator.join(row) for row in quoted)]
        written(tmp_path, "\r\n".join(lines) + "\r\n", name)
    for name in ("f.jsonl", "g.ndjson"):
        written(tmp_path, "\n".join(json.dumps({"text": text, "label": label}) for text, label in ROWS), name)
    pq.write_table(pa.table({"text": [row[0] for row in ROWS], "label": [row[1] for row in ROWS]}), tmp_path / "h.parquet")
    expected = [(number, *row) for number, row in enumerate(ROWS, start=1)]
    for path in sorted(tmp_path.iterdir()):
        assert open_table(path).columns == ("text", "label")
        assert rows_of(path) == expected, path.name


def test_only_the_columns_asked_for_in_their_order(tmp_path):
    path = written(tmp_path, "a,b,c\n1,2,3\n")
    assert [row.values for row in open_table(path).rows(["c", "a"])] == [("3", "1")]


def test_rows_are_counted_without_a_column(tmp_path):
    pq.write_table(pa.table({"text": ["a"] * 5000}), tmp_path / "a.parquet")
    written(tmp_path, "text,label\n" + "a,b\n" * 5000)
    for name in ("a.parquet", "table.csv"):
        rows = list(open_table(tmp_path / name).rows(()))
        assert (len(rows), rows[-1]) == (5000, (5000, (), ""))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_encodings_of_tables(tmp_path, encoding):
    rows = "".join(f"这家酒店的房间很干净，第{number}次来,好\n" for number in range(50))
    path = written(tmp_path, ("文字,标签\n" + rows).encode(encoding))
    assert open_table(path).columns == ("文字", "标签")
    assert rows_of(path)[7] == (8, "这家酒店的房间很干净，第7次来", "好")


def test_encoding_is_found_behind_a_megabyte_of_plain_rows(tmp_path):
    content = "text,label\n" + "plain words again,a\n" * 60_000 + "这家酒店的房间很干净，服务员也非常热情,b\n" * 20
    path = written(tmp_path, content.encode("gb18030"))
    assert rows_of(path)[-1][1] == "这家酒店的房间很干净，服务员也非常热情"


def test_a_row_from_another_source_is_put_right(tmp_path):
    content = "text,label\n酒店,a\n".encode() + "Schöne Grüße aus München,b\n".encode("cp1252") + "再来,a\n".encode()
    assert [row[1] for row in rows_of(written(tmp_path, content))] == ["酒店", "Schöne Grüße aus München", "再来"]


# Two bytes a character, the first of them at an odd place behind "text,label\n" and between ",aa\n".
IN_TWO_BYTES = {
    "gb18030": "这家酒店的房间很干净，服务员也非常热情，早餐的种类很多。下次来北京还会住在这里，推荐给大家！",
    "big5": "這部電影真的非常好看，全家人都很喜歡，希望以後還能再看一次。",
    "euc_kr": "이영화는정말재미있었고음악도좋았습니다。가족모두가즐겁게보았습니다。정말",
    "shift_jis": "この映画はとても面白かったです。家族みんなで楽しめました。もう一度見たいと思います。",
}


@pytest.mark.parametrize("encoding", IN_TWO_BYTES)
def test_encoding_is_found_where_what_is_looked_at_ends_within_a_character(tmp_path, encoding):
    text = IN_TWO_BYTES[encoding]
    line = f"{text},aa\n".encode(encoding)
    content = b"text,label\n" + line * (SAMPLE_BYTES // len(line) + 10)
    for end in (1 << 15, SAMPLE_BYTES):
        with pytest.raises(UnicodeDecodeError, match="incomplete"):
            content[:end].decode(encoding)
    rows = rows_of(written(tmp_path, content))
    assert {row[1] for row in rows} == {text}


def test_encoding_of_a_table_of_more_than_32_kib(tmp_path):
    text = IN_TWO_BYTES["shift_jis"]
    content = ("text,label\n" + f"{text},aa\n" * 600).encode("shift_jis")
    assert rows_of(written(tmp_path, content))[-1][1] == text


# ---- CSV as it comes ----


def test_ragged_rows_are_told_and_the_others_used(tmp_path):
    path = written(tmp_path, "text,label\none,a\ntwo\nthree,b,c\nfour,b\nfive,a,,\n")
    assert rows_of(path) == [(1, "one", "a"), (2, "ragged"), (3, "ragged"), (4, "four", "b"), (5, "five", "a")]


def test_a_quote_that_never_closes_costs_one_row(tmp_path):
    content = 'text,label\n"one, two",a\n"three,b\nfour,a\n"five, six",b\nseven,a\n'
    expected = [(1, "one, two", "a"), (2, "unclosed_quote"), (3, "four", "a"), (4, "five, six", "b"), (5, "seven", "a")]
    assert rows_of(written(tmp_path, content)) == expected


def test_a_quote_that_never_closes_in_the_last_row(tmp_path):
    assert rows_of(written(tmp_path, 'text,label\none,a\n"two,b')) == [(1, "one", "a"), (2, "unclosed_quote")]


def test_a_quote_that_swallows_more_than_any_text_is_long(tmp_path):
    filler = "plain words again,a\n" * (MAX_RECORD_CHARACTERS // 20 + 10)
    rows = rows_of(written(tmp_path, 'text,label\n"one, two",a\n"three,b\n' + filler))
    assert rows[1] == (2, "unclosed_quote")
    assert len(rows) == 2 + filler.count("\n")
    assert rows[-1][1:] == ("plain words again", "a")


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_value_in_one_line_may_be_of_any_length(tmp_path, quote):
    long = "x" * (2 * MAX_RECORD_CHARACTERS + 1)
    path = written(tmp_path, f"text,label\none,a\n{quote}{long}{quote},b\nthree,a\n")
    (_, one, _), (_, two, label), (_, three, _) = rows_of(path)
    assert (one, two == long, label, three) == ("one", True, "b", "three")


def test_many_quotes_that_never_close(tmp_path):
    rows = rows_of(written(tmp_path, "text,label\n" + '"one, two",a\n' + '"three,b\n' * 300 + "four,a\n"))
    assert rows[0] == (1, "one, two", "a")
    assert rows[-1] == (302, "four", "a")
    assert {row[1] for row in rows[1:-1]} == {"unclosed_quote"}


def test_quotes_in_the_middle_of_a_value(tmp_path):
    content = 'text,label\n12" screen,a\n"so" he said,b\n"say ""hi""",a\nplain,b\n'
    assert [row[1] for row in rows_of(written(tmp_path, content))] == ['12" screen', "so he said", 'say "hi"', "plain"]


def test_quotes_that_are_escaped_by_a_backslash(tmp_path):
    content = "text,label\n" + '"say \\"hi, you\\"",a\n' * 3 + "plain,b\n"
    assert rows_of(written(tmp_path, content))[0] == (1, 'say "hi, you"', "a")


def test_tabs_without_any_quoting(tmp_path):
    content = "text\tlabel\n" + '"Great" film\tpos\n"Awful film\tneg\nit\'s 5" long\tpos\n' * 5
    assert [row[1] for row in rows_of(written(tmp_path, content, "a.tsv"))[:3]] == [
        '"Great" film',
        '"Awful film',
        "it's 5\" long",
    ]


def test_nul_bytes_and_very_long_values(tmp_path):
    long = "words " * 20_000
    path = written(tmp_path, f"text,label\nfr\0ee,a\n{long},b\n")
    assert rows_of(path) == [(1, "free", "a"), (2, long, "b")]


def test_empty_lines_are_no_rows_but_are_counted(tmp_path):
    assert rows_of(written(tmp_path, "\ntext,label\none,a\n\n\ntwo,b\n")) == [(1, "one", "a"), (4, "two", "b")]


def test_a_table_without_a_heading(tmp_path):
    path = written(tmp_path, "1,good film,pos\n2,bad film,neg\n3,nice film,pos\n")
    assert open_table(path).columns == ("column 1", "column 2", "column 3")
    assert rows_of(path)[0] == (1, "1", "good film", "pos")


def test_labels_in_the_first_row_are_no_heading(tmp_path):
    path = written(tmp_path, "pos,good film\n" + "neg,bad film\npos,nice film\n" * 5)
    assert rows_of(path)[0] == (1, "pos", "good film")


def test_columns_without_a_name_or_with_the_same_one(tmp_path):
    assert open_table(written(tmp_path, ",text, text ,label\n0,a,b,c\n")).columns == ("column 1", "text", "text (2)", "label")


# ---- JSON lines and Parquet ----


def test_broken_lines_of_json_are_told(tmp_path):
    content = '{"text": "one", "label": 1}\n\n{"text": "two"\n[1]\n{"label": 2.0, "text": null}\n'
    content += '{"text": "\\ud83d ok", "label": true}\n'
    path = written(tmp_path, content, "a.jsonl")
    assert rows_of(path)[:4] == [(1, "one", "1"), (3, "not_json"), (4, "not_json"), (5, "", "2")]
    assert rows_of(path)[4][2] == "true"


def test_names_of_classes_in_parquet_files_of_hugging_face(tmp_path):
    features = {"text": {"dtype": "string", "_type": "Value"}, "label": {"names": ["neg", "pos"], "_type": "ClassLabel"}}
    table = pa.table({"text": ["a", "b"], "label": [1, 0]})
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(table, tmp_path / "a.parquet")
    assert rows_of(tmp_path / "a.parquet") == [(1, "a", "pos"), (2, "b", "neg")]


def test_keys_of_json_have_names_that_can_be_saved(tmp_path):
    path = written(tmp_path, '{"te\\ud83dxt": "one", "": "a", "text": "b"}\n', "a.jsonl")
    assert open_table(path).columns == ("text", "column 2", "text (2)")
    assert rows_of(path) == [(1, "one", "a", "b")]


def test_columns_of_one_name_in_parquet(tmp_path):
    arrays = [pa.array([name + "1", name + "2"]) for name in "abcd"]
    pq.write_table(pa.Table.from_arrays(arrays, names=["text", "text", "label", "text"]), tmp_path / "a.parquet")
    table = open_table(tmp_path / "a.parquet")
    assert table.columns == ("text", "text (2)", "label", "text (3)")
    assert rows_of(tmp_path / "a.parquet") == [(1, "a1", "b1", "c1", "d1"), (2, "a2", "b2", "c2", "d2")]
    assert [row.values for row in table.rows(["text (3)", "label"])] == [("d1", "c1"), ("d2", "c2")]


def test_values_in_parquet_that_python_cannot_hold(tmp_path):
    no_utf8 = pa.Array.from_buffers(pa.string(), 2, pa.array([b"fine", b"b\xffd"]).buffers())
    columns = {
        "nanoseconds": pa.array([1_000_000_001, None], pa.timestamp("ns")),
        "zone": pa.array([1_500_000_001, 0], pa.timestamp("ns", "Europe/Berlin")),
        "microseconds": pa.array([1_500_000, 0], pa.timestamp("us")),
        "time": pa.array([1_000_000_001, 0], pa.time64("ns")),
        "duration": pa.array([1_000_000_001, 0], pa.duration("ns")),
        "date": pa.array([1, None], pa.date32()),
        "text": no_utf8,
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    first, second = rows_of(tmp_path / "a.parquet")
    assert first[1:] == (
        "1970-01-01 00:00:01.000000001", "1970-01-01 00:00:01.500000001", "1970-01-01 00:00:01.500000", "00:00:01.000000001",
        "0:00:01", "1970-01-02", "fine",
    )  # fmt: skip
    assert second[1:] == ("", "1970-01-01 00:00:00", "1970-01-01 00:00:00", "00:00:00", "0:00:00", "", "b\ufffdd")


def test_a_year_that_no_calendar_of_python_has_costs_no_table(tmp_path):
    pq.write_table(pa.table({"text": ["a"], "date": pa.array([10**7], pa.date32())}), tmp_path / "a.parquet")
    assert rows_of(tmp_path / "a.parquet")[0][:2] == (1, "a")


def test_what_else_python_cannot_hold_is_a_sentence(tmp_path):
    times = pa.array([[1]], pa.list_(pa.timestamp("ns")))
    pq.write_table(pa.table({"text": ["a"], "times": times}), tmp_path / "a.parquet")
    with pytest.raises(UserError) as caught:
        rows_of(tmp_path / "a.parquet")
    assert caught.value.code == "table_damaged"


def test_values_as_a_person_writes_them():
    values = [None, "a", 1, 1.0, 0.5, float("nan"), True, b"x", ["a", 1], 10**18]
    assert [value_text(value) for value in values] == ["", "a", "1", "1", "0.5", "", "true", "x", '["a", 1]', str(10**18)]


# ---- tables that can't be used ----


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "table_empty"),
        ("a.csv", b"\n\n\n", "table_empty"),
        ("a.jsonl", b"", "table_empty"),
        ("a.jsonl", b"words\nwords\n", "table_damaged"),
        ("a.parquet", b"PAR1 but no more", "table_damaged"),
        ("a.parquet", b"text,label\none,a\n", "table_damaged"),
    ],
)
def test_unusable_tables_are_a_sentence(tmp_path, name, content, code):
    with pytest.raises(UserError) as caught:
        rows_of(written(tmp_path, content, name))
    assert caught.value.code == code
    assert name in str(caught.value)


def test_missing_table_is_a_sentence(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        open_table(tmp_path / "nowhere.csv")


def test_damage_in_the_middle_of_a_parquet_file_is_a_sentence(tmp_path):
    pq.write_table(pa.table({"text": [str(number) * 20 for number in range(20_000)]}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    damaged = content[:100] + b"\xff" * 20_000 + content[20_100:]
    with pytest.raises(UserError) as caught:
        rows_of(written(tmp_path, damaged, "b.parquet"))
    assert caught.value.code == "table_damaged"
