"""Tiny random checkpoints of each architecture, and what Hugging Face computes with them.

Writes one folder a checkpoint beside this script: config.json and the weights as `save_pretrained`
leaves them (single or in shards, float32 or bfloat16; where hubs have another layout, in that), and
expected.safetensors: sentences of several lengths laid end to end as ids [tokens], their lengths
[sentences], and what the model gives for each of them alone, computed in float32: states
[layers + 1, tokens, width] as `output_hidden_states` has them, logits [tokens, vocabulary], and how
far its own states are from these, relative to their norms, when it computes in bfloat16: bfloat16
[layers + 1]. The script stops when a padded batch with its mask does not give the same to 1e-5. Also
writes rotary.json: wavelengths of rotary positions under each kind of scaling.

Made with Python 3.11, torch 2.13.0, transformers 5.23.0, safetensors 0.8.0:

    python Tests/Fixtures/zoo/make.py
"""

import copy
import json
import pathlib
import shutil

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

HERE = pathlib.Path(__file__).parent
VOCABULARY = 40
# Repeated lengths, one token, and several beyond the window of 5.
LENGTHS = [9, 1, 14, 3, 9, 6]
SIZES = dict(
    vocab_size=VOCABULARY, hidden_size=64, intermediate_size=72, num_hidden_layers=3,
    num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=64,
    bos_token_id=1, eos_token_id=2, pad_token_id=None)


def rope(kind, theta=10_000.0, **others):
    return dict(rope_type=kind, rope_theta=theta, **others)


LLAMA3 = rope(
    "llama3", 500.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
    original_max_position_embeddings=32)
YARN = rope("yarn", 1000.0, factor=4.0, original_max_position_embeddings=16)

CONFIGURATIONS = {
    "llama": lambda: transformers.LlamaConfig(
        **SIZES, attention_bias=True, mlp_bias=True, rms_norm_eps=1e-5),
    # As Llama 3: grouped queries, another base; in shards.
    "llama3": lambda: transformers.LlamaConfig(
        **SIZES | dict(num_key_value_heads=2), rope_parameters=rope("default", 500.0)),
    # As Llama 3.2: scaled rotations, tied head; heads of a width of their own.
    "llama32": lambda: transformers.LlamaConfig(
        **SIZES | dict(num_key_value_heads=1), tie_word_embeddings=True, head_dim=24,
        rope_parameters=LLAMA3),
    "llama-linear": lambda: transformers.LlamaConfig(
        **SIZES, rope_parameters=rope("linear", factor=4.0)),
    "llama-yarn": lambda: transformers.LlamaConfig(**SIZES, rope_parameters=YARN),
    # Sentences stay below the length at which upstream begins to change the base.
    "llama-dynamic": lambda: transformers.LlamaConfig(
        **SIZES, rope_parameters=rope("dynamic", factor=4.0)),
    "mistral": lambda: transformers.MistralConfig(
        **SIZES | dict(num_key_value_heads=2), sliding_window=5),
    "gemma": lambda: transformers.GemmaConfig(
        **SIZES | dict(num_key_value_heads=1), head_dim=24),
    # The first and the last layer look back over a window, the one between over everything.
    "gemma2": lambda: transformers.Gemma2Config(
        **SIZES | dict(num_key_value_heads=2), head_dim=20, query_pre_attn_scalar=10,
        sliding_window=5, attn_logit_softcapping=1.5, final_logit_softcapping=2.0),
    "olmo": lambda: transformers.OlmoConfig(**SIZES, clip_qkv=0.4),
    "olmo2": lambda: transformers.Olmo2Config(**SIZES | dict(num_key_value_heads=2)),
    "gpt2": lambda: transformers.GPT2Config(
        vocab_size=VOCABULARY, n_embd=64, n_layer=3, n_head=4, n_positions=20, n_inner=72,
        bos_token_id=1, eos_token_id=2, scale_attn_by_inverse_layer_idx=True),
    "bert": lambda: transformers.BertConfig(
        **{key: value for key, value in SIZES.items() if key != "num_key_value_heads"}
        | dict(max_position_embeddings=20, layer_norm_eps=1e-2, pad_token_id=0)),
}
FLOAT32 = {"llama"}


def model_of(name, configuration):
    head = transformers.AutoModelForMaskedLM if name == "bert" else transformers.AutoModelForCausalLM
    configuration._attn_implementation = "eager"
    model = head.from_config(configuration).eval()
    for key, parameter in model.named_parameters():
        # Large enough that every switch (caps, clips, scales) moves the outputs.
        deviation = 0.3 if parameter.dim() == 1 else 64 ** -0.5
        noise = torch.randn(parameter.shape) * deviation
        is_norm = "norm" in key.lower() or "ln_" in key
        parameter.data = parameter.data + noise if is_norm else noise
        if name not in FLOAT32:
            parameter.data = parameter.data.bfloat16().float()
    return model


def states_and_logits(model, **inputs):
    with torch.no_grad():
        result = model(**inputs, output_hidden_states=True)
    return torch.stack(result.hidden_states), result.logits


def expected(model):
    ids = [torch.randint(3, VOCABULARY, (length,)) for length in LENGTHS]
    alone = [states_and_logits(model, input_ids=sentence[None]) for sentence in ids]
    for side in "right", "left":
        batch = torch.zeros(len(ids), max(LENGTHS), dtype=torch.long)
        mask = torch.zeros_like(batch)
        places = [
            slice(0, n) if side == "right" else slice(max(LENGTHS) - n, None) for n in LENGTHS]
        for row, (sentence, place) in enumerate(zip(ids, places)):
            batch[row, place], mask[row, place] = sentence, 1
        inputs = dict(input_ids=batch, attention_mask=mask)
        # Upstream's BERT counts positions from the left whatever the mask says.
        inputs["position_ids"] = (mask.cumsum(1) - 1).clamp(min=0)
        states, logits = states_and_logits(model, **inputs)
        for row, place in enumerate(places):
            worst = max(
                (states[:, row, place] - alone[row][0][:, 0]).abs().max(),
                (logits[row, place] - alone[row][1][0]).abs().max())
            assert worst < 1e-5, (model.config.model_type, side, row, worst)
    states = torch.cat([states[:, 0] for states, _ in alone], 1).contiguous()
    low = copy.deepcopy(model).bfloat16()
    rounded = torch.cat(
        [states_and_logits(low, input_ids=sentence[None])[0][:, 0] for sentence in ids], 1).float()
    return dict(
        ids=torch.cat(ids), lengths=torch.tensor(LENGTHS), states=states,
        bfloat16=(rounded - states).norm(dim=(1, 2)) / states.norm(dim=(1, 2)),
        logits=torch.cat([logits[0] for _, logits in alone]).contiguous())


def relayout(name, folder):
    """Files as hubs have them where `save_pretrained` writes something else today."""
    file = folder / "model.safetensors"
    if name == "gpt2":
        # The original checkpoint: no prefix, and the masks among the weights.
        state = {
            key.removeprefix("transformer."): value for key, value in load_file(file).items()}
        for layer in range(3):
            state[f"h.{layer}.attn.bias"] = torch.ones(20, 20).tril().view(1, 1, 20, 20)
        save_file(state, file, metadata={"format": "pt"})
    if name == "bert":
        # Old names of the norms' parameters, position numbers, and the heads of pre-training.
        state = {
            key.replace("LayerNorm.weight", "LayerNorm.gamma")
            .replace("LayerNorm.bias", "LayerNorm.beta"): value
            for key, value in load_file(file).items()}
        state["bert.embeddings.position_ids"] = torch.arange(20)[None]
        state["cls.predictions.decoder.weight"] = state[
            "bert.embeddings.word_embeddings.weight"].clone()
        for key, size in {"bert.pooler.dense": 64, "cls.seq_relationship": 2}.items():
            state[f"{key}.weight"] = torch.zeros(size, 64)
            state[f"{key}.bias"] = torch.zeros(size)
        save_file(state, file, metadata={"format": "pt"})
    if name in {"llama-linear", "mistral", "gemma"}:
        # Configurations as version 4 of the library wrote them.
        path = folder / "config.json"
        fields = json.loads(path.read_text())
        rotary = fields.pop("rope_parameters")
        fields["rope_theta"] = rotary.pop("rope_theta")
        kind = rotary.pop("rope_type")
        fields["rope_scaling"] = None if kind == "default" else dict(type=kind, **rotary)
        if name == "gemma":
            fields |= dict(hidden_act="gelu", hidden_activation=None)
        path.write_text(json.dumps(fields, indent=2) + "\n")


def rotary():
    cases = {
        "linear": rope("linear", factor=3.0),
        "dynamic": rope("dynamic", factor=2.0),
        "llama 3.1": rope(
            "llama3", 500_000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=8192),
        "llama 3.2": rope(
            "llama3", 500_000.0, factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=8192),
        "yarn": rope("yarn", factor=16.0, original_max_position_embeddings=4096),
        "yarn, all said": rope(
            "yarn", 1_000_000.0, factor=4.0, original_max_position_embeddings=32768,
            beta_fast=16.0, beta_slow=2.0, attention_factor=0.9, truncate=False),
        "yarn, two scales": rope(
            "yarn", factor=40.0, original_max_position_embeddings=4096, mscale=1.0,
            mscale_all_dim=0.7),
    }
    found = {}
    for name, parameters in cases.items():
        configuration = transformers.LlamaConfig(
            hidden_size=256, num_attention_heads=4, max_position_embeddings=65536,
            rope_parameters=dict(parameters))
        frequencies, amplitude = ROPE_INIT_FUNCTIONS[parameters["rope_type"]](configuration)
        found[name] = dict(
            rope_parameters=parameters, amplitude=amplitude, frequencies=frequencies.tolist())
    (HERE / "rotary.json").write_text(json.dumps(found, indent=1) + "\n")


def main():
    for folder in HERE.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    for number, (name, configuration) in enumerate(CONFIGURATIONS.items()):
        torch.manual_seed(number)
        model = model_of(name, configuration())
        folder = HERE / name
        state = model.state_dict()
        if name not in FLOAT32:
            state = {key: value.bfloat16() for key, value in state.items()}
        model.save_pretrained(
            folder, state_dict=state, max_shard_size="100KB" if name == "llama3" else "5GB")
        (folder / "generation_config.json").unlink(missing_ok=True)
        relayout(name, folder)
        save_file(expected(model), folder / "expected.safetensors")
    rotary()
    print(json.dumps(dict(torch=torch.__version__, transformers=transformers.__version__)))


if __name__ == "__main__":
    main()
