"""From bytes to a text: encodings, mails, pages, and what is no text."""

import base64
import random
from pathlib import Path

import pytest

from core.dataset.text_encoding import SAMPLE_BYTES
from core.dataset.text_read import MAX_BYTES, cleaned, read_text_file, text_from_bytes

CHINESE = "这家酒店的房间很干净，服务员也非常热情，早餐的种类很多。下次来北京还会住在这里，推荐给大家！"
GERMAN = "Schöne Grüße aus München – die Straße war naß, aber „übermäßig“ teuer (20 €)."
FRENCH = "Le café était délicieux, mais le garçon n’a pas été aimable à l’égard de ma sœur."
ARABIC = "كان الفيلم رائعا جدا وأعجب جميع أفراد العائلة، وأنصح الجميع بمشاهدته في أقرب وقت ممكن."
RUSSIAN = "Отличный фильм, очень понравился всей семье. Рекомендую посмотреть каждому, кто любит хорошее кино."
JAPANESE = "この映画はとても面白かったです。家族みんなで楽しめました。もう一度見たいと思います。"
EMOJI = "so good 😀👍🏽 really 👩‍👩‍👧"


def text_of(data: bytes) -> str:
    read = text_from_bytes(data)
    assert read.problem == ""
    return read.text


# ---- encodings ----


@pytest.mark.parametrize("text", [CHINESE, GERMAN, ARABIC, RUSSIAN, JAPANESE, EMOJI, "plain words"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_with_a_mark_and_without(text, encoding):
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf_16_with_their_mark(mark):
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert text_of(mark + CHINESE.encode(order)) == CHINESE


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        ("iPhone 的屏幕 is very good, 电池也不错 but price 太贵了, not recommended 😀", "gb18030"),
        ("很好", "gb18030"),
        ("质量太差了", "gb18030"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        ("très déçu", "cp1252"),
        ("A plain sentence with one “quoted” word.", "cp1252"),
        (RUSSIAN, "cp1251"),
        (ARABIC, "cp1256"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "iso2022_jp"),
    ],
)
def test_older_encodings_are_found(text, encoding):
    assert text_of(text.encode(encoding)) == text


def test_bytes_that_no_encoding_has_become_a_mark_and_not_an_error():
    text = "déjà, été, là, très, sûr, même, où, à côté"
    assert text_of(text.encode("cp1252") + b", \x81 odd") == f"{text}, \ufffd odd"


def test_an_encoding_is_found_in_a_long_text_too():
    text = "plain words\n" * 200_000 + GERMAN
    assert text_of(text.encode()) == text


def test_an_encoding_is_found_in_a_text_of_one_line():
    text = "x" + CHINESE * (SAMPLE_BYTES // 80)
    assert text_of(text.encode("gb18030")) == text


# ---- what is taken away ----


def test_nul_bytes_are_taken_out():
    assert text_of(b"\0free\0 money\0\0now\0") == "free moneynow"


def test_control_characters_go_and_lines_end_in_one_way():
    assert cleaned("\x07one\r\ntwo\rthree\x0cfour\x9b\x7f \u200dfive\ud83d ") == "one\ntwo\nthree\nfour \u200dfive"


def test_inside_of_a_text_stays_as_it_is():
    assert text_of(b"\n\n  Two  spaces,\ta tab,\n\n\nempty lines.  \n") == "Two  spaces,\ta tab,\n\n\nempty lines."


def test_a_text_that_speaks_of_tags_keeps_them():
    for text in ("Use <br> instead of </p> here.", "<3 this film </3", "<p> is the tag of paragraphs", "a < b and b > c"):
        assert text_of(text.encode()) == text


def test_one_word_and_a_hundred_thousand_characters():
    assert text_of(b"yes") == "yes"
    assert len(text_of(("好" * 100_000).encode())) == 100_000


# ---- what is no text ----


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n\t\0 ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"<html><head><style>b {}</style></head><body><script>x()</script> </body></html>", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200)), "not_a_text"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(range(200)), "not_a_text"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "not_a_text"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "not_a_text"),
        (bytes((number * 97) % 256 for number in range(4000)), "not_a_text"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
    ids=["nothing", "space", "mark", "wide mark", "page without words", "PNG", "zip", "PDF", "program", "noise", "huge"],
)
def test_what_is_no_text_has_a_reason(tmp_path, content, problem):
    (tmp_path / "a.txt").write_bytes(content)
    read = read_text_file(tmp_path / "a.txt")
    assert (read.text, read.problem) == ("", problem)


def test_files_that_cannot_be_opened_have_a_reason(tmp_path):
    assert read_text_file(tmp_path / "gone.txt").problem == "missing"
    assert read_text_file(tmp_path / ("x" * 300)).problem == "missing"
    assert read_text_file(Path("bad\0name")).problem == "unreadable"
    assert read_text_file(tmp_path).problem in ("unreadable", "no_permission")  # a folder


# ---- mails ----

HEADERS = b"From: Ann <ann@example.com>\r\nTo: bob@example.com\r\nDate: Thu, 22 Aug 2002 13:27:39 +0100\r\n"


def test_mail_is_its_subject_and_its_words():
    mail = (
        b"From ann Thu Aug 22 13:27:39 2002\n"
        + HEADERS
        + b"Subject: Lunch\r\n today?\r\nX-Odd: 1\r\n\r\nAt noon.\r\n\r\n-- \r\nAnn\r\n"
    )
    assert text_of(mail) == "Lunch today?\n\nAt noon.\n\n-- \nAnn"


def test_mail_with_encoded_subject_and_body():
    mail = (
        HEADERS
        + b"Subject: =?gb2312?B?xPq6w6Os?= =?iso-8859-1?Q?caf=E9?=\nContent-Type: text/plain; charset=iso-8859-1\n"
        + b"Content-Transfer-Encoding: quoted-printable\n\nSch=F6n, ein langer Satz, der hier =\nweitergeht.\n"
    )
    assert text_of(mail) == "您好，café\n\nSchön, ein langer Satz, der hier weitergeht."


def test_plain_form_of_a_mail_counts_and_attachments_do_not():
    mail = HEADERS + (
        b'Subject: Two forms\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="X"\n\nPreamble\n--X\n'
        b'Content-Type: multipart/alternative; boundary="Y"\n\n--Y\nContent-Type: text/plain; charset=utf-8\n\nf\xc3\xb6rm\n'
        b"--Y\nContent-Type: text/html\n\n<p>rich form</p>\n--Y--\n"
        b'--X\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nattached words\n'
        b"--X\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--X--\n"
    )
    assert text_of(mail) == "Two forms\n\nförm"


def test_rich_form_counts_where_the_plain_one_is_empty():
    mail = HEADERS + (
        b'Subject: Rich\nContent-Type: multipart/alternative; boundary="Y"\n\n--Y\nContent-Type: text/plain\n\n \n'
        b'--Y\nContent-Type: text/html; charset="x-unknown"\n\n<tr><td>One</td><td>Two &amp; 3</td></tr>\n--Y--\n'
    )
    assert text_of(mail) == "Rich\n\nOne\n\nTwo & 3"


def test_mail_in_base64_with_a_list_footer_below():
    mail = (
        HEADERS + b"Subject: List\nContent-Transfer-Encoding: base64\n\nSGVsbG8gdGhlcmUsIGFsbA==\n\n___\nIrish list: http://x\n"
    )
    assert text_of(mail) == "List\n\nHello there, all\n___\nIrish list: http://x"


@pytest.mark.parametrize(
    "tail",
    [
        b"Content-Type: multipart/mixed\n\nno boundary\n",
        b"Content-Type: text/plain; charset*=bad''%\n\nwords\n",
        b"Content-Transfer-Encoding: base64\n\n####\n",
        b"Content-Type: text/html\n\n<![if x]><p>words<![endif]\n",
        b"Subject: =?utf-8?B?broken\n\nwords\n",
        b"Subject: \xc4\xe3\xba\xc3\n\n\xff\xfe\x80\n",
        b"Content-Type: message/rfc822\n\nSubject: inner\n\ninner words\n",
        b'Content-Type: multipart/mixed; boundary="X"\n\n--X\nContent-Type: text/plain\n\nwords without an end',
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(tail):
    read = text_from_bytes(HEADERS + tail)
    assert read.problem == ""
    assert "From:" not in read.text


def test_mail_whose_encoding_was_undefined_where_it_was_written():
    mail = HEADERS + b"Subject: =?undefined?Q?Caf=E9?=\nContent-Type: text/plain; charset=undefined\n"
    assert text_of(mail + b"\nSch\xf6ne Gr\xfc\xdfe.\n") == "Café\n\nSchöne Grüße."
    mail += b"Content-Transfer-Encoding: "
    assert text_of(mail + b"quoted-printable\n\nSch=F6ne Gr=FC=DFe.\n") == "Café\n\nSchöne Grüße."
    assert text_of(mail + b"base64\n\n" + base64.b64encode(b"Sch\xf6ne Gr\xfc\xdfe.")) == "Café\n\nSchöne Grüße."


def test_mail_in_base64_with_accents_in_the_list_footer():
    mail = HEADERS + b"Subject: List\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    assert text_of(mail + b"R3LDvMOfZQ==\n\n___\nCaf\xc3\xa9\n") == "List\n\nGrüße\n___\nCafé"


def test_a_note_that_only_looks_like_a_mail_stays_whole():
    note = "To: everybody\nplease lock the door. Date: tomorrow"
    assert text_of(note.encode()) == note


# ---- HTML ----


def test_page_is_its_words():
    page = (
        b"<!DOCTYPE html><html><head><title>Offer</title><style>p { color: red }</style><script>if (a < b) { spam() }</script>"
        b"</head><body><!-- hidden --><h1>Only  today</h1><p>Caf&eacute; &amp;\n bar<br>open &#8212; now</p></body></html>"
    )
    assert text_of(page) == "Offer\n\nOnly today\n\nCafé & bar\nopen — now"


def test_page_says_its_encoding_itself():
    page = '<html><head><meta charset="windows-1253"></head><body><p>ναι και όχι</p></body></html>'
    assert text_of(page.encode("cp1253")) == "ναι και όχι"


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "no-such-encoding"])
def test_page_that_says_an_encoding_that_it_has_not(name):
    page = f'<html><head><meta charset="{name}"></head><body><p>schön, naïve café</p></body></html>'
    assert text_of(page.encode("cp1252")) == "schön, naïve café"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>words <script>never closed </p></body></html>",
        "<html><body><p>words <![bad declaration [</p></body></html>",
        "<html><p>words </" + "b>" * 3,
        "<x-html><html><p>words <a href='</p>",
        "<div>" * 3000 + "words" + "</div>" * 3000,
    ],
)
def test_broken_pages_keep_their_words(page):
    assert "words" in text_of(page.encode())


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<![", "<script>", "<script ", "<a b='", "</", "<?", "&", "<div>", "<!-- a -->"]
)
def test_what_never_closes_costs_neither_the_words_nor_minutes(piece):
    assert text_of(f"<html><p>words</p>{piece * 15_000}".encode()).startswith("words")


def test_tags_with_quoted_angles_are_tags():
    assert text_of(b"<html><p title=\"a > b\">one <a href='x>y'>two</a></p>") == "one two"


def test_mails_in_mails_without_end():
    read = text_from_bytes((HEADERS + b"Content-Type: message/rfc822\n\n") * 2000 + b"Subject: inner\n\nwords")
    assert "words" in read.text


def test_damaged_bytes_never_raise():
    mail = HEADERS + (
        b'Subject: =?utf-8?B?SGk=?= all\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="X"\n\n--X\n'
        b'Content-Type: text/html; charset="iso-8859-1"\nContent-Transfer-Encoding: quoted-printable\n\n'
        b"<html><head><meta charset=utf-8></head><p class=3Dx>caf=E9 &amp; &#x41; <!-- c --><b>bar</b>\n--X--\n"
    )
    for seed in range(400):
        rng = random.Random(seed)
        damaged = bytearray(mail)
        for _ in range(rng.choice((1, 10, 100))):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        read = text_from_bytes(bytes(damaged))
        assert bool(read.text) != bool(read.problem)
        read.text.encode()
