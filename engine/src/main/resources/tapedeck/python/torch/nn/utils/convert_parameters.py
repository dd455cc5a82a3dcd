"""torch.nn.utils.convert_parameters."""

from torch.nn.utils import parameters_to_vector, vector_to_parameters
