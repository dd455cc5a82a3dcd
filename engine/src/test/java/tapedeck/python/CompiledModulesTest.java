package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tapedeck.autograd.Engine;

/** The compiled torch package runs as its source does. */
class CompiledModulesTest {
  private static final String PROGRAM =
      """
      import torch
      layer = torch.nn.Linear(2, 1)
      print(layer, torch.optim.SGD(layer.parameters(), lr=0.1).param_groups[0]["lr"])
      torch.ones(2) @ torch.ones(3)
      """;

  private static String output(CompiledModules compiled, String program) {
    PrintedText printed = new PrintedText();
    try (PythonHost host = new PythonHost(compiled)) {
      host.program("main.py", program, List.of(), false).run(new Engine(), printed);
    }
    return printed.toString();
  }

  @Test
  void programsRunAsFromTheSource(@TempDir Path folder) throws IOException {
    CompiledModules compiled = new CompiledModules(folder.resolve("code"));
    compiled.write();
    List<String> modules = TorchSources.modules();
    assertTrue(modules.containsAll(List.of("torch", "torch._tensor", "torch.nn.modules.module")));
    for (String module : modules) {
      assertNotNull(compiled.code(module, String.valueOf(TorchSources.of(module))), module);
    }
    assertNull(compiled.code("torch", "another source"));
    String expected = output(CompiledModules.NONE, PROGRAM);
    assertEquals(expected, output(compiled, PROGRAM));
    assertTrue(expected.contains("line 4, in <module>"), expected);
  }

  @Test
  void whatWasCompiledIsWhatRuns(@TempDir Path folder) throws IOException {
    CompiledModules compiled = new CompiledModules(folder);
    compiled.write();
    Path file = fileOf(folder, "torch-");
    String code = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, code.replace("2.13.0+cpu", "9.99.9+cpu"), StandardCharsets.ISO_8859_1);
    String program = "import torch\nprint(torch.__version__)\n";
    assertEquals("9.99.9+cpu\n", output(compiled, program));
  }

  @Test
  void aDamagedFileIsCompiledAnew(@TempDir Path folder) throws IOException {
    CompiledModules compiled = new CompiledModules(folder);
    compiled.write();
    Path cut = fileOf(folder, "torch._tensor-");
    Files.writeString(
        cut,
        Files.readString(cut, StandardCharsets.ISO_8859_1).substring(0, 5000),
        StandardCharsets.ISO_8859_1);
    Files.writeString(fileOf(folder, "torch._functions-"), "no code");
    Files.writeString(fileOf(folder, "torch.nn-"), "");
    assertEquals(output(CompiledModules.NONE, PROGRAM), output(compiled, PROGRAM));
  }

  private static Path fileOf(Path folder, String start) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(start))
          .findFirst()
          .orElseThrow();
    }
  }
}
