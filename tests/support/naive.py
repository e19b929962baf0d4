"""The slow truth: the package's results, computed in a few lines of float64 NumPy."""

from __future__ import annotations

import heapq

import numpy as np

# Factorisation: `V` (n_frames, n_bins) ~= `H` (n_frames, K) @ `W` (K, n_bins)


def kl_loss(V, W, H):
    R = H @ W
    return float((V * np.log(np.where(V > 0, V / R, 1.0)) - V + R).sum())


def is_loss(V, W, H):
    R = H @ W
    return float((V / R - np.log(V / R) - 1).sum())


def euclidean_loss(V, W, H):
    return float(0.5 * ((V - H @ W) ** 2).sum())


def kl_update(V, W, H, moves="HW"):
    if "H" in moves:
        H = H * ((V / (H @ W)) @ W.T) / W.sum(axis=1)
    if "W" in moves:
        W = W * (H.T @ (V / (H @ W))) / H.sum(axis=0)[:, None]
    return W, H


def is_update(V, W, H, moves="HW"):
    if "H" in moves:
        R = H @ W
        H = H * np.sqrt(((V / R**2) @ W.T) / ((1 / R) @ W.T))
    if "W" in moves:
        R = H @ W
        W = W * np.sqrt((H.T @ (V / R**2)) / (H.T @ (1 / R)))
    return W, H


def euclidean_update(V, W, H, moves="HW"):
    if "H" in moves:
        H = H * (V @ W.T) / (H @ W @ W.T)
    if "W" in moves:
        W = W * (H.T @ V) / (H.T @ H @ W)
    return W, H


def hals_update(V, W, H, n_rounds):
    W, H = W.copy(), H.copy()
    for _ in range(n_rounds):
        for k in range(len(W)):
            H[:, k] = np.maximum(1e-18, H[:, k] + (V - H @ W) @ W[k] / (W[k] @ W[k]))
    for _ in range(n_rounds):
        for k in range(len(W)):
            W[k] = np.maximum(1e-18, W[k] + H[:, k] @ (V - H @ W) / (H[:, k] @ H[:, k]))
    return W, H


def with_rows_summing_to_one(W, H):
    sums = W.sum(axis=1)
    return W / sums[:, None], H * sums


# Phases, integrated from log-magnitudes `s` (n_frames, n_bins) along the loudest paths


def phases(s, steps, known, given):
    """Return phases by the turns of `phase.steps`, from cells where `known` is 1 to those where it is 0."""
    T, F = s.shape
    known, found, heap = known.copy(), given.astype(float).copy(), []
    turns = {}
    for t in range(T):
        for f in range(F):
            low, high = max(f - 1, 0), min(f + 1, F - 1)
            hop = steps[0] * 2 / (high - low) * (s[t, high] - s[t, low]) + steps[1] * f
            low, high = max(t - 1, 0), min(t + 1, T - 1)
            slope = (s[high, f] - s[low, f]) * 2 / (high - low) if high > low else 0.0
            turns[t, f] = hop, steps[2] * slope + steps[3]
            if known[t, f] == 1:
                heapq.heappush(heap, (-s[t, f], t, f))
    for start in np.ndindex(T, F):
        if not heap and known[start] == 0:
            known[start] = 1
            heapq.heappush(heap, (-s[start], *start))
        while heap:
            _, t, f = heapq.heappop(heap)
            for dt, df in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                near = t + dt, f + df
                if near in turns and known[near] == 0:
                    turn = 0.5 * (turns[t, f][abs(df)] + turns[near][abs(df)])
                    found[near] = found[t, f] + (dt + df) * turn
                    known[near] = 1
                    heapq.heappush(heap, (-s[near], *near))
    return found


# Transform, masks, rendering


def stft(samples, window, hop, fft):
    """Return the spectra of a sound, (n_frames, n_bins): frame `t` is centred on sample `t * hop`."""
    hann = np.sin(np.pi * np.arange(window) / window) ** 2
    n_frames = 1 + -(-len(samples) // hop)
    around = np.concatenate([np.zeros(window), samples, np.zeros(2 * window + hop)])
    cuts = [around[window + t * hop - window // 2 :][:window] for t in range(n_frames)]
    return np.array([np.fft.rfft(cut * hann, fft) for cut in cuts])


def overlap(window, hop, n_samples):
    """Return the sum of the squared windows at each sample."""
    hann = np.sin(np.pi * np.arange(window) / window) ** 2
    total = np.zeros(n_samples + 3 * window + hop)
    for t in range(1 + -(-n_samples // hop)):
        total[window + t * hop - window // 2 :][:window] += hann**2
    return total[window : window + n_samples]


def masks(W, H, gains):
    """Return the mask of each mix, (n_frames, n_outputs, n_bins); from W (K, F) and H (T, K)."""
    layers = H.astype(float)[:, :, None] * W.astype(float)
    total = layers.sum(axis=1, keepdims=True)
    shares = np.divide(layers, total, out=np.full_like(layers, 1 / len(W)), where=total > 0)
    return np.einsum("ok,tkf->tof", gains, shares)


def render(samples, window, hop, fft, W, H, gains):
    """Return each mix of the components, float64 (n_outputs, n_channels, n_samples)."""
    n_channels, n_samples = samples.shape
    hann = np.sin(np.pi * np.arange(window) / window) ** 2
    out = np.zeros((len(gains), n_channels, n_samples + 3 * window + hop))
    for channel in range(n_channels):
        X = stft(samples[channel], window, hop, fft)
        mask = masks(W, H[channel], gains)
        for t in range(len(X)):
            frames = np.fft.irfft(mask[t] * X[t], fft)[:, :window] * hann
            out[:, channel, window + t * hop - window // 2 :][:, :window] += frames
    return out[:, :, window : window + n_samples] / overlap(window, hop, n_samples)


# Live input: the activations of frames by fixed bases


def ten_updates(V, W, seed=0):
    """FluCoMa's way: ten multiplicative updates of each frame, from nothing."""
    H = np.random.default_rng(seed).random((len(V), len(W)))
    for _ in range(10):
        W, H = kl_update(V, W, H, "H")
    return H


def converged(V, W, H=None, n=2000):
    """Activations after so many multiplicative updates; those of `H` that are 0 begin a little above."""
    H = np.ones((len(V), len(W))) if H is None else np.maximum(H, 1e-6 * H.max())
    for _ in range(n):
        W, H = kl_update(V + 1e-12, W + 1e-12, H, "H")
    return H
