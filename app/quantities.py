"""Amounts in words: parameters, bytes, seconds, shares, times of day. Numbers in the manner of the person's language."""

import math
import time

from PySide6.QtCore import QDateTime, QLocale

from app.i18n import number, tr

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400


def decimal(value: float, digits: int) -> str:
    """0.25 as "0.25", with this many digits after the point."""
    return QLocale().toString(float(value), "f", digits)


def significant(value: float, digits: int = 3) -> str:
    """1.1312 as "1.13", 41.31 as "41.3", 412.6 as "413", 0.03521 as "0.0352"."""
    if not math.isfinite(value):
        return tr("Quantities", "not a number") if math.isnan(value) else ("∞" if value > 0 else "-∞")
    before = math.floor(math.log10(abs(value))) + 1 if value else digits
    return decimal(value, max(0, digits - before))


def parameters(count: int) -> str:
    """1130000 as "1.13 M", 2562 as "2.56 K", 312 as "312"."""
    if count >= 999_500_000:
        return tr("Quantities", "{number} B").format(number=significant(count / 1e9))
    if count >= 999_500:
        return tr("Quantities", "{number} M").format(number=significant(count / 1e6))
    if count >= 1_000:
        return tr("Quantities", "{number} K").format(number=significant(count / 1e3))
    return number(count)


def file_size(size_bytes: int) -> str:
    """Powers of 1,000, as disks are sold: 13_600_000 as "13.6 MB"."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def gigabytes(size_bytes: float) -> str:
    """Only the number: 930_000_000 as "0.93", for sentences with two of them."""
    return significant(size_bytes / 1e9, 2)


def percent(share: float, digits: int = 0) -> str:
    """0.34 as "34 %", with a space that does not break. Only a whole 1 reads as 100 %, and only 0 as 0 %."""
    smallest = 10**-digits
    value = round(100 * share, digits)
    if share < 1 <= value / 100:
        value = 100 - smallest
    elif share > 0 >= value:
        value = smallest
    return tr("Quantities", "{number} %").format(number=decimal(value, digits)).replace(" ", "\N{NO-BREAK SPACE}")


def duration(seconds: float) -> str:
    """How long, as people say it: "38 s", "3½ min", "12 min", "2 h 10 min", "3 days"."""
    if not math.isfinite(seconds):
        return tr("Quantities", "unknown")
    if seconds < 1:
        return tr("Quantities", "less than a second")
    if seconds < 99.5:
        return tr("Quantities", "{seconds} s").format(seconds=round(seconds))
    if seconds < 10 * MINUTE_S:
        whole, half = divmod(round(seconds / 30), 2)
        return tr("Quantities", "{minutes} min").format(minutes=f"{whole}½" if half else str(whole))
    if round(seconds / MINUTE_S) < 60:
        return tr("Quantities", "{minutes} min").format(minutes=round(seconds / MINUTE_S))
    if seconds < DAY_S:
        hours, minutes = divmod(round(seconds / MINUTE_S), 60)
        return tr("Quantities", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return tr("Quantities", "{days} days").format(days=decimal(seconds / DAY_S, 1))


def time_of_day(seconds_since_epoch: float) -> str:
    """ "14:32"; with the day in front where it is not today."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds_since_epoch))
    text = QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
    if moment.date() == QDateTime.fromSecsSinceEpoch(int(time.time())).date():
        return text
    return f"{QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)} {text}"
