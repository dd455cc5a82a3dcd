package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tapedeck.app.model.ProgramText;

class DraftTest {
  @TempDir private Path folder;

  @Test
  void whatIsKeptIsThereForTheNextSession() {
    Path file = folder.resolve("new/draft.json");
    ProgramText program = new ProgramText("a.py", "x = 1\n", folder.resolve("a.py"));
    Draft.Kept kept = Draft.Kept.of(program, "x = 2  # 改\n");
    new Draft(file, Runnable::run).keep(kept);
    Draft.Kept left = new Draft(file, Runnable::run).left();
    assertEquals(kept, left);
    // a session that asks and writes something of its own does not lose it
    Draft next = new Draft(file, Runnable::run);
    assertEquals(kept, next.left());
    next.keep(null);
    assertEquals(kept, new Draft(file, Runnable::run).left());
    next.forgetLeft();
    assertNull(new Draft(file, Runnable::run).left());
    assertEquals(program, left.program());
  }

  @Test
  void nothingIsLeftAfterTheTextWasSaved() {
    Draft draft = new Draft(folder.resolve("draft.json"), Runnable::run);
    draft.keep(Draft.Kept.of(new ProgramText("a.py", "", null), "text"));
    draft.keep(null);
    assertNull(draft.left());
  }

  @Test
  void aDraftThatCannotBeReadIsNone() throws IOException {
    Path file = folder.resolve("draft.json");
    Files.writeString(file, "{\"name\": ");
    assertNull(new Draft(file, Runnable::run).left());
  }
}
