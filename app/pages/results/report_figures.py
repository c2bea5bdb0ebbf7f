"""One answered sample in a report, as a piece of HTML."""

import base64
import html
import io
from pathlib import Path

from PIL import Image

from app.pages.results.presenter import AnsweredSample
from core.contracts.errors import UserError
from core.dataset.pictures import read_picture

_THUMBNAIL_PX = 160


def picture_figure(sample: AnsweredSample) -> str:
    return f"<figure>{_image(sample.path)}<figcaption>{html.escape(sample.tip)}</figcaption></figure>"


def text_figure(sample: AnsweredSample) -> str:
    """dir=auto: each text runs in the direction of its script."""
    return f"<blockquote><p dir='auto'>{html.escape(sample.text)}</p><footer>{html.escape(sample.tip)}</footer></blockquote>"


def _image(path: Path) -> str:
    try:
        image = Image.fromarray(read_picture(path, at_least_px=2 * _THUMBNAIL_PX))
    except UserError as error:  # the folder was moved since: the report says so in its place
        return html.escape(str(error))
    image.thumbnail((_THUMBNAIL_PX, _THUMBNAIL_PX))
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=80)
    return f"<img alt='' src='data:image/jpeg;base64,{base64.b64encode(jpeg.getvalue()).decode()}'>"
