"""What published tokenizers make of every line of real text, by their own libraries: real.tsv.

Made with tokenizers 0.23.3 and sentencepiece 0.2.3. Run by hand: python3 real.py [folder of the real data]
The folder (default: ../shared/real beside the package) has the tokenizers and the texts flores, ntrex,
bible and tatoeba. Each number in real.tsv is the beginning of the SHA-256 of a whole file's ids (special
tokens included, one line a line) and, after the slash, of the text they decode to. Lines end at LF only,
and nothing is stripped.

Tokenizers that are there in other forms only are written to data/models/tokenizers, out of git, where
the tests and the experiment `speed` find them.
"""

import glob
import hashlib
import json
import os
import struct
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors
from tokenizers.implementations import BertWordPieceTokenizer, ByteLevelBPETokenizer

here = os.path.dirname(os.path.abspath(__file__))
package = os.path.dirname(os.path.dirname(os.path.dirname(here)))
real = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(package), "shared/real")
source = os.path.join(real, "tokenizers")
made = os.path.join(package, "data/models/tokenizers")
os.makedirs(made, exist_ok=True)


def gguf_vocabulary(path):
    """Pieces, scores and types in a GGUF file's metadata."""
    data, position = open(path, "rb").read(), 24

    def take(form):
        nonlocal position
        size = struct.calcsize("<" + form)
        position += size
        return struct.unpack_from("<" + form, data, position - size)[0]

    def text():
        nonlocal position
        length = take("Q")
        position += length
        return data[position - length:position].decode()

    forms = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

    def value(kind):
        if kind == 8:
            return text()
        if kind == 9:
            inner = take("I")
            return [value(inner) for _ in range(take("Q"))]
        return take(forms[kind])

    found = {}
    for _ in range(struct.unpack_from("<Q", data, 16)[0]):
        key = text()
        found[key] = value(take("I"))
    return [found["tokenizer.ggml." + name] for name in ("tokens", "scores", "token_type")]


def phi3():
    """The SentencePiece model of the Llama 2 kind, of what the GGUF file keeps of it."""
    model = sentencepiece_model_pb2.ModelProto()
    rows = zip(*gguf_vocabulary(f"{source}/llama-spm-phi3/ggml-vocab-phi-3.gguf"))
    for text, score, kind in list(rows)[:32000]:
        # The file marks these otherwise; to SentencePiece they are the unknown and control pieces.
        kind = {"<unk>": 2, "<s>": 3, "</s>": 3}.get(text, kind)
        model.pieces.add(piece=text, score=score, type=kind)
    model.trainer_spec.model_type = 2
    model.trainer_spec.byte_fallback = True
    model.trainer_spec.vocab_size = len(model.pieces)
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = False
    with open(f"{made}/llama-2.model", "wb") as f:
        f.write(model.SerializeToString())
    return f"{made}/llama-2.model"


def byte_pairs(path):
    """The merges that give a SentencePiece BPE model's result, and its special pieces."""
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(open(path, "rb").read())
    ids = {p.piece: i for i, p in enumerate(model.pieces)}
    scores = {p.piece: p.score for p in model.pieces if p.type == 1}
    merges = []
    for piece, score in scores.items():
        sides = [(piece[:cut], piece[cut:]) for cut in range(1, len(piece))]
        sides = [(l, r) for l, r in sides if l in scores and r in scores]
        merges += [(score, pair) for pair in sorted(sides, key=lambda p: (ids[p[0]], ids[p[1]]))]
    merges = [pair for _, pair in sorted(merges, key=lambda m: -m[0])]
    tokenizer = Tokenizer(models.BPE(
        ids, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.add_special_tokens([
        AddedToken(p.piece, special=True, normalized=False)
        for p in model.pieces if p.type in (2, 3)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", ids["<s>"])])
    return tokenizer


def llama_2(path):
    t = byte_pairs(path)
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.decoder = decoders.Sequence([
        decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
        decoders.Strip(" ", 1, 0)])
    return t


def mistral(path):
    t = byte_pairs(path)
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    t.decoder = decoders.Sequence([
        decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
        decoders.Strip(" ", 1, 0)])
    return t


def gemma(path):
    t = byte_pairs(path)
    t.normalizer = normalizers.Replace(" ", "▁")
    t.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    t.decoder = decoders.Sequence([
        decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    return t


def json_rows(tokenizer):
    encode, decode = tokenizer.encode, tokenizer.decode
    return lambda line: (ids := encode(line).ids, decode(ids))


def piece_rows(path):
    model = sentencepiece.SentencePieceProcessor(model_file=path)
    return lambda line: (model.encode(line, add_bos=True), model.decode(model.encode(line)))


def saved(name, tokenizer):
    tokenizer.save(f"{made}/{name}.json", pretty=False)
    return json_rows(Tokenizer.from_file(f"{made}/{name}.json"))


mistral_model = f"{source}/mistral-v3/mistral_instruct_tokenizer_240323.model.v3"
llama_model = phi3()
kinds = {
    "gpt2": saved("gpt2", ByteLevelBPETokenizer(
        f"{source}/gpt2/vocab.json", f"{source}/gpt2/merges.txt")),
    "olmo-1.7": json_rows(Tokenizer.from_file(
        f"{source}/olmo-1.7/allenai_gpt-neox-olmo-dolma-v1_5.json")),
    "bert-uncased": saved("bert-uncased", BertWordPieceTokenizer(
        f"{source}/bert-uncased/vocab.txt")),
    "mistral-v3.model": piece_rows(mistral_model),
    "llama-2.model": piece_rows(llama_model),
    "llama-2.json": saved("llama-2", llama_2(llama_model)),
    "mistral-v3.json": saved("mistral-v3", mistral(mistral_model)),
    "gemma-kind.json": saved("gemma-kind", gemma(mistral_model)),
}

files = sorted(
    path for folder, pattern in [("flores", "*.devtest"), ("ntrex", "*.txt"), ("bible", "*.txt"),
                                 ("tatoeba", "*")]
    for path in glob.glob(f"{real}/{folder}/{pattern}"))
with open(f"{here}/real.tsv", "w", encoding="utf-8") as out:
    out.write("\t".join(["file", *kinds]) + "\n")
    for path in files:
        lines = open(path, "rb").read().decode().split("\n")
        lines = lines[:-1] if lines[-1] == "" else lines
        row = [os.path.relpath(path, real)]
        for rows in kinds.values():
            ids, texts = hashlib.sha256(), hashlib.sha256()
            for line in lines:
                found, text = rows(line)
                ids.update((" ".join(map(str, found)) + "\n").encode())
                texts.update((text + "\n").encode())
            row.append(f"{ids.hexdigest()[:10]}/{texts.hexdigest()[:10]}")
        out.write("\t".join(row) + "\n")
