"""Makes a frame, a checkpoint and a quantised payload like those that HNeRV's authors released, tiny,
and what they score (torch 2.13.0, Pillow 13): python make.py

Frames of 20 x 36, of which the middle 16 x 32 are shown; strides 4, 2, 2; embedding 3 x 1 x 2; encoder
width 6; decoder widths 9, 8, 7, 6 (at least 4). The network is written out in plain functions.
"""

import json
import os

import numpy
import torch
import torch.nn.functional as F
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(0)
strides, width, channels, kernels, count = [4, 2, 2], 6, [9, 8, 7, 6], [1, 3, 5], 8
encoder, decoder = {}, {}

y, x = numpy.mgrid[0:20, 0:36]
colours = numpy.stack([7 * x, 12 * y, 4 * (x + y)], -1).astype(numpy.uint8)
Image.fromarray(colours).save(os.path.join(here, "frame.png"))
frame = torch.tensor(colours).permute(2, 0, 1)[None, :, 2:18, 2:34].float() / 255


def convolution(state, key, output, inputs, kernel):
    state[f"{key}.weight"] = torch.randn(output, inputs, kernel, kernel) * 0.3
    state[f"{key}.bias"] = torch.randn(output) * 0.1


def norm(state, key, size):
    state[f"{key}.weight"], state[f"{key}.bias"] = torch.randn(size), torch.randn(size)


sizes = [3, width, width, 3]
for i, stride in enumerate(strides):
    first, second = (0, 1) if i == 0 else (1, 0)
    convolution(encoder, f"encoder.downsample_layers.{i}.{first}", sizes[i + 1], sizes[i], stride)
    norm(encoder, f"encoder.downsample_layers.{i}.{second}", sizes[i + 1] if i == 0 else sizes[i])
    key, size = f"encoder.stages.{i}.0", sizes[i + 1]
    encoder[f"{key}.gamma"] = torch.randn(size)
    convolution(encoder, f"{key}.dwconv", size, 1, 7)
    norm(encoder, f"{key}.norm", size)
    for name, (a, b) in {"pwconv1": (4 * size, size), "pwconv2": (size, 4 * size)}.items():
        encoder[f"{key}.{name}.weight"] = torch.randn(a, b) * 0.3
        encoder[f"{key}.{name}.bias"] = torch.randn(a) * 0.1
convolution(decoder, "decoder.0.conv.downconv", channels[0], 3, 1)
for i, (stride, kernel) in enumerate(zip([4, 2, 2], kernels)):
    convolution(decoder, f"decoder.{i + 1}.conv.upconv.0", channels[i + 1] * stride**2, channels[i],
                kernel)
convolution(decoder, "head_layer", 3, channels[-1], 3)


def encode(x):
    def channel_norm(x, key):
        y = F.layer_norm(x.permute(0, 2, 3, 1), (x.shape[1],), encoder[f"{key}.weight"],
                         encoder[f"{key}.bias"], 1e-6)
        return y.permute(0, 3, 1, 2)

    for i, stride in enumerate(strides):
        key = f"encoder.downsample_layers.{i}"
        if i > 0:
            x = channel_norm(x, f"{key}.0")
        name = f"{key}.{0 if i == 0 else 1}"
        x = F.conv2d(x, encoder[f"{name}.weight"], encoder[f"{name}.bias"], stride=stride)
        if i == 0:
            x = channel_norm(x, f"{key}.1")
        key = f"encoder.stages.{i}.0"
        z = F.conv2d(x, encoder[f"{key}.dwconv.weight"], encoder[f"{key}.dwconv.bias"], padding=3,
                     groups=x.shape[1])
        z = channel_norm(z, f"{key}.norm").permute(0, 2, 3, 1)
        z = F.gelu(F.linear(z, encoder[f"{key}.pwconv1.weight"], encoder[f"{key}.pwconv1.bias"]))
        z = F.linear(z, encoder[f"{key}.pwconv2.weight"], encoder[f"{key}.pwconv2.bias"])
        x = x + (encoder[f"{key}.gamma"] * z).permute(0, 3, 1, 2)
    return x


def decode(x, state):
    def convolve(x, key, padding=0):
        return F.conv2d(x, state[f"{key}.weight"], state[f"{key}.bias"], padding=padding)

    x = F.gelu(convolve(x, "decoder.0.conv.downconv"))
    for i, (stride, kernel) in enumerate(zip([4, 2, 2], kernels)):
        x = convolve(x, f"decoder.{i + 1}.conv.upconv.0", (kernel - 1) // 2)
        x = F.gelu(F.pixel_shuffle(x, stride))
    return torch.tanh(convolve(x, "head_layer", 1)) * 0.5 + 0.5


def psnr(output):
    return -10 * torch.log10(((output - frame) ** 2).mean() + 1e-9).item()


def quantised(tensor, bits):
    low, scale = tensor.min(), (tensor.max() - tensor.min()) / (2**bits - 1)
    return {"quant": ((tensor - low) / scale).round().to(torch.uint8), "min": low, "scale": scale}


def restored(part):
    return part["min"] + part["scale"] * part["quant"]


embeddings = encode(frame).expand(count, -1, -1, -1).contiguous()
# As parallel training and older versions of the authors' code spell keys.
state = {f"module.{k}": v for k, v in {**encoder, **decoder}.items()}
torch.save({"epoch": 300, "state_dict": state, "optimizer": {"state": {}, "param_groups": []}},
           os.path.join(here, "checkpoint.pth"))
payload = {"embed": quantised(embeddings, 6), "model": {k: quantised(v, 8) for k, v in decoder.items()}}
torch.save(payload, os.path.join(here, "payload.pth"))
expected = {
    "checkpoint.pth": psnr(decode(embeddings[:1], decoder)),
    "payload.pth": psnr(decode(restored(payload["embed"])[:1],
                               {k: restored(v) for k, v in payload["model"].items()})),
}
with open(os.path.join(here, "expected.json"), "w") as file:
    json.dump(expected, file, indent=1)
