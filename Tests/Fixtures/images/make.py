"""Makes the images that DatasetsTests read (Pillow 13) and the expected similarities that
MetricsTests compare with (pytorch-msssim 1.0, torch 2.13.0): python make.py"""

import json
import os

import numpy
import torch
from PIL import Image
from pytorch_msssim import ms_ssim, ssim

here = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(here, name)


# Red grows to the right, green downwards, blue along both: 3 rows of 5 pixels.
y, x = numpy.mgrid[0:3, 0:5]
colours = numpy.stack([50 * x, 100 * y, 10 * (x + y)], -1).astype(numpy.uint8)
Image.fromarray(colours).save(path("colours.png"))
Image.fromarray(colours[:, :, 0]).save(path("grey.png"))
Image.fromarray(colours).quantize(16).save(path("palette.png"))
alpha = numpy.dstack([colours, numpy.full((3, 5), 255, numpy.uint8)])
alpha[0, 4, 3] = 0
Image.fromarray(alpha).save(path("alpha.png"))
Image.fromarray((colours[:, :, 0].astype(numpy.uint16) * 257)).save(path("grey16.png"))


def pair(count, height, width):
    """The two images that the tests make by the same formulas."""
    n, c, i, j = torch.meshgrid(
        *[torch.arange(size, dtype=torch.float64) for size in (count, 3, height, width)],
        indexing="ij")
    first = 0.5 + 0.5 * torch.sin(0.37 * i + 0.23 * j + 1.3 * c + 0.9 * n)
    return first, 0.85 * first + 0.15 * torch.sin(1.1 * i - 0.7 * j + n) ** 2


expected = {}
for name, (count, height, width) in {"small": (2, 20, 24), "large": (1, 176, 192)}.items():
    a, b = pair(count, height, width)
    expected[name] = ssim(a, b, data_range=1, size_average=False).tolist()
    if height > 160:
        expected[f"{name}, five scales"] = ms_ssim(a, b, data_range=1, size_average=False).tolist()
# An odd side, so that halving pads.
a, b = pair(1, 177, 189)
expected["odd, five scales"] = ms_ssim(a, b, data_range=1, size_average=False).tolist()
with open(path("similarity.json"), "w") as file:
    json.dump(expected, file, indent=1)
