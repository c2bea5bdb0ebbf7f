"""Every job without a window. `main` is the console script `fettle`."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import NoReturn

from core.cli import commands, depths
from core.runtime.failures import as_user_error

DONE, FAILED, UNUSABLE, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0 done, 2 wrong use or unusable input, 1 failure, 130 stopped and resumable.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # names of files are in any script
    options = command_parser().parse_args(arguments)
    try:
        code: int = options.command(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        commands.silence_stdout()
        return FAILED
    except Exception as error:  # noqa: BLE001  whatever it is, it is said in a sentence
        return commands.say_error(as_user_error(error).info)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as everything else does."""

    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"fettle: {message[0].upper()}{message[1:]}. {self.prog} --help tells how it is used.\n")


def command_parser() -> argparse.ArgumentParser:
    """All commands and their options; `command` in what it parses is the function that does it."""
    parser = _Parser(prog="fettle", description="Fine-tune a pretrained model on your own pictures or texts.")
    parser.add_argument("--version", action="version", version=f"Fettle {version('fettle')}")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(sub)
    _add_depths(sub)

    resume = _command(sub, "resume", commands.resume, "go on with a run that was stopped or lost")
    resume.add_argument("run", metavar="RUN", help="the run folder")
    resume.add_argument("--json", action="store_true", help="one event a line on standard output")

    evaluate = _command(sub, "evaluate", commands.evaluate, "score a run again, or on another labelled folder")
    evaluate.add_argument("run", metavar="RUN", help="the run folder")
    evaluate.add_argument("folder", metavar="DIR", nargs="?", help="labelled folder; left out: the run's own")

    export = _command(sub, "export", commands.export, "write a bundle that is proven to give the same answers")
    export.add_argument("run", metavar="RUN", help="the run folder")
    export.add_argument("--to", required=True, metavar="DIR", help="a new folder")
    export.add_argument("--formats", metavar="A,B", help="onnx, safetensors, torch-export, hugging-face (texts); else: all")

    predict = _command(sub, "predict", commands.predict, "answers for pictures, texts and folders")
    predict.add_argument("source", metavar="BUNDLE_OR_MODEL", help="bundle, run or model folder, or a catalogue id")
    predict.add_argument("paths", metavar="PATH", nargs="*", help="pictures, text files, tables or folders")
    predict.add_argument(
        "--text", metavar="TEXT", action="append", default=[], help="a text itself; may be given several times"
    )
    predict.add_argument("--lines", action="store_true", help="each line of a file is a text")
    predict.add_argument("--top", type=int, default=3, metavar="K", help="answers for each (%(default)s)")
    predict.add_argument("--csv", metavar="FILE", help="also write a table with one probability a class")

    check = _command(sub, "check", commands.check, "read a folder or a table and say what can be used")
    check.add_argument("folder", metavar="DIR_OR_TABLE")
    _add_columns(check)
    check.add_argument("--json", action="store_true", help="everything, as JSON")

    models = _command(sub, "models", commands.models, "the catalogue")
    models.add_argument("--json", action="store_true", help="as JSON")

    samples = _command(sub, "samples", commands.samples, "list the sample data, or copy one into a folder")
    samples.add_argument("name", metavar="NAME", nargs="?")
    samples.add_argument("folder", metavar="DIR", nargs="?")

    _command(sub, "doctor", commands.doctor, "what this machine has, for a bug report")
    return parser


def _add_train(sub: "argparse._SubParsersAction[_Parser]") -> None:
    train = _command(sub, "train", commands.train, "train on a labelled folder or table")
    train.add_argument("--data", metavar="DIR_OR_TABLE", help="folder with one sub-folder a class, or a table of texts")
    train.add_argument("--task", help="image-classification or text-classification; left out: what the data are")
    _add_columns(train)
    train.add_argument("--model", metavar="ID|PATH", help="catalogue id, model file or folder, or an earlier run")
    train.add_argument("--layers", metavar="head|last|half|all|K", help="what may change; K: the last K blocks and the head")
    train.add_argument("--epochs", type=int, metavar="N")
    train.add_argument("--seed", type=int, metavar="S")
    train.add_argument("--device", metavar="auto|cpu|cuda|mps|xpu")
    train.add_argument("--runs", metavar="DIR", help="where the run folder goes")
    train.add_argument("--name", help="of the run")
    train.add_argument("--spec", metavar="FILE", help="a saved spec, or the run.json of an earlier run")
    train.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="any setting, for instance training.lr=0.01"
    )
    train.add_argument("--json", action="store_true", help="one event a line on standard output")


def _add_depths(sub: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _command(sub, "depths", depths.depths, "find out how much each depth of a model already knows, before training")
    parser.add_argument("--data", metavar="DIR_OR_TABLE", help="as for train")
    parser.add_argument("--task", help="as for train")
    _add_columns(parser)
    parser.add_argument("--model", metavar="ID|PATH", help="as for train")
    parser.add_argument("--epochs", type=int, metavar="N", help="of the training whose time is told")
    parser.add_argument("--device", metavar="auto|cpu|cuda|mps|xpu")
    parser.add_argument("--spec", metavar="FILE", help="a saved spec, or the run.json of an earlier run")
    parser.add_argument("--set", metavar="KEY=VALUE", action="append", default=[], help="any setting, as for train")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")


def _add_columns(parser: _Parser) -> None:
    parser.add_argument("--text-column", metavar="NAME", help="column of a table that holds the texts; left out: guessed")
    parser.add_argument("--label-column", metavar="NAME", help="column that holds the labels; left out: guessed")


def _command(sub: "argparse._SubParsersAction[_Parser]", name: str, function: object, text: str) -> _Parser:
    parser = sub.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(command=function)
    return parser
