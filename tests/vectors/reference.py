#!/usr/bin/env python3
"""reference: computes cases.json anew, with mpmath and Python's fractions, from the formulas alone.

Nothing here knows the library.  Needs mpmath, which the tests do not: they read cases.json.  `python3 reference.py >
cases.json` must give the committed file.
"""

import functools
import json
from fractions import Fraction

from mpmath import binomial, erfc, exp, expm1, floor, log, log1p, mp, mpf, nstr, nsum, sqrt, tanh

mp.dps = 70
cases = []


def number(text):
    return mpf(Fraction(text).numerator) / Fraction(text).denominator if "/" in str(text) else mpf(str(text))


def text(value):
    return nstr(value, 30, min_fixed=-40, max_fixed=40) if isinstance(value, mpf) else value


def add(kind, params, value, tolerance, direction=None):
    """A case; mpf values become doubles with 30 digits beside them."""
    of_kind = sum(1 for case in cases if case["kind"] == kind)
    case = {"id": f"{kind}/{of_kind + 1:02}", "kind": kind, "params": params}

    def plain(v):
        if isinstance(v, mpf):
            return float(v) if v == 0 or abs(v) > mpf("1e-300") else nstr(v, 17)
        if isinstance(v, dict):
            return {key: plain(part) for key, part in v.items()}
        return [plain(part) for part in v] if isinstance(v, list) else v

    def decimal(v):
        if isinstance(v, dict):
            return {key: decimal(part) for key, part in v.items()}
        return [decimal(part) for part in v] if isinstance(v, list) else text(v)

    case["expected"] = plain(value)
    case["tolerance"] = dict(tolerance, **({"direction": direction} if direction else {}))
    if isinstance(value, (mpf, dict, list)) and "contains" not in tolerance and decimal(value) != value:
        case["expected_dec"] = decimal(value)
    cases.append(case)


UP, DOWN = "not below expected", "not above expected"


def Q(x):
    return erfc(x / sqrt(mpf(2))) / 2


def increasing_root(f, target, low, high):
    """f falls from above target at low to below it at high."""
    for _ in range(260):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > target else (low, middle)
    return high


# --- Gaussian ---
def gauss_delta(sigma, l2, eps):
    mu = l2 / sigma
    return Q(eps / mu - mu / 2) - exp(eps) * Q(eps / mu + mu / 2)


for sigma, eps, l2 in [("3.5", "0.7", "2"), ("1/3", "2", "1"), ("1000", "1e-4", "1"), ("38", "1", "1"), ("2.5", "ln(3)", "1")]:
    e = log(3) if eps.startswith("ln") else number(eps)
    add("gauss_delta", {"sigma": sigma, "eps": eps, "l2": l2}, gauss_delta(number(sigma), number(l2), e), {"rel": 1e-14})
add("gauss_delta", {"sigma": "7.3", "eps": "0.4", "l0": 9, "linf": "2"}, gauss_delta(mpf("7.3"), mpf(6), mpf("0.4")), {"rel": 1e-14})
for sigma, eps, l2 in [("30", "5", "1"), ("100", "10", "3")]:
    add("ln_gauss_delta", {"sigma": sigma, "eps": eps, "l2": l2}, log(gauss_delta(number(sigma), number(l2), number(eps))), {"rel": 1e-14})
for eps, delta, l2 in [("0.3", "1e-7", 1), ("1", "1e-30", 2), ("12", "1e-4", 1), ("0.001", "0.25", 1)]:
    sigma = increasing_root(lambda s: gauss_delta(s, mpf(l2), number(eps)), number(delta), mpf("1e-3"), mpf(10) ** 5)
    add("gauss_sigma", {"eps": eps, "delta": delta, "l2": str(l2)}, sigma, {"rel": 1e-14}, UP)
for sigma, delta in [("0.8", "1e-9"), ("20", "1e-200"), ("300", "1e-4")]:
    eps = increasing_root(lambda e: gauss_delta(number(sigma), mpf(1), e), number(delta), mpf(0), mpf(500))
    add("gauss_eps", {"sigma": sigma, "delta": delta, "l2": "1"}, eps, {"rel": 1e-14}, UP)
for d, mu in [(9, "0.5"), (2, "3/7"), (64, "1.25")]:
    m, n = number(mu), mpf(d)
    add("correlated_gaussian_variance", {"d": d, "mu": mu},
        {"per_query": (sqrt(n) + 1) ** 2 / (4 * m * m), "standard": n / m**2, "common": (sqrt(n) + 1) / (4 * m * m),
         "independent": (n + sqrt(n)) / (4 * m * m)}, {"rel": 1e-14})
for l2, weights, rho in [(["1", "3/2", "7"], ["2", "1/3", "5"], "0.3"), ([4], [9], "1/8")]:
    d, w = [number(str(x)) for x in l2], [number(str(x)) for x in weights]
    total = sum(a * sqrt(b) for a, b in zip(d, w))
    add("level_allocation", {"l2": l2, "weights": weights, "rho": rho},
        {"sigma2": [a / sqrt(b) * total / (2 * number(rho)) for a, b in zip(d, w)],
         "weighted_total": total**2 / (2 * number(rho))}, {"rel": 1e-14})


# --- zCDP ---
def zcdp_delta(rho, eps):
    """The least over a > 1, by the derivative's root."""
    slope = lambda a: (2 * a - 1) * rho - eps + log1p(-1 / a)
    a = increasing_root(lambda a: -slope(a), mpf(0), mpf(1) + mpf(10) ** -40, mpf(10) ** 12)
    return exp((a - 1) * (a * rho - eps)) * exp(a * log1p(-1 / a)) / (a - 1)


for rho, eps in [("0.02", "0.9"), ("3", "1"), ("1e-4", "0.5"), ("40", "100")]:
    add("zcdp_delta", {"rho": rho, "eps": eps}, zcdp_delta(number(rho), number(eps)), {"rel": 1e-12}, UP)
for rho, delta in [("0.02", "1e-7"), ("5", "1e-20"), ("1e-3", "1e-3")]:
    eps = increasing_root(lambda e: zcdp_delta(number(rho), e), number(delta), mpf(0), mpf(200))
    add("zcdp_eps", {"rho": rho, "delta": delta}, eps, {"rel": 1e-13}, UP)
for eps, delta in [("0.5", "1e-8"), ("10", "1e-5"), ("1", "1e-60")]:
    rho = 1 / increasing_root(lambda r: zcdp_delta(1 / r, number(eps)), number(delta), mpf("1e-3"), mpf(10) ** 6)
    add("zcdp_rho", {"eps": eps, "delta": delta}, rho, {"rel": 1e-13}, DOWN)
    add("zcdp_sigma", {"eps": eps, "delta": delta, "l2": "3"}, 3 / sqrt(2 * rho), {"rel": 1e-12})
for rho, delta in [("0.3", "1e-9"), ("7", "1e-400")]:
    add("zcdp_eps_loose", {"rho": rho, "delta": delta}, number(rho) + 2 * sqrt(number(rho) * log(1 / number(delta))), {"rel": 1e-14})
for orders, rdp, delta in [("2..64", "0.3", "1e-8"), ([1.5, 3, 40], "2", "1e-5")]:
    each = range(2, 65) if isinstance(orders, str) else orders
    add("rdp_eps", {"orders": orders, "rdp_const": rdp, "delta": delta},
        min(number(rdp) + log1p(-1 / mpf(a)) - (log(number(delta)) + log(mpf(a))) / (mpf(a) - 1) for a in each), {"rel": 1e-14})
for eps in ["1e-5", "0.7", "30"]:
    e = number(eps)
    add("pure_to_zcdp", {"eps": eps}, e * tanh(e / 2), {"rel": 1e-14})
    add("laplace_zcdp", {"eps": eps}, e + expm1(-e), {"rel": 1e-14})
    x = e / expm1(e)
    add("bounded_range_zcdp", {"eps": eps}, x - 1 - log(x), {"rel": 1e-13})


def dlaplace_losses(scale, shift):
    """{index j: mass}, loss (shift - 2 j)/scale."""
    w = exp(-1 / scale)
    return {j: (1 if j in (0, shift) else 1 - w) * w**j / (1 + w) for j in range(shift + 1)}


for scale, shift in [("2.5", 4), ("1/2", 3), ("400", 1)]:
    s = number(scale)
    add("dlaplace_zcdp", {"scale": scale, "sens": shift},
        sum(m * (shift - 2 * j) / s for j, m in dlaplace_losses(s, shift).items()), {"rel": 1e-13})
for scale, shift, alpha in [("2", "3", 5), ("10", "1", "3/2"), ("1", "2", 200)]:
    t, a = number(shift) / number(scale), number(str(alpha))
    add("laplace_rdp", {"scale": scale, "sens": shift, "alpha": alpha},
        log(a / (2 * a - 1) * exp((a - 1) * t) + (a - 1) / (2 * a - 1) * exp(-a * t)) / (a - 1), {"rel": 1e-13})

# --- sensitivities and sums ---
for l0, linf, l1 in [(3, 5, 11), (1000, 7, 7000), (2, 9, 8), (5, 2, 100)]:
    reach = {0: 0}  # sum -> greatest sum of squares, cell by cell
    for _ in range(l0):
        step = {}
        for total, squares in reach.items():
            for v in {0, min(linf, l1 - total), *([x for x in range(linf + 1)] if l0 < 10 else [])}:
                if total + v <= l1:
                    step[total + v] = max(step.get(total + v, 0), squares + v * v)
        reach = step
    add("l2_squared_sensitivity", {"l0": l0, "linf": linf, "l1": l1}, max(reach.values()), {"abs": 0})
for l0, linf, sigma2 in [(7, 2, "3.3"), (1, 1000, "1e6"), (12, 5, "17/4")]:
    add("dgauss_rho", {"l0": l0, "linf": linf, "sigma2": sigma2}, str(Fraction(l0 * linf**2) / (2 * Fraction(sigma2))), {"abs": 0})
for budget, costs in [("0.3", ["0.1", "0.1", "0.1", "1e-30"]), ("1", ["2", "0.5", "0.6", "1/2"]), ("0", ["1e-9"])]:
    spent, accepted = Fraction(0), 0
    for cost in map(Fraction, costs):
        if spent + cost <= Fraction(budget):
            spent, accepted = spent + cost, accepted + 1
    add("zcdp_filter", {"budget": budget, "costs": costs}, {"accepted": accepted, "spent": str(spent)}, {"abs": 0})


# --- noise laws ---
def density(sigma2):
    reach = int(sqrt(sigma2 * 2 * 175 * log(10))) + 3
    return {x: exp(-mpf(x) ** 2 / (2 * sigma2)) for x in range(-reach, reach + 1)}


def normalised(sigma2):
    f = density(sigma2)
    z = sum(f.values())
    return {x: v / z for x, v in f.items()}


for sigma2 in ["1/50", "0.7", "33.3"]:
    law = normalised(number(sigma2))
    add("dgauss_norm", {"sigma2": sigma2}, sum(density(number(sigma2)).values()), {"rel": 1e-15})
    add("dgauss_variance", {"sigma2": sigma2}, sum(x * x * v for x, v in law.items()), {"rel": 1e-14})
for sigma2, m in [("2.3", 6), ("77", 0), ("77", -3), ("10", 80)]:
    add("dgauss_tail_ge", {"sigma2": sigma2, "m": m}, sum(v for x, v in normalised(number(sigma2)).items() if x >= m), {"rel": 1e-14})
for sigma2, m in [("0.5", 60), ("3", 100)]:
    s = number(sigma2)
    tail = nsum(lambda k: exp(-((m + k) ** 2) / (2 * s)), [0, 60])
    add("ln_dgauss_tail_ge", {"sigma2": sigma2, "m": m}, log(tail) - log(sum(density(s).values())), {"rel": 1e-14})
for sigma2, m in [("9", 12), ("1e6", 5001)]:
    add("dgauss_tail_bound", {"sigma2": sigma2, "m": m}, Q((m - 1) / sqrt(number(sigma2))), {"rel": 1e-14})
for sigma2, alpha in [("0.1", "0.001"), ("50.5", "1e-9"), ("300", "0.5")]:
    law = normalised(number(sigma2))
    add("dgauss_ci_halfwidth", {"sigma2": sigma2, "alpha": alpha},
        next(t for t in range(10**4) if 2 * sum(v for x, v in law.items() if x > t) <= number(alpha)), {"abs": 0})
for sigma2, eps, shift in [("9", "0.5", 2), ("400", "2", 5), ("0.3", "6", 1), ("30", "-1", 1)]:
    s, e, law = number(sigma2), number(eps), normalised(number(sigma2))
    losses = lambda x: (shift * shift + 2 * shift * mpf(x)) / (2 * s)
    add("dgauss_delta", {"sigma2": sigma2, "eps": eps, "sens": shift},
        sum(v * -expm1(e - losses(x)) for x, v in law.items() if losses(x) > e), {"rel": 1e-13}, UP)
for scale in ["1/4", "7.5", "1e5"]:
    q = exp(-1 / number(scale))
    add("dlaplace_variance", {"scale": scale}, 2 * q / expm1(-1 / number(scale)) ** 2, {"rel": 1e-14})
for scale, m in [("2.5", 4), ("0.1", 30), ("1000", 1), ("3", 0)]:
    s = number(scale)
    tail = exp(-m / s) / (1 + exp(-1 / s)) if m > 0 else 1 - exp(-(1 - m) / s) / (1 + exp(-1 / s))
    add("dlaplace_tail_ge", {"scale": scale, "m": m}, tail, {"rel": 1e-14})
for scale, x in [("0.7", 2), ("50", 0), ("5/3", -9)]:
    add("dlaplace_pmf", {"scale": scale, "x": x}, tanh(1 / (2 * number(scale))) * exp(-abs(x) / number(scale)), {"rel": 1e-14})
for scale, alpha in [("2.5", "0.05"), ("1/9", "1e-6"), ("777", "0.001")]:
    s, a = number(scale), number(alpha)
    add("dlaplace_ci_halfwidth", {"scale": scale, "alpha": alpha},
        next(t for t in range(10**5) if 2 * exp(-(t + 1) / s) / (1 + exp(-1 / s)) <= a), {"abs": 0})
for x in ["7/3", "1e-12", "2000"]:
    add("bernoulli_exp_prob", {"x": x}, exp(-number(x)), {"rel": 1e-14})


# --- privacy-loss distributions, by sums over exact outcomes ---
def composed(parts):
    """{loss as a Fraction: mass}, parts = [(law, parameter text, shift, count)]."""
    total = {Fraction(0): mpf(1)}
    for law, parameter, shift, count in parts:
        p = Fraction(parameter)
        if law == "discrete_laplace":
            one = {Fraction(shift - 2 * j) / p: m for j, m in dlaplace_losses(number(parameter), shift).items()}
        else:
            one = {Fraction(shift * shift + 2 * shift * x) / (2 * p): m for x, m in normalised(number(parameter)).items()
                   if m > mpf("1e-60")}
        for _ in range(count):
            step = {}
            for a, pa in total.items():
                for b, pb in one.items():
                    step[a + b] = step.get(a + b, mpf(0)) + pa * pb
            total = step
    return total


def delta_of(losses, eps):
    return sum(m * -expm1(eps - number(str(l))) for l, m in losses.items() if number(str(l)) > eps)


def parts_json(parts):
    return [{"mech": law, ("scale" if "laplace" in law else "sigma2"): parameter, "sens": shift, "count": count}
            for law, parameter, shift, count in parts]


for parts, eps in [([("discrete_laplace", "3", 2, 9)], "1.5"), ([("discrete_gaussian", "2.5", 1, 3)], "2"),
                   ([("discrete_laplace", "2", 1, 3), ("discrete_gaussian", "4", 1, 2)], "1"),
                   ([("discrete_laplace", "1/2", 1, 40)], "79"), ([("discrete_gaussian", "6", 2, 2)], "0")]:
    add("pld_compose_delta", {"parts": parts_json(parts), "eps": eps}, delta_of(composed(parts), number(eps)), {"rel": 1e-10}, UP)
add("pld_compose_delta", {"parts": [{"mech": "gaussian", "sigma": "8", "sens": "2", "count": 5}, {"mech": "gaussian", "sigma2": "10"}],
                          "eps": "1"}, gauss_delta(mpf(1), sqrt(mpf(5) * 4 / 64 + mpf(1) / 10), mpf(1)), {"rel": 1e-12}, UP)
for parts, delta in [([("discrete_laplace", "3", 2, 9)], "1e-5"), ([("discrete_gaussian", "2.5", 1, 3)], "1e-12")]:
    losses = composed(parts)
    add("pld_compose_eps", {"parts": parts_json(parts), "delta": delta},
        increasing_root(lambda e: delta_of(losses, e), number(delta), mpf(0), mpf(60)), {"rel": 1e-10}, UP)
add("pld_compose_eps", {"parts": parts_json([("discrete_laplace", "3", 2, 9)]), "delta": "0"}, 6, {"rel": 1e-15}, UP)

# one Laplace draw of scale s: delta = 1 - e^((eps - 1/s)/2); 10 of them: between the sums over buckets, h = 1/(100 s)
s, k, e, n = mpf(5), 10, mpf(1), 100
h = 1 / (n * s)
below = {n: mpf(1) / 2, -n: exp(-1 / s) / 2}
for i in range(-n, n):
    below[i] = below.get(i, 0) + exp((i * h - 1 / s) / 2) * expm1(h / 2) / 2
above = {n: mpf(1) / 2, -n: exp(-1 / s) / 2}
for i in range(-n, n):
    above[i + 1] = above.get(i + 1, 0) + exp((i * h - 1 / s) / 2) * expm1(h / 2) / 2


def self_composed(one):
    total = {0: mpf(1)}
    for _ in range(k):
        step = {}
        for a, pa in total.items():
            for b, pb in one.items():
                step[a + b] = step.get(a + b, 0) + pa * pb
        total = step
    return sum(m * -expm1(e - i * h) for i, m in total.items() if i * h > e)


mp.dps = 30
add("pld_compose_delta_interval", {"parts": [{"mech": "laplace", "scale": "5", "sens": "1", "count": k}], "eps": "1"},
    [self_composed(below), self_composed(above)], {"contains": True})
mp.dps = 70

for eps, k, total in [("0.5", 12, "0.01"), ("2", 7, "1e-6"), ("1", 5, "0")]:
    p = exp(number(eps)) / (1 + exp(number(eps)))
    of = lambda at: sum(binomial(k, j) * p**j * (1 - p) ** (k - j) * -expm1((at - (2 * j - k)) * number(eps))
                        for j in range(k + 1) if 2 * j - k > at)
    add("optimal_homogeneous_composition_eps", {"eps": eps, "delta": "0", "total_delta": total, "k": k},
        min(k - 2 * i for i in range(k // 2 + 1) if of(k - 2 * i) <= number(total)) * number(eps), {"abs": 1e-9})
add("pld_laplace_scale", {"sens": "3", "eps": "2", "delta": "0", "k": 4}, mpf(6), {"abs": 1e-9})
# one draw: 1 - e^((eps - sens/s)/2) = delta
add("pld_laplace_scale", {"sens": "3", "eps": "1/2", "delta": "0.01", "k": 1}, 3 / (mpf("0.5") - 2 * log(mpf("0.99"))), {"abs": 1e-4})
for shift, eps, delta, k in [(1, "1", "1e-3", 6), (2, "1/2", "0.01", 4)]:

    def delta_with(s):
        one = list(dlaplace_losses(s, shift).values())
        masses = functools.reduce(lambda a, b: [sum(a[i] * b[j - i] for i in range(len(a)) if 0 <= j - i < len(b))
                                                for j in range(len(a) + len(b) - 1)], [one] * k)
        losses = [(shift * k - 2 * j) / s for j in range(len(masses))]
        return sum(m * -expm1(number(eps) - l) for l, m in zip(losses, masses) if l > number(eps))

    scale = increasing_root(delta_with, number(delta), mpf(1) / 2, mpf(100))
    add("pld_dlaplace_param", {"sens": shift, "eps": eps, "delta": delta, "k": k}, 1 / scale, {"rel": 1e-5})
add("pld_pmf", {"mech": "laplace", "scale": "2", "sens": "1", "grid": "0.25", "method": "privacy_buckets_up"},
    {"pmf": {"2": mpf(1) / 2 + expm1(mpf(1) / 8) * exp(-mpf(1) / 8) / 2, "1": exp(-mpf(1) / 4) * expm1(mpf(1) / 8) / 2,
             "0": exp(-mpf(3) / 8) * expm1(mpf(1) / 8) / 2, "-1": exp(-mpf(1) / 2) * expm1(mpf(1) / 8) / 2,
             "-2": exp(-mpf(1) / 2) / 2}, "infinity_mass": 0}, {"abs": 1e-20})
law = {j: m for j, m in dlaplace_losses(mpf(2), 3).items()}
add("pld_pmf", {"mech": "discrete_laplace", "scale": "2", "sens": 3, "grid": "1", "method": "privacy_buckets_down"},
    {"pmf": {"1": law[0], "0": law[1], "-1": law[2], "-2": law[3]}, "infinity_mass": 0}, {"abs": 1e-20})
cut = {x: exp(-mpf(x * x) / 4) for x in range(-2, 3)}
z = sum(cut.values())
add("pld_pmf", {"mech": "discrete_gaussian", "sigma2": "2", "sens": 1, "grid": "0.25", "truncation": 2, "method": "connect_dots"},
    {"pmf": {"-3": cut[-2] / z, "-1": cut[-1] / z, "1": cut[0] / z, "3": cut[1] / z}, "infinity_mass": cut[2] / z}, {"abs": 1e-20})
dots = {i: gauss_delta(mpf(2), mpf(1), i * mpf("0.2")) for i in range(-2, 3)}
h = mpf("0.2")
pmf = {i: (dots[i] - dots[i - 1]) / expm1(-h) + (dots[i + 1] - dots[i]) / expm1(h) for i in range(-1, 2)}
pmf[2] = (dots[2] - dots[1]) / expm1(-h)
pmf[-2] = 1 - dots[2] - sum(pmf.values())
add("pld_pmf", {"mech": "gaussian", "sigma": "2", "sens": "1", "grid": "0.2", "log_mass_truncation": "ln(2*Phi(-0.4))", "method": "connect_dots"},
    {"pmf": {str(i): pmf[i] for i in sorted(pmf)}, "infinity_mass": dots[2]}, {"abs": 1e-20})


# --- which noise for one cell: 1 and 2 cells, small numbers ---
for l0, eps, delta in [(1, "1", "1e-3"), (2, "1", "1e-4")]:
    e, d = number(eps), number(delta)
    scale = increasing_root(lambda s: sum(binomial(l0, j) * exp(-j / s) / (1 + exp(-1 / s)) ** l0 * -expm1(e - (l0 - 2 * j) / s)
                                          for j in range(l0 + 1) if (l0 - 2 * j) / s > e), d, mpf(1) / 4, mpf(50))
    q = exp(-1 / scale)
    sigma = increasing_root(lambda s: gauss_delta(s, sqrt(mpf(l0)), e), d, mpf(1) / 10, mpf(100))
    rho = 1 / increasing_root(lambda r: zcdp_delta(1 / r, e), d, mpf("1e-3"), mpf(10) ** 6)
    mp.dps = 30

    def discrete(s2):
        reach = int(sqrt(s2) * 12) + 2
        f = [exp(-mpf(x) ** 2 / (2 * s2)) for x in range(-reach, reach + 1)]
        z = sum(f)
        if l0 == 2:
            f = [sum(f[i] * f[j - i] for i in range(max(0, j - 2 * reach), min(j, 2 * reach) + 1)) / z for j in range(4 * reach + 1)]
        return sum(m / z * -expm1(e - (l0 + 2 * (x - l0 * reach)) / (2 * s2)) for x, m in enumerate(f)
                   if (l0 + 2 * (x - l0 * reach)) / (2 * s2) > e)

    low, high = sigma**2 * mpf("0.9"), sigma**2 * mpf("1.2")
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if discrete(middle) > d else (low, middle)
    mp.dps = 70
    add("cell_variance_choice", {"eps": eps, "delta": delta, "l0": l0, "linf": 1},
        {"discrete_laplace_pld": 2 * q / (1 - q) ** 2, "analytic_gaussian": sigma**2, "discrete_gaussian_zcdp": l0 / (2 * rho),
         "discrete_gaussian_exact_sigma2": +high}, {"rel": 1e-4})


# --- thresholds ---
def joint(p, l0):
    return -expm1(l0 * log1p(-p))


def each_of(delta, l0):
    return -expm1(log1p(-delta) / l0)


def Q_inverse(p):
    return increasing_root(Q, p, mpf(-60), mpf(60))


for sigma, delta, l0, linf in [("3", "1e-9", 5, "2"), ("0.25", "1e-100", 1, "1")]:
    add("gauss_threshold_sigma", {"sigma": sigma, "threshold_delta": delta, "l0": l0, "linf": linf},
        number(linf) + number(sigma) * Q_inverse(each_of(number(delta), l0)), {"rel": 1e-13})
for eps, noise, delta, l0, linf in [("1", "1e-6", "1e-7", 3, "1"), ("ln(2)", "0.01", "1e-5", 1, "4")]:
    e = log(2) if eps == "ln(2)" else number(eps)
    sigma = increasing_root(lambda s: gauss_delta(s, sqrt(mpf(l0)) * number(linf), e), number(noise), mpf("0.01"), mpf(1000))
    add("gauss_threshold", {"l0": l0, "linf": linf, "eps": eps, "noise_delta": noise, "threshold_delta": delta},
        number(linf) + sigma * Q_inverse(each_of(number(delta), l0)), {"rel": 1e-12})
for eps, delta, l0, linf in [("1", "1e-6", 3, "1"), ("2*ln(3)", "1e-50", 1, "2"), ("1", "0.8", 1, "1")]:
    e = 2 * log(3) if "ln" in eps else number(eps)
    b, p = l0 * number(linf) / e, each_of(number(delta), l0)
    tau = number(linf) + (-b * log(2 * p) if p <= 0.5 else b * log(2 * (1 - p)))
    add("laplace_threshold", {"eps": eps, "delta": delta, "l0": l0, "linf": linf}, tau, {"rel": 1e-13})
for eps, tau, l0, linf in [("1", "20", 4, "1"), ("1", "1/2", 2, "1"), ("0.5", "3000", 1, "1")]:
    b = l0 * number(linf) / number(eps)
    x = (number(tau) - number(linf)) / b
    add("laplace_threshold_delta", {"eps": eps, "threshold": tau, "l0": l0, "linf": linf},
        joint(exp(-x) / 2 if x >= 0 else 1 - exp(x) / 2, l0), {"rel": 1e-13})
dl_tail = lambda s, m: exp(-m / s) / (1 + exp(-1 / s)) if m > 0 else 1 - exp(-(1 - m) / s) / (1 + exp(-1 / s))
for scale, tau, l0, linf in [("3", 40, 7, 2), ("0.5", 2000, 1, 1), ("4", 3, 2, 5)]:
    add("dlaplace_threshold_delta", {"scale": scale, "tau": tau, "l0": l0, "linf": linf, "rule": ">="},
        joint(dl_tail(number(scale), tau - linf), l0), {"rel": 1e-13}, UP)
add("dlaplace_threshold_delta", {"scale": "3", "tau": 39, "l0": 7, "linf": 2, "rule": ">"}, joint(dl_tail(mpf(3), 38), 7), {"rel": 1e-13}, UP)
for sigma2, tau, l0, linf in [("5", 12, 3, 2), ("20", 25, 100, 1)]:
    law = normalised(number(sigma2))
    add("dgauss_threshold_delta", {"sigma2": sigma2, "tau": tau, "l0": l0, "linf": linf, "rule": ">="},
        joint(sum(v for x, v in law.items() if x >= tau - linf), l0), {"rel": 1e-13}, UP)
for sigma2, l0, linf, delta in [("7.7", 3, 2, "1e-9"), ("50", 1, 1, "0.01")]:
    law = normalised(number(sigma2))
    add("dgauss_min_tau", {"sigma2": sigma2, "l0": l0, "linf": linf, "threshold_delta": delta, "rule": ">="},
        next(t for t in range(1000) if joint(sum(v for x, v in law.items() if x >= t - linf), l0) <= number(delta)), {"abs": 0})
for scale, l0, linf, delta in [("2.5", 3, 2, "1e-9"), ("9", 1, 1, "0.02")]:
    add("dlaplace_min_tau", {"scale": scale, "l0": l0, "linf": linf, "threshold_delta": delta, "rule": ">="},
        next(t for t in range(10**4) if joint(dl_tail(number(scale), t - linf), l0) <= number(delta)), {"abs": 0})


def histogram(l0, hidden, delta_j, eps):
    """hidden: P[one unique cell stays hidden]; delta_j(j, eps): the delta of j cells."""
    return max(max([1 - hidden**l0] + [1 - hidden**a + hidden**a * delta_j(l0 - a, eps - a * log(hidden)) for a in range(l0)]),
               max(delta_j(l0 - a, eps + a * log(hidden)) for a in range(l0)))


for l0, sigma, tau1, eps in [(1, "3", "12", "1"), (2, "4.5", "20", "2"), (5, "10", "35", "0.8")]:
    s, e = number(sigma), number(eps)
    add("gshm_delta", {"l0": l0, "sigma": sigma, "tau_minus_1": tau1, "eps": eps},
        histogram(l0, 1 - Q(number(tau1) / s), lambda j, x: gauss_delta(s, sqrt(mpf(j)), x), e), {"rel": 1e-11}, UP)
for l0, sigma2, tau, eps in [(1, "4", 9, "1"), (2, "6.5", 14, "3/2")]:
    s, e, law = number(sigma2), number(eps), normalised(number(sigma2))
    losses = [None] + [composed([("discrete_gaussian", sigma2, 1, j)]) for j in range(1, l0 + 1)]
    shown = sum(v for x, v in law.items() if x >= tau - 1)
    add("discrete_gshm_delta", {"l0": l0, "sigma2": sigma2, "tau": tau, "eps": eps, "rule": ">="},
        histogram(l0, 1 - shown, lambda j, x: delta_of(losses[j], x), e), {"rel": 1e-9}, UP)
    add("add_the_deltas", {"l0": l0, "sigma2": sigma2, "tau": tau, "eps": eps, "rule": ">="},
        delta_of(losses[l0], e) + joint(shown, l0), {"rel": 1e-9})


# --- selection ---
def keep(exp_eps, delta, count):
    pi_n, all_n = delta * 0, [delta * 0]
    for _ in range(count):
        pi_n = min(exp_eps * pi_n + delta, 1 - (1 - pi_n - delta) / exp_eps, delta * 0 + 1)
        all_n.append(pi_n)
    return all_n


for eps, delta, l0, n in [("0.3", "1e-5", 1, 30), ("2", "1e-12", 3, 25), ("ln(4)", "0.01", 1, 4), ("1", "1e-9", 1, 500), ("0.3", "1e-5", 1, 44)]:
    e = log(4) if "ln" in eps else number(eps)
    add("partition_keep_prob", {"eps": eps, "delta": delta, "l0": l0, "n": n},
        keep(exp(e / l0), each_of(number(delta), l0) if l0 > 1 else number(delta), n)[n], {"rel": 1e-13}, DOWN)
for eps, delta in [("0.3", "1e-3"), ("1", "1e-8")]:
    e, d = number(eps), number(delta)
    first = 1 + int(floor(log(1 + tanh(e / 2) * (1 / d - 1)) / e))
    last = next(n for n, p in enumerate(keep(exp(e), d, 400)) if p >= 1) - 1
    add("partition_crossovers", {"eps": eps, "delta": delta, "l0": 1}, [first, last], {"abs": 0})
for exp_eps, delta, count in [("3/2", "1/50", 12), ("10", "0.001", 8)]:
    add("partition_keep_prob_rational", {"exp_eps": exp_eps, "delta": delta},
        [str(p) for p in keep(Fraction(exp_eps), Fraction(delta), count)], {"abs": 0})
for scores, eps, sens in [([0, 1, 2, 50], "2", "1"), ([-3, 5, 5], "0.1", "7"), ([10, 2000], "1", "1"), ([4], "1", "3")]:
    weights = [exp(-number(eps) * s / (2 * number(sens))) for s in scores]
    add("exp_mech_probs", {"scores_lower_better": scores, "eps": eps, "sens": sens}, [w / sum(weights) for w in weights], {"rel": 1e-13})

# --- recorded draws: by hand from the reference's order, x = 1/2: Bern(1/2 / k) until a 0; k odd gives 1 ---
add("sampler_trace", {"sampler": "bernoulli_exp", "x": "1/2", "draws": [["2", "1"]]}, 1, {"abs": 0})
add("sampler_trace", {"sampler": "bernoulli_exp", "x": "1/2", "draws": [["2", "0"], ["4", "3"]]}, 0, {"abs": 0})
add("sampler_trace", {"sampler": "bernoulli_exp", "x": "1/2", "draws": [["2", "0"], ["4", "0"], ["6", "5"]]}, 1, {"abs": 0})

# --- statistics: by counting, and by the quadratic formula ---
for data, candidates, alpha, limit in [
    ([0, 2, 2, 3, 5, 7, 7, 7], [-1, 2, 4, 7, 12], "1/4", None), ([], [0, 1], "1/2", None), ([3] * 5, [2, 3, 4], "9/10", 4),
    (["-1/2", "0.25", "3e1"], ["-0.5", 0, 30, 31], "0", None), ("-3..6", [-4, 0, 7], "1", None)]:
    values = range(-3, 7) if isinstance(data, str) else [Fraction(v) for v in data]
    share, most = Fraction(alpha), limit or 10 ** 9
    scores = [abs((share.denominator - share.numerator) * min(most, sum(v < Fraction(c) for v in values)) -
                  share.numerator * min(most, sum(v > Fraction(c) for v in values))) for c in candidates]
    add("quantile_scores", {"data": data, "candidates": candidates, "alpha": alpha, **({"size_limit": limit} if limit else {})},
        scores, {"abs": 0})
for above, below, va, vb, cov, z in [("120", "40000", "25", "25", "0", "1.96"), ("-7", "90", "3", "50", "3", "2.5"),
                                     ("0", "1e6", "0.5", "0.25", "-0.125", "3"), ("5/2", "-40", "1", "1", "0.5", "1.645")]:
    h, r, vh, vr, c, z2 = *map(number, (above, below, va, vb, cov)), number(z) ** 2
    a, b, rest = r * r - z2 * vr, h * r - z2 * c, h * h - z2 * vh
    root = sqrt(b * b - a * rest)
    add("ratio_ci", {"num": above, "den": below, "var_num": va, "var_den": vb, "cov": cov, "z": z},
        {"ratio": h / r, "delta_var": (vh + (h / r) ** 2 * vr - 2 * (h / r) * c) / r ** 2,
         "fieller": [(b - root) / a, (b + root) / a]}, {"rel": 1e-13})

print("[")
print(",\n".join(" " + json.dumps(case) for case in cases))
print("]")
