"""Runs a program: serves torch from the engine's resources, traces lines, prints tracebacks."""


def bootstrap(host):
    import builtins
    import importlib.machinery
    import io
    import marshal
    import os
    import sys
    import types

    OURS = "<tapedeck>"

    def raise_error(kind, message):
        if kind == "torch.linalg.LinAlgError":
            from torch.linalg import LinAlgError as kind
        raise (getattr(builtins, kind) if isinstance(kind, str) else kind)(message)

    host.names.set_raiser(raise_error)

    class Resources:
        """Finds torch and its packages among the engine's resources, and names what is left out."""

        INSTEAD = {
            "numpy": "tensors have most of its functions: torch.linspace, torch.sin, Tensor.tolist",
            "matplotlib": "the window draws the loss, the gradients and every tensor",
            "torchvision": "make a small data set with torch.rand or torch.tensor",
            "pandas": "write the numbers into the program, or read them with the csv module",
        }

        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in self.INSTEAD:
                package = name.partition(".")[0]
                raise ModuleNotFoundError(
                    f"{package} is a compiled package that Tapedeck cannot load; "
                    f"instead: {self.INSTEAD[package]}",
                    name=name,
                )
            if name != "torch" and not name.startswith("torch."):
                return None
            if host.resource(name) is None:
                if name.startswith("torch."):
                    from torch._missing import missing_import

                    raise missing_import(name)
                return None
            spec = importlib.machinery.ModuleSpec(name, self, origin=OURS)
            spec.submodule_search_locations = []
            return spec

        def create_module(self, spec):
            return None

        def is_package(self, name):
            return True

        def get_source(self, name):
            return host.resource(name)

        def get_code(self, name):
            source = self.get_source(name)
            code = host.compiled(name, source)
            if code is not None:
                try:
                    loaded = marshal.loads(code.encode("latin-1"))
                except (EOFError, TypeError, ValueError):
                    # cut off, or of another interpreter
                    loaded = None
                if isinstance(loaded, types.CodeType):
                    return loaded
            return compile(source, f"{OURS}/{name}", "exec")

        def exec_module(self, module):
            module.__dict__["_host"] = host
            exec(self.get_code(module.__name__), module.__dict__)

    class Source:
        """Gives tracebacks the lines of the program, which is in no file that they could read."""

        def __init__(self, text):
            self._text = text

        def get_source(self, name):
            return self._text

    class Output(io.TextIOBase):
        """Hands text on line by line."""

        def __init__(self, to_err):
            self._to_err = to_err
            self._pending = []

        encoding = "utf-8"

        def writable(self):
            return True

        def write(self, text):
            if not isinstance(text, str):
                raise TypeError(f"write() argument must be str, not {type(text).__name__}")
            self._pending.append(text)
            if "\n" in text:
                self.flush()
            return len(text)

        def flush(self):
            if self._pending:
                text = "".join(self._pending)
                self._pending.clear()
                host.printed(self._to_err, text)

    COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
    walked = {}
    UNSEEN = (None, -1)

    def members_of(name, value, tensor, top):
        """The tensors that a variable holds, by the expressions that give them."""
        if type(value) in (list, tuple) and len(value) <= 100:
            return [(f"{name}[{i}]", item) for i, item in enumerate(value)]
        if type(value) is dict and len(value) <= 100:
            return [(f"{name}[{key!r}]", item) for key, item in value.items()]
        module = sys.modules.get("torch.nn.modules.module")
        if module is not None and isinstance(value, module.Module) and name != "self":
            # a module is walked once, and again where the program itself names what a function made:
            # its parameters are the same from line to line
            if walked.get(id(value), UNSEEN)[1] >= top:
                return []
            walked[id(value)] = (value, top)
            parts = [*value.named_parameters(), *value.named_buffers()]
            return [(f"{name}.{path}", item) for path, item in parts]
        return []

    def tensors_of(variables, top):
        tensor = sys.modules["torch"].Tensor if "torch" in sys.modules else None
        found = {}
        if tensor is not None:
            held = []
            for name, value in variables.items():
                if isinstance(value, tensor):
                    found[name] = value
                else:
                    held += members_of(name, value, tensor, top)
            direct = {id(value) for value in found.values()}
            for name, value in held:
                if isinstance(value, tensor) and id(value) not in direct:
                    found[name] = value
        return list(found), [value._j for value in found.values()]

    def tracer(filename):
        def trace(frame, event, arg):
            if event == "line":
                function = frame.f_code.co_name
                top = function == "<module>"
                host.line(frame.f_lineno, function, *tensors_of(frame.f_locals, top))
            elif event == "call":
                code = frame.f_code
                # a comprehension is a function to Python, and a part of its line to a person
                if code.co_filename != filename or code.co_name in COMPREHENSIONS:
                    return None
                host.function_entered()
            elif event == "return":
                host.function_left(line_of_caller(frame.f_back))
            return trace

        def line_of_caller(frame):
            while frame is not None and frame.f_code.co_filename != filename:
                frame = frame.f_back
            return 0 if frame is None else frame.f_lineno

        return trace

    def format_error(error):
        """The traceback of the program's own frames."""
        # imported where it is needed: it would cost every start two seconds
        import traceback

        def trim(told):
            while told is not None:
                told.stack = traceback.StackSummary.from_list(
                    [frame for frame in told.stack if not frame.filename.startswith(OURS)]
                )
                trim(told.__context__)
                told = told.__cause__

        if "java.lang.StackOverflowError" in str(error):
            # the engine was called from so deep that it had no room
            full = RecursionError("maximum recursion depth exceeded")
            error = full.with_traceback(error.__traceback__)
        if isinstance(error, PermissionError) and error.filename is not None:
            error.add_note(
                "A program uses only folders that it was granted: in the window by Open > Let the "
                "program read and write in its folder,\nelse by --allow-read DIR, or --allow-write "
                "DIR, which lets it read as well."
            )
        told = traceback.TracebackException.from_exception(error)
        trim(told)
        text = "".join(told.format())
        told.__notes__ = None
        return text, list(told.format_exception_only())[-1].rstrip("\n")

    def line_of(error, filename):
        """The innermost line of the program that the error went through."""
        if isinstance(error, SyntaxError) and error.filename == filename:
            return error.lineno or 0
        line = 0
        told = error.__traceback__
        while told is not None:
            if told.tb_frame.f_code.co_filename == filename:
                line = told.tb_lineno
            told = told.tb_next
        return line

    def run(source, filename, arguments, traced):
        sys.stdout, sys.stderr = Output(False), Output(True)
        sys.argv = [filename, *arguments]
        main = types.ModuleType("__main__")
        main.__file__ = filename
        main.__loader__ = Source(source)
        sys.modules["__main__"] = main
        status = 0
        try:
            code = compile(source, filename, "exec")
            if traced:
                sys.settrace(tracer(filename))
            try:
                exec(code, main.__dict__)
            finally:
                sys.settrace(None)
        except SystemExit as end:
            if end.code is None:
                status = 0
            elif isinstance(end.code, int):
                status = end.code
            else:
                print(end.code, file=sys.stderr)
                status = 1
        except BaseException as error:
            sys.stdout.flush()
            text, message = format_error(error)
            print(text, end="", file=sys.stderr)
            sys.stderr.flush()
            host.failed(line_of(error, filename), message, text)
            return 1
        sys.stdout.flush()
        sys.stderr.flush()
        host.finished(*tensors_of(main.__dict__, True))
        return status

    def refuse(*arguments, **keywords):
        raise PermissionError("a program in Tapedeck may not start processes")

    # the interpreter's own refusal of this one is an internal error that no program can catch
    os.system = refuse

    sys.meta_path.insert(0, Resources())
    return run


bootstrap
