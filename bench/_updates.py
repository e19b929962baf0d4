"""Time per iteration: our kernels beside a large sgemm, NumPy with BLAS and scikit-learn, on the same `V`."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bench._measure import N_THREADS, Row, better, minute, sgemm, side_by_side, spectrogram
from oscfactor.dsp.nmf.fit import Fit
from oscfactor.dsp.nmf.start import random_start
from oscfactor.machine.threads import Crew

Matrix = NDArray[np.float32]
Times = NDArray[np.float64]
SHARES = {8: 45, 16: 55, 32: 70, 64: 82}  # per cent of sgemm
NUMPY = {4: 3, 10: 3, 30: 2}
SKLEARN = {5: 6, 10: 5, 30: 4}


def start(V: Matrix, n_components: int) -> tuple[Matrix, Matrix]:
    return random_start(len(V), V.shape[1], n_components, 0, float(V.mean()))


def fitted(V: Matrix, n_components: int, loss: str, crew: Crew) -> Fit:
    return Fit(V, *start(V, n_components), loss, 1.0, crew)


def ours(fit: Fit, n_updates: int, *, textbook: bool) -> Callable[[], None]:
    def work() -> None:
        for _ in range(n_updates):
            fit.update(textbook=textbook)

    return work


def numpy_kl(V: Matrix, n_components: int, n_updates: int) -> Callable[[], None]:
    """Make the textbook's update with BLAS on all cores and nothing allocated anew."""
    W, H = start(V, n_components)
    R = np.empty_like(V)

    def work() -> None:
        nonlocal W, H
        for _ in range(n_updates):
            np.dot(H, W, out=R)
            np.divide(V, R, out=R)
            H *= (R @ W.T) / W.sum(axis=1)
            np.dot(H, W, out=R)
            np.divide(V, R, out=R)
            W *= (H.T @ R) / H.sum(axis=0)[:, None]

    return work


def sklearn(V: Matrix, n_components: int, n_updates: int, **options: object) -> Callable[[], None]:
    from sklearn.decomposition import non_negative_factorization

    W, H = start(V, n_components)
    fixed = {"n_components": n_components, "init": "custom", "tol": 0}

    def work() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            non_negative_factorization(V, W=H.copy(), H=W.copy(), max_iter=n_updates, **fixed, **options)

    return work


def rows(*, quick: bool) -> list[Row]:
    V = spectrogram(minute(15.0 if quick else 60.0))
    n_rounds = 7 if quick else 21
    found = []
    with threadpool_limits(N_THREADS), Crew(N_THREADS) as crew:
        product, n_operations = sgemm()
        for K, floor in SHARES.items():
            n = 256 // K
            works = {"sgemm": product, "ours": ours(fitted(V, K, "kl", crew), n, textbook=True)}
            times = side_by_side(works, 2 * n_rounds)
            rate = n_operations / times["sgemm"] / 1e9
            mine = 8.0 * K * V.size * n / times["ours"] / 1e9
            note = f" ({np.median(mine):.0f} of {np.median(rate):.0f} GFLOP/s)"
            share = float(np.median(100 * mine / rate))
            found.append(better(f"KL update, share of sgemm, K = {K}", share, floor, " %", note))
        for K, floor in NUMPY.items():
            works = {"ours": ours(fitted(V, K, "kl", crew), 10, textbook=True), "theirs": numpy_kl(V, K, 4)}
            times = side_by_side(works, n_rounds)
            what = f"KL update against NumPy and BLAS, K = {K}"
            found.append(_ratio(what, times["theirs"] / 4, times["ours"] / 10, floor))
        found += _against_sklearn(V, crew, 3 if quick else 5)
        found.append(_against_two_products(V, crew, n_rounds))
        return [*found, _to_the_loss_of_cd(V, crew, 3 if quick else 5)]


def _against_sklearn(V: Matrix, crew: Crew, n_rounds: int) -> list[Row]:
    """Compare with four iterations of theirs: the time of five without that of one."""
    found = []
    cases = [("KL", "kl", K, {"solver": "mu", "beta_loss": 1}, floor) for K, floor in SKLEARN.items()]
    cases.append(("IS", "is", 10, {"solver": "mu", "beta_loss": 0}, 6))
    cases.append(("Euclidean", "euclidean", 10, {"solver": "cd"}, 3))
    for name, loss, K, options, floor in cases:
        data = V + np.float32(1e-6) if loss == "is" else V
        works = {
            "ours": ours(fitted(V, K, loss, crew), 10, textbook=loss != "euclidean"),
            "five": sklearn(data, K, 5, **options),
            "one": sklearn(data, K, 1, **options),
        }
        times = side_by_side(works, n_rounds)
        words = ", ".join(f"{key}={value}" for key, value in options.items())
        what = f"{name} update against scikit-learn ({words}), K = {K}"
        found.append(_ratio(what, (times["five"] - times["one"]) / 4, times["ours"] / 10, floor))
    return found


def _against_two_products(V: Matrix, crew: Crew, n_rounds: int, K: int = 10) -> Row:
    """Compare a whole update with what no Euclidean update can do without, `V W.T` and `H.T V` by BLAS."""
    W, H = start(V, K)
    works = {
        "ours": ours(fitted(V, K, "euclidean", crew), 10, textbook=False),
        "theirs": lambda: (V @ W.T, H.T @ V),
    }
    times = side_by_side(works, n_rounds)
    what = f"Euclidean update against its two products alone in NumPy and BLAS, K = {K}"
    return _ratio(what, times["theirs"], times["ours"] / 10, None)


def _to_the_loss_of_cd(V: Matrix, crew: Crew, n_rounds: int, K: int = 10, n_iterations: int = 20) -> Row:
    """Compare the time to a loss: an iteration of theirs is one round over the components, ours are four."""
    from sklearn.decomposition import non_negative_factorization

    W, H = start(V, K)
    options = {"n_components": K, "init": "custom", "tol": 0, "solver": "cd", "max_iter": n_iterations}

    def theirs() -> tuple[Matrix, Matrix]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            left, right, _ = non_negative_factorization(V, W=H.copy(), H=W.copy(), **options)
        return left, right

    left, right = theirs()
    target = 0.5 * float(np.sum((V - left @ right) ** 2, dtype=np.float64))
    fit, n_updates = fitted(V, K, "euclidean", crew), 0
    while fit.loss() > target:
        fit.update()
        n_updates += 1

    def mine() -> None:
        again = fitted(V, K, "euclidean", crew)
        for _ in range(n_updates):
            again.update()

    times = side_by_side({"ours": mine, "theirs": theirs}, n_rounds)
    what = f"Euclidean, to the loss of {n_iterations} iterations of scikit-learn (solver=cd), K = {K}"
    note = f" ({n_updates} updates)"
    return better(what, float(np.median(times["theirs"] / times["ours"])), 3, note=note)


def _ratio(what: str, theirs: Times, mine: Times, floor: float | None) -> Row:
    note = f" ({np.median(theirs) * 1e3:.1f} against {np.median(mine) * 1e3:.2f} ms)"
    return better(what, float(np.median(theirs / mine)), floor, "×", note)


def roofline(*, quick: bool) -> list[str]:
    """Say where the time of one KL update goes, on one core: arithmetic, divisions, memory."""
    V = spectrogram(minute(15.0 if quick else 60.0))
    lines = [
        "| K | arithmetic at sgemm's rate | divisions | reading V | sum | measured |",
        "|---|---|---|---|---|---|",
    ]
    with threadpool_limits(1), Crew(1) as crew:
        product, n_operations = sgemm(1024)
        strip = np.ones((4, V.shape[1]), np.float32)
        out = np.empty_like(strip)
        for K in (4, 8, 16, 32, 64):
            works = {
                "sgemm": product,
                "divide": lambda: [np.divide(strip, 1.5, out=out) for _ in range(250)],
                "read": V.max,
                "ours": ours(fitted(V, K, "kl", crew), 1, textbook=True),
            }
            times = {name: float(np.min(found)) for name, found in side_by_side(works, 7).items()}
            parts = (
                8.0 * K * V.size * times["sgemm"] / n_operations,
                2 * V.size * times["divide"] / (250 * strip.size),
                times["read"],
            )
            cells = " | ".join(f"{1e9 * part / V.size:.2f}" for part in (*parts, sum(parts), times["ours"]))
            lines.append(f"| {K} | {cells} |")
    return ["One core, the least of seven, nanoseconds per cell of `V` and update:", "", *lines]
