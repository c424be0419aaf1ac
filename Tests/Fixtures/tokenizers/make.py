"""Makes the small tokenizers of this folder and the ids that their own libraries give for texts.json.

Made with tokenizers 0.23.3 and sentencepiece 0.2.3. Run by hand: python3 make.py
The texts are our own; the rules in rules.tsv, too. Some trainers of tokenizers choose among equals at
random, so a new run makes other, equally good files; all must be committed together.
"""

import json
import os

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

here = os.path.dirname(os.path.abspath(__file__))
os.chdir(here)
texts = json.load(open("texts.json", encoding="utf-8"))
training = [t for t in texts if t.strip()] * 3
expected = {}


def record(name, encode, decode):
    rows = []
    for text in texts:
        plain = encode(text, False)
        rows.append({"plain": plain, "decoded": decode(plain)})
        if len(rows) <= 4 or not text.strip():
            rows[-1]["special"] = encode(text, True)
    expected[name] = rows


def keep(name, tokenizer):
    tokenizer.save(f"{name}.json", pretty=False)
    tokenizer = Tokenizer.from_file(f"{name}.json")
    record(
        f"{name}.json",
        lambda text, special: tokenizer.encode(text, add_special_tokens=special).ids,
        lambda ids: tokenizer.decode(ids, skip_special_tokens=True))


# GPT-2's kind, with every flag of added tokens.
t = Tokenizer(models.BPE())
t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
t.decoder = decoders.ByteLevel()
t.train_from_iterator(training, trainers.BpeTrainer(
    vocab_size=500, special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
t.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
t.add_tokens([AddedToken("word", single_word=True), AddedToken("and", rstrip=True, normalized=False)])
t.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
keep("byte-level", t)

# Llama 3's kind: a Split by expression, whole words first.
t = Tokenizer(models.BPE(ignore_merges=True))
t.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Split(Regex(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"), "isolated"),
    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
t.decoder = decoders.ByteLevel()
t.train_from_iterator(training, trainers.BpeTrainer(
    vocab_size=480, special_tokens=["<|begin|>", "<|end|>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
t.post_processor = processors.Sequence([
    processors.ByteLevel(trim_offsets=False),
    processors.TemplateProcessing(single="<|begin|> $A", pair="<|begin|> $A <|begin|> $B",
                                  special_tokens=[("<|begin|>", 0)])])
# A word that no merges lead to: ignore_merges finds it all the same.
document = json.loads(t.to_str())
document["model"]["vocab"]["Ġriver"] = len(document["model"]["vocab"])
document["model"]["merges"] = [m for m in document["model"]["merges"] if "".join(m) != "Ġriver"]
keep("split", Tokenizer.from_str(json.dumps(document)))

# Llama 2's kind: spaces as ▁, unknown characters in bytes.
t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
t.train_from_iterator(training[:16], trainers.BpeTrainer(
    vocab_size=420, show_progress=False, special_tokens=["<unk>", "<s>", "</s>"]
    + [f"<0x{b:02X}>" for b in range(256)]))
t.decoder = decoders.Sequence([
    decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
t.post_processor = processors.TemplateProcessing(
    single="<s> $A </s>", pair="<s> $A $B </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
document = json.loads(t.to_str())
document["added_tokens"] = [a for a in document["added_tokens"] if a["id"] < 3]
keep("byte-fallback", Tokenizer.from_str(json.dumps(document)))

# BERT's kind.
t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
t.normalizer = normalizers.BertNormalizer()
t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
t.train_from_iterator(training, trainers.WordPieceTrainer(
    vocab_size=520, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    show_progress=False))
t.decoder = decoders.WordPiece()
t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
keep("word-piece", t)
with open("vocab.txt", "w", encoding="utf-8") as f:
    for word, _ in sorted(t.get_vocab().items(), key=lambda item: item[1]):
        f.write(word + "\n")

# A cased variant with accents kept.
document = json.loads(t.to_str())
document["normalizer"] = {"type": "BertNormalizer", "clean_text": False, "strip_accents": False,
                          "handle_chinese_chars": False, "lowercase": False}
keep("word-piece-cased", Tokenizer.from_str(json.dumps(document)))

# Words and punctuation.
t = Tokenizer(models.WordLevel(unk_token="<unk>"))
t.normalizer = normalizers.Sequence([
    normalizers.NFKC(), normalizers.Nmt(), normalizers.Strip(), normalizers.Lowercase()])
t.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)])
t.train_from_iterator(training[:40], trainers.WordLevelTrainer(
    vocab_size=400, special_tokens=["<unk>"], show_progress=False))
keep("word-level", t)

# Early subword-nmt's kind: </w>, Replace by expression, decomposition, each behaviour of Split.
for behaviour in ["removed", "merged_with_previous", "merged_with_next", "contiguous"]:
    t = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([
        normalizers.NFD(), normalizers.StripAccents(), normalizers.Replace(Regex(r"\d+"), "0"),
        normalizers.Strip(left=False, right=True)])
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"[\s]"), behaviour),
        pre_tokenizers.Punctuation(behavior=behaviour), pre_tokenizers.Digits()])
    t.train_from_iterator(training[:60], trainers.BpeTrainer(
        vocab_size=380, special_tokens=["<unk>"], end_of_word_suffix="</w>", show_progress=False))
    t.decoder = decoders.BPEDecoder()
    keep(f"suffix-{behaviour}", t)

# What is left: fixed lengths, single delimiters, inverted Split, continuing prefix, CTC.
t = Tokenizer(models.BPE(unk_token="<unk>", continuing_subword_prefix="##"))
t.normalizer = normalizers.NFC()
t.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.CharDelimiterSplit(";"), pre_tokenizers.WhitespaceSplit(),
    pre_tokenizers.Split(Regex(r"\w+"), "isolated", invert=True),
    pre_tokenizers.Split("an", "merged_with_next"), pre_tokenizers.FixedLength(length=4)])
t.train_from_iterator(training, trainers.BpeTrainer(
    vocab_size=420, special_tokens=["<unk>", "<pad>"], continuing_subword_prefix="##",
    show_progress=False))
t.decoder = decoders.CTC(pad_token="<pad>", word_delimiter_token="a", cleanup=True)
keep("prefix", t)

# A byte-level normalizer without pre-tokenizer, as some newer models have it.
t = Tokenizer(models.BPE())
t.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.ByteLevel()])
t.pre_tokenizer = pre_tokenizers.Split("Ġ", "merged_with_next")
t.decoder = decoders.ByteLevel()
t.train_from_iterator(training, trainers.BpeTrainer(
    vocab_size=420, special_tokens=["<s>"], show_progress=False,
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
t.add_tokens([AddedToken("été", normalized=True), AddedToken("the river", normalized=True)])
keep("byte-normalizer", t)

# Runs of one script; words are numbers here, so that every cut shows.
t = Tokenizer(models.WordLevel(unk_token="<unk>"))
t.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.UnicodeScripts(), pre_tokenizers.Split(Regex("[a-f[0-4]]+"), "isolated")])
t.train_from_iterator(training, trainers.WordLevelTrainer(
    vocab_size=400, special_tokens=["<unk>"], show_progress=False))
t.decoder = decoders.Sequence([decoders.Replace(Regex(r"\s+"), "_"), decoders.Fuse()])
keep("scripts", t)

# Gemma's kind: spaces as ▁ from the start, and cut after them, where there are none left.
t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
t.normalizer = normalizers.Replace(" ", "▁")
t.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
t.train_from_iterator(training[:16], trainers.BpeTrainer(
    vocab_size=420, show_progress=False, special_tokens=["<pad>", "<eos>", "<bos>", "<unk>"]
    + [f"<0x{b:02X}>" for b in range(256)]))
t.decoder = decoders.Sequence([
    decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
t.post_processor = processors.TemplateProcessing(
    single="<bos> $A", pair="<bos> $A <bos> $B", special_tokens=[("<bos>", 2)])
keep("gemma", t)

# Mistral's kind: ▁ before the first piece only, and nothing cut.
t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
t.train_from_iterator(training[:16], trainers.BpeTrainer(
    vocab_size=420, show_progress=False, special_tokens=["<unk>", "<s>", "</s>", "<mask>"]
    + [f"<0x{b:02X}>" for b in range(256)]))
t.decoder = decoders.Sequence([
    decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
t.post_processor = processors.TemplateProcessing(
    single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
keep("mistral", t)

# Other published expressions: of OLMo 2 and GPT-4, of GPT-4o, and of BLOOM with its inner bracket.
for name, expression in {
    "gpt-4": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
             r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "gpt-4o": r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
              r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
              r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
              r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+"
              r"|\s+(?!\S)|\s+",
    "bloom": r" ?[^(\s|[.,!?…。，、।۔،])]+",
}.items():
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(expression), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(training, trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<|endoftext|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    keep(name, t)

# SentencePiece models. The rules are few, so that the files stay small.
with open("rules.tsv", "w", encoding="utf-8") as f:
    rules = {"\t": " ", "\n": " ", "\r": " ", "\u3000": " ", "\u00a0": " ", "\u200b": "", "\u00ad": "",
             "ﬁ": "fi", "½": "1/2", "①": "1", "ç": "c", "e\u0301": "é", "𝔸": "A", "…": "...",
             "ｆ": "f", "ｕ": "u", "ｌ": "l", "\ufdfa": "صلى الله عليه وسلم", "ΣΊ": "σί"}
    for source, target in rules.items():
        codes = lambda text: " ".join(f"{ord(c):X}" for c in text)
        f.write(f"{codes(source)}\t{codes(target)}\n")
with open("/tmp/reprise-sentences.txt", "w", encoding="utf-8") as f:
    f.writelines(line + "\n" for text in training for line in text.splitlines() if line.strip())


def piece(name, **options):
    sentencepiece.SentencePieceTrainer.train(
        input="/tmp/reprise-sentences.txt", model_prefix=name, hard_vocab_limit=False,
        minloglevel=2, num_threads=1, **options)
    os.remove(f"{name}.vocab")
    model = sentencepiece.SentencePieceProcessor(model_file=f"{name}.model")
    bos = model.bos_id()
    # A `.model` loads with the beginning added where it has one.
    record(
        f"{name}.model",
        lambda text, special: model.encode(text, add_bos=special and bos >= 0),
        lambda ids: model.decode(ids))
    return model


piece("sp-bpe", model_type="bpe", vocab_size=800, byte_fallback=True, character_coverage=0.98,
      user_defined_symbols=["<mask>", "word", "▁the▁"], normalization_rule_tsv="rules.tsv",
      split_digits=True)
piece("sp-bpe-plain", model_type="bpe", vocab_size=640, normalization_rule_name="identity",
      remove_extra_whitespaces=False, add_dummy_prefix=False, bos_id=-1, character_coverage=0.98)
piece("sp-bpe-suffix", model_type="bpe", vocab_size=640, normalization_rule_name="identity",
      treat_whitespace_as_suffix=True, character_coverage=1.0)
piece("sp-bpe-phrases", model_type="bpe", vocab_size=1000, normalization_rule_name="identity",
      split_by_whitespace=False, byte_fallback=True)
piece("sp-char", model_type="char", vocab_size=640, normalization_rule_name="identity")
piece("sp-word", model_type="word", vocab_size=100, normalization_rule_name="identity",
      user_defined_symbols=["word"])
piece("sp-unigram-bytes", model_type="unigram", vocab_size=800, byte_fallback=True,
      normalization_rule_name="identity", character_coverage=0.98,
      user_defined_symbols=["<mask>", "word"])
unigram = piece("sp-unigram", model_type="unigram", vocab_size=640, character_coverage=0.99,
                normalization_rule_tsv="rules.tsv")


def fields(data):
    """The fields of a protocol-buffers message: number, content, and where the whole field stands."""
    position = 0

    def varint():
        nonlocal position
        value = shift = 0
        while True:
            byte = data[position]
            position += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while position < len(data):
        start = position
        tag = varint()
        size = {0: varint, 1: lambda: 8, 2: varint, 5: lambda: 4}[tag & 7]()
        content = data[position:position + size] if tag & 7 == 2 else None
        position += 0 if tag & 7 == 0 else size
        yield tag >> 3, content, slice(start, position)


def read_charsmap(path):
    """The precompiled_charsmap of a .model file."""
    normalizer = next(body for number, body, _ in fields(open(path, "rb").read()) if number == 3)
    return next(body for number, body, _ in fields(normalizer) if number == 2)


def mark_unused(source, target):
    """Copies a .model with every third piece that was merged marked as unused (type 5)."""
    data, result, count = open(f"{source}.model", "rb").read(), b"", 0
    for number, body, place in fields(data):
        if number == 1 and len(body) < 100:
            (piece, kind) = (next(b for n, b, _ in fields(body) if n == 1),
                             [n for n, _, _ in fields(body) if n == 3])
            if not kind and len(piece.decode()) > 1 and (count := count + 1) % 3 == 0:
                result += bytes([0x0A, len(body) + 2]) + body + b"\x18\x05"
                continue
        result += data[place]
    open(f"{target}.model", "wb").write(result)
    model = sentencepiece.SentencePieceProcessor(model_file=f"{target}.model")
    record(f"{target}.model", lambda text, special: model.encode(text, add_bos=special),
           lambda ids: model.decode(ids))


mark_unused("sp-bpe", "sp-bpe-unused")
mark_unused("sp-unigram", "sp-unigram-unused")

# XLM-R's and T5's kind: the same pieces through tokenizer.json.
for scheme, name in [("always", "unigram"), ("first", "unigram-first")]:
    t = Tokenizer(models.Unigram(
        [(unigram.id_to_piece(i), unigram.get_score(i)) for i in range(len(unigram))], unk_id=0))
    t.normalizer = normalizers.Sequence([
        normalizers.Precompiled(read_charsmap("sp-unigram.model")),
        normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme)
    t.decoder = decoders.Metaspace(prepend_scheme=scheme)
    t.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True), "<s>", "</s>"])
    t.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)])
    keep(name, t)

with open("expected.json", "w", encoding="utf-8") as f:
    rows = ",\n".join(f"{json.dumps(n)}: {json.dumps(r, ensure_ascii=True, separators=(',', ':'))}"
                      for n, r in expected.items())
    f.write("{" + rows + "}\n")
os.remove("/tmp/reprise-sentences.txt")
