"""torch.backends: switches that change nothing on this engine."""


class _Backend:
    benchmark = deterministic = enabled = allow_tf32 = False

    def is_available(self):
        return False

    def is_built(self):
        return False


cudnn, mps, cuda, mkl, openmp, mkldnn = (_Backend() for _ in range(6))
cuda.matmul = _Backend()
