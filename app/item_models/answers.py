"""Answers for pictures that nobody has labelled, one row a picture."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import tr, worded
from app.quantities import percent
from core.contracts.errors import ErrorInfo
from core.contracts.records import Prediction

Index = QModelIndex | QPersistentModelIndex
PREDICTION_ROLE = Qt.ItemDataRole.UserRole + 1


class AnswerListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._predictions: Sequence[Prediction] = ()
        self._rows: dict[str, int] = {}

    def show(self, predictions: Sequence[Prediction]) -> None:
        self.beginResetModel()
        self._predictions = predictions
        self._rows = {prediction.path: row for row, prediction in enumerate(predictions)}
        self.endResetModel()

    def picture_arrived(self, path: str) -> None:
        """A thumbnail can be drawn now."""
        row = self._rows.get(path)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])

    def prediction(self, row: int) -> Prediction:
        return self._predictions[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._predictions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        prediction = self._predictions[index.row()]
        if role == PREDICTION_ROLE:
            return prediction
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _sentence(prediction)
        if role == Qt.ItemDataRole.ToolTipRole:
            return prediction.path if prediction.error is None else worded(prediction.error)
        return None


def _sentence(prediction: Prediction) -> str:
    if prediction.error is not None:
        return why_no_answer(prediction.error)
    answers = ", ".join(
        f"{name} {percent(value)}" for name, value in zip(prediction.class_names, prediction.probabilities, strict=True)
    )
    return tr("AnswerList", "{file}: {answers}").format(file=prediction.path, answers=answers)


def why_no_answer(error: ErrorInfo) -> str:
    """The sentence with the file's name alone: its folder is the same for a thousand rows."""
    params = {key: PurePath(str(value)).name if key == "file" else value for key, value in error.params.items()}
    return worded(ErrorInfo(code=error.code, params=params))
