"""Tiny random checkpoints of each architecture, and what Hugging Face computes with them.

Writes one folder an architecture beside this script: config.json and model.safetensors as
`save_pretrained` leaves them, and expected.safetensors with ids [2, 12] and what the model gives for
them: states [layers + 1, 2, 14, width] (`output_hidden_states`) and logits [2, 12, vocabulary].
Made with Python 3.11 or later, torch 2.13.0, transformers 5.x, safetensors 0.6 or later:

    python Tests/Fixtures/zoo/make.py
"""

import json
import pathlib

import torch
import transformers
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
VOCABULARY, LENGTH = 40, 12
SIZES = dict(
    vocab_size=VOCABULARY, hidden_size=24, intermediate_size=16, num_hidden_layers=3,
    num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=64,
    bos_token_id=1, eos_token_id=2, pad_token_id=None)


def gemma2():
    # The first and the last layer look back over a window, the one between over everything.
    return transformers.Gemma2Config(
        **SIZES | dict(num_key_value_heads=2), head_dim=8, query_pre_attn_scalar=10,
        sliding_window=5, attn_logit_softcapping=1.5, final_logit_softcapping=2.0)


CONFIGURATIONS = {
    "llama": lambda: transformers.LlamaConfig(
        **SIZES, attention_bias=True, mlp_bias=True, rms_norm_eps=1e-5),
    "llama31": lambda: transformers.LlamaConfig(
        **SIZES | dict(num_key_value_heads=2), tie_word_embeddings=True, head_dim=12,
        rope_parameters=dict(
            rope_type="llama3", rope_theta=500.0, factor=8.0, low_freq_factor=1.0,
            high_freq_factor=4.0, original_max_position_embeddings=32)),
    "mistral": lambda: transformers.MistralConfig(
        **SIZES | dict(num_key_value_heads=2), sliding_window=5),
    "gemma": lambda: transformers.GemmaConfig(
        **SIZES | dict(num_key_value_heads=1), head_dim=16),
    "gemma2": gemma2,
    "olmo": lambda: transformers.OlmoConfig(**SIZES, clip_qkv=0.4),
}


def main():
    for number, (name, configuration) in enumerate(CONFIGURATIONS.items()):
        torch.manual_seed(number)
        configuration = configuration()
        configuration._attn_implementation = "eager"
        model = transformers.AutoModelForCausalLM.from_config(configuration).eval()
        for key, parameter in model.named_parameters():
            # Large enough that every switch (caps, clips, scales) moves the outputs.
            deviation = 0.3 if "norm" in key or "bias" in key else parameter.shape[-1] ** -0.5
            noise = torch.randn(parameter.shape) * deviation
            parameter.data = parameter.data + noise if "norm" in key else noise
            # All but the first are stored in bfloat16, and computed with in float32.
            if name != "llama":
                parameter.data = parameter.data.bfloat16().float()
        state = model.state_dict()
        if name != "llama":
            state = {key: value.bfloat16() for key, value in state.items()}
        folder = HERE / name
        model.save_pretrained(folder, state_dict=state)
        (folder / "generation_config.json").unlink(missing_ok=True)
        ids = torch.randint(0, VOCABULARY, (2, LENGTH))
        with torch.no_grad():
            result = model(ids, output_hidden_states=True)
        save_file(
            dict(
                ids=ids, states=torch.stack(result.hidden_states), logits=result.logits.contiguous()),
            folder / "expected.safetensors")
    print(json.dumps(dict(torch=torch.__version__, transformers=transformers.__version__)))


if __name__ == "__main__":
    main()
