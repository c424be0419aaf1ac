"""Makes hnerv.pth, a tiny HNeRV with its input and output (torch 2.13.0): python make.py

The network is written out in plain functions of PyTorch, with the keys of the authors' repository
(github.com/haochen-rye/HNeRV): frames of 8 x 16, strides 2 and 4, an embedding of 3 x 1 x 2, even
blocks (kernels 1 and 3, reduction 1.2) from 5 channels, at least 4.
"""

import os

import torch
import torch.nn.functional as F

torch.manual_seed(0)
strides, width, channels, kernels = [2, 4], 6, [5, 4, 4], [1, 3]
state = {}


def new(key, *shape, scale=0.5):
    state[key] = torch.randn(*shape) * scale
    return state[key]


def channel_norm(x, key, size):
    weight, bias = new(f"{key}.weight", size) + 1, new(f"{key}.bias", size)
    state[f"{key}.weight"] = weight
    mean = x.mean(1, keepdim=True)
    variance = ((x - mean) ** 2).mean(1, keepdim=True)
    return weight[:, None, None] * (x - mean) / (variance + 1e-6).sqrt() + bias[:, None, None]


def patches(x, key, size, output, stride):
    return F.conv2d(x, new(f"{key}.weight", output, size, stride, stride),
                    new(f"{key}.bias", output), stride=stride)


def block(x, key, size):
    y = F.conv2d(x, new(f"{key}.dwconv.weight", size, 1, 7, 7, scale=0.2),
                 new(f"{key}.dwconv.bias", size), padding=3, groups=size)
    y = F.layer_norm(y.permute(0, 2, 3, 1), (size,), new(f"{key}.norm.weight", size),
                     new(f"{key}.norm.bias", size), 1e-6)
    y = F.gelu(F.linear(y, new(f"{key}.pwconv1.weight", 4 * size, size),
                        new(f"{key}.pwconv1.bias", 4 * size)))
    y = F.linear(y, new(f"{key}.pwconv2.weight", size, 4 * size), new(f"{key}.pwconv2.bias", size))
    return x + (new(f"{key}.gamma", size) * y).permute(0, 3, 1, 2)


frames = torch.rand(2, 3, 8, 16)
x = patches(frames, "encoder.downsample_layers.0.0", 3, width, strides[0])
x = channel_norm(x, "encoder.downsample_layers.0.1", width)
x = block(x, "encoder.stages.0.0", width)
x = channel_norm(x, "encoder.downsample_layers.1.0", width)
x = patches(x, "encoder.downsample_layers.1.1", width, 3, strides[1])
embeddings = block(x, "encoder.stages.1.0", 3)

x = F.gelu(F.conv2d(embeddings, new("decoder.0.conv.downconv.weight", channels[0], 3, 1, 1),
                    new("decoder.0.conv.downconv.bias", channels[0])))
for i, (stride, kernel) in enumerate(zip([4, 2], kernels)):
    key, output = f"decoder.{i + 1}.conv.upconv.0", channels[i + 1] * stride**2
    x = F.conv2d(x, new(f"{key}.weight", output, channels[i], kernel, kernel),
                 new(f"{key}.bias", output), padding=(kernel - 1) // 2)
    x = F.gelu(F.pixel_shuffle(x, stride))
x = F.conv2d(x, new("head_layer.weight", 3, channels[-1], 3, 3), new("head_layer.bias", 3), padding=1)
output = torch.tanh(x) * 0.5 + 0.5

torch.save({"state_dict": {f"module.{k}": v for k, v in state.items()}, "frames": frames,
            "embeddings": embeddings, "output": output},
           os.path.join(os.path.dirname(os.path.abspath(__file__)), "hnerv.pth"))
