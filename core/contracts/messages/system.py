"""Wording for the machine: files, processes, and what we did not foresee."""

MESSAGES = {
    "nothing_asked": "There is nothing to answer. Name files or folders (PATH), or give a text with --text.",
    "wrong_question": "This model answers for pictures, not for texts. Choose picture files, or a model for texts.",
    "no_texts_found": "No text was found in {paths}. Choose text files, tables, or folders that hold some.",
    "internal": (
        "Something went wrong inside Fettle ({what}). This is a mistake in the program, not yours; your files are unharmed. "
        "Copy the report and send it to the developers."
    ),
    "disk_full": "There is no room left on the disk that holds {path}. Free some space, then resume: nothing saved is lost.",
    "name_too_long": "{path} is longer than a name may be on this system. Choose a shorter one.",
    "not_writable": "{path} can't be written to ({why}). Choose another folder.",
    "file_missing": "{path} does not exist. Check the name, or whether the drive is connected.",
    "worker_lost": (
        "The training process ended unexpectedly ({why}). What it had saved is safe: resume continues from the last checkpoint."
    ),
    "bad_spec": "The settings can't be used: {field}: {why}.",
    "output_exists": "{path} exists already and will not be overwritten. Choose another name.",
    "damaged_file": "{path} is damaged or not what it should be ({why}).",
    "newer_schema": "{path} was written by a newer Fettle. Update Fettle to open it.",
    "run_busy": "This run is being worked on by another process ({pid}). Wait for it, or stop it there.",
    "bad_setting": "{setting} is not a setting. Write it as name=value, for instance training.lr=0.01.",
    "no_data": "There is no data to train on. Name a folder that has one sub-folder a class: --data DIR.",
    "runs_in_data": (
        "{path} lies inside the folder with your data, which Fettle never writes to. Choose another place: --runs DIR."
    ),
    "run_complete": "{path} is complete: there is nothing to resume. To train on, start a new run with --model {path}.",
    "unknown_format": "There is no such export format: {names}. Choose from: {possible}.",
    "sample_needs_folder": "Say where the sample should go: fettle samples {name} DIR.",
}
