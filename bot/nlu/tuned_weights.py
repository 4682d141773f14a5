"""Tuned weights of the encoder's last layers with a head, in one small file: 8 bits a weight, one scale for each row.

Made by ``bot.nlu.safety_tuning``, read when the graph is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.settings import PROJECT

Floats = npt.NDArray[np.float32]
# The safety net's layers and their head, made by ``bot.nlu.safety_tuning``; the labels stand in ``bot.nlu.safety_detector``.
SAFETY_LAYERS = PROJECT / "data" / "safety" / "safety_encoder.npz"
LARGEST = 127
_INT8, _SCALE = ".int8", ".scale"


def save_tuned(file: Path, weights: Mapping[str, Floats], made_from: str) -> None:
    """Write weights; matrices of the layers go to int8 by row. ``made_from``: the hash of the sentences that they were tuned on."""
    arrays: dict[str, npt.NDArray[np.generic]] = {"made_from": np.array(made_from)}
    for name, values in weights.items():
        if values.ndim == 2 and not name.startswith("head."):
            scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), np.finfo(np.float32).tiny) / np.float32(LARGEST)
            arrays[name + _INT8] = np.rint(values / scale).astype(np.int8)
            arrays[name + _SCALE] = scale.astype(np.float32)
        else:
            arrays[name] = values.astype(np.float32)
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def load_tuned(file: Path) -> dict[str, Floats]:
    """The weights by their published names, float32; nothing in the file is executed."""
    with np.load(file, allow_pickle=False) as kept:
        plain = {name: kept[name] for name in kept.files if not name.endswith((_INT8, _SCALE)) and name != "made_from"}
        rows = [name.removesuffix(_INT8) for name in kept.files if name.endswith(_INT8)]
        return {**plain, **{name: kept[name + _INT8].astype(np.float32) * kept[name + _SCALE] for name in rows}}


def made_from(file: Path) -> str:
    """The hash of the sentences that the weights were tuned on."""
    with np.load(file, allow_pickle=False) as kept:
        return str(kept["made_from"])
