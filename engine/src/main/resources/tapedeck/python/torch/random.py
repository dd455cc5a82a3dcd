"""torch.random: the default stream of random numbers."""

from torch._factories import (
    default_generator, fork_rng, get_rng_state, initial_seed, manual_seed, seed, set_rng_state,
)
