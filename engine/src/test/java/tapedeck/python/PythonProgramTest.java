package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tapedeck.autograd.Engine;
import tapedeck.tape.Program;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonProgramTest {
  private PythonHost host;

  @BeforeAll
  void start() {
    host = new PythonHost();
  }

  @AfterAll
  void close() {
    host.close();
  }

  private record Outcome(int status, String out, String err, Tape tape) {}

  private Outcome run(String source, boolean traced) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    int status =
        host.program("user.py", source, List.of("one"), traced).run(new Engine(recorder), recorder);
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    for (TapeEvent.Printed printed : tape.end().output()) {
      (printed.toErr() ? err : out).append(printed.text());
    }
    return new Outcome(status, out.toString(), err.toString(), tape);
  }

  private String output(String source) {
    Outcome outcome = run(source, false);
    assertEquals("", outcome.err());
    return outcome.out();
  }

  @Test
  void tensorsBehaveAsInPyTorch() {
    assertEquals(
        """
        tensor([[1., 2.],
                [3., 4.]]) torch.Size([2, 2]) torch.float32 2 4
        tensor([1, 2]) torch.int64 tensor([ True, False])
        [[1.0, 2.0], [3.0, 4.0]] 2.5 2.50
        tensor([3.5000, 4.5000])
        True False True
        """,
        output(
            """
            import torch
            t = torch.tensor([[1, 2.0], [3, 4]])
            print(t, t.shape, t.dtype, t.dim(), t.numel())
            i = torch.tensor([1, 2])
            print(i, i.dtype, torch.tensor([True, False]))
            print(t.tolist(), torch.tensor(2.5).item(), f"{torch.tensor(2.5):.2f}")
            print(i + 2.5)
            x = torch.tensor(1.0, requires_grad=True)
            y = x * 2
            y.backward()
            print(x.grad is x.grad, x.grad.requires_grad, y.grad_fn.next_functions[0][0].variable is x)
            """));
  }

  @Test
  void nodesShowTheirNamesEdgesAndSavedTensors() {
    assertEquals(
        """
        MulBackward0 MulBackward0 torch::autograd::AccumulateGrad AccumulateGrad
        ('AddBackward0', 0) None
        True True
        """,
        output(
            """
            import torch
            x = torch.tensor(2.0, requires_grad=True)
            y = (x + 1) * 3
            n = y.grad_fn.next_functions[0][0].next_functions[0][0]
            print(y.grad_fn.name(), type(y.grad_fn).__name__, n.name(), type(n).__name__)
            (fn, nr), (none, _) = y.grad_fn.next_functions
            print((fn.name(), nr), none)
            z = x * x
            print(z.grad_fn._saved_self is x, z.grad_fn is z.grad_fn)
            """));
  }

  @Test
  void aSmallNetworkGivesPyTorchsNumbers() {
    assertEquals(
        """
        tensor(1.3531, grad_fn=<MeanBackward0>)
        tensor([[-0.0647,  0.0259],
                [-0.0306,  0.0620]])
        tensor([[-0.1623],
                [-0.0011]])
        tensor([-0.5900,  1.0800], grad_fn=<RsubBackward1>) tensor([2.0000, 0.4000])
        tensor(8., grad_fn=<SumBackward0>) tensor([6., 2.], grad_fn=<SumBackward1>)
        IndexError Dimension out of range (expected to be in range of [-2, 1], but got 5)
        """,
        output(
            """
            import torch
            x = torch.tensor([[1.0, 0.5], [-1.0, 2.0], [0.3, -0.7]])
            w1 = torch.tensor([[0.2, -0.4], [0.7, 0.1]], requires_grad=True)
            w2 = torch.tensor([[0.5], [-0.3]], requires_grad=True)
            h = (x @ w1).tanh()
            y = (h @ w2).sigmoid()
            loss = ((y - 1.7) ** 2).mean()
            print(loss)
            loss.backward()
            print(w1.grad)
            print(w2.grad)
            print(1 - torch.tensor([1.59, -0.08], requires_grad=True), 2 / torch.tensor([1.0, 5.0]))
            m = torch.tensor([[5.0, 1.0], [1.0, 1.0]], requires_grad=True)
            print(m.sum(), m.sum(1))
            try:
                m.sum(5)
            except IndexError as e:
                print("IndexError", e)
            """));
  }

  @Test
  void adamTrainsAsInPyTorch() {
    assertEquals(
        """
        0 tensor([ 1.0990, -1.8980], requires_grad=True)
        1 tensor([ 1.1976, -1.7962], requires_grad=True)
        2 tensor([ 1.2956, -1.6947], requires_grad=True)
        ['exp_avg', 'exp_avg_sq', 'step'] tensor(3.) tensor([-1.8413, -4.7658])
        AdamW (
        Parameter Group 0
            amsgrad: False
            betas: (0.8, 0.99)
            capturable: False
            decoupled_weight_decay: True
            differentiable: False
            eps: 1e-08
            foreach: None
            fused: None
            lr: 0.1
            maximize: False
            weight_decay: 0.01
        )
        """,
        output(
            """
            import torch
            w = torch.tensor([1.0, -2.0], requires_grad=True)
            optimizer = torch.optim.AdamW([{"params": [w], "lr": 0.1}], betas=(0.8, 0.99))
            for i in range(3):
                optimizer.zero_grad()
                ((w - 3) ** 2).sum().backward()
                optimizer.step()
                print(i, w)
            state = optimizer.state[w]
            print(sorted(state), state["step"], state["exp_avg"])
            print(optimizer)
            """));
  }

  @Test
  void aSeedGivesPyTorchsNumbers() {
    assertEquals(
        """
        tensor([0.4963, 0.7682, 0.0885]) tensor([0.3643, 0.1344, 0.1642])
        tensor([66, 56, 99, 78]) tensor([2, 0, 1, 5, 3, 4])
        tensor([[0., 0.]]) tensor([1, 1]) tensor([0, 1, 2]) tensor([0.0000, 0.5000])
        """,
        output(
            """
            import torch
            torch.manual_seed(0)
            print(torch.rand(3), torch.randn(3))
            print(torch.randint(0, 100, (4,)), torch.randperm(6))
            print(torch.zeros(1, 2), torch.ones_like(torch.tensor([3, 4])), torch.arange(3),
                  torch.arange(0, 1, 0.5))
            """));
  }

  @Test
  void anOptimiserTrains() {
    assertEquals(
        """
        None
        0 36.0 tensor(2.4000, requires_grad=True) tensor(-12.)
        1 12.959999084472656 tensor(4.2000, requires_grad=True) tensor(-7.2000)
        {'momentum_buffer': tensor(-18.)}
        SGD (
        Parameter Group 0
            dampening: 0
            differentiable: False
            foreach: None
            fused: None
            lr: 0.1
            maximize: False
            momentum: 0.9
            nesterov: False
            weight_decay: 0
        )
        ValueError can't optimize a non-leaf Tensor
        """,
        output(
            """
            import torch
            w = torch.tensor(1.2, requires_grad=True)
            optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
            print(w.grad)
            for i in range(2):
                optimizer.zero_grad()
                d = w - 7.2 if i == 0 else w - 6
                loss = d * d
                loss.backward()
                optimizer.step()
                print(i, loss.item(), w, w.grad)
            print(dict(optimizer.state[w]))
            print(optimizer)
            try:
                torch.optim.SGD([w * 2], lr=1)
            except ValueError as e:
                print("ValueError", e)
            """));
  }

  @Test
  void gradModesSwitchRecording() {
    assertEquals(
        "False\nTrue\nFalse\nTrue\n",
        output(
            """
            import torch
            x = torch.tensor(2.0, requires_grad=True)
            with torch.no_grad():
                print((x * 2).requires_grad)
            print((x * 2).requires_grad)
            @torch.no_grad()
            def f():
                return (x * 2).requires_grad
            print(f())
            print(torch.is_grad_enabled())
            """));
  }

  @Test
  void anErrorOfTheEngineIsAPythonException() {
    assertEquals(
        """
        RuntimeError Trying to backward through the graph a second time
        RuntimeError element 0 of tensors does not require grad and does not have a grad_fn
        TypeError add(): argument 'other' (position 2) must be Tensor, not str
        TypeError unsupported operand type(s) for +: 'Tensor' and 'str'
        RuntimeError Only Tensors of floating point and complex dtype can require gradients
        ValueError expected sequence of length 2 at dim 1 (got 1)
        """,
        output(
            """
            import torch
            x = torch.tensor(2.0, requires_grad=True)
            y = x * x
            y.backward()
            for action in (
                lambda: y.backward(),
                lambda: torch.tensor(1.0).backward(),
                lambda: torch.add(x, "a"),
                lambda: x + "a",
                lambda: torch.tensor([1], requires_grad=True),
                lambda: torch.tensor([[1, 2], [3]]),
            ):
                try:
                    action()
                except Exception as e:
                    print(type(e).__name__, str(e).split(" (or")[0])
            """));
  }

  @Test
  void parametersAreNamedByTheirPathAndItemsByTheirPlace() {
    Outcome outcome =
        run(
            """
            import torch
            net = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.BatchNorm1d(1))
            w = torch.ones(2)
            both = [w, torch.zeros(2)]
            named = {"k": torch.ones(3)}
            """,
            true);
    assertEquals("", outcome.err());
    assertEquals(
        Set.of(
            "net.0.weight",
            "net.0.bias",
            "net.1.weight",
            "net.1.bias",
            "net.1.running_mean",
            "net.1.running_var",
            "net.1.num_batches_tracked",
            "w",
            "both[1]",
            "named['k']"),
        Set.copyOf(outcome.tape().end().names().values()));
  }

  @Test
  void whatIsLeftOutSaysSo() {
    assertEquals(
        """
        NotImplementedError torch.stft is not supported by Tapedeck
        NotImplementedError torch.Tensor.istft is not supported by Tapedeck
        NotImplementedError torch.nn.RNNBase is not supported by Tapedeck
        NotImplementedError torch.fft is not supported by Tapedeck
        """,
        output(
            """
            import torch
            x = torch.tensor(2.0)
            def imports():
                import torch.fft
            for action in (
                lambda: torch.stft, lambda: x.istft(), lambda: torch.nn.RNNBase(), imports,
            ):
                try:
                    action()
                except Exception as e:
                    print(type(e).__name__, e)
            """));
  }

  @Test
  void aMissingPackageSaysWhatToDoInstead() {
    Outcome outcome = run("import numpy as np\n", false);
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().contains("line 1, in <module>"), outcome.err());
    assertTrue(outcome.err().contains("numpy is a compiled package"), outcome.err());
  }

  @Test
  void aTracebackNamesTheProgramsFileAndLinesAndNothingElse() {
    Outcome outcome =
        run(
            """
            import torch

            def loss(x):
                return x + "text"

            x = torch.tensor(2.0)
            y = x * x
            y.backward()
            loss(x)
            """,
            true);
    assertEquals(1, outcome.status());
    assertEquals(
        """
        Traceback (most recent call last):
          File "user.py", line 8, in <module>
            y.backward()
        RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
        """,
        outcome.err().replaceAll("(?m)^ *[~^]+\\n", ""));
    State end = outcome.tape().end();
    assertEquals(8, end.failure().line());
    assertEquals(outcome.err(), end.failure().traceback());
  }

  @Test
  void aProgramThatPrintsATracebackItselfSeesItsLines() {
    assertEquals(
        """
          File "user.py", line 5, in <module>
            1 / 0
        """,
        output(
                """
                import sys
                import traceback

                try:
                    1 / 0
                except ZeroDivisionError as e:
                    sys.stdout.write("".join(traceback.format_tb(e.__traceback__)))
                """)
            .replaceAll("(?m)^ *[~^]+\\n", ""));
  }

  @Test
  void aSyntaxErrorNamesItsLine() {
    Outcome outcome = run("import torch\nx = = 1\n", true);
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().contains("File \"user.py\", line 2"), outcome.err());
    assertTrue(outcome.err().contains("SyntaxError"), outcome.err());
  }

  @Test
  void anExitHasItsStatus() {
    assertEquals(3, run("import sys\nprint(sys.argv)\nsys.exit(3)\n", false).status());
    assertEquals("['user.py', 'one']\n", run("import sys\nprint(sys.argv)\n", false).out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open('/etc/hostname').read()",
        "open('made.txt', 'w')",
        "import os; os.listdir('/')",
        "import os; assert os.system('true') == 0",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.create_connection(('127.0.0.1', 80))",
        "import java; java.type('java.lang.System')",
        "import polyglot; polyglot.eval(language='js', string='1')"
      })
  void theHostIsOutOfReach(String attempt) {
    assertEquals(
        "refused\n",
        output(
            "try:\n    exec(%s)\n    print('done')\nexcept Exception:\n    print('refused')\n"
                .formatted("\"\"\"" + attempt + "\"\"\"")));
  }

  @Test
  void everyEventKnowsTheLineThatCausedIt() {
    Tape tape =
        run(
                """
                import torch

                def double(t):
                    return t * 2

                x = torch.tensor(1.0)
                y = double(x) + 1
                """,
                true)
            .tape();
    long mul = tape.next(0, event -> event instanceof TapeEvent.OpApplied).getAsLong();
    long add = tape.next(mul, event -> event instanceof TapeEvent.OpApplied).getAsLong();
    assertEquals(4, tape.event(mul).line());
    assertEquals(7, tape.event(add).line());
    assertEquals("y", tape.end().nameOf(((TapeEvent.OpApplied) tape.event(add)).output().id()));
  }

  @Test
  void theTapeKnowsThatALeafChangedItsMind() {
    Tape tape = run("import torch\nx = torch.tensor(1.0)\nx.requires_grad_()\n", true).tape();
    assertEquals(
        false, tape.stateAt(tape.next(0, TapeEvent::isStep).getAsLong()).tensor(1).requiresGrad());
    assertEquals(true, tape.end().tensor(1).requiresGrad());
  }

  /** Each of these modules makes every program start later, all together by more than a second. */
  @Test
  void importingTorchLoadsNoSlowModuleOfTheLibrary() {
    assertEquals(
        "[]\n",
        output(
            """
            import torch
            import sys
            slow = ("ast", "dis", "enum", "inspect", "json", "re", "tokenize", "traceback", "typing")
            print([name for name in slow if name in sys.modules])
            """));
  }

  @Test
  void aGeneratorMayBeSentValuesUnderNoGrad() {
    assertEquals(
        """
        False True
        (3, False) True
        ('caught', False) True
        end
        """,
        output(
            """
            import torch
            @torch.no_grad()
            def steps():
                got = yield torch.is_grad_enabled()
                try:
                    got = yield got, torch.is_grad_enabled()
                except ValueError:
                    got = yield "caught", torch.is_grad_enabled()
                return "end"
            it = steps()
            print(next(it), torch.is_grad_enabled())
            print(it.send(3), torch.is_grad_enabled())
            print(it.throw(ValueError()), torch.is_grad_enabled())
            try:
                next(it)
            except StopIteration as end:
                print(end.value)
            """));
  }

  @Test
  void anImportOfWhatIsMissingNamesTheNearestThatExists() {
    assertEquals(
        """
        torch.nn.Lineer is not supported by Tapedeck; the nearest name that exists is torch.nn.Linear
        torch.cumsun is not supported by Tapedeck; the nearest name that exists is torch.cumsum
        torch.nn.RNNBase is not supported by Tapedeck; the nearest name that exists is torch.nn.RNN
        torch.nn.RNNBase is not supported by Tapedeck
        module 'torch.nn' has no attribute 'Lineer'
        """,
        output(
            """
            import torch
            for program in (
                "from torch.nn import Lineer",
                "from torch import cumsun",
                "from torch.nn import RNNBase",
                "torch.nn.RNNBase",
                "torch.nn.Lineer",
            ):
                try:
                    exec(program)
                except (AttributeError, NotImplementedError) as e:
                    print(e)
            """));
  }

  @Test
  void aProgramHasTemporaryFilesThatAreGoneWhenItIsOver() {
    String[] told =
        output(
                """
                import os, tempfile, torch
                with tempfile.NamedTemporaryFile() as file:
                    torch.save(torch.ones(2), file.name)
                    print(torch.load(file.name))
                with tempfile.TemporaryDirectory() as folder:
                    torch.save(torch.zeros(2), os.path.join(folder, "zeros.pt"))
                    print(os.listdir(folder))
                left = tempfile.mkdtemp()
                open(os.path.join(left, "left.txt"), "w").write("left")
                try:
                    open(os.path.join(os.getcwd(), "elsewhere.txt"), "w")
                except PermissionError as e:
                    print(e.strerror)
                print(left)
                """)
            .split("\n");
    assertEquals(
        List.of("tensor([1., 1.])", "['zeros.pt']", "Permission denied"),
        List.of(told).subList(0, 3));
    assertFalse(Files.exists(Path.of(told[3]).getParent()), told[3]);
  }

  @Test
  void aProgramReadsOnlyTheFoldersItWasGiven(@TempDir Path folder) throws IOException {
    Path given = Files.createDirectory(folder.resolve("given"));
    Files.writeString(given.resolve("helper.py"), "ANSWER = 42\n");
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(given.resolve("link"), folder.resolve("secret.txt"));
    String source =
        """
        import helper
        print(helper.ANSWER, open("helper.py").read().strip())
        for name in ("../secret.txt", "link", "missing"):
            try:
                print(open(name).read())
            except OSError as e:
                print(type(e).__name__)
        try:
            open("new.txt", "w")
        except OSError as e:
            print(type(e).__name__)
        """;
    assertEquals(
        """
        42 ANSWER = 42
        PermissionError
        PermissionError
        FileNotFoundError
        PermissionError
        """,
        outputWith(given, List.of(given), List.of(), source));
  }

  @Test
  void aProgramWritesOnlyIntoTheFoldersItWasGiven(@TempDir Path folder) throws IOException {
    Path given = Files.createDirectory(folder.resolve("given"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(given.resolve("folder"), other);
    Files.createSymbolicLink(given.resolve("nothing"), other.resolve("nothing.txt"));
    String source =
        """
        import os
        def attempt(action, *arguments):
            try:
                print(action(*arguments))
            except OSError as e:
                print("refused")
        def write(name):
            with open(name, "w") as file:
                return file.write("text")
        for name in ("new.txt", "folder/../new.txt", "../other/new.txt", "folder/new.txt", "nothing"):
            attempt(write, name)
        attempt(os.symlink, "../other/secret.txt", "link")
        attempt(os.link, "../other/secret.txt", "hard")
        attempt(os.rename, "new.txt", "../other/new.txt")
        attempt(os.rename, "../other/secret.txt", "stolen.txt")
        attempt(os.remove, "../other/secret.txt")
        attempt(os.truncate, "../other/secret.txt", 0)
        print(open("new.txt").read())
        """;
    assertEquals(
        "4\n4\n" + "refused\n".repeat(9) + "text\n",
        outputWith(given, List.of(), List.of(given), source));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(given, other), left.sorted().toList());
    }
    try (var left = Files.list(other)) {
      assertEquals(List.of(other.resolve("secret.txt")), left.toList());
    }
  }

  @Test
  void theMessageOfAnErrorIsWithoutItsNotes() {
    assertEquals(
        "ValueError: wrong",
        run("e = ValueError('wrong')\ne.add_note('a note\\nof two lines')\nraise e\n", true)
            .tape()
            .end()
            .failure()
            .message());
  }

  @Test
  void whoMayNotUseAFileIsToldWhatToDo(@TempDir Path folder) throws IOException {
    Path given = Files.createDirectory(folder.resolve("given"));
    String printed = outputWith(given, List.of(given), List.of(), "open('../new.txt', 'w')\n");
    assertTrue(printed.contains("Permission denied: '../new.txt'"), printed);
    assertTrue(printed.contains("--allow-write DIR"), printed);
  }

  /** What a program in {@code folder} prints that may use some folders. */
  private String outputWith(Path folder, List<Path> readable, List<Path> writable, String source) {
    PrintedText printed = new PrintedText();
    host.program(folder.resolve("main.py").toString(), source, List.of(), false)
        .granted(readable, writable)
        .run(new Engine(), printed);
    return printed.toString();
  }

  @Test
  void stopEndsAnEndlessProgram() throws Exception {
    Program program = host.program("loop.py", "while True: pass\n", List.of(), false);
    int[] status = new int[1];
    java.util.concurrent.CountDownLatch running = new java.util.concurrent.CountDownLatch(1);
    Program announced =
        host.program("loop.py", "print('on')\nwhile True: pass\n", List.of(), false);
    Thread thread =
        new Thread(
            () ->
                status[0] =
                    announced.run(
                        new Engine(),
                        new tapedeck.tape.ProgramListener() {
                          @Override
                          public void printed(boolean toErr, String text) {
                            running.countDown();
                          }
                        }));
    thread.start();
    running.await();
    announced.stop();
    thread.join();
    assertEquals(Program.STOPPED, status[0]);
    program.stop();
    assertEquals(Program.STOPPED, program.run(new Engine(), new Recorder(event -> {})));
  }
}
