#!/usr/bin/env python3
"""One training step of EmuEdit's editor in PyTorch (eager, CPU), to hold our own against.

The file is written by the C# benchmark: safetensors with the weights, a batch, and what its loss draws at random.

    editor_step.py --check FILE          loss and gradient norm in 32 bits, against those that C# computed
    editor_step.py --time N FILE         milliseconds a step, the median of N after a warm-up, and the most memory

Needs torch 1.13 or newer and numpy; newer versions use what they have (fused AdamW, foreach).
"""
import argparse
import json
import math
import resource
import statistics
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SIZE, PATCH, GRID = 64, 4, 16
TEXT_WIDTH, TEXT_LAYERS = 192, 3
CHANNELS, DEEP, DETAIL = 128, 256, (64, 32)
EMBEDDING, HEAD = 384, 64
LATENT = 3 * PATCH * PATCH
TOLERANCE = 1e-4


# --- layers -----------------------------------------------------------------------------------------------------------------------------------

# torch 1.13 takes no 32-bit gains beside a bfloat16 picture or sequence.
class GroupNorm(nn.GroupNorm):
    def __init__(self, channels):
        super().__init__(min(32, channels // 4), channels)

    def forward(self, x):
        return F.group_norm(x, self.num_groups, self.weight.to(x.dtype), self.bias.to(x.dtype))


class LayerNorm(nn.LayerNorm):
    def forward(self, x):
        return F.layer_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype))


class Attention(nn.Module):
    def __init__(self, width, context_width=None):
        super().__init__()
        self.heads = width // HEAD
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(context_width or width, width)
        self.value = nn.Linear(context_width or width, width)
        self.out = nn.Linear(width, width)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, HEAD).transpose(1, 2)

    def forward(self, x, context):
        q, k, v = self.split(self.query(x)), self.split(self.key(context)), self.split(self.value(context))
        shares = torch.softmax(q @ k.transpose(2, 3) * HEAD ** -0.5, -1)
        return self.out((shares @ v).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, width, ratio):
        super().__init__()
        self.input = nn.Linear(width, ratio * width)
        self.out = nn.Linear(ratio * width, width)

    def forward(self, x):
        return self.out(F.gelu(self.input(x)))


class TransformerLayer(nn.Module):
    def __init__(self, width, ratio, context_width=None, attends_to_itself=True):
        super().__init__()
        self.self = Attention(width) if attends_to_itself else None
        self.norm1 = LayerNorm(width) if attends_to_itself else None
        self.cross = Attention(width, context_width) if context_width else None
        self.norm2 = LayerNorm(width) if context_width else None
        self.norm3 = LayerNorm(width)
        self.mlp = Mlp(width, ratio)

    def forward(self, x, context=None):
        if self.self is not None:
            own = self.norm1(x)
            x = x + self.self(own, own)
        if self.cross is not None:
            x = x + self.cross(self.norm2(x), context)
        return x + self.mlp(self.norm3(x))


class ResBlock(nn.Module):
    def __init__(self, channels, norm=True):
        super().__init__()
        self.norm1 = GroupNorm(channels) if norm else nn.Identity()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.modulation = nn.Linear(EMBEDDING, 2 * channels)
        self.norm2 = GroupNorm(channels) if norm else nn.Identity()
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x, embedding):
        h = self.norm2(self.conv1(F.silu(self.norm1(x))))
        scale, shift = self.modulation(embedding)[:, :, None, None].chunk(2, 1)
        return x + self.conv2(F.silu(torch.addcmul(shift, h, scale + 1)))


class Stage(nn.Module):
    """A residual block, then attention over its cells."""

    def __init__(self, channels, attends_to_itself=True):
        super().__init__()
        self.res = ResBlock(channels)
        self.attend = TransformerLayer(channels, 2, TEXT_WIDTH, attends_to_itself)

    def forward(self, x, embedding, context):
        x = self.res(x, embedding)
        tokens = x.flatten(2).transpose(1, 2)
        return self.attend(tokens, context).transpose(1, 2).view(x.shape)


# --- networks ---------------------------------------------------------------------------------------------------------------------------------

class TextEncoder(nn.Module):
    def __init__(self, vocabulary, length):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, TEXT_WIDTH)
        self.positions = nn.Parameter(torch.zeros(1, length, TEXT_WIDTH))
        self.layers = nn.ModuleList(TransformerLayer(TEXT_WIDTH, 4) for _ in range(TEXT_LAYERS))
        self.norm = LayerNorm(TEXT_WIDTH)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions
        for layer in self.layers:
            x = layer(x)
        return self.norm(x).float()


class Detail(nn.Module):
    """From the grid's features up to single pixels; cuts the grid's answer out along the outlines of the pictures."""

    def __init__(self):
        super().__init__()
        middle, fine = DETAIL
        self.input = nn.Conv2d(9, fine, 3, padding=1)
        self.down = nn.Conv2d(fine, middle, 3, stride=2, padding=1)
        self.up1 = nn.Conv2d(CHANNELS, 4 * middle, 1)
        self.res1 = ResBlock(middle, norm=False)
        self.up2 = nn.Conv2d(middle, 4 * fine, 1)
        self.res2 = ResBlock(fine, norm=False)
        self.out = nn.Conv2d(fine, 7, 1)

    def forward(self, estimate, picture, answer, features, embedding):
        fine = self.input(torch.cat([estimate, picture, answer], 1))
        middle = self.down(F.silu(fine))
        x = self.res1(F.pixel_shuffle(self.up1(features), 2) + middle, embedding)
        x = self.res2(F.pixel_shuffle(self.up2(x), 2) + fine, embedding)
        gain, offset, where = self.out(F.silu(x)).float().split([3, 3, 1], 1)
        gate = torch.sigmoid(where)
        gate = gate * torch.sigmoid((gate - 0.1) * 60)
        return picture + (answer + picture * (gain - 1) + offset) * gate, where


class UNet(nn.Module):
    def __init__(self, alphas, deviations):
        super().__init__()
        self.register_buffer("alphas", alphas)
        self.register_buffer("frequencies", torch.exp(-math.log(10000) * torch.arange(CHANNELS // 2) / (CHANNELS // 2)))
        self.register_buffer("basis", block_basis() * deviations.view(-1, 1, 1, 1))
        self.input = nn.Conv2d(2 * LATENT, CHANNELS, 3, padding=1)
        self.position = nn.Parameter(torch.zeros(1, CHANNELS, GRID, GRID))
        self.time1 = nn.Linear(CHANNELS, EMBEDDING)
        self.time2 = nn.Linear(EMBEDDING, EMBEDDING)
        self.text = nn.Linear(TEXT_WIDTH, EMBEDDING)
        self.task = nn.Linear(TEXT_WIDTH, EMBEDDING)
        self.down = Stage(CHANNELS, attends_to_itself=False)
        self.downsample = nn.Conv2d(CHANNELS, DEEP, 3, stride=2, padding=1)
        self.deep0, self.deep1 = Stage(DEEP), Stage(DEEP)
        self.merge_deep = nn.Conv2d(2 * DEEP, DEEP, 1)
        self.up_deep = Stage(DEEP)
        self.upsample = nn.Conv2d(DEEP, CHANNELS, 1)
        self.merge = nn.Conv2d(2 * CHANNELS, CHANNELS, 1)
        self.up = Stage(CHANNELS, attends_to_itself=False)
        self.norm = GroupNorm(CHANNELS)
        self.out = nn.Conv2d(CHANNELS, 2 * LATENT, 3, padding=1)
        self.where = nn.Conv2d(CHANNELS, 1, 1)
        self.detail = Detail()

    def embed(self, timesteps, text, task):
        angles = timesteps[:, None] * self.frequencies
        time = self.time2(F.silu(self.time1(torch.cat([angles.cos(), angles.sin()], 1))))
        return F.silu(time + self.task(task) + self.text(text.mean(1)))

    def trunk(self, latents, embedding, context):
        x = skip = self.down(self.input(latents) + self.position, embedding, context)
        x = deep_skip = self.downsample(x)
        x = self.deep1(self.deep0(x, embedding, context), embedding, context)
        x = self.up_deep(self.merge_deep(torch.cat([x, deep_skip], 1)), embedding, context)
        x = self.merge(torch.cat([F.interpolate(self.upsample(x), scale_factor=2), skip], 1))
        return F.silu(self.norm(self.up(x, embedding, context)))

    def decode(self, latents):
        with torch.autocast("cpu", enabled=False):
            return F.conv_transpose2d(latents, self.basis, stride=PATCH)

    def forward(self, noisy, latent, timesteps, text, task):
        embedding = self.embed(timesteps.float(), text, task)
        context = torch.cat([text, task[:, None]], 1)
        estimate = noisy * self.alphas[timesteps].view(-1, 1, 1, 1)
        x = self.trunk(torch.cat([estimate, latent], 1), embedding, context)
        cells = self.where(x).float()
        gain, offset = self.out(x).float().chunk(2, 1)
        answer = latent + (latent * gain + offset) * torch.sigmoid(cells)
        clean, pixels = self.detail(self.decode(estimate), self.decode(latent), self.decode(answer), x, embedding)
        return clean, cells, pixels


class Editor(nn.Module):
    def __init__(self, vocabulary, length, alphas, deviations):
        super().__init__()
        self.text = TextEncoder(vocabulary, length)
        self.unet = UNet(alphas, deviations)
        self.tasks = nn.Embedding(16, TEXT_WIDTH)

    def forward(self, noisy, latent, timesteps, ids, task, keep_text, empty_ids):
        ids = torch.where(keep_text[:, None], ids, empty_ids)
        return self.unet(noisy, latent, timesteps, self.text(ids), self.tasks(task) * keep_text[:, None])


# --- schedule, latents, loss ------------------------------------------------------------------------------------------------------------------

def schedule():
    """alpha and sigma of Stable Diffusion's betas, rescaled to zero terminal SNR (Lin et al. 2023)."""
    betas = np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000) ** 2
    root = np.sqrt(np.cumprod(1 - betas))
    root = (root - root[-1]) * root[0] / (root[0] - root[-1])
    return torch.from_numpy(root.astype(np.float32)), torch.from_numpy(np.sqrt(1 - root ** 2).astype(np.float32))


def block_basis():
    """[48, 3, 4, 4]: two-dimensional DCT-II times orthonormal opponent colours."""
    colours = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]]) / np.sqrt([[3], [2], [6]])
    at, frequency = np.arange(PATCH), np.arange(PATCH)[:, None]
    dct = np.sqrt(np.where(frequency == 0, 1, 2) / PATCH) * np.cos(np.pi * (2 * at + 1) * frequency / (2 * PATCH))
    return torch.from_numpy(np.einsum("vy,ux,kc->vukcyx", dct, dct, colours).reshape(LATENT, 3, PATCH, PATCH).astype(np.float32))


class Objective:
    """The editor's loss: pseudo-Huber in pixels inside and outside the region, and cross-entropy of the gates."""

    def __init__(self, deviations, empty_ids, channels_last=True, huber=0.25, gate_weight=0.04, outside=1.0):
        self.alphas, self.sigmas = schedule()
        self.encoder = block_basis() / deviations.view(-1, 1, 1, 1)
        self.empty_ids = empty_ids
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.huber, self.gate_weight, self.outside = huber, gate_weight, outside

    def encode(self, pictures):
        return F.conv2d(pictures, self.encoder, stride=PATCH)

    @staticmethod
    def mean_over(error, region, smallest=12 / 4096):
        return (error * region).mean([1, 2, 3]) / region.mean([1, 2, 3]).clamp_min(smallest)

    @staticmethod
    def gate_error(where, places, smallest):
        error = F.binary_cross_entropy_with_logits(where, places, reduction="none").mean([1, 2, 3])
        return error / places.mean([1, 2, 3]).clamp_min(smallest)

    def draw(self, count, last_share=0.6, p=0.02):
        """Timesteps, noise, and which samples keep picture and text: some lose the text, as many the picture, as many both."""
        timesteps = torch.randint(0, 1000, (count,)).masked_fill(torch.rand(count) < last_share, 999)
        u = torch.rand(count)
        return dict(timesteps=timesteps, noise=torch.randn(count, LATENT, GRID, GRID),
                    keep_image=~((u >= p) & (u < 3 * p)), keep_text=~(u < 2 * p))

    def loss(self, model, batch, draws, mixed):
        picture, target, region = (batch[k].contiguous(memory_format=self.format) for k in ("inputs", "targets", "regions"))
        t = draws["timesteps"]
        with torch.no_grad():
            noisy = self.alphas[t].view(-1, 1, 1, 1) * self.encode(target) + self.sigmas[t].view(-1, 1, 1, 1) * draws["noise"]
            latent = self.encode(picture) * draws["keep_image"].view(-1, 1, 1, 1)
            edited = torch.maximum(region, ((picture - target).abs().amax(1, keepdim=True) >= 2 / 127.5).float())
            change = self.mean_over((picture - target).abs().mean(1, keepdim=True), region)
            importance = (change / 0.24).clamp(0.25, 1).reciprocal()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=mixed):
            clean, cells, pixels = model(noisy, latent, t, batch["ids"], batch["tasks"], draws["keep_text"], self.empty_ids)
        error = (torch.sqrt((clean - target) ** 2 + self.huber ** 2) - self.huber).mean(1, keepdim=True)
        gates = self.gate_error(cells, F.max_pool2d(edited, PATCH), 12 / 4096) + self.gate_error(pixels, edited, 1 / 24)
        return (self.mean_over(error, region) * importance + self.mean_over(error, 1 - region) * self.outside + gates * self.gate_weight).mean()


# --- step -------------------------------------------------------------------------------------------------------------------------------------

class Average:
    """Exponential moving average of the weights."""

    def __init__(self, parameters):
        self.parameters = [p.detach() for p in parameters]
        self.values = [p.clone() for p in self.parameters]

    @torch.no_grad()
    def update(self, decay):
        if hasattr(torch, "_foreach_lerp_"):
            torch._foreach_lerp_(self.values, self.parameters, 1 - decay)
        else:
            torch._foreach_mul_(self.values, decay)
            torch._foreach_add_(self.values, self.parameters, alpha=1 - decay)


def optimiser(model):
    decayed = [p for p in model.parameters() if p.ndim > 1]
    groups = [dict(params=decayed, weight_decay=0.01), dict(params=[p for p in model.parameters() if p.ndim <= 1], weight_decay=0.0)]
    for faster in (dict(fused=True), dict(foreach=True), {}):
        try:
            return torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.99), eps=1e-8, **faster), next(iter(faster), "plain")
        except (TypeError, RuntimeError):
            continue
    raise RuntimeError("no AdamW")


# --- our file ---------------------------------------------------------------------------------------------------------------------------------

def read(path):
    """Tensors and metadata of a safetensors file of 32-bit floats."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = np.frombuffer(file.read(), dtype=np.float32)
    metadata = header.pop("__metadata__", {})
    return {name: torch.from_numpy(data[slice(*(o // 4 for o in t["data_offsets"]))].reshape(t["shape"]).copy()) for name, t in header.items()}, metadata


def section(tensors, prefix):
    return {name[len(prefix):]: t for name, t in tensors.items() if name.startswith(prefix)}


def python_name(name):
    """The C# parameter's name as a name of these modules."""
    for of, to in ((".in.", ".input."), ("unet.up.merge.", "unet.merge."), ("unet.up_deep.merge.", "unet.merge_deep."), ("unet.up.res0.", "unet.up.res."),
                   ("detail.down2.", "detail.down."), ("text.layer", "text.layers.")):
        name = name.replace(of, to)
    return name + ".weight" if name in ("text.tokens", "tasks") else name


def load(path, channels_last):
    tensors, metadata = read(path)
    batch, draws = section(tensors, "batch/"), section(tensors, "draw/")
    batch["ids"], batch["tasks"], draws["timesteps"] = batch["ids"].long(), batch["tasks"].long(), draws["timesteps"].long()
    draws["keep_image"], draws["keep_text"] = draws["keep_image"].bool(), draws["keep_text"].bool()
    weights = {python_name(name): t for name, t in section(tensors, "weight/").items()}
    model = Editor(len(weights["text.tokens.weight"]), batch["ids"].shape[1], schedule()[0], tensors["deviations"])
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or set(missing) - {"unet.alphas", "unet.frequencies", "unet.basis"}:
        sys.exit(f"the weights do not fit: missing {missing}, unexpected {unexpected}")
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
    return model, Objective(tensors["deviations"], tensors["empty_ids"].long()[None], channels_last), batch, draws, metadata


def check(arguments):
    model, objective, batch, draws, metadata = load(arguments.file, channels_last=False)
    loss = objective.loss(model, batch, draws, mixed=False)
    loss.backward()
    norm = torch.linalg.vector_norm(torch.stack([p.grad.norm() for p in model.parameters()]))
    worst = 0
    for name, value in (("loss", loss.item()), ("norm", norm.item())):
        theirs = float(metadata[name])
        difference = abs(value - theirs) / abs(theirs)
        worst = max(worst, difference)
        print(f"{name} {value:.7g} here, {theirs:.7g} there, relative difference {difference:.1e}")
    sys.exit(0 if worst <= TOLERANCE else 1)


def measure(arguments):
    torch.set_num_threads(arguments.threads)
    model, objective, batch, _, _ = load(arguments.file, arguments.channels_last)
    parameters = list(model.parameters())
    adam, kind = optimiser(model)
    average = Average(parameters)

    def step():
        adam.zero_grad(set_to_none=True)
        objective.loss(model, batch, objective.draw(len(batch["tasks"])), arguments.mixed).backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()
        average.update(0.999)

    def timed():
        start = time.perf_counter()
        step()
        return 1000 * (time.perf_counter() - start)

    for _ in range(arguments.warm_up):
        step()
    times = [timed() for _ in range(arguments.time)]
    print(json.dumps(dict(milliseconds=statistics.median(times), peak_kilobytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, torch=torch.__version__,
                          threads=torch.get_num_threads(), adamw=kind, bfloat16=arguments.mixed, channels_last=arguments.channels_last, times=[round(t, 1) for t in times])))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--time", type=int, default=20, metavar="N")
    parser.add_argument("--warm-up", type=int, default=3, metavar="N")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--float32", dest="mixed", action="store_false", help="no bfloat16")
    parser.add_argument("--contiguous", dest="channels_last", action="store_false", help="no channels_last")
    arguments = parser.parse_args()
    check(arguments) if arguments.check else measure(arguments)


if __name__ == "__main__":
    main()
