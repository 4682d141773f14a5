"""The ONNX graph of all-MiniLM-L6-v2, written by hand from its weights: BERT, mean pooling and unit length in one graph.

Read only when the graph is built; serving needs nothing from here. Sources: "BERT" (Devlin et al., arXiv 1810.04805) for the layers,
onnxruntime's ``docs/ContribOperators.md`` for the fused operators of the domain com.microsoft, the model's own ``config.json`` and
``1_Pooling/config.json`` for the numbers.

Shapes are written [batch, sequence, hidden]; weights are float32.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

Floats = npt.NDArray[np.float32]

FUSED = "com.microsoft"
# onnxruntime 1.23 knows both; newer ones bring this graph nothing.
OPSET = 17
IR_VERSION = 8
# What the names of a second branch begin with.
TUNED = "tuned."
# What the quantizer makes of the head: to be left as it is. The last layer is small, and its rounding would move the thresholds.
HEAD = "head_MatMul"


def build_graph(model_folder: Path, small_vocabulary: bool = False, tuned: Mapping[str, Floats] | None = None) -> onnx.ModelProto:
    """The whole encoder as one graph.

    Inputs ``input_ids`` and ``attention_mask`` (int64 [batch, sequence], sequence at most 512); output ``embedding`` (float32
    [batch, hidden], unit vectors; zeros where the mask is all zeros), with tuned weights also ``probabilities`` (float32 [batch, labels]):
    the layers below the lowest tuned one serve both outputs.

    Args:
        model_folder: holds ``config.json`` and ``model.safetensors`` as Hugging Face lays them out.
        small_vocabulary: keep the table of word vectors as int8 with one scale a word, a quarter of its size.
        tuned: weights of all layers from some number on, by their published names, and the head: ``head.weight`` [hidden, labels] and
            ``head.bias`` [labels].

    Raises:
        ValueError: the folder's model is not one that this graph can express exactly.
        OSError: a file cannot be read.
    """
    config = json.loads((model_folder / "config.json").read_text(encoding="utf-8"))
    # BiasGelu is the exact gelu (by erf), not its tanh approximation; Attention knows absolute positions only.
    asked = (config["model_type"], config["hidden_act"], config["position_embedding_type"])
    if asked != ("bert", "gelu", "absolute"):
        raise ValueError(f"This graph is for a BERT with gelu and absolute positions, not {asked}.")
    branch = {f"{TUNED}{name}": values for name, values in (tuned or {}).items()}
    return _Graph({**load_file(model_folder / "model.safetensors"), **branch}, config).model(small_vocabulary)


class _Graph:
    """Collects nodes and weights; every method adds some and returns the name of its output."""

    def __init__(self, weights: Mapping[str, Floats], config: Mapping[str, Any]) -> None:
        self._weights = weights
        self._config = config
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: list[onnx.TensorProto] = []
        self._types: list[onnx.ValueInfoProto] = []

    def model(self, small_vocabulary: bool) -> onnx.ModelProto:
        """The finished model."""
        ids = self._node("ids", "Cast", ["input_ids"], TensorProto.INT32, to=TensorProto.INT32)
        mask = self._node("mask", "Cast", ["attention_mask"], TensorProto.INT32, to=TensorProto.INT32)
        hidden = self._small_embeddings(ids) if small_vocabulary else self._embeddings(ids)
        layers = [f"encoder.layer.{number}." for number in range(self._config["num_hidden_layers"])]
        states = [hidden]
        for layer in layers:
            states.append(self._layer(layer, states[-1], mask))
        self._pool(states[-1], "embedding")
        outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", self._config["hidden_size"]])]
        if f"{TUNED}head.weight" in self._weights:
            first = next(number for number, layer in enumerate(layers) if any(name.startswith(f"{TUNED}{layer}") for name in self._weights))
            branch = states[first]
            for layer in layers[first:]:
                branch = self._layer(f"{TUNED}{layer}", branch, mask)
            outputs.append(self._head(self._pool(branch, f"{TUNED}embedding")))
        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in ("input_ids", "attention_mask")],
            outputs,
            self._initializers,
            value_info=[value for value in self._types if value.name not in {output.name for output in outputs}],
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="lqf-coach")

    # The parts, in the order of a pass.

    def _embeddings(self, ids: str) -> str:
        """Words and positions to [batch, sequence, hidden]."""
        name = "embeddings"
        inputs = [ids, "", self._weight("embeddings.word_embeddings.weight"), self._constant("positions", self._positions()), ""]
        self._nodes.append(
            helper.make_node(
                "EmbedLayerNormalization",
                [*inputs, *self._norm("embeddings.LayerNorm")],
                # The second output, which the operator insists on, counts the mask; nothing reads it.
                [name, "embeddings.unused"],
                name=name,
                domain=FUSED,
                epsilon=self._config["layer_norm_eps"],
            )
        )
        return name

    def _small_embeddings(self, ids: str) -> str:
        """The same from a table of int8: a scale for each word, because one scale for all loses the rare words."""
        table = self._weights["embeddings.word_embeddings.weight"]
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), np.finfo(np.float32).tiny) / np.float32(127)
        quantized = np.rint(table / scales).astype(np.int8)
        rows = self._node("words.int8", "Gather", [self._constant("words", quantized), ids], TensorProto.INT8)
        rows = self._node("words.float", "Cast", [rows], to=TensorProto.FLOAT)
        scale = self._node("words.scale", "Gather", [self._constant("scales", scales), ids])
        rows = self._node("words.vector", "Mul", [rows, scale])
        length = self._node("length", "Shape", [ids], TensorProto.INT64, start=1, end=2)
        table_of_positions = self._constant("positions", self._positions()[np.newaxis])
        bounds = [self._constant("from", np.array([0])), length, self._constant("axis", np.array([1]))]
        positions = self._node("positions.used", "Slice", [table_of_positions, *bounds])
        return self._add_and_norm("embeddings", rows, positions, "embeddings.LayerNorm")

    def _positions(self) -> Floats:
        """[512, hidden]. All tokens are of the first type here: its vector is added once and for all."""
        positions = self._weights["embeddings.position_embeddings.weight"]
        return np.asarray(positions + self._weights["embeddings.token_type_embeddings.weight"][0], dtype=np.float32)

    def _layer(self, prefix: str, hidden: str, mask: str) -> str:
        """One transformer layer, [batch, sequence, hidden] to the same."""
        parts = [f"{prefix}attention.self.{part}." for part in ("query", "key", "value")]
        attention = self._node(
            f"{prefix}attention",
            "Attention",
            [
                hidden,
                self._constant(f"{prefix}qkv.weight", np.concatenate([self._weights[f"{part}weight"].T for part in parts], axis=1)),
                self._constant(f"{prefix}qkv.bias", np.concatenate([self._weights[f"{part}bias"] for part in parts])),
                mask,
            ],
            domain=FUSED,
            num_heads=self._config["num_attention_heads"],
        )
        output = f"{prefix}attention.output."
        mixed = self._matmul(f"{output}dense", attention)
        hidden = self._add_and_norm(f"{output}norm", mixed, hidden, f"{output}LayerNorm", bias=f"{output}dense.bias")
        inner = f"{prefix}intermediate.dense"
        wide = self._node(f"{inner}.gelu", "BiasGelu", [self._matmul(inner, hidden), self._weight(f"{inner}.bias")], domain=FUSED)
        output = f"{prefix}output."
        return self._add_and_norm(
            f"{output}norm", self._matmul(f"{output}dense", wide), hidden, f"{output}LayerNorm", bias=f"{output}dense.bias"
        )

    def _pool(self, hidden: str, name: str) -> str:
        """Mean over the tokens of the mask, at unit length, to [batch, hidden].

        The sum stands for the mean: they differ by a positive factor, which the unit length takes away.
        """
        axis = self._constant(f"{name}.tokens", np.array([1]))
        mask = self._node(f"{name}.mask", "Cast", ["attention_mask"], to=TensorProto.FLOAT)
        row = self._node(f"{name}.row", "Unsqueeze", [mask, axis])
        total = self._node(f"{name}.sum.row", "MatMul", [row, hidden])
        total = self._node(f"{name}.sum", "Squeeze", [total, axis])
        return self._node(name, "LpNormalization", [total], axis=-1, p=2)

    def _head(self, vector: str) -> onnx.ValueInfoProto:
        """A linear layer and softmax over the unit vector, to [batch, labels]."""
        logits = self._node("head", "Gemm", [vector, self._weight(f"{TUNED}head.weight"), self._weight(f"{TUNED}head.bias")])
        self._nodes.append(helper.make_node("Softmax", [logits], ["probabilities"], name="probabilities", axis=-1))
        return helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", self._weights[f"{TUNED}head.bias"].shape[0]])

    # The small change.

    def _matmul(self, name: str, left: str) -> str:
        """PyTorch keeps [out, in]; ONNX multiplies from the left by [in, out]. The bias is left to the next, fused operator."""
        return self._node(name, "MatMul", [left, self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)])

    def _add_and_norm(self, name: str, new: str, old: str, norm: str, bias: str = "") -> str:
        """Layer norm of ``new + bias + old``."""
        inputs = [new, old, *self._norm(norm), *([self._weight(bias)] if bias else [])]
        return self._node(name, "SkipLayerNormalization", inputs, domain=FUSED, epsilon=self._config["layer_norm_eps"])

    def _norm(self, name: str) -> list[str]:
        return [self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, values: npt.NDArray[Any]) -> str:
        self._initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, name: str, operator: str, inputs: list[str], kind: int = TensorProto.FLOAT, **attributes: Any) -> str:
        """A node of one output with the node's name."""
        self._nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        # ONNX infers no types behind operators of another domain, and the quantizer needs them.
        self._types.append(helper.make_tensor_value_info(name, kind, None))
        return name
