"""boto3 sessions that cost little: AWS's models are read once, lean and folded."""

import gzip
import json
import os
from collections.abc import Callable, Mapping
from copy import copy
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import IO, Any

import boto3
import botocore.session
from botocore.loaders import JSONFileLoader, Loader

OPENED: Mapping[str, Callable[..., IO[Any]]] = {".json": open, ".json.gz": gzip.open}
SERVICE_MODEL = "service-2"


class Folded(dict[str, Any]):
    """A model's shapes by name, each as JSON text until it is asked for: of thousands we need a few dozen."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        super().__init__((name, json.dumps(value, separators=(",", ":"))) for name, value in said.items())

    def __getitem__(self, name: str) -> Any:
        return json.loads(super().__getitem__(name))

    def get(self, name: str, otherwise: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return otherwise


class Lean(JSONFileLoader):
    """Reads service models without AWS's sentences in them, and their shapes folded: a fifth of the memory.

    Other files are read as they are: rules of endpoints need what they say of their parameters.
    """

    def load_file(self, file_path: str) -> Any:
        if Path(file_path).name != SERVICE_MODEL:
            return super().load_file(file_path)
        for ending, opened in OPENED.items():
            if Path(file_path + ending).is_file():
                with opened(file_path + ending, "rb") as file:
                    model = json.load(file, object_hook=_without_documentation)
                return model | {"shapes": Folded(model["shapes"])}
        return None


def _without_documentation(said: dict[str, Any]) -> dict[str, Any]:
    if isinstance(said.get("documentation"), str):  # a member may have this name: what it says is no text
        said["documentation"] = ""  # botocore asks some members for it
    return said


class Models(Loader):
    """AWS's service models, read once for all sessions: that is most of what a client costs (EC2: 0.2 s of 0.22)."""

    FILE_LOADER_CLASS = Lean

    @property
    def search_paths(self) -> list[str]:
        """A copy, since every session of boto3 adds its own folder to it once more."""
        return [*super().search_paths]


MODELS = Models()
HANDLERS = botocore.session.get_session().get_component("event_emitter")
"""What botocore does around each call; to register the hundreds of them anew is most of what a session costs."""


def new_core() -> botocore.session.Session:
    """Botocore's session, which knows the lean models."""
    core = botocore.session.Session(event_hooks=copy(HANDLERS), include_builtin_handlers=False)
    core.register_component("data_loader", MODELS)
    return core


def new_session() -> boto3.Session:
    """A boto3 session with the default chain's credentials."""
    return boto3.Session(botocore_session=new_core())


KEPT = 60.0
"""Seconds for which the installation's own session is kept: then credentials that replaced others are found."""


def own_session() -> boto3.Session:
    """The installation's, by the default credential chain; no secret is stored. Cells share it."""
    return _own_session(surroundings(), int(monotonic() / KEPT))


@lru_cache(maxsize=1)
def _own_session(around: tuple[tuple[str, str], ...], minute: int) -> boto3.Session:
    return new_session()


def surroundings() -> tuple[tuple[str, str], ...]:
    """What the environment tells boto3; what was made in other surroundings is not used again."""
    return tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
