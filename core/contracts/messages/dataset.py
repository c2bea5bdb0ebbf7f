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
}
