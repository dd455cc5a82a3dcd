"""Q-learning targets: gather, max, a target network and soft updates."""
import copy
import torch
from torch import nn

torch.manual_seed(12)
q = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))
target = copy.deepcopy(q)
optimizer = torch.optim.AdamW(q.parameters(), lr=0.01, amsgrad=True)
states, actions, rewards, following = torch.randn(6, 3), torch.tensor([0, 1, 1, 0, 1, 0]), torch.randn(6), torch.randn(6, 3)
done = torch.tensor([False, False, True, False, False, True])
for step in range(5):
    value = q(states).gather(1, actions.unsqueeze(1))
    with torch.no_grad():
        future = torch.zeros(6)
        future[~done] = target(following[~done]).max(1).values
        expected = rewards + 0.9 * future
    loss = nn.SmoothL1Loss()(value, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(q.parameters(), 0.1)
    optimizer.step()
    state = target.state_dict()
    for key, tensor in q.state_dict().items():
        state[key] = 0.1 * tensor + 0.9 * state[key]
    target.load_state_dict(state)
    print(step, f"{loss.item():.4f}", f"{max(p.grad.abs().max() for p in q.parameters()):.2f}")
print([n for n, _ in target.named_parameters()], target[0].weight.requires_grad, target[0].weight is q[0].weight)
