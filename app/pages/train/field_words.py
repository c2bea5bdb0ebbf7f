"""The training settings in words: how they are called, what they do, what their choices mean."""

from app.i18n import tr
from app.widgets.spec_form import FieldWords


def training_words() -> dict[str, FieldWords]:
    """Of all groups."""
    return {**learning_words(), **method_words(), **data_words(), **machine_words()}


def learning_words() -> dict[str, FieldWords]:
    return {
        "optimizer": FieldWords(
            tr("TrainForm", "Optimizer"),
            tr("TrainForm", "How the weights are changed from step to step. AdamW needs the least care."),
            {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"},
        ),
        "lr": FieldWords(
            tr("TrainForm", "Learning rate"),
            tr("TrainForm", "Size of the steps. Too high: the loss jumps or explodes. Too low: it hardly falls."),
        ),
        "schedule": FieldWords(
            tr("TrainForm", "Schedule"),
            tr("TrainForm", "How the learning rate falls in the course of the training."),
            {
                "constant": tr("TrainForm", "constant"),
                "cosine": tr("TrainForm", "cosine, slowly to zero"),
                "linear": tr("TrainForm", "linear, straight to zero"),
                "step": tr("TrainForm", "in steps"),
            },
        ),
        "warmup_share": FieldWords(
            tr("TrainForm", "Warm-up"),
            tr("TrainForm", "Share of all steps in which the learning rate rises from zero, from 0 to 1. Calms the beginning."),
        ),
        "weight_decay": FieldWords(
            tr("TrainForm", "Weight decay"),
            tr("TrainForm", "Pulls the weights toward zero. More of it holds against learning the examples by heart."),
        ),
        "momentum": FieldWords(
            tr("TrainForm", "Momentum"),
            tr("TrainForm", "Only for SGD: how much of the last steps carries on into the next."),
        ),
        "batch_size": FieldWords(
            tr("TrainForm", "Batch size"),
            tr("TrainForm", "Examples that are looked at before the weights change once."),
        ),
        "micro_batch_size": FieldWords(
            tr("TrainForm", "Examples at a time"),
            tr(
                "TrainForm",
                "Examples in memory at once (micro-batch). Fewer need less memory, with the same result, slower.",
            ),
        ),
        "clip_norm": FieldWords(
            tr("TrainForm", "Clip norm"),
            tr("TrainForm", "Longest step that is allowed (norm of the gradient)."),
        ),
    }


def method_words() -> dict[str, FieldWords]:
    return {
        "head_start": FieldWords(
            tr("TrainForm", "A new head begins"),
            tr(
                "TrainForm",
                "Fitted at once to the features of the untouched backbone, by logistic regression (linear probe, then "
                "fine-tune), or with random numbers.",
            ),
            {
                "auto": tr("TrainForm", "Automatic"),
                "fitted": tr("TrainForm", "fitted at once"),
                "random": tr("TrainForm", "with random numbers"),
            },
        ),
        "batch_norm": FieldWords(
            tr("TrainForm", "Batch norm"),
            tr(
                "TrainForm",
                "Most networks for pictures balance their signals by statistics. From few pictures these can't be learnt well: "
                "then those that the weights came with are kept, and the learning rate is smaller.",
            ),
            {
                "auto": tr("TrainForm", "Automatic"),
                "learn": tr("TrainForm", "learns new statistics"),
                "keep": tr("TrainForm", "keeps its statistics"),
            },
        ),
        "consistency": FieldWords(
            tr("TrainForm", "Consistency (R-Drop)"),
            tr(
                "TrainForm",
                "Each example is answered twice by slightly different networks (dropout) that should agree, from 0 to 10. "
                "Better answers for texts, twice the time. 0: off.",
            ),
            zero=tr("TrainForm", "off"),
        ),
        "weight_averaging": FieldWords(
            tr("TrainForm", "Weight averaging (EMA)"),
            tr(
                "TrainForm",
                "What is judged and kept is the mean of the weights of many steps, mostly of this share of them, from 0 to 1: "
                "calmer, and often a little better. Not where only the head learns. 0: off.",
            ),
            zero=tr("TrainForm", "off"),
        ),
    }


def data_words() -> dict[str, FieldWords]:
    return {
        "class_weights": FieldWords(
            tr("TrainForm", "Class weights"),
            tr("TrainForm", "Balanced: a mistake in a small class counts more, as if all classes were equally large."),
            {"none": tr("TrainForm", "none"), "balanced": tr("TrainForm", "balanced")},
        ),
        "label_smoothing": FieldWords(
            tr("TrainForm", "Label smoothing"),
            tr(
                "TrainForm",
                "Doubt in every label, from 0 to 1: 0.1 helps where some labels are wrong or answers are too sure.",
            ),
        ),
    }


def machine_words() -> dict[str, FieldWords]:
    return {
        "early_stopping_patience": FieldWords(
            tr("TrainForm", "Stop early after"),
            tr(
                "TrainForm",
                "Epochs without an improvement on the validation part after which training stops by itself. 0: never.",
            ),
            zero=tr("TrainForm", "never"),
        ),
        "precision": FieldWords(
            tr("TrainForm", "Precision"),
            tr("TrainForm", "Half precision is faster on graphics devices that can do it."),
            {
                "auto": tr("TrainForm", "Automatic"),
                "fp32": tr("TrainForm", "full (fp32)"),
                "bf16": tr("TrainForm", "half (bf16)"),
                "fp16": tr("TrainForm", "half (fp16)"),
            },
        ),
        "seed": FieldWords(
            tr("TrainForm", "Seed"),
            tr("TrainForm", "Start of all chance: the same seed gives the same run on the same machine."),
        ),
        "device": FieldWords(
            tr("TrainForm", "Device"),
            tr("TrainForm", "What computes. Automatic takes the fastest that is there."),
            {
                "auto": tr("TrainForm", "Automatic"),
                "cpu": tr("TrainForm", "processor (CPU)"),
                "cuda": tr("TrainForm", "NVIDIA graphics (CUDA)"),
                "mps": tr("TrainForm", "Apple graphics (MPS)"),
                "xpu": tr("TrainForm", "Intel graphics (XPU)"),
            },
        ),
    }


def text_words() -> dict[str, FieldWords]:
    """How texts go in: fields of the ModelSpec."""
    return {
        "max_tokens": FieldWords(
            tr("TrainForm", "Longest text (tokens)"),
            tr("TrainForm", "Longer texts are cut, 8 to 8192 tokens, as far as the model goes. Longer texts take longer."),
        ),
        "keep": FieldWords(
            tr("TrainForm", "Kept of a longer text"),
            tr("TrainForm", "The start, the end, or half of each: where what matters usually stands."),
            {
                "start": tr("TrainForm", "its start"),
                "end": tr("TrainForm", "its end"),
                "both": tr("TrainForm", "both ends"),
            },
        ),
    }


def augmentation_words() -> dict[str, FieldWords]:
    return {
        "preset": FieldWords(
            tr("TrainForm", "How much"),
            tr("TrainForm", "A set of random changes; what is set below by hand goes before it."),
            {
                "auto": tr("TrainForm", "Automatic"),
                "none": tr("TrainForm", "none"),
                "light": tr("TrainForm", "light"),
                "medium": tr("TrainForm", "medium"),
                "strong": tr("TrainForm", "strong"),
            },
        ),
        "views": FieldWords(
            tr("TrainForm", "Views of a picture"),
            tr("TrainForm", "Different random views, used in turn. With a few, frozen layers run only once for each."),
        ),
        "horizontal_flip": FieldWords(
            tr("TrainForm", "Mirror left and right"), tr("TrainForm", "Not for pictures in which the side has a meaning.")
        ),
        "vertical_flip": FieldWords(
            tr("TrainForm", "Mirror up and down"), tr("TrainForm", "For pictures without an up: microscopy, aerial views.")
        ),
        "rotation_degrees": FieldWords(
            tr("TrainForm", "Turn by up to (degrees)"), tr("TrainForm", "Either way, from 0 to 180.")
        ),
        "min_crop_area": FieldWords(
            tr("TrainForm", "Smallest crop"),
            tr("TrainForm", "Share of the picture that a random crop keeps at least, up to 1. Not for details at the edge."),
        ),
        "brightness": FieldWords(tr("TrainForm", "Brightness ±"), tr("TrainForm", "From 0 to 1; 0.2 is a fifth either way.")),
        "contrast": FieldWords(tr("TrainForm", "Contrast ±"), tr("TrainForm", "From 0 to 1; 0.2 is a fifth either way.")),
    }
