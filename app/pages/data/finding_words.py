"""Short names for kinds of findings, for the filter above the table."""

from app.i18n import tr


def kind_in_short(code: str) -> str:
    names = {
        "missing": tr("FindingKinds", "disappeared"),
        "no_permission": tr("FindingKinds", "may not be read"),
        "unreadable": tr("FindingKinds", "can't be read"),
        "empty_file": tr("FindingKinds", "empty file"),
        "not_a_picture": tr("FindingKinds", "not a picture"),
        "damaged": tr("FindingKinds", "damaged"),
        "too_large": tr("FindingKinds", "too large"),
        "animated": tr("FindingKinds", "several pictures in one"),
        "odd_name": tr("FindingKinds", "unreadable name"),
        "broken_link": tr("FindingKinds", "broken link"),
        "link_loop": tr("FindingKinds", "link in a circle"),
        "excluded": tr("FindingKinds", "left out by you"),
        "duplicate": tr("FindingKinds", "the same twice"),
        "two_classes": tr("FindingKinds", "under two classes"),
        "in_two_parts": tr("FindingKinds", "in two parts"),
        "nested": tr("FindingKinds", "folders inside"),
        "beside_classes": tr("FindingKinds", "beside the classes"),
        "beside_parts": tr("FindingKinds", "beside the parts"),
        "part_without_classes": tr("FindingKinds", "part without classes"),
        "class_not_in_train": tr("FindingKinds", "class without training"),
        "empty_class": tr("FindingKinds", "empty class"),
        "few_pictures": tr("FindingKinds", "too few pictures"),
        "few_texts": tr("FindingKinds", "too few texts"),
        "not_a_text": tr("FindingKinds", "not a text"),
        "text_empty": tr("FindingKinds", "empty text"),
        "text_too_large": tr("FindingKinds", "too large"),
        "not_a_file": tr("FindingKinds", "not an ordinary file"),
        "row_ragged": tr("FindingKinds", "wrong number of values"),
        "row_unclosed_quote": tr("FindingKinds", "open quote"),
        "row_not_json": tr("FindingKinds", "not JSON"),
        "label_missing": tr("FindingKinds", "no label"),
        "split_unknown": tr("FindingKinds", "unknown part"),
        "label_cleaned": tr("FindingKinds", "label cleaned"),
        "class_not_known": tr("FindingKinds", "class not known"),
        "uneven": tr("FindingKinds", "uneven classes"),
        "labels_alike": tr("FindingKinds", "labels alike"),
        "nearly_black": tr("FindingKinds", "nearly black"),
        "table_lacks_column": tr("FindingKinds", "table without the column"),
        "beside_tables": tr("FindingKinds", "beside the tables"),
    }
    return names.get(code, code)
