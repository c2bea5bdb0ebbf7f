"""Wording for results, prediction and export."""

MESSAGES: dict[str, str] = {
    # ---- results ----
    "left_out_of_result": "{count} of {total} samples can't be used and are left out of the result. The first: {why}",
    "nothing_to_score": (
        "None of the samples to be judged can be read in {folder}. Check whether the folder or the drive is still there."
    ),
    "classes_differ": (
        "{folder} has classes that the model doesn't know: {unknown}. It knows {known}. "
        "Give the folders those names, or take the others out."
    ),
    # ---- prediction ----
    "no_pictures_found": "There are no pictures in {paths}. Choose a picture, or a folder with pictures in it.",
    "odd_names_skipped": "{count} files were skipped: their names have bytes that are no characters. Rename them.",
    "source_unsafe": (
        "{path} holds the model only as model.pt2. Such a file can carry program code, so Fettle doesn't open it. "
        "Export the model as ONNX or safetensors."
    ),
    "no_heat_map": (
        "{source} can't show what it looked at: that needs the network itself, and here is only its ONNX file. "
        "Export with safetensors too, or open the run."
    ),
    "class_unknown": "There is no class number {index}: the model knows {count}, counted from 0.",
    # ---- export ----
    "no_formats": "No format was chosen. Choose at least one of {possible}.",
    "output_in_data": (
        "{path} lies inside the folder with your data, which Fettle never writes to. Choose another place for the bundle."
    ),
    "nothing_to_compare": (
        "The export can't be checked: none of the {count} validation samples can be read in {folder}. "
        "Check whether the folder or the drive is still there."
    ),
    "left_out_of_proof": "{count} of {total} validation samples can't be read and are left out of the check. The first: {why}",
    "format_not_possible": (
        "This network can't be written as {format} ({why}). The other formats don't depend on it: choose one of those."
    ),
    "format_not_readable": "The {format} file was written but could not be used again, so it was removed. {why}",
    "format_differs": (
        "The {format} file gives other answers than the model (a probability differs by {difference}, {tolerance} is allowed), "
        "so it was removed. Choose another format."
    ),
    "nothing_proven": "No bundle was written, because no format passed its check. {why}",
}
