"""Tuning the encoder's upper layers to hear disclosures: an hour and a half on two cores, done when the sentences change.

The published encoder hears what a message is about, and a fall that was handled lies close to one that is hidden. Tuned on sentences of
both sorts its layers tell them apart (figures: ``docs/understanding.md``). Two teachers are tuned first: one in all layers, with sentences
buried in stories anew in every epoch; the other in its upper layers alone, on the sentences as they are. They err on different messages, so
the pupil, whose lower layers stay as published and serve the sentence vector too, learns half from the labels and half from what the two
say together (Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network"). The pupil alone is shipped. Plain classifiers
over seven labels, Adam, 10 % dropout, the learning rate falling to a twentieth; the word vectors stay as published. In PyTorch, whose
products in bfloat16 take a third of the time; ``make tune-safety`` puts it into an environment of its own.

    python -m bot.nlu.safety_tuning             teachers that are not there yet (var/tuning), then the pupil of data/safety
    python -m bot.nlu.safety_tuning --only X    one of "whole", "upper", "pupil"
    ... --further N                             begin with the file that is there, N epochs at half the rate: for some more sentences
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import yaml
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

from bot.nlu.buried_sentences import BuriedSentences
from bot.nlu.encoder_model import model_folder
from bot.nlu.fingerprint import content_hash
from bot.nlu.safety_detector import LABELS, LEAST
from bot.nlu.safety_sentences import MUST_CATCH, SENTENCES, load_sentences, sentences_hash
from bot.nlu.softmax_regression import softmax
from bot.nlu.tuned_weights import SAFETY_LAYERS, load_tuned, made_from, save_tuned
from bot.privacy.redaction import Redactor
from bot.settings import PROJECT

Floats = npt.NDArray[np.float32]

BATCH, WARM_UP = 32, 60
RATE, RATE_OF_HEAD, DROPOUT, SCALE = 1.4e-4, 7e-3, 0.1, 12.0
DECAY_OF_HEAD = 1e-4
LONGEST = 192
# How much what the teachers say counts beside the label.
TAUGHT = 0.5
FURTHER_RATE = 0.5


@dataclass(frozen=True)
class Recipe:
    """A copy of the encoder: its file, the layers that move, how many stories with a buried sentence are made for each text, the epochs."""

    file: Path
    layers: tuple[int, ...]
    buried: float
    epochs: int


TEACHERS = {
    "whole": Recipe(PROJECT / "var" / "tuning" / "whole.npz", (0, 1, 2, 3, 4, 5), 0.4, 4),
    "upper": Recipe(PROJECT / "var" / "tuning" / "upper.npz", (3, 4, 5), 0.0, 4),
}
PUPIL = Recipe(SAFETY_LAYERS, (2, 3, 4, 5), 0.3, 3)
RECIPES = {**TEACHERS, "pupil": PUPIL}
# From texts to probabilities [texts, labels].
Judge = Callable[[Sequence[str]], npt.NDArray[np.float64]]


class Tuned:
    """The encoder's weights, those of some layers free to move, with a head of seven labels."""

    def __init__(self, layers: Sequence[int], seed: int = 0, begin_with: Path | None = None) -> None:
        """Begin from the published weights, or from tuned ones where a file has them."""
        torch.manual_seed(seed)
        self._random = np.random.default_rng(seed)
        folder = model_folder()
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._layers, self._heads, self._epsilon = config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        published = load_file(folder / "model.safetensors")
        self._weights = {name: values for name, values in published.items() if values.dtype == torch.float32}
        moving = tuple(f".layer.{number}." for number in layers)
        self._of_layers = {n: values.clone().requires_grad_() for n, values in self._weights.items() if any(part in n for part in moving)}
        self._weights.update(self._of_layers)
        self._head = (torch.randn(config["hidden_size"], len(LABELS)) * 0.02).requires_grad_()
        self._bias = torch.zeros(len(LABELS), requires_grad=True)
        if begin_with is not None:
            self._begin_with(load_tuned(begin_with))

    def _begin_with(self, tuned: Mapping[str, Floats]) -> None:
        with torch.no_grad():
            for name in self._of_layers.keys() & tuned.keys():
                self._of_layers[name].copy_(torch.from_numpy(tuned[name]))
            self._head.copy_(torch.from_numpy(tuned["head.weight"] / np.float32(SCALE)))
            self._bias.copy_(torch.from_numpy(tuned["head.bias"]))

    def fit(
        self,
        texts: Sequence[str],
        labels: npt.NDArray[np.int64],
        buried: BuriedSentences,
        recipe: Recipe,
        rate: float,
        teachers: Judge | None = None,
    ) -> Iterator[float]:
        """Learn from texts with labels, at a part of the rate; gives each epoch's mean loss.

        Every other time a text is read with names taken out. Where there are teachers, half of what is learned is what they say.
        """
        clean = [redacted.text for redacted in map(Redactor.load().redact, texts)]
        counts = torch.from_numpy(_weights_of_labels(labels))
        for_layers = torch.optim.Adam(self._of_layers.values(), eps=1e-7, fused=True)
        for_head = torch.optim.Adam([self._head, self._bias], eps=1e-7)
        stories = int(recipe.buried * len(texts))
        total, done = recipe.epochs * -(-(len(texts) + stories) // BATCH), 0
        of_texts = _targets(texts, labels, teachers)
        for _ in range(recipe.epochs):
            made, labels_of_made = buried.draw(stories, self._random)
            read = [clean[i] if self._random.random() < 0.5 else text for i, text in enumerate(texts)] + made
            known = torch.tensor([*labels, *labels_of_made])
            wanted = torch.cat([of_texts, _targets(made, np.array(labels_of_made, np.int64), teachers)])
            # Nearly by length, so that little of a batch is padding.
            order = np.argsort([len(text) for text in read] + self._random.normal(0, 15, len(read)))
            batches = [order[i : i + BATCH] for i in range(0, len(read), BATCH)]
            losses = []
            for number in self._random.permutation(len(batches)):
                done += 1
                pace = rate * min(1.0, done / WARM_UP) * max(0.05, 1 - done / total)
                for_layers.param_groups[0]["lr"], for_head.param_groups[0]["lr"] = RATE * pace, RATE_OF_HEAD * pace
                chosen = batches[number]
                logits = self._logits([read[i] for i in chosen], DROPOUT)
                each = functional.cross_entropy(logits, wanted[chosen], reduction="none")
                loss = (each * counts[known[chosen]]).mean() + DECAY_OF_HEAD * (self._head**2).sum()
                for_layers.zero_grad()
                for_head.zero_grad()
                loss.backward()
                for_layers.step()
                for_head.step()
                losses.append(loss.item())
            yield float(np.mean(losses))

    def probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """[texts, labels]."""
        given = np.zeros((len(texts), len(LABELS)))
        order = np.argsort([len(text) for text in texts])
        with torch.no_grad():
            for start in range(0, len(texts), 32):
                chosen = order[start : start + 32]
                given[chosen] = functional.softmax(self._logits([texts[i] for i in chosen], 0.0), -1).numpy()
        return given

    def weights(self) -> dict[str, Floats]:
        """What differs from the published encoder, and the head with its scale multiplied in."""
        layers = {name: values.detach().numpy() for name, values in self._of_layers.items()}
        return {**layers, "head.weight": self._head.detach().numpy() * np.float32(SCALE), "head.bias": self._bias.detach().numpy()}

    def _logits(self, texts: Sequence[str], dropout: float) -> torch.Tensor:
        """[texts, labels]: mean over the tokens, at unit length, through the head."""
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        longest = max(map(len, encoded))
        ids = torch.tensor([tokens + [0] * (longest - len(tokens)) for tokens in encoded])
        mask = torch.tensor([[1.0] * len(tokens) + [0.0] * (longest - len(tokens)) for tokens in encoded])
        w = self._weights
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:longest]
            x = self._drop(self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"), dropout)
            for number in range(self._layers):
                x = self._layer(x, mask.bool()[:, None, None, :], f"encoder.layer.{number}.", dropout)
        unit = functional.normalize((x.float() * mask[:, :, None]).sum(1), dim=-1)
        return unit @ self._head * SCALE + self._bias

    def _layer(self, x: torch.Tensor, mask: torch.Tensor, prefix: str, dropout: float) -> torch.Tensor:
        """One transformer layer, [texts, tokens, hidden] to the same."""
        texts, tokens, hidden = x.shape

        def by_head(name: str) -> torch.Tensor:
            return self._dense(x, f"{prefix}attention.self.{name}").view(texts, tokens, self._heads, -1).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            by_head("query"), by_head("key"), by_head("value"), attn_mask=mask, dropout_p=dropout
        )
        out = self._dense(mixed.transpose(1, 2).reshape(texts, tokens, hidden), f"{prefix}attention.output.dense")
        x = self._norm(x + self._drop(out, dropout), f"{prefix}attention.output.LayerNorm")
        wide = functional.gelu(self._dense(x, f"{prefix}intermediate.dense"))
        return self._norm(x + self._drop(self._dense(wide, f"{prefix}output.dense"), dropout), f"{prefix}output.LayerNorm")

    def _dense(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(x, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(x, x.shape[-1:], self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], self._epsilon)

    @staticmethod
    def _drop(x: torch.Tensor, share: float) -> torch.Tensor:
        return functional.dropout(x, share, training=share > 0)


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
    """Tune the teachers, then the pupil."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=RECIPES, help="one of the copies")
    parser.add_argument("--further", type=int, default=0, metavar="N", help="begin with the file that is there, N epochs at half the rate")
    asked = parser.parse_args(arguments)
    names = [asked.only] if asked.only else [*(name for name, recipe in TEACHERS.items() if not _is_made(recipe)), "pupil"]
    if asked.further and not all(RECIPES[name].file.exists() for name in names):
        parser.error("there is nothing to go on from: leave --further out")
    if asked.only == "pupil" and not asked.further and not all(map(_is_made, TEACHERS.values())):
        parser.error("the teachers are missing or were made from something else: leave --only out")
    for name in names:
        print(f"{name}:", flush=True)
        _make(RECIPES[name], asked.further, _teachers() if name == "pupil" else None)


def _made_from() -> str:
    """The hash of all that a teacher comes from: sentences, other messages, this recipe."""
    return content_hash([SENTENCES, MUST_CATCH, PROJECT / "data" / "nlu", Path(__file__)])


def _is_made(recipe: Recipe) -> bool:
    return recipe.file.exists() and made_from(recipe.file) == _made_from()


def _teachers() -> Judge:
    """What the two say together: the mean of their log odds of the risk, the mean of their logarithms of the kinds."""
    both = [Tuned(recipe.layers, begin_with=recipe.file) for recipe in TEACHERS.values()]

    def judge(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        logs = [np.log(np.clip(teacher.probabilities(texts), LEAST, 1 - LEAST)) for teacher in both]
        odds = np.mean([np.log(-np.expm1(of[:, :1])) - of[:, :1] for of in logs], axis=0)
        risk = 1 / (1 + np.exp(-odds))
        return np.hstack([1 - risk, risk * softmax(np.mean([of[:, 1:] for of in logs], axis=0))])

    return judge


def _targets(texts: Sequence[str], labels: npt.NDArray[np.int64], teachers: Judge | None) -> torch.Tensor:
    """[texts, labels]: what is to be said of each text."""
    known = np.eye(len(LABELS))[labels]
    return torch.tensor(known if teachers is None else TAUGHT * teachers(texts) + (1 - TAUGHT) * known, dtype=torch.float32)


def _make(recipe: Recipe, further: int, teachers: Judge | None) -> None:
    hashed = sentences_hash() if recipe.file == SAFETY_LAYERS else _made_from()
    learned = [*load_sentences(SENTENCES), *load_sentences(MUST_CATCH)]
    labels, other = [LABELS.index(s.kind) if s.kind else 0 for s in learned], other_messages()
    # A pupil goes on from the teacher of the upper layers.
    tuned = Tuned(recipe.layers, begin_with=recipe.file if further else TEACHERS["upper"].file if teachers else None)
    buried = BuriedSentences.of([s.text for s in learned], labels, other)
    if further:
        recipe = replace(recipe, epochs=further)
    losses = tuned.fit(
        [*(s.text for s in learned), *other],
        np.array([*labels, *[0] * len(other)]),
        buried,
        recipe,
        FURTHER_RATE if further else 1.0,
        teachers,
    )
    for epoch, loss in enumerate(losses, 1):
        print(f"epoch {epoch} of {recipe.epochs}: loss {loss:.3f}", flush=True)
    recipe.file.parent.mkdir(parents=True, exist_ok=True)
    save_tuned(recipe.file, tuned.weights(), hashed)


if __name__ == "__main__":
    main()
