"""Calls of modules, announced with the places of the modules in the outermost one that runs."""

import sys

# for each outermost module that runs, the path of every module in it
_running = []


def announced(module, inputs, keywords):
    """Calls `module` between the announcements that it begins and that it is over."""
    outermost = not _running
    if outermost:
        _running.append({})
    _host.module_entered(_path(module, outermost), type(module).__name__)
    try:
        return module._call(inputs, keywords)
    finally:
        _host.module_left()
        if outermost:
            _running.pop()


def _path(module, outermost):
    paths = _running[-1]
    if id(module) not in paths:
        path = _variable(module) or type(module).__name__
        for name, inner in module.named_modules():
            paths.setdefault(id(inner), (name if outermost else f"{path}.{name}") or path)
        paths[id(module)] = path
    return paths[id(module)]


def _variable(module):
    """The variable of the program that holds the module, if one does."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith("<tapedeck>"):
        frame = frame.f_back
    if frame is None:
        return None
    for variables in (frame.f_locals, frame.f_globals):
        for name, value in variables.items():
            if value is module and name != "self":
                return name
    return None
