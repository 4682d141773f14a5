"""Tuning the encoder's layers to hear disclosures: half an hour on two cores, done when the sentences change.

The published encoder hears what a message is about, and a fall that was handled lies close to one that is hidden. Tuned on sentences of
both sorts, some of them buried in stories anew in every epoch, its layers tell them apart (figures: ``docs/understanding.md``). A plain
classifier over seven labels, Adam, 10 % dropout, the learning rate falling to a twentieth; the word vectors stay as published.

    python -m bot.nlu.safety_tuning --try     learn from four fifths, print what the last fifth gives at which threshold
    python -m bot.nlu.safety_tuning           the same with a tenth, and write data/safety/safety_encoder.npz
    python -m bot.nlu.safety_tuning --last    from that file, the last epoch alone
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.nlu.buried_sentences import BuriedSentences
from bot.nlu.encoder_model import model_folder
from bot.nlu.safety_detector import LABELS, TUNED
from bot.nlu.safety_sentences import ACT, MUST_CATCH, SENTENCES, load_sentences, sentences_hash
from bot.nlu.tuned_weights import load_tuned, save_tuned
from bot.privacy.redaction import Redactor
from bot.settings import PROJECT

Floats = npt.NDArray[np.float32]

HEADS, LAYERS = 12, 6
EPOCHS, BATCH, WARM_UP = 4, 16, 60
RATE, RATE_OF_HEAD, DROPOUT, SCALE = 1e-4, 5e-3, 0.1, 12.0
LONGEST = 192
# Of what people say to the coach otherwise this many messages stand beside the ordinary talk of the sentences; in a last epoch, at a part
# of the rate, as many as this: disclosures told in the middle of a story make any story look like one.
OTHER_MESSAGES, OTHER_AT_LAST = 2500, 5000
LAST_RATE = 0.3
# So many stories with a sentence buried in them are made in every epoch for each text that there is.
BURIED = 0.5
MASKED = -1e9


class Tuned:
    """The encoder as TensorFlow variables, with a head of seven labels."""

    def __init__(self, seed: int = 0, begin_with: Path | None = None) -> None:
        """Begin from the published weights, or from tuned ones."""
        folder = model_folder()
        self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._random = np.random.default_rng(seed)
        tf.random.set_seed(seed)
        published = load_file(folder / "model.safetensors")
        self._weights = {name: tf.Variable(values) for name, values in published.items() if values.dtype == np.float32}
        hidden = self._config["hidden_size"]
        self._head = tf.Variable(self._random.normal(0, 0.02, (hidden, len(LABELS))).astype(np.float32))
        self._bias = tf.Variable(np.zeros(len(LABELS), np.float32))
        if begin_with is not None:
            for name, values in load_tuned(begin_with).items():
                if name in self._weights:
                    self._weights[name].assign(values)
            self._head.assign(load_tuned(begin_with)["head.weight"] / np.float32(SCALE))
            self._bias.assign(load_tuned(begin_with)["head.bias"])
        self._of_layers = [v for name, v in self._weights.items() if ".layer." in name]
        spec = tf.TensorSpec([None, None], tf.int32)
        self._logits_of = tf.function(lambda ids, mask: self._logits(ids, mask, 0.0), input_signature=[spec, spec], autograph=False)

    def fit(
        self, texts: Sequence[str], labels: npt.NDArray[np.int64], buried: BuriedSentences, epochs: int = EPOCHS, rate: float = 1.0
    ) -> Iterator[float]:
        """Learn, at a part of the rate; gives each epoch's mean loss. Every other time a text is read with names taken out."""
        clean = [redacted.text for redacted in map(Redactor.load().redact, texts)]
        stories = int(BURIED * len(texts))
        for_layers, for_head = (tf.keras.optimizers.legacy.Adam(rate) for rate in (RATE, RATE_OF_HEAD))
        spec = tf.TensorSpec([None, None], tf.int32)

        counts = tf.constant(_weights_of_labels(labels))

        @tf.function(input_signature=[spec, spec, tf.TensorSpec([None], tf.int32)], autograph=False)  # type: ignore[untyped-decorator]
        def step(ids: tf.Tensor, mask: tf.Tensor, wanted: tf.Tensor) -> tf.Tensor:
            with tf.GradientTape() as tape:
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, self._logits(ids, mask, DROPOUT))
                loss = tf.reduce_mean(losses * tf.gather(counts, wanted))
                loss += 1e-4 * tf.reduce_sum(self._head**2)
            gradients = tape.gradient(loss, [*self._of_layers, self._head, self._bias])
            for_layers.apply_gradients(zip(gradients[:-2], self._of_layers, strict=True))
            for_head.apply_gradients(zip(gradients[-2:], (self._head, self._bias), strict=True))
            return loss

        total, done = epochs * -(-(len(texts) + stories) // BATCH), 0
        for _ in range(epochs):
            made, labels_of_made = buried.draw(stories, self._random)
            read = [clean[i] if self._random.random() < 0.5 else text for i, text in enumerate(texts)] + made
            wanted = np.array([*labels, *labels_of_made])
            # Nearly by length, so that little of a batch is padding.
            order = np.argsort([len(text) for text in read] + self._random.normal(0, 15, len(read)))
            batches = [order[i : i + BATCH] for i in range(0, len(read), BATCH)]
            losses = []
            for number in self._random.permutation(len(batches)):
                done += 1
                share = rate * min(1.0, done / WARM_UP) * max(0.05, 1 - done / total)
                for_layers.learning_rate, for_head.learning_rate = RATE * share, RATE_OF_HEAD * share
                chosen = batches[number]
                losses.append(float(step(*self._batch([read[i] for i in chosen]), tf.constant(wanted[chosen], tf.int32))))
            yield float(np.mean(losses))

    def probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """[texts, labels]."""
        given = np.zeros((len(texts), len(LABELS)))
        order = np.argsort([len(text) for text in texts])
        for start in range(0, len(texts), 32):
            chosen = order[start : start + 32]
            given[chosen] = tf.nn.softmax(self._logits_of(*self._batch([texts[i] for i in chosen]))).numpy()
        return given

    def weights(self) -> dict[str, Floats]:
        """What differs from the published encoder, and the head with its scale multiplied in."""
        layers = {name: v.numpy() for name, v in self._weights.items() if ".layer." in name}
        return {**layers, "head.weight": self._head.numpy() * np.float32(SCALE), "head.bias": self._bias.numpy()}

    def _batch(self, texts: Sequence[str]) -> tuple[tf.Tensor, tf.Tensor]:
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        longest = max(map(len, encoded))
        ids, mask = np.zeros((len(encoded), longest), np.int32), np.zeros((len(encoded), longest), np.int32)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        return tf.constant(ids), tf.constant(mask)

    def _logits(self, ids: tf.Tensor, mask: tf.Tensor, dropout: float) -> tf.Tensor:
        w = self._weights
        x = tf.gather(w["embeddings.word_embeddings.weight"], ids)
        x += w["embeddings.position_embeddings.weight"][: tf.shape(ids)[1]] + w["embeddings.token_type_embeddings.weight"][0]
        x = self._drop(self._norm(x, "embeddings.LayerNorm"), dropout)
        hidden = (1 - tf.cast(mask, tf.float32))[:, None, None, :] * MASKED
        for number in range(LAYERS):
            x = self._layer(x, hidden, f"encoder.layer.{number}.", dropout)
        shares = tf.cast(mask, tf.float32)[:, :, None]
        unit = tf.math.l2_normalize(tf.reduce_sum(x * shares, 1), -1)
        return tf.matmul(unit, self._head) * SCALE + self._bias

    def _layer(self, x: tf.Tensor, hidden: tf.Tensor, prefix: str, dropout: float) -> tf.Tensor:
        batch, length = tf.shape(x)[0], tf.shape(x)[1]
        size = self._config["hidden_size"]

        def by_head(name: str) -> tf.Tensor:
            return tf.transpose(
                tf.reshape(self._dense(x, f"{prefix}attention.self.{name}"), [batch, length, HEADS, size // HEADS]), [0, 2, 1, 3]
            )

        query, key, value = by_head("query"), by_head("key"), by_head("value")
        attention = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) / np.sqrt(size // HEADS) + hidden)
        mixed = tf.reshape(tf.transpose(tf.matmul(self._drop(attention, dropout), value), [0, 2, 1, 3]), [batch, length, size])
        out = self._drop(self._dense(mixed, f"{prefix}attention.output.dense"), dropout)
        x = self._norm(x + out, f"{prefix}attention.output.LayerNorm")
        wide = tf.nn.gelu(self._dense(x, f"{prefix}intermediate.dense"))
        return self._norm(x + self._drop(self._dense(wide, f"{prefix}output.dense"), dropout), f"{prefix}output.LayerNorm")

    def _dense(self, x: tf.Tensor, name: str) -> tf.Tensor:
        return tf.matmul(x, self._weights[f"{name}.weight"], transpose_b=True) + self._weights[f"{name}.bias"]

    def _norm(self, x: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        epsilon = self._config["layer_norm_eps"]
        return tf.nn.batch_normalization(x, mean, variance, self._weights[f"{name}.bias"], self._weights[f"{name}.weight"], epsilon)

    @staticmethod
    def _drop(x: tf.Tensor, share: float) -> tf.Tensor:
        return tf.nn.dropout(x, share) if share else x


def _weights_of_labels(labels: npt.NDArray[np.int64]) -> Floats:
    """[labels]: how much an example of each counts: all kinds alike, however many sentences each has; ordinary talk as it is."""
    found = np.bincount(labels, minlength=len(LABELS)).astype(np.float32)
    of_kinds = found[1:].mean() / np.maximum(found[1:], 1.0)
    return np.concatenate([np.ones(1, np.float32), of_kinds])


def other_messages() -> list[str]:
    """What people say to the coach otherwise, from ``data/nlu``, in a fixed random order; nothing of it is a disclosure."""
    texts = []
    for file in sorted((PROJECT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            examples = block.get("examples") if "intent" in block else None
            if isinstance(examples, str):
                texts += [line.strip().removeprefix("- ") for line in examples.splitlines() if "](" not in line]
            elif examples:
                texts += [example["text"].strip() for example in examples]
    return [texts[i] for i in np.random.default_rng(0).permutation(len(texts))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Tune, or try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", dest="trial", action="store_true", help="hold a fifth back and print figures; write nothing")
    parser.add_argument("--last", action="store_true", help="begin with the file that is there; the last epoch alone")
    parser.add_argument("--to", type=Path, default=TUNED, help="the file to write")
    asked = parser.parse_args(arguments)
    sentences, known = load_sentences(SENTENCES), load_sentences(MUST_CATCH)
    held_back = np.random.default_rng(0).integers(0, 5 if asked.trial else 10, len(sentences)) == 0
    tried = [s for s, held in zip(sentences, held_back, strict=True) if held]
    learned = [*(s for s, held in zip(sentences, held_back, strict=True) if not held), *known]
    labels = [LABELS.index(s.kind) if s.kind else 0 for s in learned]
    other, tuned = other_messages(), Tuned(begin_with=asked.to if asked.last else None)
    buried = BuriedSentences.of([s.text for s in learned], labels, other[:OTHER_AT_LAST])

    def learn(others: int, epochs: int, rate: float) -> None:
        texts = [s.text for s in learned] + other[:others]
        for epoch, loss in enumerate(tuned.fit(texts, np.array([*labels, *[0] * others]), buried, epochs, rate), 1):
            print(f"epoch {epoch} of {epochs}: loss {loss:.3f}", flush=True)

    if not asked.last:
        learn(OTHER_MESSAGES, EPOCHS, 1.0)
    learn(OTHER_AT_LAST, 1, LAST_RATE)
    if not asked.trial:
        save_tuned(asked.to, tuned.weights(), sentences_hash())
    risk, of_other = (
        1 - tuned.probabilities(said)[:, 0] for said in ([s.text for s in tried], other[OTHER_AT_LAST : OTHER_AT_LAST + 1500])
    )
    risky, act = np.array([bool(s.kind) for s in tried]), np.array([s.tier == ACT for s in tried])
    print("false alarms among what sounds alike: threshold, risky heard, plain ones heard, false alarms among other messages")
    for share in (0.01, 0.02, 0.05, 0.08, 0.10, 0.15, 0.20):
        threshold = float(np.quantile(risk[~risky], 1 - share))
        heard, plain, alarmed = (float(np.mean(r >= threshold)) for r in (risk[risky], risk[act], of_other))
        print(f"{share:.2f}: {threshold:.3f}  {heard:.3f}  {plain:.3f}  {alarmed:.4f}")


if __name__ == "__main__":
    main()
