"""Wording for models: where weights come from, what fits and what doesn't."""

MESSAGES: dict[str, str] = {
    "model_unknown": (
        "There is no model called {entry}{hint}. Choose one from the table of models, or a model file or folder that exists."
    ),
    "weights_not_here": (
        "The pretrained weights of {name} are not on this computer ({file}). "
        "Press Download on the Model page, or choose a file that holds them."
    ),
    "weights_unsafe": (
        "{path} was not opened: it holds program code beside the weights ({what}), and code from a file could do anything. "
        "Ask for the weights alone, best as .safetensors."
    ),
    "weights_unreadable": (
        "{path} can't be read as weights ({why}). It may be damaged or only partly copied: copy it again, "
        "or choose another file."
    ),
    "weights_without_network": (
        "{path} holds weights, but not which network they belong to. "
        "Choose the network in the table of models and this file as its weights."
    ),
    "weights_do_not_fit": (
        "The weights in {path} don't belong to {name}: {differences}. "
        "Choose the network that they were trained with, or another file."
    ),
    "weights_head_replaced": (
        "The last layer of {path} answers {given} classes and {wanted} are needed: it was replaced by a new one. "
        "All other layers have the weights of the file."
    ),
    "model_needs_code": (
        "{path} needs program code of its own to run, and Fettle runs no code from model folders. "
        "Choose a model of a kind that is built in."
    ),
    "model_not_a_classifier": (
        "{path} is a {kind} model, which classifies neither pictures nor texts. "
        "Choose an image classifier, or an encoder for texts."
    ),
    "model_not_for_texts": (
        "{path} is a {kind} model, of which no text classifier can be made. Choose an encoder such as BERT or RoBERTa."
    ),
    "model_without_padding": (
        "{name} is made for continuing texts, one at a time: it has no token that fills up shorter texts of a batch, so it "
        "can't be trained to classify here. Choose an encoder such as BERT or RoBERTa."
    ),
    "model_without_tokenizer": (
        "{name} has no tokenizer beside its weights ({file}), so nobody knows how it reads texts. "
        "Copy the tokenizer's files from where the model came from."
    ),
    "model_for_image_data": (
        "{name} is a model for pictures, but your data are of another kind. Choose another on the Model page."
    ),
    "model_for_text_data": (
        "{name} is a model for texts, but your data are of another kind. Choose another on the Model page."
    ),
    "model_folder_unknown": (
        "{path} is not a model that Fettle knows: it has no model.json, no config.json and no run.json. "
        "Choose a saved model, a Hugging Face model folder or a run."
    ),
    "model_head_unknown": (
        "{name} can't get a new last layer for your classes, because it has none of a usual kind. Choose another model."
    ),
    "model_without_classes": (
        "{name} was trained without classes, so it has no answers of its own. Train it on your data first."
    ),
    "image_size_unfit": (
        "{name} can't work on pictures of {size_px} x {size_px} pixels ({why}). "
        "Choose another size, or leave the size to the model."
    ),
    "lora_unfit": (
        "LoRA can't be used here: none of the layers of {name} that shall learn is of a kind that it can add to. "
        "Train the layers themselves, or choose another model."
    ),
    "run_without_weights": (
        "The run {path} has no saved weights yet, so nothing can start from it. Let it train for an epoch, "
        "or choose another run."
    ),
    "download_not_needed": "{name} is not something to download: its weights come with Fettle or lie on this computer.",
    "download_failed": (
        "The weights of {name} could not be downloaded ({why}). Check the connection and try again, "
        "or copy the file from another computer and choose it as the weights."
    ),
    "download_offline": (
        "The weights of {name} were not downloaded: HF_HUB_OFFLINE forbids it on this computer. "
        "Choose a file that holds them, or allow downloads."
    ),
    "no_heat_map_layer": (
        "{name} has no layer that still knows where things are in the picture, so there is no heat map for it."
    ),
}
