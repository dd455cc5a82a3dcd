"""The numbers that follow a seed, from every function that draws."""
import torch

torch.manual_seed(42)
print(torch.rand(3), torch.randn(3), torch.randn(17)[-3:], torch.randint(10, (5,)), torch.randint(-5, 5, (2, 2)), torch.randperm(6), torch.bernoulli(torch.full((4,), 0.5)), torch.normal(0.0, 1.0, (2,)), torch.normal(torch.tensor([1.0, 100.0]), torch.tensor([0.1, 1.0])), torch.multinomial(torch.tensor([0.1, 0.9, 0.5]), 2), sep="\n")
print(torch.empty(3).uniform_(-1, 1), torch.empty(20).normal_(5, 2)[:3], torch.empty(3).exponential_(2.0), torch.empty(3).geometric_(0.5), torch.empty(3).log_normal_(0, 1), torch.empty(2).cauchy_(), torch.empty(3).random_(10), torch.empty(3).bernoulli_(0.3), torch.rand_like(torch.zeros(2)), torch.randn_like(torch.zeros(2, dtype=torch.float64)), torch.randint_like(torch.zeros(3), 5), torch.rand(2, dtype=torch.float64), torch.randn(18, dtype=torch.float64)[:2], torch.nn.init.trunc_normal_(torch.empty(3)), torch.poisson(torch.tensor([1.0, 5.0])), sep="\n")
g = torch.Generator().manual_seed(7)
print(torch.rand(2, generator=g), torch.randperm(4, generator=g), g.initial_seed(), torch.initial_seed(), torch.rand(1))
state = torch.get_rng_state()
a = torch.rand(2)
torch.set_rng_state(state)
print(torch.equal(a, torch.rand(2)), state.dtype, state.shape)
with torch.random.fork_rng():
    torch.manual_seed(0)
    print(torch.rand(1))
print(torch.rand(1), torch.default_generator.initial_seed(), torch.manual_seed(3) is torch.default_generator, torch.nn.functional.dropout(torch.ones(8), 0.5), torch.nn.functional.gumbel_softmax(torch.zeros(3)), torch.nn.functional.dropout1d(torch.ones(1, 3, 2), 0.5), torch.nn.functional.alpha_dropout(torch.ones(3), 0.5, training=True))
for bad in (lambda: torch.randint(5, 5, (2,)), lambda: torch.empty(2).uniform_(1, 0), lambda: torch.empty(2).normal_(0, -1), lambda: torch.bernoulli(torch.tensor([1.5])), lambda: torch.randperm(-1), lambda: torch.rand(2, dtype=torch.int64), lambda: torch.empty(2).exponential_(-1.0), lambda: torch.nn.functional.dropout(torch.ones(2), 1.5)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:130])
