"""Wording for the data: folders, pictures, what was left out and why.

"finding_<code>" words a `FindingInfo`; it is shown beside the file's name, so it doesn't repeat it.
"""

MESSAGES: dict[str, str] = {
    # ---- one picture ----
    "picture_missing": "{file} does not exist any more. Check the name, or whether the drive is connected.",
    "picture_no_permission": "{file} may not be read by this account. Change the file's permissions, or leave it out.",
    "picture_unreadable": "{file} can't be read from the disk. Check the drive, or copy the file to another one.",
    "picture_empty": "{file} is empty (0 bytes). Copy it again from where it came from.",
    "picture_not_a_picture": "{file} is not a picture in a format that Fettle knows. Save it as PNG or JPEG.",
    "picture_damaged": "{file} is damaged or incomplete and can't be shown. Copy it again from where it came from.",
    "picture_too_large": "{file} has too many pixels to be opened safely. Save a smaller version of it.",
    # ---- one text ----
    "text_missing": "{file} does not exist any more. Check the name, or whether the drive is connected.",
    "text_no_permission": "{file} may not be read by this account. Change the file's permissions, or leave it out.",
    "text_unreadable": "{file} can't be read from the disk. Check the drive, or copy the file to another one.",
    "typed_text_empty": "The text is empty. Write something.",
    "text_empty": "{file} is empty: no text is left without white space and headings. Leave it out, or write something.",
    "text_not_a_text": (
        "{file} is not a text. Fettle reads plain text, mails and HTML; save documents of other programs as plain text."
    ),
    "text_too_large": "{file} is far larger than any text that a model reads. Cut it into texts of their own.",
    "text_row_missing": "{file} has no row {row} any more. The table was changed; look through the data again.",
    "text_row_unreadable": (
        "Row {row} of {file} can't be read: too few or too many values, a quote that doesn't close within 2,000,000 "
        "characters, or no JSON object. Mend it there."
    ),
    # ---- tables ----
    "table_not_found": (
        "There is no table in {folder}. Choose a file that ends in .csv, .tsv, .jsonl or .parquet, or a folder with files "
        "called train and test."
    ),
    "table_several": (
        "{folder} holds several tables ({tables}), and their names don't say which are for training, validation and test. "
        "Choose one of them, or call them train, validation and test."
    ),
    "table_empty": "{path} is empty: no row can be read. Save the table again from where it came from.",
    "table_damaged": "{path} is damaged, or not a table of the kind that its name says. Save it again as CSV or Parquet.",
    "table_lacks_column": "{path} has no column {column}. Its columns are: {columns}. Choose one of them.",
    "table_no_text_column": (
        "No column of {path} looks like texts. Its columns are: {columns}. Say which one holds the texts."
    ),
    "table_no_label_column": (
        "No column of {path} looks like labels: a few different values, each many times. Its columns are: {columns}. Say which "
        "one holds the labels, or add one."
    ),
    "table_one_column_twice": (
        "The column {column} of {path} can't be text and label at once. Its columns are: {columns}. Choose another one."
    ),
    "table_too_many_classes": (
        "The column {column} of {path} has {count} different values in {rows} rows, too many to be classes (most: {most}, with "
        "several rows each). Choose the column that holds the labels."
    ),
    # ---- the folder ----
    "data_folder_missing": "{folder} does not exist. Check the name, or whether the drive is connected.",
    "data_not_a_folder": (
        "{folder} is neither a folder nor a table. Choose the folder that holds one sub-folder a class, or a table that ends "
        "in .csv, .tsv, .jsonl or .parquet."
    ),
    "data_folder_closed": "{folder} may not be read by this account. Change its permissions, or copy the data elsewhere.",
    "data_folder_empty": "{folder} is empty. Put one sub-folder a class into it, with that class's pictures or texts inside.",
    "data_no_subfolders": (
        "{folder} has no sub-folders, only {count} files, so Fettle can't tell the classes apart. "
        "Sort them into one sub-folder a class, named like the class."
    ),
    "data_inner_folder": (
        "{folder} holds nothing but the folder {inner}, and that one holds {count} folders. Choose {inner} instead."
    ),
    "data_one_class": (
        "Only one class with usable pictures, {label}, was found in {folder} ({count} entries were left out). "
        "Telling apart needs two: add a sub-folder with pictures of something else."
    ),
    "data_no_pictures": (
        "No usable picture was found in {folder} ({count} entries were left out). "
        "Check that its sub-folders hold pictures, as PNG or JPEG for instance."
    ),
    "data_too_few": (
        "The {count} pictures in {folder} are too few to keep some back for validation. Each class needs 2 different "
        "pictures at least, and 20 to learn anything from."
    ),
    "data_no_texts": (
        "No usable text was found in {folder} ({count} entries were left out). "
        "Check that its sub-folders hold text files, or that the columns for text and label are the right ones."
    ),
    "data_one_class_of_texts": (
        "Only one class with usable texts, {label}, was found in {folder} ({count} entries were left out). "
        "Telling apart needs two: add texts of something else, or choose another column for the labels."
    ),
    "data_too_few_texts": (
        "The {count} texts in {folder} are too few to keep some back for validation. Each class needs 2 different "
        "texts at least, and 20 to learn anything from."
    ),
    "data_folder_gone": (
        "{folder} can't be reached any more: it was moved, deleted or unplugged while Fettle read it. "
        "Bring it back and start again."
    ),
    "data_no_known_class": (
        "None of the class folders in {folder} ({found}) is a class of the model ({known}). Rename the folders to match."
    ),
    "split_damaged": (
        "The list of the run's files, {path}, is damaged, so training and test part can't be told apart any more. "
        "Start a new run from the same data."
    ),
    # ---- samples ----
    "sample_solar_cells": "Solar cells",
    "sample_digits": "Handwritten digits",
    "sample_unknown": "There is no sample called {sample}. The samples are: {known}.",
    "sample_not_installed": "This sample comes with the package {package}, which is not installed here.",
    # ---- findings about a file ----
    "finding_missing": "Disappeared while the folder was read. Left out.",
    "finding_no_permission": "May not be read by this account. Left out.",
    "finding_unreadable": "Can't be read from the disk. Left out.",
    "finding_empty_file": "Empty, 0 bytes. Left out.",
    "finding_not_a_picture": "Not a picture. Left out.",
    "finding_damaged": "Damaged, or ends too early. Left out.",
    "finding_too_large": "Too many pixels to be opened safely. Left out; a smaller version of it would be used.",
    "finding_animated": "Holds several pictures, an animation or pages. The first one is used.",
    "finding_nearly_black": (
        "Nearly black. Used as it is. If it comes from a 12 bit camera as a 16 bit file, save it again with its values spread "
        "over all 16 bits."
    ),
    "finding_not_a_text": "Not a text. Left out.",
    "finding_text_empty": "Empty: no text in it. Left out.",
    "finding_text_too_large": "Far too large for one text. Left out.",
    "finding_not_a_file": "Not an ordinary file. Left out.",
    "finding_more_alike": "And {count} more like this.",
    "finding_odd_name": "The name has bytes that are no characters. Left out; rename it to have it used.",
    "finding_broken_link": "A link that leads nowhere. Left out.",
    "finding_link_loop": "A link back to a folder that it lies in. Not followed.",
    "finding_excluded": "Left out by you.",
    "finding_duplicate": "The same as {other}. Both are used, in the same part.",
    "finding_two_classes": "The same lies under another class, as {other}. Left out until you remove the wrong one.",
    "finding_in_two_parts": "The same as {other}, in another part. Left out here, so that the judgement stays honest.",
    # ---- findings about a row of a table ----
    "finding_row_ragged": "This row has more or fewer values than the heading. Left out.",
    "finding_row_unclosed_quote": (
        "A quote opens in this row and never closes, or not within 2,000,000 characters. The row is left out; those below it "
        "are used."
    ),
    "finding_row_not_json": "Not a JSON object. Left out.",
    "finding_label_missing": "No label. Left out.",
    "finding_split_unknown": 'Says "{value}" where train, validation or test should stand. Left out.',
    "finding_labels_alike": (
        'Differs from "{other}" in upper and lower case only. They stay two classes; if they are one, mend the table.'
    ),
    "finding_table_lacks_column": "This table has no column {column}. Left out.",
    "finding_beside_tables": "Lies beside the tables that are used. Left out.",
    "finding_label_cleaned": 'Written "{written}" in {count} rows. They count for this class.',
    # ---- findings about a folder or a class ----
    "finding_nested": "{count} of its files lie in folders further inside. They count for this class.",
    "finding_beside_classes": "Lies beside the class folders, not in one. Left out.",
    "finding_beside_parts": "Lies beside the folders train, validation and test. Left out.",
    "finding_part_without_classes": "Has {count} files but no class folders, so their labels are unknown. Left out.",
    "finding_class_not_in_train": "This class has {count} samples, but none in the training part. Left out.",
    "finding_class_not_known": "The model doesn't know this class. Its {count} samples are left out.",
    "finding_empty_class": "Nothing usable in this class. Left out.",
    "finding_few_pictures": (
        "Only {count} different pictures: too few for training, validation and test. The answers for this class mean little."
    ),
    "finding_few_texts": (
        "Only {count} different texts: too few for training, validation and test. The answers for this class mean little."
    ),
    "finding_uneven": (
        "Uneven: {ratio} to 1 ({largest} has most, {smallest} fewest). Fettle will also show balanced accuracy, "
        "and can weigh the classes."
    ),
}
