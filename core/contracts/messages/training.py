"""Wording for training."""

MESSAGES: dict[str, str] = {
    "out_of_memory": (
        "There is not enough memory for this. Freeze more blocks, choose a smaller batch or smaller inputs, "
        "or close other programs."
    ),
    "batch_of_one": (
        "This network has batch norm, which can't learn from one sample at a time. Choose a batch size of 2 or more."
    ),
    "device_failed": (
        "The graphics device stopped working ({why}). What was saved is safe. "
        "Restart the computer, or choose the CPU, then resume."
    ),
    "device_fell_back": (
        "{asked} was asked for but is not there, so the CPU is used: this takes much longer. Check the graphics driver, "
        "or go on if the time left suits you."
    ),
    "precision_not_here": "{device} can't compute in {precision}. Choose one of: {possible}.",
    "micro_batch_halved": (
        "Memory ran out, so samples now pass {micro} at a time. The batch of {batch} stays as it is, and so does the result; "
        "training is a little slower."
    ),
    "loss_not_finite": (
        "The loss at step {step} was not a number. The step was undone and the learning rate multiplied by {factor} of the "
        "chosen one. If it happens again, choose a smaller learning rate."
    ),
    "weights_restored": (
        "The loss stayed without a number until step {step}, so the best weights so far (epoch {epoch}) were taken back, "
        "with a smaller learning rate."
    ),
    "loss_diverged": (
        "Training fell apart at step {step}: the loss is not a number any more. The learning rate of {lr} is probably too "
        "high. Start again with a tenth of it, or with Automatic."
    ),
    "sample_skipped": "{file} could not be read this time and was left out of its batch. {why}",
    "parent_leaves_part_empty": (
        "The model comes from the run {run}, and each sample that this run knew keeps the part that it had there, so that "
        "nothing is judged by what was learnt by heart. That leaves {train} samples for training and {validation} for "
        "validation; both are needed. Add samples that are new to the model, or begin with another one."
    ),
    "data_changed_since_start": (
        "{count} samples are missing or have changed since this run began. It goes on with the others, divided as before."
    ),
    "checkpoint_damaged": (
        "The newest checkpoint ({names}) is damaged, so the run goes on from the one before it, at step {step}. "
        "What came after is computed again."
    ),
    "depths_need_data": (
        "How much each depth knows can't be found out here: it takes training samples of two classes or more, and "
        "validation samples, that can be read. There are {train} and {validation}. Change the split on the Data page."
    ),
    "features_not_kept": (
        "What the frozen layers give is held in memory in this run, but can't be kept for the next one. {why}"
    ),
    "features_not_reused": ("The frozen layers run in every epoch, which takes longer: what they give can't be kept. {why}"),
    "no_room_for_features": (
        "{path} would need room for {needed_mb} MB. At most half of the free disk is used for this, and 20 GB. Free some "
        "space, or freeze more blocks: what they give gets smaller toward the head."
    ),
    "nothing_to_evaluate": "None of the samples in {folder} that the model should be judged by can be read. Check the folder.",
}
