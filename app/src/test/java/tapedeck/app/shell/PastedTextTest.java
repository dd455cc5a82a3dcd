package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PastedTextTest {
  @Test
  void aProgramStaysAsItIs() {
    String program = "import torch\n\nfor i in range(2):\n    print(i)\n";
    assertEquals(program, PastedText.program(program));
    assertEquals(program, PastedText.program("\n" + program.replace("\n", "\r\n") + "\n\n"));
  }

  @Test
  void promptsAndAnswersOfASessionAreLeftOut() {
    assertEquals(
        "x = 1\nfor i in range(2):\n    print(i)\n",
        PastedText.program(
            """
            >>> x = 1
            >>> for i in range(2):
            ...     print(i)
            ...
            0
            1
            """));
  }

  @Test
  void anIndentationThatAllLinesShareIsLeftOut() {
    assertEquals("if x:\n    y\n\nz\n", PastedText.program("    if x:\n        y\n\n    z\n"));
    assertEquals("", PastedText.program(" \n\n"));
  }
}
