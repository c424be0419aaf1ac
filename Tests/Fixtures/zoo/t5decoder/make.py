"""Makes the fixture of T5Decoder: random weights under our keys and the logits that Hugging Face's
T5 stack gives with them as a decoder without encoder (transformers 5.23, torch 2.13)."""

import pathlib

import torch
from safetensors.torch import save_file
from transformers import T5Config
from transformers.models.t5.modeling_t5 import T5Stack

torch.manual_seed(0)
width, heads, inner, vocabulary, depth = 16, 2, 24, 11, 2
stack = T5Stack(
    T5Config(
        vocab_size=vocabulary, d_model=width, d_kv=width // heads, d_ff=inner, num_layers=depth,
        num_heads=heads, dropout_rate=0.0, is_decoder=True, use_cache=False,
        feed_forward_proj="relu", tie_word_embeddings=False))
embedding = torch.nn.Embedding(vocabulary, width)
stack.set_input_embeddings(embedding)
for parameter in stack.parameters():
    torch.nn.init.normal_(parameter, std=0.4)
stack.eval()

state = {"embed_tokens.weight": embedding.weight, "norm.weight": stack.final_layer_norm.weight}
for number, block in enumerate(stack.block):
    attention, feed_forward = block.layer[0], block.layer[-1]
    key = f"layers.{number}"
    for ours, theirs in {"q_proj": "q", "k_proj": "k", "v_proj": "v", "out_proj": "o"}.items():
        state[f"{key}.self_attn.{ours}.weight"] = getattr(attention.SelfAttention, theirs).weight
    state[f"{key}.self_attn_layer_norm.weight"] = attention.layer_norm.weight
    state[f"{key}.wi.weight"] = feed_forward.DenseReluDense.wi.weight
    state[f"{key}.wo.weight"] = feed_forward.DenseReluDense.wo.weight
    state[f"{key}.final_layer_norm.weight"] = feed_forward.layer_norm.weight
bias = stack.block[0].layer[0].SelfAttention.relative_attention_bias.weight
state["positions.weight"] = bias

# Long enough for buckets of several distances.
ids = torch.randint(0, vocabulary, (2, 40))
with torch.no_grad():
    states = stack(input_ids=ids).last_hidden_state
    logits = states * width**-0.5 @ embedding.weight.T
folder = pathlib.Path(__file__).parent
save_file({key: value.detach().contiguous() for key, value in state.items()},
          folder / "model.safetensors")
save_file({"ids": ids, "logits": logits.contiguous()}, folder / "expected.safetensors")
